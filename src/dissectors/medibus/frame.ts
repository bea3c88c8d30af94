/**
 * One MEDIBUS message within a stream: where it ends and whether its checksum is right. Realtime octets may stand
 * anywhere between those of a message and belong to another channel (MEDIBUS protocol definition 6.00).
 *
 *   ESC|SOH command text checksum2 CR       80 and above: realtime values and synchronisation
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Octets of one message, realtime octets included; the longest answers (trends, texts) stay far below. */
export const MESSAGE_LIMIT = 8_192;

export const ESC = 0x1b;
export const SOH = 0x01;
const CR = 0x0d;
const FIRST_PRINTABLE = 0x20;
/** This bit marks the realtime channel: values 80-BF, synchronisation C0-DF. */
const REALTIME = 0x80;
const CHECKSUM_OCTETS = 2;

interface MedibusFrame {
  /** `cut` when another message begins at `end`, or an octet that no message has stands there. */
  readonly kind: 'whole' | 'wrong-checksum' | 'cut' | 'unfinished' | 'too-long';
  /** Octets up to and including CR, or up to what cuts the message. */
  readonly end: number;
  /** ESC for a command, SOH for an answer. */
  readonly start: number;
  /** The command code; -1 when it is not there yet. */
  readonly command: number;
}

/** Looks at the message that starts at the next octet, which is ESC or SOH. Moves nothing. */
export function findFrame(octets: OctetReader): MedibusFrame {
  const start = octets.peek();
  let command = -1;
  let sum = start;
  /** The last two plain octets are the checksum, so the sum runs two behind. */
  let before = 0;
  let last = 0;
  let plain = 1;
  for (let at = 1; at < MESSAGE_LIMIT; at++) {
    const octet = octets.peek(at);
    if (octet < 0) return { kind: 'unfinished', end: at, start, command };
    if (octet >= REALTIME) continue;
    if (octet === CR) {
      const isRight = plain > CHECKSUM_OCTETS + 1 && checksumOf(before, last) === sum % 256;
      return { kind: isRight ? 'whole' : 'wrong-checksum', end: at + 1, start, command };
    }
    if (octet < FIRST_PRINTABLE || octet === 0x7f) return { kind: 'cut', end: at, start, command };
    if (command < 0) command = octet;
    if (plain > CHECKSUM_OCTETS) sum += before;
    before = last;
    last = octet;
    plain++;
  }
  return { kind: 'too-long', end: MESSAGE_LIMIT, start, command };
}

/** Two upper-case hexadecimal digits; -1 when they are none. */
function checksumOf(high: number, low: number): number {
  const [first, second] = [digit(high), digit(low)];
  return first < 0 || second < 0 ? -1 : first * 16 + second;
}

function digit(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  return octet >= 0x41 && octet <= 0x46 ? octet - 0x37 : -1;
}

/** Text of a whole message of `end` octets behind its command, without realtime octets and checksum. */
export function frameText(octets: OctetReader, end: number): string {
  let text = '';
  for (let at = 1; at < end - 1; at++) {
    const octet = octets.peek(at);
    if (octet < REALTIME) text += String.fromCharCode(octet);
  }
  return text.slice(1, -CHECKSUM_OCTETS);
}
