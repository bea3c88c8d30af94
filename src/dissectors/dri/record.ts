/**
 * One record of the Datex-Ohmeda record interface within a serial stream: where its frame ends, whether checksum and
 * length are right, and its header. Layout from the S/5 system interface specification as open-source clients implement
 * it (VSCapture, UN-GCPDS python-pycollect); numbers are little-endian.
 *
 *   frame    7E record checksum1 7E      7E and 7D within are written 7D 5E and 7D 5D; checksum = sum of the record mod 256
 *   header   length2 number1 level1 plug2 time4 subnet1 … mainType2@14 { offset2 type1 } x 8        40 octets, then the data
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Octets of one frame; records stay below 1,500 octets, of which few are escaped. */
export const FRAME_LIMIT = 4_096;

export const FRAME_MARK = 0x7e;
const ESCAPE_MARK = 0x7d;
/** What stands behind the escape mark, with the bit that the sender has taken off. */
const ESCAPED_FRAME_MARK = 0x5e;
const ESCAPED_ESCAPE_MARK = 0x5d;
const ESCAPED_BIT = 0x20;

const HEADER_OCTETS = 40;
const LEVEL_AT = 3;
const PLUG_AT = 4;
const MAIN_TYPE_AT = 14;
const DESCRIPTORS_AT = 16;
const DESCRIPTOR_OCTETS = 3;
const DESCRIPTOR_COUNT = 8;
const END_OF_DESCRIPTORS = 0xff;
/** Levels known today run from 2 (1995) to 11 (2015); requests may say 0. */
const HIGHEST_LEVEL = 0x1f;
/** Main types that leave a monitor: physiological data, waveforms, alarms, network, events. */
const MAIN_TYPES = new Set([0, 1, 4, 5, 8]);

export interface DriRecord {
  /** Interface level of the sender; 0 when it does not say. */
  readonly level: number;
  /** Number of the network plug that the monitor is at; 0 when there is none. */
  readonly plug: number;
  readonly mainType: number;
  /** Types of the subrecords, in order. */
  readonly types: readonly number[];
}

interface DriFrame {
  /** `broken`: checksum or length is wrong, or octets stand there that no frame has. */
  readonly kind: 'whole' | 'broken' | 'unfinished' | 'too-long';
  /** Octets up to the closing mark, which may be the opening one of the next frame. */
  readonly end: number;
  /** The header when the frame is whole. */
  readonly record: DriRecord | undefined;
}

/** Looks at the frame that starts at the next octet, which is the frame mark. Moves nothing. */
export function findFrame(octets: OctetReader): DriFrame {
  const header = new Uint8Array(HEADER_OCTETS);
  let count = 0;
  let sum = 0;
  /** The last octet is the checksum, so the sum runs one behind. */
  let last = 0;
  const broken = (end: number): DriFrame => ({ kind: 'broken', end, record: undefined });
  for (let at = 1; at < FRAME_LIMIT; at++) {
    let octet = octets.peek(at);
    if (octet < 0) return { kind: 'unfinished', end: at, record: undefined };
    if (octet === FRAME_MARK) {
      const isRight = last === sum % 256 && count - 1 === lengthOf(header) && count > HEADER_OCTETS;
      return isRight ? { kind: 'whole', end: at, record: recordOf(header) } : broken(at);
    }
    if (octet === ESCAPE_MARK) {
      const escaped = octets.peek(at + 1);
      if (escaped < 0) return { kind: 'unfinished', end: at, record: undefined };
      if (escaped !== ESCAPED_FRAME_MARK && escaped !== ESCAPED_ESCAPE_MARK) return broken(at + 1);
      octet = escaped | ESCAPED_BIT;
      at++;
    }
    if (count < HEADER_OCTETS) header[count] = octet;
    sum += last;
    last = octet;
    if (++count === HEADER_OCTETS && !isHeader(header)) return broken(at + 1);
  }
  return { kind: 'too-long', end: FRAME_LIMIT, record: undefined };
}

const octetOf = (header: Uint8Array, at: number) => header[at] ?? 0;
const wordOf = (header: Uint8Array, at: number) => octetOf(header, at) | (octetOf(header, at + 1) << 8);
const lengthOf = (header: Uint8Array) => wordOf(header, 0);

/** What every header keeps to, so that nobody else's frames between 7E octets are taken for records. */
function isHeader(header: Uint8Array): boolean {
  const length = lengthOf(header);
  const types = typesOf(header);
  return (
    length >= HEADER_OCTETS &&
    length < FRAME_LIMIT &&
    octetOf(header, LEVEL_AT) <= HIGHEST_LEVEL &&
    MAIN_TYPES.has(wordOf(header, MAIN_TYPE_AT)) &&
    types.length > 0 &&
    types.every((_, index) => offsetOf(header, index) <= length - HEADER_OCTETS)
  );
}

const offsetOf = (header: Uint8Array, index: number) =>
  wordOf(header, DESCRIPTORS_AT + index * DESCRIPTOR_OCTETS);

function typesOf(header: Uint8Array): number[] {
  const types: number[] = [];
  for (let index = 0; index < DESCRIPTOR_COUNT; index++) {
    const type = octetOf(header, DESCRIPTORS_AT + index * DESCRIPTOR_OCTETS + 2);
    if (type === END_OF_DESCRIPTORS) break;
    types.push(type);
  }
  return types;
}

const recordOf = (header: Uint8Array): DriRecord => ({
  level: octetOf(header, LEVEL_AT),
  plug: wordOf(header, PLUG_AT),
  mainType: wordOf(header, MAIN_TYPE_AT),
  types: typesOf(header),
});
