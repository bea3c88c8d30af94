/** What the messages of the connection sequence say (MS-RDPBCGR 2.2.1.1 to 2.2.1.4). User names in cookies stay unread. */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { COTP_DATA_OFFSET } from '../encodings/tpkt.ts';
import {
  BLOCK_LIMIT,
  CLIENT_BUILD_AT,
  CLIENT_CORE,
  CLIENT_KEY,
  CLIENT_NAME_AT,
  CLIENT_NAME_OCTETS,
  CONNECT_OCTETS,
  COOKIE_LIMIT_OCTETS,
  ENCRYPTION_LEVELS,
  ENCRYPTION_METHODS,
  FAILURES,
  KEY_SEARCH_OCTETS,
  MCS_CONNECT_INITIAL,
  MCS_CONNECT_RESPONSE,
  NEGOTIATION_FAILURE,
  NEGOTIATION_REQUEST,
  NEGOTIATION_RESPONSE,
  PROTOCOLS,
  SERVER_KEY,
  SERVER_SECURITY,
} from './constants.ts';

const STANDARD_SECURITY = 'standard';

function protocolNames(bits: number): string {
  const names = PROTOCOLS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? STANDARD_SECURITY : names.join(',');
}

/** States what a whole connect request asks for; true when that is a protocol over TLS. */
export function sayRequest(message: OctetReader, out: FactSink): boolean {
  message.seek(CONNECT_OCTETS);
  if (message.startsWith('Cookie: ')) {
    if (message.startsWith('Cookie: mstshash=')) out.fact('cookie', 'mstshash');
    const end = message.distanceToText('\r\n', COOKIE_LIMIT_OCTETS);
    message.skip(end < 0 ? message.remaining : end + 2);
  }
  if (message.peek() !== NEGOTIATION_REQUEST) return false;
  message.skip(4);
  const requested = message.u32le();
  if (message.failed) return false;
  out.fact('requested-protocols', protocolNames(requested));
  return requested !== 0;
}

/** States what a whole connect confirm says; true when TLS begins behind it. */
export function sayConfirm(message: OctetReader, out: FactSink): boolean {
  message.seek(CONNECT_OCTETS);
  const kind = message.u8();
  message.skip(3);
  const value = message.u32le();
  if (message.failed) {
    // Servers before negotiation existed add nothing: theirs is the security of RDP's own.
    if (message.length === CONNECT_OCTETS) out.fact('selected-protocol', STANDARD_SECURITY);
    return false;
  }
  if (kind === NEGOTIATION_FAILURE)
    out.fact('negotiation-failure', FAILURES[value] ?? `0x${value.toString(16)}`);
  if (kind !== NEGOTIATION_RESPONSE) return false;
  out.fact('selected-protocol', protocolNames(value));
  return value !== 0;
}

/** States what a whole Connect-Initial or Connect-Response says of its sender. */
export function saySettings(message: OctetReader, out: FactSink): void {
  message.seek(COTP_DATA_OFFSET);
  const tag = message.peek16();
  if (tag !== MCS_CONNECT_INITIAL && tag !== MCS_CONNECT_RESPONSE) return;
  const isClient = tag === MCS_CONNECT_INITIAL;
  const distance = message.distanceToText(isClient ? CLIENT_KEY : SERVER_KEY, KEY_SEARCH_OCTETS);
  if (distance < 0) return;
  out.serverIs(isClient ? 'receiver' : 'sender');
  message.skip(distance + CLIENT_KEY.length);
  // PER (X.691 10.9): one octet of length, or two when the top bit is set.
  message.skip(message.peek() >= 0x80 ? 2 : 1);
  for (let count = 0; count < BLOCK_LIMIT && message.remaining >= 4; count++) {
    const start = message.position;
    const type = message.u16le();
    const length = message.u16le();
    if (length < 4 || start + length > message.length) return;
    if (type === CLIENT_CORE && isClient) sayClientCore(message, start, length, out);
    else if (type === SERVER_SECURITY && !isClient) saySecurity(message, out);
    message.seek(start + length);
  }
}

/** MS-RDPBCGR 2.2.1.3.2. */
function sayClientCore(message: OctetReader, start: number, length: number, out: FactSink): void {
  if (length < CLIENT_NAME_AT + CLIENT_NAME_OCTETS) return;
  message.seek(start + CLIENT_BUILD_AT);
  out.fact('client-build', `${message.u32le()}`);
  const [name = ''] = message.utf16le(CLIENT_NAME_OCTETS).split('\0', 1);
  out.fact('client-name', name);
}

/** MS-RDPBCGR 2.2.1.4.3: how a session without TLS is encrypted. */
function saySecurity(message: OctetReader, out: FactSink): void {
  const method = message.u32le();
  const level = message.u32le();
  if (message.failed) return;
  out.fact('encryption-method', ENCRYPTION_METHODS[method] ?? '');
  out.fact('encryption-level', ENCRYPTION_LEVELS[level] ?? '');
}
