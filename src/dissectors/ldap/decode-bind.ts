/** Binds, their answers and error texts (RFC 4511 4.2, 4.1.9). Names and passwords are measured, never read. */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { BER_OCTET_STRING, enterBer, readBerInteger } from '../encodings/ber.ts';
import { sayNtlm } from '../encodings/ntlm-facts.ts';
import { findNtlmMessage } from '../encodings/ntlmssp.ts';
import {
  BER_ENUMERATED,
  ERROR_TEXT_OCTETS,
  NTLM_SEARCH_OCTETS,
  SASL,
  SICILY_DISCOVERY,
  SICILY_NEGOTIATE,
  SICILY_RESPONSE,
  SIMPLE,
} from './constants.ts';

/** A SASL mechanism (RFC 4422 3.1). */
const MECHANISM = /^[A-Z0-9_-]{1,20}$/;

/** BindRequest ::= { version, name, simple [0] | sasl [3] { mechanism, credentials } | sicily }. */
export function sayBind(octets: OctetReader, end: number, out: FactSink): void {
  readBerInteger(octets, end);
  const nameEnd = enterBer(octets, BER_OCTET_STRING, end);
  if (nameEnd < 0) return;
  const hasName = nameEnd > octets.position;
  octets.seek(nameEnd);
  const choice = octets.peek();
  const choiceEnd = enterBer(octets, choice, end);
  if (choiceEnd < 0) return;
  const length = choiceEnd - octets.position;
  if (choice === SIMPLE) {
    out.fact('bind-mechanism', length === 0 ? 'anonymous' : 'simple');
    if (hasName && length > 0) out.fact('clear-text-credential', 'simple-bind');
  } else if (choice === SASL) {
    const mechanismEnd = enterBer(octets, BER_OCTET_STRING, choiceEnd);
    if (mechanismEnd < 0) return;
    const mechanism = octets.latin1(mechanismEnd - octets.position);
    if (MECHANISM.test(mechanism)) out.fact('bind-mechanism', mechanism);
    // PLAIN (RFC 4616) is name and password with zeros between.
    if (mechanism === 'PLAIN') out.fact('clear-text-credential', 'simple-bind');
    sayNtlm(findNtlmMessage(octets, Math.min(choiceEnd - octets.position, NTLM_SEARCH_OCTETS)), out);
  } else if (choice === SICILY_NEGOTIATE || choice === SICILY_RESPONSE || choice === SICILY_DISCOVERY) {
    out.fact('bind-mechanism', 'sicily');
    sayNtlm(findNtlmMessage(octets, Math.min(length, NTLM_SEARCH_OCTETS)), out);
  }
}

/** Active Directory ends its error texts with its build number in hexadecimal digits. */
const WINDOWS_BUILD = /^[0-9A-F]{8}: LdapErr: DSID-[0-9A-F]{8},.{0,400}, v([0-9a-f]{3,4})\0?$/;

/**
 * LDAPResult ::= { resultCode, matchedDN, diagnosticMessage, … }: states an NTLM challenge in it and the build in an error
 * text. Returns the result code, -1 when there is none.
 */
export function sayResult(octets: OctetReader, end: number, out: FactSink): number {
  const codeEnd = enterBer(octets, BER_ENUMERATED, end);
  if (codeEnd - octets.position !== 1) return -1;
  const code = octets.u8();
  const start = octets.position;
  const matchedEnd = enterBer(octets, BER_OCTET_STRING, end);
  if (matchedEnd >= 0) {
    octets.seek(matchedEnd);
    const textEnd = enterBer(octets, BER_OCTET_STRING, end);
    const length = textEnd - octets.position;
    if (textEnd >= 0 && length > 0 && length <= ERROR_TEXT_OCTETS) {
      const build = WINDOWS_BUILD.exec(octets.latin1(length))?.[1];
      if (build !== undefined) out.fact('windows-build', `${Number.parseInt(build, 16)}`);
    }
  }
  octets.seek(start);
  sayNtlm(findNtlmMessage(octets, Math.min(end - start, NTLM_SEARCH_OCTETS)), out);
  return code;
}
