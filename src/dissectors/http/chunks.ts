/**
 * Chunked transfer coding (RFC 9112 7.1), walked within what is there.
 *
 *   body = *(chunk-size [chunk-ext] CRLF data CRLF) "0" [chunk-ext] CRLF *(trailer CRLF) CRLF
 */

import { OctetReader } from '../../wire/octet-reader.ts';

/** Octets of a chunk-size line with its extensions. */
export const CHUNK_LINE_LIMIT = 128;
/** Trailer lines behind the last chunk. */
export const TRAILER_LINE_LIMIT = 32;
/** Octets of one chunk; senders cut far earlier. */
const CHUNK_SIZE_LIMIT = 0x0fff_ffff;
const LF = 0x0a;

export interface ChunkWalk {
  /** `done`: the last chunk and its trailer were there; `more`: the octets ended first; `bad`: no chunked coding. */
  readonly outcome: 'done' | 'more' | 'bad';
  /** Octets from the start to the next chunk line that is not read yet; may be beyond what is there. */
  readonly next: number;
  /** Chunks passed, the last one included. */
  readonly chunks: number;
  /** Position and octets of the data of each chunk, alternately, as far as it is there. */
  readonly pieces: readonly number[];
}

/** Walks chunk lines within the first `limit` octets, at most `budget` of them. Leaves the reader anywhere. */
export function walkChunks(octets: OctetReader, limit: number, budget: number): ChunkWalk {
  const start = octets.position;
  const end = Math.min(limit, octets.remaining);
  const pieces: number[] = [];
  let next = 0;
  for (let chunks = 0; ; chunks++) {
    if (next >= end) return { outcome: 'more', next, chunks, pieces };
    if (chunks >= budget) return { outcome: 'bad', next, chunks, pieces };
    octets.seek(start + next);
    const line = octets.distanceTo(LF, Math.min(CHUNK_LINE_LIMIT, end - next));
    if (line < 0) {
      const outcome = end - next >= CHUNK_LINE_LIMIT ? 'bad' : 'more';
      return { outcome, next, chunks, pieces };
    }
    const size = chunkSize(octets, line);
    if (size < 0) return { outcome: 'bad', next, chunks, pieces };
    const data = next + line + 1;
    if (size === 0) {
      octets.seek(start + data);
      const trailer = trailerOctets(octets, end - data);
      if (trailer > 0) return { outcome: 'done', next: data + trailer, chunks: chunks + 1, pieces };
      return { outcome: trailer < 0 ? 'bad' : 'more', next, chunks, pieces };
    }
    pieces.push(start + data, Math.max(0, Math.min(size, end - data)));
    next = data + size + 2;
  }
}

/** The data of the walked chunks as one reader of its own memory. */
export function joinChunks(octets: OctetReader, pieces: readonly number[]): OctetReader {
  const parts: Buffer[] = [];
  for (let index = 0; index + 1 < pieces.length; index += 2) {
    octets.seek(pieces[index] ?? 0);
    parts.push(octets.copy(pieces[index + 1] ?? 0));
  }
  return OctetReader.over(Buffer.concat(parts));
}

/** The hexadecimal number at the start of a line, leading zeros and all; -1 when there is none or it is beyond 2^28. */
function chunkSize(octets: OctetReader, line: number): number {
  let size = 0;
  let digits = 0;
  while (digits < line) {
    const value = hexDigit(octets.peek(digits));
    if (value < 0) break;
    size = size * 16 + value;
    if (size > CHUNK_SIZE_LIMIT) return -1;
    digits++;
  }
  return digits === 0 ? -1 : size;
}

function hexDigit(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Octets of the trailer with its blank line; 0 when it has not ended within `limit`; -1 when it is too long. */
function trailerOctets(octets: OctetReader, limit: number): number {
  const start = octets.position;
  for (let line = 0; line < TRAILER_LINE_LIMIT; line++) {
    const length = octets.distanceTo(LF, start + limit - octets.position);
    if (length < 0) return 0;
    const blank = length === 0 || (length === 1 && octets.peek() === 0x0d);
    octets.skip(length + 1);
    if (blank) return octets.position - start;
  }
  return -1;
}
