/**
 * SMB2 and SMB3 negotiate and session setup (MS-SMB2 2.2.3 to 2.2.6). All numbers are little-endian.
 *
 *   FE 'SMB' 64 credit2 status4 command2 credits2 flags4 next4 id8 … 64
 *   negotiate response   65 mode2 dialect2 contexts2 guid16 capabilities4 sizes12 time8 start8 token{offset2 len2} …
 */

import { formatInstant } from '../../base/instant.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { sayNtlm } from '../encodings/ntlm-facts.ts';
import { findNtlmMessage } from '../encodings/ntlmssp.ts';
import {
  DIALECT_LIMIT,
  dialectName,
  SMB2_FLAG_RESPONSE,
  SMB2_HEADER_OCTETS,
  SMB2_NEGOTIATE,
  SMB2_SESSION_ANONYMOUS,
  SMB2_SESSION_GUEST,
  SMB2_SIGNING_ENABLED,
  SMB2_SIGNING_REQUIRED,
  SMB2_WILDCARD,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_SUCCESS,
} from './constants.ts';

const GUID_OCTETS = 16;
/** MS-DTYP 2.3.3: 100-nanosecond steps from 1601 to 1970. */
const FILETIME_EPOCH = 116_444_736_000_000_000n;
const FILETIME_PER_SECOND = 10_000_000n;

/** Reads the message that fills the reader, at least a header long. `settled`: the session stands. */
export function readSmb2(message: OctetReader, out: FactSink): 'open' | 'settled' | 'malformed' {
  message.skip(8);
  const status = message.u32le();
  const command = message.u16le();
  message.skip(2);
  const isResponse = (message.u32le() & SMB2_FLAG_RESPONSE) !== 0;
  message.seek(SMB2_HEADER_OCTETS);
  out.serverIs(isResponse ? 'sender' : 'receiver');
  if (command === SMB2_NEGOTIATE) {
    if (!isResponse) return readNegotiateRequest(message, out);
    return status === STATUS_SUCCESS ? readNegotiateResponse(message, out) : 'open';
  }
  if (!isResponse) {
    sayNtlm(findNtlmMessage(message, message.remaining), out);
    return 'open';
  }
  return readSetupResponse(message, status, out);
}

/** MS-SMB2 2.2.3: 36 count2 mode2 reserved2 capabilities4 guid16 contexts8 dialects2*. */
function readNegotiateRequest(message: OctetReader, out: FactSink): 'open' | 'malformed' {
  message.skip(2);
  const count = Math.min(message.u16le(), DIALECT_LIMIT);
  message.skip(32);
  const names: string[] = [];
  for (let index = 0; index < count && message.remaining >= 2; index++) {
    const name = dialectName(message.u16le());
    if (name !== '') names.push(name);
  }
  if (message.failed) return 'malformed';
  out.fact('offered-dialects', names.join(', '));
  return 'open';
}

function readNegotiateResponse(message: OctetReader, out: FactSink): 'open' | 'malformed' {
  message.skip(2);
  const mode = message.u16le();
  const dialect = message.u16le();
  message.skip(2);
  const guidAt = message.position;
  message.skip(GUID_OCTETS + 16);
  const time = message.u64le();
  const start = message.u64le();
  if (message.failed) return 'malformed';
  if (dialect !== SMB2_WILDCARD) out.fact('dialect', dialectName(dialect));
  if ((mode & SMB2_SIGNING_REQUIRED) !== 0) out.fact('signing', 'required');
  else out.fact('signing', (mode & SMB2_SIGNING_ENABLED) !== 0 ? 'enabled' : 'disabled');
  out.fact('system-time', fileTime(time));
  out.fact('server-start-time', fileTime(start));
  message.seek(guidAt);
  sayGuid(message, out);
  return 'open';
}

/** A GUID, or the server's own name padded with NUL, which Samba puts in its place. */
function sayGuid(message: OctetReader, out: FactSink): void {
  const at = message.position;
  const name = /^([A-Za-z0-9][A-Za-z0-9._-]*)\0*$/.exec(message.latin1(GUID_OCTETS));
  if (name?.[1] !== undefined) {
    out.fact('server-name', name[1]);
    return;
  }
  message.seek(at);
  const part = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const head = `${part(message.u32le(), 8)}-${part(message.u16le(), 4)}-${part(message.u16le(), 4)}`;
  const guid = `${head}-${message.hex(2)}-${message.hex(6)}`;
  if (/[1-9a-f]/.test(guid)) out.fact('server-guid', guid);
}

/** MS-SMB2 2.2.6: 9 sessionFlags2 token{offset2 len2}; an error response has other content. */
function readSetupResponse(message: OctetReader, status: number, out: FactSink): 'open' | 'settled' {
  message.skip(2);
  const flags = message.u16le();
  if (status === STATUS_MORE_PROCESSING_REQUIRED) {
    sayNtlm(findNtlmMessage(message, message.remaining), out);
    return 'open';
  }
  if (status !== STATUS_SUCCESS) {
    out.fact('login-outcome', 'failure');
    return 'open';
  }
  if ((flags & SMB2_SESSION_ANONYMOUS) !== 0) out.fact('login-outcome', 'anonymous');
  else out.fact('login-outcome', (flags & SMB2_SESSION_GUEST) !== 0 ? 'guest' : 'success');
  return 'settled';
}

/** ISO 8601 text of a FILETIME, to the second; empty for 0 and for times before 1970. */
function fileTime(value: bigint): string {
  if (value <= FILETIME_EPOCH) return '';
  const seconds = Number((value - FILETIME_EPOCH) / FILETIME_PER_SECOND);
  const text = formatInstant(seconds * 1_000_000);
  return text.startsWith('1970') ? '' : text;
}
