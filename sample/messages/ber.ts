/** Tag, length, value as SNMP and SPNEGO write it (X.690 8.1). */

import { octets, type Piece, u16, u32 } from '../../test/support/octet-builder.ts';

/** One element with a definite length. */
export function tlv(tag: number, ...pieces: readonly Piece[]): Buffer {
  const value = octets(...pieces);
  const length = value.length < 0x80 ? octets(value.length) : octets(0x82, u16(value.length));
  return octets(tag, length, value);
}

/** A non-negative INTEGER in as few octets as it needs. */
export function integer(value: number, tag = 0x02): Buffer {
  const digits = u32(value);
  let first = 0;
  while (first < 3 && digits.readUInt8(first) === 0 && digits.readUInt8(first + 1) < 0x80) first++;
  return tlv(tag, digits.readUInt8(first) >= 0x80 ? 0 : '', digits.subarray(first));
}

/** An OBJECT IDENTIFIER of dotted text. */
export function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const base128 = (arc: number): number[] => {
    const groups = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  };
  return tlv(0x06, first * 40 + second, ...rest.flatMap(base128));
}
