/**
 * Authentication fields (RFC 9110 11): the scheme, the realm of a challenge, and NTLM messages (MS-NTHT 2.2.1). Of what
 * a client sends only the scheme is kept; an NTLM message names the computer, and its user name is never read.
 */

import { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { sayNtlm } from '../encodings/ntlm-facts.ts';
import { findNtlmMessage } from '../encodings/ntlmssp.ts';

/** Octets of an NTLM or Negotiate token, in Base64, that are read. */
export const TOKEN_LIMIT = 8_192;

export type AuthScheme = 'basic' | 'digest' | 'ntlm' | 'negotiate' | 'bearer' | 'other';

const SCHEMES: ReadonlySet<string> = new Set(['basic', 'digest', 'ntlm', 'negotiate', 'bearer']);
const isScheme = (text: string): text is AuthScheme => SCHEMES.has(text);

/** The scheme that a field value starts with. */
export function schemeOf(value: string): AuthScheme {
  const space = value.search(/[\s,]/);
  const word = (space < 0 ? value : value.slice(0, space)).toLowerCase();
  return isScheme(word) ? word : 'other';
}

/** What one WWW-Authenticate field says about the outcome of the request before. */
export interface Challenge {
  readonly scheme: AuthScheme;
  /** A further leg of the same handshake, not a refusal: NTLM token, or Digest with a stale nonce. */
  readonly continues: boolean;
}

/** Reads the challenges of one field value, which a comma parts, and states scheme, realm and NTLM names of the server. */
export function readChallenges(value: string, out: FactSink): Challenge[] {
  const parts = value.split(/,\s*(?=(?:basic|digest|ntlm|negotiate|bearer)\b)/i);
  return parts.map((part) => readChallenge(part, out));
}

function readChallenge(value: string, out: FactSink): Challenge {
  const scheme = schemeOf(value);
  out.fact('auth-scheme', scheme);
  if (scheme === 'ntlm' || scheme === 'negotiate')
    return { scheme, continues: readToken(value, scheme.length, out) };
  const realm = parameter(value, 'realm');
  if (realm !== '') out.fact('realm', realm);
  return { scheme, continues: scheme === 'digest' && parameter(value, 'stale').toLowerCase() === 'true' };
}

/** Reads the NTLM message of an Authorization value, if there is one: its names are those of the client. */
export function readCredentialToken(value: string, scheme: AuthScheme, out: FactSink): void {
  if (scheme === 'ntlm' || scheme === 'negotiate') readToken(value, scheme.length, out);
}

/** True when a token follows the scheme. */
function readToken(value: string, schemeLength: number, out: FactSink): boolean {
  const token = value.slice(schemeLength).trim();
  if (token === '') return false;
  const octets = Buffer.from(token, 'base64');
  sayNtlm(findNtlmMessage(OctetReader.over(octets), octets.length), out);
  return true;
}

/** The value of `name=` or `name="…"`, with white space or a comma before it. */
function parameter(value: string, name: string): string {
  const at = value.toLowerCase().search(new RegExp(`[\\s,]${name}\\s*=`));
  if (at < 0) return '';
  const text = value.slice(value.indexOf('=', at) + 1).trimStart();
  if (!text.startsWith('"')) return /^[^\s,]*/.exec(text)?.[0] ?? '';
  let end = 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return text.slice(1, end).replace(/\\(.)/g, '$1');
}
