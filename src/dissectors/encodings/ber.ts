/**
 * BER elements with definite lengths (ITU-T X.690 8.1), read in place: no element is copied and no reader is made.
 * Callers walk a fixed grammar, so nesting is as deep as their code; an element never reaches beyond its parent.
 *
 *   tag1 length1          length below 0x80
 *   tag1 (0x80|n)1 lengthn   n of 1 to 4; 0x80 alone (indefinite) is refused
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

export const BER_INTEGER = 0x02; // X.690 8.3
export const BER_OCTET_STRING = 0x04; // X.690 8.7
export const BER_OBJECT_IDENTIFIER = 0x06; // X.690 8.19
export const BER_SEQUENCE = 0x30; // X.690 8.9, constructed

/** Octets that may say a length: 4,294,967,295 is more than any message holds. */
const LENGTH_OCTET_LIMIT = 4;
/** Octets of an integer that a number holds exactly. */
const INTEGER_OCTET_LIMIT = 6;
/** Sub-identifiers of an object identifier (RFC 2578 3.5). */
export const OID_SUBIDENTIFIER_LIMIT = 128;

/**
 * Enters the element that starts at the next octet when its tag is `tag`. Returns the position where its content ends,
 * with the reader at the content's first octet; -1 when the tag differs (then nothing is read), the length is
 * indefinite or too long, or the content reaches beyond position `end`.
 */
export function enterBer(octets: OctetReader, tag: number, end: number): number {
  if (octets.position >= end || octets.peek() !== tag) return -1;
  octets.skip(1);
  return contentEnd(octets, end);
}

/** Moves behind the element that starts at the next octet, whatever it is; false when it is not whole before `end`. */
export function skipBer(octets: OctetReader, end: number): boolean {
  // A tag number of 31 in the first octet announces more tag octets (X.690 8.1.2.4), which nothing here uses.
  if (octets.position >= end || (octets.peek() & 0x1f) === 0x1f) return false;
  octets.skip(1);
  const next = contentEnd(octets, end);
  if (next < 0) return false;
  octets.seek(next);
  return true;
}

function contentEnd(octets: OctetReader, end: number): number {
  if (octets.position >= end) return -1;
  const first = octets.u8();
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > LENGTH_OCTET_LIMIT || octets.position + count > end) return -1;
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + octets.u8();
  }
  const at = octets.position + length;
  return at > end || octets.failed ? -1 : at;
}

/** Reads an INTEGER that ends before `end`; undefined when there is none or a number cannot hold it exactly. */
export function readBerInteger(octets: OctetReader, end: number): number | undefined {
  const next = enterBer(octets, BER_INTEGER, end);
  if (next < 0) return undefined;
  const length = next - octets.position;
  if (length === 0 || length > INTEGER_OCTET_LIMIT) {
    octets.seek(next);
    return undefined;
  }
  const first = octets.u8();
  let value = first >= 0x80 ? first - 256 : first;
  for (let index = 1; index < length; index++) value = value * 256 + octets.u8();
  return value;
}

/** Reads the content of an OBJECT IDENTIFIER of `length` octets as dotted text; empty when it is malformed. */
export function readOidContent(octets: OctetReader, length: number): string {
  const end = octets.position + length;
  let text = '';
  for (let count = 0; octets.position < end; count++) {
    const value = readSubidentifier(octets, end);
    if (value < 0 || count >= OID_SUBIDENTIFIER_LIMIT) return '';
    if (count > 0) text += `.${value}`;
    else text = value < 40 ? `0.${value}` : value < 80 ? `1.${value - 40}` : `2.${value - 80}`;
  }
  return text;
}

/** Reads one sub-identifier that ends before `end`; -1 when it does not or exceeds 32 bits (RFC 2578 3.5). */
export function readSubidentifier(octets: OctetReader, end: number): number {
  let value = 0;
  while (octets.position < end) {
    const octet = octets.u8();
    value = value * 128 + (octet & 0x7f);
    if (value > 0xffff_ffff) return -1;
    if (octet < 0x80) return value;
  }
  return -1;
}

/**
 * The content of an OBJECT IDENTIFIER for a dotted text with at least two numbers, one Latin-1 character an octet, as
 * `startsWith` of the reader compares it. For tables of known identifiers.
 */
export function oidContent(dotted: string): string {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  let text = '';
  for (const value of [first * 40 + second, ...rest]) {
    let encoded = String.fromCharCode(value % 128);
    for (let high = Math.floor(value / 128); high > 0; high = Math.floor(high / 128))
      encoded = String.fromCharCode(0x80 | (high % 128)) + encoded;
    text += encoded;
  }
  return text;
}
