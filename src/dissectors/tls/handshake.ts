/**
 * Takes handshake messages out of TLS records (RFC 8446 5.1): a record may hold several, a message may span several.
 *
 *   record     22 version2 length2 fragment          message   type1 length3 body
 */

import { OctetReader } from '../../wire/octet-reader.ts';
import { type FactSink, NEED_MORE, type Progress, STOP_DIRECTION } from '../dissector.ts';
import {
  CONTENT_HANDSHAKE,
  HANDSHAKE_CERTIFICATE,
  HANDSHAKE_HEADER_OCTETS,
  HANDSHAKE_LIMIT,
  RECORD_HEADER_OCTETS,
  RECORD_LIMIT,
} from './constants.ts';

/** Octets that say how long the first certificate of a chain is: message header, chain length, certificate length. */
const CERTIFICATE_HEADER_OCTETS = HANDSHAKE_HEADER_OCTETS + 6;

/** A whole message, or as much of a certificate chain as its first certificate needs. */
export interface Handshake {
  readonly type: number;
  readonly body: OctetReader;
  /** Octets of the stream up to the end of the message. */
  readonly taken: number;
  /** Octets of the record that follow the message. */
  readonly recordLeft: number;
}

/**
 * Reads the message at the start of the reader. `recordLeft` octets still belong to the record of the message before;
 * with 0 a record header comes first. Answers NEED_MORE, or STOP_DIRECTION when no handshake message follows.
 */
export function readHandshake(octets: OctetReader, recordLeft: number, out: FactSink): Handshake | Progress {
  let left = recordLeft;
  if (left === 0) {
    if (octets.remaining < RECORD_HEADER_OCTETS) return NEED_MORE;
    left = readRecordHeader(octets);
    if (left === 0) return STOP_DIRECTION;
  }
  if (left < CERTIFICATE_HEADER_OCTETS) return joinFragments(octets, left, out);
  if (octets.remaining < CERTIFICATE_HEADER_OCTETS) return NEED_MORE;
  const type = octets.peek();
  const wanted = wantedOctets(octets.peek32(), (octets.peek16(7) << 8) | octets.peek(9));
  if (wanted > HANDSHAKE_LIMIT) return refuse(out);
  if (wanted > left) return joinFragments(octets, left, out);
  if (octets.remaining < wanted) return NEED_MORE;
  octets.skip(HANDSHAKE_HEADER_OCTETS);
  const body = octets.sub(wanted - HANDSHAKE_HEADER_OCTETS);
  return { type, body, taken: octets.position, recordLeft: left - wanted };
}

/** Length of the fragment of the handshake record that starts here; 0 when another kind of record does. */
function readRecordHeader(octets: OctetReader): number {
  if (octets.u8() !== CONTENT_HANDSHAKE || octets.u8() !== 3) return 0;
  octets.skip(1);
  const length = octets.u16();
  return length > RECORD_LIMIT ? 0 : length;
}

/** Octets of the message that matter, header included: of a chain no more than its first certificate. */
function wantedOctets(header: number, leafLength: number): number {
  const whole = HANDSHAKE_HEADER_OCTETS + (header & 0xff_ffff);
  const isChain = header >>> 24 === HANDSHAKE_CERTIFICATE && whole >= CERTIFICATE_HEADER_OCTETS;
  return isChain ? Math.min(whole, CERTIFICATE_HEADER_OCTETS + leafLength) : whole;
}

/** The way for a message that does not lie in one record: its pieces are copied together. */
function joinFragments(octets: OctetReader, recordLeft: number, out: FactSink): Handshake | Progress {
  const pieces: Buffer[] = [];
  const head = Buffer.alloc(CERTIFICATE_HEADER_OCTETS);
  let gathered = 0;
  let left = recordLeft;
  let wanted = HANDSHAKE_HEADER_OCTETS;
  for (;;) {
    const count = Math.min(left, wanted - gathered, octets.remaining);
    const piece = octets.copy(count);
    if (gathered < head.length) piece.copy(head, gathered);
    pieces.push(piece);
    gathered += count;
    left -= count;
    if (gathered === wanted) {
      const next = wantedSoFar(head, gathered);
      if (next > HANDSHAKE_LIMIT) return refuse(out);
      if (next === gathered) break;
      wanted = next;
    } else if (left > 0) return NEED_MORE;
    if (left === 0) {
      if (octets.remaining < RECORD_HEADER_OCTETS) return NEED_MORE;
      left = readRecordHeader(octets);
      if (left === 0) return STOP_DIRECTION;
    }
  }
  const body = OctetReader.over(Buffer.concat(pieces));
  body.skip(HANDSHAKE_HEADER_OCTETS);
  return {
    type: head.readUInt8(0),
    body: body.sub(body.remaining),
    taken: octets.position,
    recordLeft: left,
  };
}

/** How many octets of the message to gather, as far as the first `gathered` ones tell. */
function wantedSoFar(head: Buffer, gathered: number): number {
  const header = head.readUInt32BE(0);
  if (gathered >= CERTIFICATE_HEADER_OCTETS) return wantedOctets(header, head.readUIntBE(7, 3));
  const whole = HANDSHAKE_HEADER_OCTETS + (header & 0xff_ffff);
  return header >>> 24 === HANDSHAKE_CERTIFICATE ? Math.min(whole, CERTIFICATE_HEADER_OCTETS) : whole;
}

function refuse(out: FactSink): Progress {
  out.anomaly('handshake-too-long');
  return STOP_DIRECTION;
}
