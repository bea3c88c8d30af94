/**
 * NetBIOS names in their first-level encoding (RFC 1001 14.1): 16 octets, each as two letters A to P; the sixteenth
 * is the suffix that tells what kind of name it is.
 *
 *   20 letter32 ( 00 | label* 00 )        the labels are the NetBIOS scope, almost always empty
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { skipDnsName } from './dns-name.ts';

const ENCODED_OCTETS = 32;
const NAME_CHARACTERS = 15;
const LETTER_A = 0x41;
const LETTER_P = 0x50;

/** Suffixes that tell something of a host (MS-NBTE 2.2.1). */
export const NETBIOS_WORKSTATION = 0x00;
export const NETBIOS_DOMAIN_MASTER_BROWSER = 0x1b;
export const NETBIOS_DOMAIN_CONTROLLERS = 0x1c;
export const NETBIOS_MASTER_BROWSER = 0x1d;
export const NETBIOS_BROWSER_ELECTIONS = 0x1e;
export const NETBIOS_FILE_SERVER = 0x20;

/** A decoded name. */
export interface NetbiosName {
  /** Without padding; empty when it is no name of a host or group (wildcard, control characters, service marks). */
  readonly name: string;
  readonly suffix: number;
}

/** True when an encoded name starts `ahead` octets after the next one. */
export function isEncodedNetbiosName(octets: OctetReader, ahead = 0): boolean {
  if (octets.peek(ahead) !== ENCODED_OCTETS) return false;
  for (let index = 1; index <= ENCODED_OCTETS; index++) {
    const letter = octets.peek(ahead + index);
    if (letter < LETTER_A || letter > LETTER_P) return false;
  }
  return true;
}

/** Reads an encoded name and moves behind it and its scope; undefined when it is malformed or cut. */
export function readNetbiosName(octets: OctetReader): NetbiosName | undefined {
  if (!isEncodedNetbiosName(octets)) return undefined;
  const codes: number[] = [];
  for (let index = 1; index < ENCODED_OCTETS; index += 2)
    codes.push(((octets.peek(index) - LETTER_A) << 4) | (octets.peek(index + 1) - LETTER_A));
  if (!skipDnsName(octets)) return undefined;
  const suffix = codes.pop() ?? 0;
  return { name: plainNetbiosName(String.fromCharCode(...codes)), suffix };
}

/** The next 15 octets and the suffix behind them, as node status entries write a name (RFC 1002 4.2.18). */
export function readPlainNetbiosName(octets: OctetReader): NetbiosName {
  const text = octets.latin1(NAME_CHARACTERS);
  return { name: plainNetbiosName(text), suffix: octets.u8() };
}

/** `text` without its padding; empty when it marks a service (`IS~…`, `INet~…`), a wildcard or no text at all. */
export function plainNetbiosName(text: string): string {
  const end = text.indexOf('\0');
  const name = (end < 0 ? text : text.slice(0, end)).trimEnd();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the browser's own names hold control characters
  return /[\u0000-\u001f\u007f]|^[*]|^IS~|^INet~/.test(name) ? '' : name;
}
