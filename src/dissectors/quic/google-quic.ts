/**
 * Google QUIC before RFC 9000 (versions Q0xx), whose ClientHello CHLO is in clear up to Q046: server name and user agent.
 * Layout after "QUIC Crypto" and "QUIC wire layout" of the Chromium project.
 *
 *   to Q043   flags1 connection8 version4 "Q043" number…          Q046   11xxxxxx version4 "Q046" idLengths1 connection8 …
 *   CHLO      "CHLO" count2 00 00 {tag4 end4}*count values         little-endian, each end counted from the first value
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { FactSink } from '../dissector.ts';
import { LONG_HEADER, LONG_HEADER_MASK } from './constants.ts';

/** Public flags of old headers: a version is there (01), a connection id of eight octets (08), none of the upper two. */
const PUBLIC_FLAGS_MASK = 0xc9;
const PUBLIC_FLAGS = 0x09;
const PUBLIC_VERSION_AT = 9;
const LONG_VERSION_AT = 1;
/** Both connection ids in one octet (Q046): a destination of eight octets, no source. */
const CONNECTION_ID_LENGTHS = 0x50;
/** Octets in front of CHLO: header, hash, stream frame. */
const CHLO_SEARCH_OCTETS = 96;
/** Tags of a CHLO; Chromium refuses more. */
export const CHLO_TAG_LIMIT = 128;
/** Longest value that is read. */
const VALUE_LIMIT = 255;

/** Name of the Google QUIC version of the packet at the reader, such as `Q043`; empty when it is none. Does not move. */
export function googleVersion(octets: OctetReader): string {
  const first = octets.peek();
  const isLong = (first & LONG_HEADER_MASK) === LONG_HEADER && octets.peek(5) === CONNECTION_ID_LENGTHS;
  if (first < 0 || (!isLong && (first & PUBLIC_FLAGS_MASK) !== PUBLIC_FLAGS)) return '';
  const at = isLong ? LONG_VERSION_AT : PUBLIC_VERSION_AT;
  // "Q0" and two digits.
  if (octets.peek16(at) !== 0x5130 || !isDigit(octets.peek(at + 2)) || !isDigit(octets.peek(at + 3)))
    return '';
  return `Q0${String.fromCharCode(octets.peek(at + 2), octets.peek(at + 3))}`;
}

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39;
}

/** States what the CHLO of the packet at the reader says; false when there is none in clear. */
export function sayClientHello(octets: OctetReader, out: FactSink): boolean {
  const distance = octets.distanceToText('CHLO', CHLO_SEARCH_OCTETS);
  if (distance < 0) return false;
  octets.skip(distance + 4);
  const count = octets.u16le();
  octets.skip(2);
  if (count > CHLO_TAG_LIMIT) return false;
  const table = octets.sub(8 * count);
  const values = octets.position;
  let start = 0;
  for (let index = 0; index < count && !table.failed; index++) {
    const tag = table.latin1(4);
    const end = table.u32le();
    if (end < start || values + end > octets.length) return true;
    if (end - start <= VALUE_LIMIT && (tag === 'SNI\0' || tag === 'UAID')) {
      octets.seek(values + start);
      out.fact(tag === 'UAID' ? 'user-agent' : 'sni', octets.latin1(end - start));
    }
    start = end;
  }
  return true;
}
