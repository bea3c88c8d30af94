/**
 * Whether octets are TDS. A header is weak (type, status, length), so the content must fit: the option table of a
 * PRELOGIN, the version of a LOGIN7, the headers or text of a request, the first token of an answer.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { Recognition } from '../dissector.ts';
import {
  BROWSER_ANSWER,
  BROWSER_START,
  HEADER_OCTETS,
  LOGIN7,
  OPTION_VERSION,
  PRELOGIN,
  RPC,
  SQL_BATCH,
  STATUS_END,
  STATUS_MASK,
  TABULAR_RESULT,
  TOKEN_COLUMNS,
  TOKEN_DONE,
  TOKEN_DONE_LAST,
  TOKEN_ENVIRONMENT,
  TOKEN_ERROR,
  TOKEN_INFO,
  TOKEN_RETURN_STATUS,
  TRANSACTION_MANAGER,
} from './constants.ts';

/** MS-TDS 2.2.5.3, ALL_HEADERS with the transaction descriptor that every request of 7.2 and later has. */
const ALL_HEADERS = [0x16, 0, 0, 0, 0x12, 0, 0, 0, 0x02, 0];
/** MS-TDS 2.2.3.1.5: the number of the first packet of a message, as all clients write it. */
const FIRST_PACKET = 1;
/** PRELOGIN's first option is the version; its offset is a small number, its length 6 (MS-TDS 2.2.6.5). */
const VERSION_OCTETS = 6;
/** Length of a message that is one DONE token of 9 (TDS 7.1) or 13 octets (MS-TDS 2.2.7.6). */
const LONE_DONE: readonly number[] = [HEADER_OCTETS + 9, HEADER_OCTETS + 13];

/** TDS over TCP, from the start of any message that is one packet, or the first of a login. */
export function recogniseTcp(octets: OctetReader): Recognition {
  const type = octets.peek(0);
  if (type < 0) return 'need-more';
  if (type !== PRELOGIN && type !== TABULAR_RESULT && type !== LOGIN7 && !isRequest(type)) return 'no';
  const status = octets.peek(1);
  if (
    status > STATUS_MASK ||
    ((type === TABULAR_RESULT || type === PRELOGIN) && status >= 0 && status !== STATUS_END)
  )
    return 'no';
  const length = octets.peek16(2);
  if (length >= 0 && length <= HEADER_OCTETS) return 'no';
  // The last octet of the header, window, is always 0 (MS-TDS 2.2.3.1.6).
  if (octets.peek(7) > 0) return 'no';
  if (octets.remaining < HEADER_OCTETS + 1) return 'need-more';
  if (type === LOGIN7) return recogniseLogin(octets, length);
  if (isRequest(type)) return recogniseRequest(octets, type);
  const first = octets.peek(HEADER_OCTETS);
  return first === OPTION_VERSION
    ? recogniseOptions(octets)
    : type === PRELOGIN
      ? 'no'
      : recogniseToken(octets, length);
}

function isRequest(type: number): boolean {
  return type === SQL_BATCH || type === RPC || type === TRANSACTION_MANAGER;
}

function recogniseOctets(octets: OctetReader, at: number, expected: readonly number[]): Recognition {
  for (const [index, octet] of expected.entries()) {
    const seen = octets.peek(at + index);
    if (seen < 0) return 'need-more';
    if (seen !== octet) return 'no';
  }
  return 'yes';
}

/** The headers in front of a request or, before 7.2, the text of a batch or the counted name of a procedure. */
function recogniseRequest(octets: OctetReader, type: number): Recognition {
  const first = octets.peek(HEADER_OCTETS);
  const second = octets.peek(HEADER_OCTETS + 1);
  if (second < 0) return 'need-more';
  if (first === ALL_HEADERS[0]) {
    const headers = recogniseOctets(octets, HEADER_OCTETS, ALL_HEADERS);
    if (headers !== 'no') return headers;
  }
  if (second !== 0 || octets.peek(6) !== FIRST_PACKET || type === TRANSACTION_MANAGER) return 'no';
  return recogniseText(octets, HEADER_OCTETS + (type === RPC ? 2 : 0));
}

/** Three printable characters of UTF-16. */
function recogniseText(octets: OctetReader, at: number): Recognition {
  for (let index = 0; index < 3; index++) {
    const low = octets.peek(at + 2 * index);
    const high = octets.peek(at + 2 * index + 1);
    if ((low >= 0 && (low < 0x20 || low > 0x7e)) || high > 0) return 'no';
    if (high < 0) return 'need-more';
  }
  return 'yes';
}

/** 00 offset2 0006 …, the offset behind a table of whole options. */
function recogniseOptions(octets: OctetReader): Recognition {
  const offset = octets.peek16(HEADER_OCTETS + 1);
  const length = octets.peek16(HEADER_OCTETS + 3);
  if (length < 0) return 'need-more';
  const isTable = offset >= 6 && offset < 256 && offset % 5 === 1;
  return isTable && length === VERSION_OCTETS ? 'yes' : 'no';
}

/** length4 little-endian, then the version: 7x in its highest octet. */
function recogniseLogin(octets: OctetReader, packetLength: number): Recognition {
  if (octets.remaining < HEADER_OCTETS + 8) return 'need-more';
  const length = octets.peek(HEADER_OCTETS) | (octets.peek(HEADER_OCTETS + 1) << 8);
  const isShort = octets.peek16(HEADER_OCTETS + 2) === 0;
  // A login of several packets is longer than its first one.
  if (!isShort || length < packetLength - HEADER_OCTETS) return 'no';
  const version = octets.peek(HEADER_OCTETS + 7);
  return version >= 0x70 && version <= 0x74 ? 'yes' : 'no';
}

/** A token with which answers begin, and what must stand behind it. */
function recogniseToken(octets: OctetReader, length: number): Recognition {
  const token = octets.peek(HEADER_OCTETS);
  if (token >= TOKEN_DONE && token <= TOKEN_DONE_LAST) return LONE_DONE.includes(length) ? 'yes' : 'no';
  if (octets.remaining < HEADER_OCTETS + 4) return 'need-more';
  const low = octets.peek(HEADER_OCTETS + 1);
  const size = low | (octets.peek(HEADER_OCTETS + 2) << 8);
  switch (token) {
    case TOKEN_ENVIRONMENT:
    case TOKEN_ERROR:
    case TOKEN_INFO:
      return size >= 2 && size + 3 <= length - HEADER_OCTETS ? 'yes' : 'no';
    case TOKEN_COLUMNS:
      return size >= 1 && size <= 4_096 ? 'yes' : 'no';
    case TOKEN_RETURN_STATUS:
      return length === HEADER_OCTETS + 5 + 13 || length === HEADER_OCTETS + 5 + 9 ? 'yes' : 'no';
    default:
      return 'no';
  }
}

/** The SQL Server browser over UDP: its answer fills the datagram. */
export function recogniseUdp(octets: OctetReader): Recognition {
  if (octets.peek() !== BROWSER_ANSWER) return 'no';
  octets.skip(1);
  const length = octets.u16le();
  return length === octets.remaining && octets.startsWith(BROWSER_START) ? 'yes' : 'no';
}
