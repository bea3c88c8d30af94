/**
 * SMB1 negotiate and session setup (MS-CIFS 2.2.4.52, 2.2.4.53; MS-SMB 2.2.4.5, 2.2.4.6). Accounts and passwords are
 * skipped.
 *
 *   FF 'SMB' command1 status4 flags1 flags2LE pid2 signature8 … | words{count1 of 2 octets} bytes{length2LE}
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { sayNtlm } from '../encodings/ntlm-facts.ts';
import { findNtlmMessage } from '../encodings/ntlmssp.ts';
import {
  DIALECT_LIMIT,
  SMB1_ACTION_GUEST,
  SMB1_FLAG_REPLY,
  SMB1_FLAG2_UNICODE,
  SMB1_HEADER_OCTETS,
  SMB1_NEGOTIATE,
  SMB1_NO_DIALECT,
  SMB1_SECURITY_SIGNATURES_ENABLED,
  SMB1_SECURITY_SIGNATURES_REQUIRED,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_SUCCESS,
  STRING_LIMIT,
} from './constants.ts';

/** MS-CIFS 2.2.4.52.1: octet before each dialect name. */
const DIALECT_BUFFER_FORMAT = 0x02;
const CAPABILITY_UNICODE = 0x0000_0004; // MS-CIFS 2.2.4.52.2
const CAPABILITY_EXTENDED_SECURITY = 0x8000_0000; // MS-SMB 2.2.4.5.2.1

/** Reads the message that fills the reader, at least a header long. `settled`: the session stands, or never will. */
export function readSmb1(message: OctetReader, out: FactSink): 'open' | 'settled' | 'malformed' {
  message.skip(4);
  const command = message.u8();
  const status = message.u32le();
  const isReply = (message.u8() & SMB1_FLAG_REPLY) !== 0;
  const isUnicode = (message.u16le() & SMB1_FLAG2_UNICODE) !== 0;
  message.seek(SMB1_HEADER_OCTETS);
  const words = message.u8();
  const wordsAt = message.position;
  message.skip(words * 2);
  const byteCount = message.u16le();
  if (message.failed) return 'malformed';
  const bytesAt = message.position;
  // Some servers count one octet too many or too few here: the frame decides.
  const end = Math.min(bytesAt + byteCount, message.length);
  message.seek(wordsAt);
  out.serverIs(isReply ? 'sender' : 'receiver');
  if (command === SMB1_NEGOTIATE) {
    if (isReply) readNegotiateResponse(message, words, bytesAt, end, out);
    else readNegotiateRequest(message, bytesAt, end, out);
    return 'open';
  }
  if (isReply) return readSetupResponse(message, words, bytesAt, end, status, isUnicode, out);
  readSetupRequest(message, words, bytesAt, end, isUnicode, out);
  return 'open';
}

function readNegotiateRequest(message: OctetReader, at: number, end: number, out: FactSink): void {
  message.seek(at);
  const names: string[] = [];
  while (names.length < DIALECT_LIMIT && message.position < end && message.u8() === DIALECT_BUFFER_FORMAT) {
    const name = readString(message, end, false);
    if (name !== '') names.push(name);
  }
  out.fact('offered-dialects', names.join(', '));
}

/** MS-CIFS 2.2.4.52.2; 17 words since NT LM 0.12, fewer before. */
function readNegotiateResponse(
  message: OctetReader,
  words: number,
  at: number,
  end: number,
  out: FactSink,
): void {
  if (words === 0 || message.u16le() === SMB1_NO_DIALECT) return;
  out.fact('dialect', 'SMB 1');
  if (words !== 17) return;
  const security = message.u8();
  if ((security & SMB1_SECURITY_SIGNATURES_REQUIRED) !== 0) out.fact('signing', 'required');
  else out.fact('signing', (security & SMB1_SECURITY_SIGNATURES_ENABLED) !== 0 ? 'enabled' : 'disabled');
  message.skip(16);
  const capabilities = message.u32le();
  message.skip(10);
  const challengeLength = message.u8();
  if ((capabilities & CAPABILITY_EXTENDED_SECURITY) !== 0) return;
  if (at + challengeLength > end) return;
  message.seek(at + challengeLength);
  const isUnicode = (capabilities & CAPABILITY_UNICODE) !== 0;
  out.fact('primary-domain', readString(message, end, isUnicode));
  out.fact('server-name', readString(message, end, isUnicode));
}

/** MS-CIFS 2.2.4.53.1 (13 words), MS-SMB 2.2.4.6.1 (12 words), LAN Manager 2 (10 words). */
function readSetupRequest(
  message: OctetReader,
  words: number,
  at: number,
  end: number,
  isUnicode: boolean,
  out: FactSink,
): void {
  if (words !== 13 && words !== 12 && words !== 10) return;
  message.skip(14);
  const first = message.u16le();
  const second = words === 13 ? message.u16le() : 0;
  if (at + first + second > end) return;
  message.seek(at);
  if (words === 12) {
    sayNtlm(findNtlmMessage(message, first), out);
    message.seek(at + first);
    align(message, isUnicode);
  } else {
    message.skip(first + second);
    align(message, isUnicode);
    skipString(message, end, isUnicode);
    skipString(message, end, isUnicode);
  }
  out.fact('native-os', readString(message, end, isUnicode));
  out.fact('native-lan-manager', readString(message, end, isUnicode));
}

/** MS-CIFS 2.2.4.53.2 (3 words), MS-SMB 2.2.4.6.2 (4 words). */
function readSetupResponse(
  message: OctetReader,
  words: number,
  at: number,
  end: number,
  status: number,
  isUnicode: boolean,
  out: FactSink,
): 'open' | 'settled' {
  let isGuest = false;
  if (words === 3 || words === 4) {
    message.skip(4);
    isGuest = (message.u16le() & SMB1_ACTION_GUEST) !== 0;
    const tokenLength = words === 4 ? message.u16le() : 0;
    message.seek(at);
    if (at + tokenLength <= end) {
      sayNtlm(findNtlmMessage(message, tokenLength), out);
      message.seek(at + tokenLength);
      align(message, isUnicode);
      out.fact('native-os', readString(message, end, isUnicode));
      out.fact('native-lan-manager', readString(message, end, isUnicode));
      out.fact('primary-domain', readString(message, end, isUnicode));
    }
  }
  if (status === STATUS_MORE_PROCESSING_REQUIRED) return 'open';
  if (status !== STATUS_SUCCESS) {
    out.fact('login-outcome', 'failure');
    return 'open';
  }
  out.fact('login-outcome', isGuest ? 'guest' : 'success');
  return 'settled';
}

/** Strings in UTF-16 start at an even offset from the header. */
function align(message: OctetReader, isUnicode: boolean): void {
  if (isUnicode && message.position % 2 === 1 && message.remaining > 0) message.skip(1);
}

/** Octets of the text before its terminator or `end`, at most the limit; the terminator is not counted. */
function stringOctets(message: OctetReader, end: number, isUnicode: boolean): number {
  const limit = Math.min(end - message.position, STRING_LIMIT * (isUnicode ? 2 : 1));
  if (limit <= 0) return 0;
  if (!isUnicode) {
    const length = message.distanceTo(0, limit);
    return length < 0 ? limit : length;
  }
  let length = 0;
  while (length + 2 <= limit && message.peek16(length) > 0) length += 2;
  return length;
}

function readString(message: OctetReader, end: number, isUnicode: boolean): string {
  const length = stringOctets(message, end, isUnicode);
  const text = isUnicode ? message.utf16le(length) : message.latin1(length);
  skipTerminator(message, end, isUnicode);
  return text;
}

function skipString(message: OctetReader, end: number, isUnicode: boolean): void {
  message.skip(stringOctets(message, end, isUnicode));
  skipTerminator(message, end, isUnicode);
}

function skipTerminator(message: OctetReader, end: number, isUnicode: boolean): void {
  message.seek(Math.max(message.position, Math.min(message.position + (isUnicode ? 2 : 1), end)));
}
