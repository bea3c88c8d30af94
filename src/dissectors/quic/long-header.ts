/**
 * Long headers of QUIC (RFC 9000 17.2), which all packets before the handshake is over carry, and its varying integers.
 *
 *   11ttxxxx version4 destinationId{len1} sourceId{len1} [Initial: token{varint}] length{varint} number…   Retry: token tag16
 *   varint   the top two bits say 1, 2, 4 or 8 octets
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  CONNECTION_ID_LIMIT,
  LONG_HEADER,
  LONG_HEADER_MASK,
  type QuicVersion,
  quicVersion,
  SAMPLE_OCTETS,
  SAMPLE_OFFSET,
  TAG_OCTETS,
} from './constants.ts';

export interface LongHeader {
  readonly version: QuicVersion;
  readonly isInitial: boolean;
  readonly destinationIdAt: number;
  readonly destinationIdOctets: number;
  /** Position of the packet number, which is still protected; -1 in a Retry, which has none. */
  readonly numberAt: number;
  /** Position behind the packet. */
  readonly end: number;
}

/** A variable-length integer (RFC 9000 16); Infinity when it is cut or larger than any datagram. */
export function readVarint(octets: OctetReader): number {
  const first = octets.peek();
  if (first < 0) return Number.POSITIVE_INFINITY;
  switch (first >> 6) {
    case 0:
      return octets.u8();
    case 1:
      return wholeOr(octets, octets.u16() & 0x3fff);
    case 2:
      return wholeOr(octets, octets.u32() & 0x3fff_ffff);
    default:
      octets.skip(8);
      return Number.POSITIVE_INFINITY;
  }
}

function wholeOr(octets: OctetReader, value: number): number {
  return octets.failed ? Number.POSITIVE_INFINITY : value;
}

/** Reads the long header at the reader; undefined when none of a known version starts there or it is not whole. */
export function readLongHeader(octets: OctetReader): LongHeader | undefined {
  const first = octets.peek();
  if (first < 0 || (first & LONG_HEADER_MASK) !== LONG_HEADER) return undefined;
  const number = octets.peek32(1);
  const version = quicVersion(number);
  if (!version) return undefined;
  octets.skip(5);
  const destinationIdOctets = octets.u8();
  const destinationIdAt = octets.position;
  octets.skip(destinationIdOctets);
  const sourceIdOctets = octets.u8();
  octets.skip(sourceIdOctets);
  if (octets.failed || destinationIdOctets > CONNECTION_ID_LIMIT || sourceIdOctets > CONNECTION_ID_LIMIT)
    return undefined;
  const type = (first >> 4) & 3;
  const found = { version, isInitial: type === version.initialType, destinationIdAt, destinationIdOctets };
  if (type === version.retryType)
    return octets.remaining > TAG_OCTETS ? { ...found, numberAt: -1, end: octets.length } : undefined;
  if (found.isInitial) octets.skip(readVarint(octets));
  const length = readVarint(octets);
  const numberAt = octets.position;
  // The payload holds a sample for header protection wherever the packet number ends (RFC 9001 5.4.2).
  const isWhole = length >= SAMPLE_OFFSET + SAMPLE_OCTETS && length <= octets.remaining;
  return isWhole ? { ...found, numberAt, end: numberAt + length } : undefined;
}
