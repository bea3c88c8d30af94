/** What the messages of a TDS login say (MS-TDS 2.2.6.4, 2.2.6.5, 2.2.7). User names and passwords are never read. */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { sayNtlm } from '../encodings/ntlm-facts.ts';
import { findNtlmMessage, readNtlmMessage } from '../encodings/ntlmssp.ts';
import {
  ENCRYPTION_NAMES,
  INTEGRATED_SECURITY,
  LOGIN_APPLICATION,
  LOGIN_DATABASE,
  LOGIN_FLAGS_2,
  LOGIN_HOST_NAME,
  LOGIN_LIBRARY,
  LOGIN_SERVER_NAME,
  LOGIN_SSPI,
  LOGIN_USER_NAME,
  LOGIN7_FIXED_OCTETS,
  NAME_LIMIT,
  OPTION_ENCRYPTION,
  OPTION_END,
  OPTION_INSTANCE,
  OPTION_LIMIT,
  OPTION_VERSION,
  TOKEN_ENVIRONMENT,
  TOKEN_ERROR,
  TOKEN_INFO,
  TOKEN_LIMIT,
  TOKEN_LOGIN_ACK,
  TOKEN_SSPI,
} from './constants.ts';

/** {token1 offset2 length2}* FF data; offsets count from the first option, which is where `message` starts. */
export function sayPrelogin(message: OctetReader, fromServer: boolean, out: FactSink): void {
  for (let count = 0; count < OPTION_LIMIT; count++) {
    message.seek(5 * count);
    const token = message.u8();
    if (token === OPTION_END) return;
    const offset = message.u16();
    const length = message.u16();
    if (message.failed || offset + length > message.length) return;
    message.seek(offset);
    if (token === OPTION_VERSION && length >= 4)
      out.fact(fromServer ? 'server-version' : 'client-version', readVersion(message));
    else if (token === OPTION_ENCRYPTION && length === 1)
      out.fact('encryption', ENCRYPTION_NAMES[message.u8()] ?? '');
    else if (token === OPTION_INSTANCE && !fromServer && length > 1) {
      const [instance = ''] = message.latin1(Math.min(length, NAME_LIMIT)).split('\0', 1);
      out.fact('instance-sought', instance);
    }
  }
}

/** Major and minor in one octet each, build in two. */
function readVersion(message: OctetReader): string {
  const major = message.u8();
  const minor = message.u8();
  const build = message.u16();
  // Clients often state nothing: six zeros.
  return major === 0 && minor === 0 && build === 0 ? '' : `${major}.${minor}.${build}`;
}

/** LOGIN7; `message` starts at its length field, from which all offsets count. */
export function sayLogin(message: OctetReader, out: FactSink): void {
  if (message.length < LOGIN7_FIXED_OCTETS) return;
  out.fact('host-name', readName(message, LOGIN_HOST_NAME));
  out.fact('application', readName(message, LOGIN_APPLICATION));
  out.fact('server-sought', readName(message, LOGIN_SERVER_NAME));
  out.fact('library', readName(message, LOGIN_LIBRARY));
  out.fact('database', readName(message, LOGIN_DATABASE));
  message.seek(LOGIN_FLAGS_2);
  const isIntegrated = (message.u8() & INTEGRATED_SECURITY) !== 0;
  message.seek(LOGIN_USER_NAME + 2);
  if (!isIntegrated && message.u16le() > 0) out.fact('clear-text-credential', 'password');
  message.seek(LOGIN_SSPI);
  const offset = message.u16le();
  const length = message.u16le();
  if (length === 0 || offset + length > message.length) return;
  message.seek(offset);
  sayNtlm(findNtlmMessage(message, length), out);
}

/** The UTF-16 name whose {offset2 length2} stand at `at`; empty when it lies outside the message. */
function readName(message: OctetReader, at: number): string {
  message.seek(at);
  const offset = message.u16le();
  const length = message.u16le();
  if (length > NAME_LIMIT || offset + 2 * length > message.length) return '';
  message.seek(offset);
  return message.utf16le(2 * length);
}

/** Tokens of the answer to a login: the challenge of NTLM, or the program that let the client in. True at the latter. */
export function sayAnswer(message: OctetReader, out: FactSink): boolean {
  for (let count = 0; count < TOKEN_LIMIT && message.remaining > 3; count++) {
    const token = message.u8();
    const length = message.u16le();
    const next = message.position + length;
    if (next > message.length) return false;
    if (token === TOKEN_LOGIN_ACK) {
      // interface1 version4 name{length1, UTF-16} program version4
      message.skip(5);
      const nameOctets = 2 * message.u8();
      if (message.position + nameOctets + 4 > next) return true;
      out.fact('server-program', message.utf16le(nameOctets).replace(/\0+$/, ''));
      out.fact('server-version', readVersion(message));
      return true;
    }
    if (token === TOKEN_SSPI) sayNtlm(readNtlmMessage(message.sub(length)), out);
    else if (token !== TOKEN_ENVIRONMENT && token !== TOKEN_INFO && token !== TOKEN_ERROR) return false;
    message.seek(next);
  }
  return false;
}
