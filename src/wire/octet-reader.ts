/**
 * Sticky-error cursor over a range of octets, for formats of variable length. A read beyond the end returns zero or
 * the empty string, sets `failed` and moves to the end; nothing throws and nothing outside the range is read. Read a
 * whole structure, then look at `failed` once. Shape after Arkime's byte-safe buffer; see docs/adr/0003.
 *
 * The reader keeps a view into a buffer that the caller re-uses: strings are copies, sub-readers are not.
 */

import { hexOctet } from '../base/mac-address.ts';

/** A DataView and a Buffer over the same memory: numbers are read through the one, text through the other. */
export interface Octets {
  readonly view: DataView;
  readonly bytes: Buffer;
}

/** Octets of a Buffer, sharing its memory. */
export function octetsOf(bytes: Buffer): Octets {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes };
}

const EMPTY: Octets = octetsOf(Buffer.alloc(0));

export class OctetReader {
  private octets: Octets = EMPTY;
  private first = 0;
  /** Index of the next octet within the underlying memory. */
  private next = 0;
  private end = 0;
  /** True once a read went beyond the end; stays true until `reset`. */
  failed = false;

  /** A reader over the whole of `bytes`. */
  static over(bytes: Buffer): OctetReader {
    return new OctetReader().reset(octetsOf(bytes), 0, bytes.length);
  }

  /** Points this reader at `[start, end)` of `octets`; a range beyond the memory is cut to it. */
  reset(octets: Octets, start: number, end: number): this {
    const limit = octets.bytes.length;
    this.octets = octets;
    this.end = end < 0 ? 0 : Math.min(end, limit);
    this.first = this.next = start < 0 ? 0 : Math.min(start, this.end);
    this.failed = false;
    return this;
  }

  /** Octets read or skipped since `reset`. */
  get position(): number {
    return this.next - this.first;
  }

  /** Octets still to read. */
  get remaining(): number {
    return this.end - this.next;
  }

  /** Octets of the whole range. */
  get length(): number {
    return this.end - this.first;
  }

  private take(count: number): number {
    const at = this.next;
    // Written so that NaN, which a number read from text may be, fails too.
    if (!(count >= 0 && count <= this.end - at)) {
      this.failed = true;
      this.next = this.end;
      return -1;
    }
    this.next = at + count;
    return at;
  }

  /** Moves to `position` octets after the start of the range; beyond it (either way) fails. */
  seek(position: number): void {
    if (!(position >= 0 && position <= this.end - this.first)) {
      this.failed = true;
      this.next = this.end;
    } else this.next = this.first + position;
  }

  skip(count: number): void {
    this.take(count);
  }

  u8(): number {
    const at = this.take(1);
    return at < 0 ? 0 : this.octets.view.getUint8(at);
  }

  u16(): number {
    const at = this.take(2);
    return at < 0 ? 0 : this.octets.view.getUint16(at);
  }

  u16le(): number {
    const at = this.take(2);
    return at < 0 ? 0 : this.octets.view.getUint16(at, true);
  }

  u24(): number {
    const at = this.take(3);
    return at < 0 ? 0 : (this.octets.view.getUint16(at) << 8) | this.octets.view.getUint8(at + 2);
  }

  u32(): number {
    const at = this.take(4);
    return at < 0 ? 0 : this.octets.view.getUint32(at);
  }

  u32le(): number {
    const at = this.take(4);
    return at < 0 ? 0 : this.octets.view.getUint32(at, true);
  }

  u64(): bigint {
    const at = this.take(8);
    return at < 0 ? 0n : this.octets.view.getBigUint64(at);
  }

  u64le(): bigint {
    const at = this.take(8);
    return at < 0 ? 0n : this.octets.view.getBigUint64(at, true);
  }

  /** The octet `ahead` octets after the next one, without moving; -1 when the range ends before it. */
  peek(ahead = 0): number {
    const at = this.next + ahead;
    return ahead >= 0 && at < this.end ? this.octets.view.getUint8(at) : -1;
  }

  /** The 16-bit big-endian number `ahead` octets after the next one, without moving; -1 when it is not all there. */
  peek16(ahead = 0): number {
    const at = this.next + ahead;
    return ahead >= 0 && at + 2 <= this.end ? this.octets.view.getUint16(at) : -1;
  }

  /** The 32-bit big-endian number `ahead` octets after the next one, without moving; -1 when it is not all there. */
  peek32(ahead = 0): number {
    const at = this.next + ahead;
    return ahead >= 0 && at + 4 <= this.end ? this.octets.view.getUint32(at) : -1;
  }

  /** True when the next octets are the Latin-1 characters of `text`; does not move. */
  startsWith(text: string): boolean {
    if (text.length > this.end - this.next) return false;
    for (let index = 0; index < text.length; index++) {
      if (this.octets.view.getUint8(this.next + index) !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  /** Octets from the next one to the first `octet`, looking at no more than `limit`; -1 when there is none. */
  distanceTo(octet: number, limit = Number.POSITIVE_INFINITY): number {
    const stop = Math.min(this.end, this.next + limit);
    for (let at = this.next; at < stop; at++)
      if (this.octets.view.getUint8(at) === octet) return at - this.next;
    return -1;
  }

  /** Octets from the next one to the first occurrence of Latin-1 `text` within `limit` octets; -1 when there is none. */
  distanceToText(text: string, limit = Number.POSITIVE_INFINITY): number {
    const stop = Math.min(this.end, this.next + Math.max(limit, 0));
    const window = this.octets.bytes.subarray(this.next, stop);
    return window.indexOf(text, 0, 'latin1');
  }

  /** The next `count` octets as Latin-1 text: one character an octet, nothing lost. */
  latin1(count: number): string {
    const at = this.take(count);
    return at < 0 ? '' : this.octets.bytes.toString('latin1', at, at + count);
  }

  /** The next `count` octets as UTF-8; a malformed sequence becomes U+FFFD. */
  utf8(count: number): string {
    const at = this.take(count);
    return at < 0 ? '' : this.octets.bytes.toString('utf8', at, at + count);
  }

  /** The next `count` octets as UTF-16LE; an odd last octet is dropped. */
  utf16le(count: number): string {
    const at = this.take(count);
    return at < 0 ? '' : this.octets.bytes.toString('utf16le', at, at + count);
  }

  /** The next `count` octets as lower-case hexadecimal digits. */
  hex(count: number): string {
    const at = this.take(count);
    return at < 0 ? '' : this.octets.bytes.toString('hex', at, at + count);
  }

  /** The next six octets as a canonical MAC text; empty on failure. */
  mac(): string {
    const at = this.take(6);
    if (at < 0) return '';
    const octet = (index: number) => hexOctet(this.octets.view.getUint8(at + index));
    return `${octet(0)}:${octet(1)}:${octet(2)}:${octet(3)}:${octet(4)}:${octet(5)}`;
  }

  /** A copy of the next `count` octets. */
  copy(count: number): Buffer {
    const at = this.take(count);
    return at < 0 ? Buffer.alloc(0) : Buffer.from(this.octets.bytes.subarray(at, at + count));
  }

  /** A reader bounded to the next `count` octets, which this one skips; empty and failed when they are not there. */
  sub(count: number): OctetReader {
    const at = this.take(count);
    const reader = new OctetReader();
    if (at < 0) reader.failed = true;
    else reader.reset(this.octets, at, at + count);
    return reader;
  }
}
