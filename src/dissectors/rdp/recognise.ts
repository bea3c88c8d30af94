/**
 * Whether octets are RDP. Its transport is that of S7, MMS and H.323 as well, so a connection is RDP by what stands in
 * its connect request or confirm or, where clients before RDP 5.2 put nothing there, in the first data behind it.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { Recognition } from '../dissector.ts';
import {
  COTP_CONNECT_CONFIRM,
  COTP_CONNECT_REQUEST,
  COTP_DATA,
  COTP_DATA_OFFSET,
  TPKT_VERSION,
} from '../encodings/tpkt.ts';
import {
  CLIENT_KEY,
  CONNECT_OCTETS,
  KEY_SEARCH_OCTETS,
  MCS_CONNECT_INITIAL,
  MCS_CONNECT_RESPONSE,
  NEGOTIATION_FAILURE,
  NEGOTIATION_OCTETS,
  NEGOTIATION_REQUEST,
  NEGOTIATION_RESPONSE,
  SERVER_KEY,
  UDP_FLAG_SYN,
  UDP_MTU_LEAST,
  UDP_MTU_MOST,
  UDP_SYN_OCTETS,
} from './constants.ts';

/** MS-RDPBCGR 2.2.1.1: what may stand in front of the negotiation request. */
const COOKIES = ['Cookie: mstshash=', 'Cookie: msts='];
const BER_SEQUENCE = 0x30;

/** RDP over TCP: a connect request or confirm, data of the basic settings exchange, or CredSSP in clear. */
export function recogniseTcp(octets: OctetReader): Recognition {
  if (octets.peek() === BER_SEQUENCE) return recogniseCredSsp(octets);
  const first = recogniseTpkt(octets, 0);
  if (first !== 'empty-connect') return first;
  const second = octets.peek16(2);
  const behind = octets.remaining > second ? recogniseTpkt(octets, second) : 'need-more';
  return behind === 'empty-connect' ? 'no' : behind;
}

function recogniseTpkt(octets: OctetReader, at: number): Recognition | 'empty-connect' {
  const version = octets.peek(at);
  if (version >= 0 && version !== TPKT_VERSION) return 'no';
  if (octets.peek(at + 1) > 0) return 'no';
  const indicator = octets.peek(at + 4);
  const type = octets.peek(at + 5);
  if (type < 0) return 'need-more';
  const length = octets.peek16(at + 2);
  if (type === COTP_DATA && indicator === 2) return recogniseData(octets, at, length);
  if (type !== COTP_CONNECT_REQUEST && type !== COTP_CONNECT_CONFIRM) return 'no';
  if (length !== indicator + 5 || length < CONNECT_OCTETS) return 'no';
  if (length === CONNECT_OCTETS) return 'empty-connect';
  return recogniseConnect(octets, at + CONNECT_OCTETS, length - CONNECT_OCTETS, type);
}

/** The variable part of a connect: a cookie, or a negotiation structure that names its own length. */
function recogniseConnect(octets: OctetReader, at: number, length: number, type: number): Recognition {
  const first = octets.peek(at);
  if (first < 0) return 'need-more';
  if (type === COTP_CONNECT_REQUEST && first === 0x43) return recogniseCookie(octets, at);
  const isExpected =
    type === COTP_CONNECT_REQUEST
      ? first === NEGOTIATION_REQUEST
      : first === NEGOTIATION_RESPONSE || first === NEGOTIATION_FAILURE;
  if (!isExpected || length < NEGOTIATION_OCTETS) return 'no';
  const size = octets.peek16(at + 2);
  if (size < 0) return 'need-more';
  return size === NEGOTIATION_OCTETS << 8 ? 'yes' : 'no';
}

function recogniseCookie(octets: OctetReader, at: number): Recognition {
  for (const cookie of COOKIES) {
    let index = 0;
    while (index < cookie.length && octets.peek(at + index) === cookie.charCodeAt(index)) index++;
    if (index === cookie.length) return 'yes';
    if (octets.peek(at + index) < 0) return 'need-more';
  }
  return 'no';
}

/** T.125 Connect-Initial with the key of Microsoft's client, or Connect-Response with that of its server. */
function recogniseData(octets: OctetReader, at: number, length: number): Recognition {
  const high = octets.peek(at + COTP_DATA_OFFSET);
  if (high >= 0 && high !== MCS_CONNECT_INITIAL >> 8) return 'no';
  const tag = octets.peek16(at + COTP_DATA_OFFSET);
  if (tag < 0) return 'need-more';
  if (tag !== MCS_CONNECT_INITIAL && tag !== MCS_CONNECT_RESPONSE) return 'no';
  const start = octets.position;
  octets.skip(at);
  const whole = Math.min(length, KEY_SEARCH_OCTETS);
  const key = octets.distanceToText(tag === MCS_CONNECT_INITIAL ? CLIENT_KEY : SERVER_KEY, whole);
  const isThere = octets.remaining >= whole;
  octets.seek(start);
  if (key >= 0) return 'yes';
  return isThere ? 'no' : 'need-more';
}

/** MS-CSSP 2.2.1: TSRequest ::= SEQUENCE { version [0] INTEGER 2..6, negoTokens [1] … }. */
function recogniseCredSsp(octets: OctetReader): Recognition {
  const length = octets.peek(1);
  if (length < 0) return 'need-more';
  const header = length < 0x80 ? 2 : length === 0x81 ? 3 : length === 0x82 ? 4 : 0;
  if (header === 0) return 'no';
  const expected = [0xa0, 0x03, 0x02, 0x01];
  for (const [index, octet] of expected.entries()) {
    const seen = octets.peek(header + index);
    if (seen < 0) return 'need-more';
    if (seen !== octet) return 'no';
  }
  const version = octets.peek(header + 4);
  if (version >= 0 && (version < 2 || version > 6)) return 'no';
  const next = octets.peek(header + 5);
  if (next < 0) return 'need-more';
  return next === 0xa1 ? 'yes' : 'no';
}

/** MS-RDPEUDP: a SYN fills its datagram and states two sizes within narrow limits. */
export function recogniseUdp(octets: OctetReader): Recognition {
  if (octets.peek32() !== 0xffff_ffff || octets.remaining !== UDP_SYN_OCTETS) return 'no';
  const isSize = (size: number) => size >= UDP_MTU_LEAST && size <= UDP_MTU_MOST;
  const isSyn = (octets.peek16(6) & UDP_FLAG_SYN) !== 0;
  return isSyn && isSize(octets.peek16(12)) && isSize(octets.peek16(14)) ? 'yes' : 'no';
}
