/**
 * Which messages are Modbus, and which end sent them: every function has requests and answers of known length.
 * MODBUS Application Protocol 1.1b3 clause 6, MODBUS Messaging on TCP/IP Implementation Guide 1.0b 3.1.3.
 *
 *   transaction2 protocol2=0000 length2 unit1 function1 …     length counts from the unit on
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** `echo`: request and answer look alike. */
export type Shape = 'request' | 'answer' | 'echo' | 'none' | 'need-more';

export const HEAD_OCTETS = 6;
/** Unit and function behind the head. */
export const PREFIX_OCTETS = 8;
/** Octets that decide the shape of every function: byte count of read/write multiple registers (6.17). */
const DECIDING_OCTETS = 17;
/** Unit and 253 octets of a protocol data unit (4.1); UMAS allows 1,024. */
const LENGTH_LIMIT = 254;
export const UMAS_LENGTH_LIMIT = 1_032;

export const REPORT_SERVER_ID = 0x11;
export const ENCAPSULATED = 0x2b;
export const MEI_DEVICE_IDENTIFICATION = 0x0e;
export const MEI_CANOPEN = 0x0d;
export const UMAS = 0x5a;
export const UMAS_OK = 0xfe;
export const UMAS_ERROR = 0xfd;
const EXCEPTION = 0x80;

/** What the message at the start of `octets` is, by its structure alone. */
export function shapeOf(octets: OctetReader): Shape {
  if (octets.remaining >= 4 && octets.peek16(2) !== 0) return 'none';
  const length = octets.peek16(4);
  if (length >= 0 && (length < 2 || length > UMAS_LENGTH_LIMIT)) return 'none';
  if (octets.remaining < PREFIX_OCTETS) return 'need-more';
  const operation = octets.peek(7);
  if (length > LENGTH_LIMIT && operation !== UMAS) return 'none';
  if (octets.remaining < Math.min(HEAD_OCTETS + length, DECIDING_OCTETS)) return 'need-more';
  if (operation >= EXCEPTION) {
    const code = octets.peek(8);
    return length === 3 && code >= 1 && code <= 11 ? 'answer' : 'none';
  }
  return SHAPES.get(operation)?.(octets, length) ?? 'none';
}

type Decide = (octets: OctetReader, length: number) => Shape;

const byteCount = (octets: OctetReader, length: number): boolean => octets.peek(8) === length - 3;

const fixed =
  (size: number): Decide =>
  (_octets, length) =>
    length === size ? 'echo' : 'none';

/** Reads of `quantityLimit` things at most. An answer may have the length of a request: then the octets decide. */
const read =
  (quantityLimit: number): Decide =>
  (octets, length) => {
    const isAnswer = byteCount(octets, length);
    const quantity = length === 6 ? octets.peek16(10) : 0;
    if (quantity < 1 || quantity > quantityLimit) return isAnswer ? 'answer' : 'none';
    return isAnswer ? 'echo' : 'request';
  };

const asked =
  (requestLength: number): Decide =>
  (octets, length) => {
    if (length === requestLength) return 'request';
    return byteCount(octets, length) ? 'answer' : 'none';
  };

const writeMultiple: Decide = (octets, length) => {
  if (length === 6) return 'answer';
  return length > 7 && octets.peek(12) === length - 7 ? 'request' : 'none';
};

const SHAPES: ReadonlyMap<number, Decide> = new Map<number, Decide>([
  [1, read(2_000)],
  [2, read(2_000)],
  [3, read(125)],
  [4, read(125)],
  [5, (octets, length) => (length === 6 && [0x0000, 0xff00].includes(octets.peek16(10)) ? 'echo' : 'none')],
  [6, fixed(6)],
  [7, (_octets, length) => (length === 2 ? 'request' : length === 3 ? 'answer' : 'none')],
  [8, (_octets, length) => (length >= 6 && length % 2 === 0 ? 'echo' : 'none')],
  [11, (_octets, length) => (length === 2 ? 'request' : length === 6 ? 'answer' : 'none')],
  [12, asked(2)],
  [15, writeMultiple],
  [16, writeMultiple],
  [REPORT_SERVER_ID, asked(2)],
  [20, (octets, length) => (byteCount(octets, length) ? 'echo' : 'none')],
  [21, (octets, length) => (byteCount(octets, length) ? 'echo' : 'none')],
  [22, fixed(8)],
  [
    23,
    (octets, length) => {
      if (length > 11 && octets.peek(16) === length - 11) return 'request';
      return byteCount(octets, length) ? 'answer' : 'none';
    },
  ],
  [24, (octets, length) => (length === 4 ? 'request' : octets.peek16(8) === length - 4 ? 'answer' : 'none')],
  [ENCAPSULATED, encapsulated],
  [UMAS, umas],
]);

function encapsulated(octets: OctetReader, length: number): Shape {
  const type = octets.peek(8);
  if (type === MEI_CANOPEN) return length >= 4 ? 'echo' : 'none';
  const code = octets.peek(9);
  if (type !== MEI_DEVICE_IDENTIFICATION || code < 1 || code > 4) return 'none';
  if (length === 5) return 'request';
  return length >= 8 ? 'answer' : 'none';
}

function umas(octets: OctetReader, length: number): Shape {
  if (length < 4) return 'none';
  const code = octets.peek(9);
  return code === UMAS_OK || code === UMAS_ERROR ? 'answer' : 'request';
}
