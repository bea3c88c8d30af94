/**
 * Octets for tests and samples: numbers, texts and addresses joined into one Buffer. Everything is a plain function of
 * its arguments: no clock, no randomness.
 */

import { parseIpv4, parseIpv6 } from '../../src/base/ip-address.ts';
import { parseMac } from '../../src/base/mac-address.ts';

/** One octet, a Latin-1 text (one character an octet), or octets as they are. */
export type Piece = number | string | Uint8Array;

/** All pieces in a row: `octets(0x0b, 'MSH|', u16(7))`. */
export function octets(...pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => {
      if (typeof piece === 'number') return Buffer.from([piece]);
      return typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    }),
  );
}

/** Big-endian 16 bits. */
export function u16(value: number): Buffer {
  return Buffer.from([value >>> 8, value]);
}

/** Big-endian 24 bits. */
export function u24(value: number): Buffer {
  return Buffer.from([value >>> 16, value >>> 8, value]);
}

/** Big-endian 32 bits. */
export function u32(value: number): Buffer {
  return Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);
}

/** Little-endian 16 bits. */
export function u16le(value: number): Buffer {
  return u16(value).reverse();
}

/** Little-endian 32 bits. */
export function u32le(value: number): Buffer {
  return u32(value).reverse();
}

/** Little-endian 64 bits. */
export function u64le(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return buffer;
}

/** Octets of hexadecimal digits; blanks and colons are ignored. Throws on anything else: a test is wrong then. */
export function hex(digits: string): Buffer {
  const plain = digits.replace(/[\s:]/g, '');
  if (plain.length % 2 !== 0 || /[^0-9a-f]/i.test(plain)) throw new Error(`no hexadecimal octets: ${digits}`);
  return Buffer.from(plain, 'hex');
}

/** `count` zero octets. */
export function zeros(count: number): Buffer {
  return Buffer.alloc(count);
}

/** A Latin-1 text filled up to `length` octets with `fill`, or cut to it. */
export function padded(text: string, length: number, fill = 0): Buffer {
  return Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(length, fill)]).subarray(0, length);
}

export function utf16le(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** UTF-16 with the high octet first, as IntelliVue writes it. */
export function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** The six octets of a MAC in any usual spelling. */
export function macOctets(mac: string): Buffer {
  const canonical = parseMac(mac);
  if (!canonical) throw new Error(`no MAC: ${mac}`);
  return hex(canonical);
}

/** The four or sixteen octets of an IP address. */
export function ipOctets(ip: string): Buffer {
  const ipv4 = parseIpv4(ip);
  if (ipv4 !== undefined) return u32(ipv4);
  const ipv6 = parseIpv6(ip);
  if (!ipv6) throw new Error(`no IP address: ${ip}`);
  return octets(...ipv6.map(u32));
}

/** Internet checksum over all parts as one row of octets (RFC 1071). */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  const all = Buffer.concat(parts);
  let sum = 0;
  for (let at = 0; at + 1 < all.length; at += 2) sum += all.readUInt16BE(at);
  if (all.length % 2 !== 0) sum += all.readUInt8(all.length - 1) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}
