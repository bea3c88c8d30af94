/**
 * The start of the client's CRYPTO stream (RFC 9000 19.6), put together from pieces that come in any order, twice and
 * over several packets: browsers shuffle and split the ClientHello on purpose.
 *
 *   06 offset{varint} length{varint} data        and between them padding 00, ping 01, acknowledgements 02 03
 */

import { OctetReader } from '../../wire/octet-reader.ts';
import {
  ACK_RANGE_LIMIT,
  CRYPTO_LIMIT_OCTETS,
  CRYPTO_PIECE_LIMIT,
  FRAME_ACK,
  FRAME_ACK_ECN,
  FRAME_CRYPTO,
  FRAME_LIMIT,
  FRAME_PADDING,
  FRAME_PING,
} from './constants.ts';
import { readVarint } from './long-header.ts';

/** RFC 8446 4: HandshakeType and 24-bit length. */
const HANDSHAKE_CLIENT_HELLO = 1;
const HANDSHAKE_HEADER_OCTETS = 4;

interface Piece {
  readonly offset: number;
  readonly octets: Buffer;
}

export class CryptoStream {
  private readonly pieces: Piece[] = [];
  private octetsKept = 0;

  /** Takes the CRYPTO frames out of the frames of one packet; the frames behind an unknown one stay unread. */
  take(frames: Buffer): void {
    const octets = OctetReader.over(frames);
    for (let count = 0; count < FRAME_LIMIT && octets.remaining > 0 && !octets.failed; count++) {
      const type = octets.u8();
      if (type === FRAME_PADDING) skipPadding(octets);
      else if (type === FRAME_ACK || type === FRAME_ACK_ECN) skipAcknowledgement(octets, type);
      else if (type === FRAME_CRYPTO) this.keep(readVarint(octets), octets);
      else if (type !== FRAME_PING) return;
    }
  }

  private keep(offset: number, octets: OctetReader): void {
    const piece = octets.copy(readVarint(octets));
    if (octets.failed || piece.length === 0 || offset + piece.length > CRYPTO_LIMIT_OCTETS) return;
    const isKnown = this.pieces.some(
      (known) => known.offset === offset && known.octets.length >= piece.length,
    );
    if (isKnown || this.pieces.length >= CRYPTO_PIECE_LIMIT) return;
    if (this.octetsKept + piece.length > CRYPTO_LIMIT_OCTETS) return;
    this.octetsKept += piece.length;
    this.pieces.push({ offset, octets: piece });
  }

  /** The body of the ClientHello when all of it is there; 'other' when the stream begins with another message. */
  clientHello(): OctetReader | 'other' | undefined {
    const start = this.joined();
    if (start.length < HANDSHAKE_HEADER_OCTETS) return undefined;
    if (start.readUInt8(0) !== HANDSHAKE_CLIENT_HELLO) return 'other';
    const end = HANDSHAKE_HEADER_OCTETS + start.readUIntBE(1, 3);
    if (end > CRYPTO_LIMIT_OCTETS) return 'other';
    return end <= start.length ? OctetReader.over(start.subarray(HANDSHAKE_HEADER_OCTETS, end)) : undefined;
  }

  /** The octets from offset 0 to the first that is missing. */
  private joined(): Buffer {
    const run: Buffer[] = [];
    let length = 0;
    for (const { offset, octets } of this.pieces.toSorted((one, other) => one.offset - other.offset)) {
      if (offset > length) break;
      if (offset + octets.length <= length) continue;
      run.push(octets.subarray(length - offset));
      length = offset + octets.length;
    }
    return Buffer.concat(run);
  }
}

function skipPadding(octets: OctetReader): void {
  while (octets.peek() === FRAME_PADDING) octets.skip(1);
}

/** RFC 9000 19.3: largest, delay, count, first range, then {gap, range} each, then three counts of ECN. */
function skipAcknowledgement(octets: OctetReader, type: number): void {
  readVarint(octets);
  readVarint(octets);
  const ranges = readVarint(octets);
  const numbers = 1 + 2 * ranges + (type === FRAME_ACK_ECN ? 3 : 0);
  if (ranges > ACK_RANGE_LIMIT) {
    octets.seek(octets.length);
    return;
  }
  for (let index = 0; index < numbers; index++) readVarint(octets);
}
