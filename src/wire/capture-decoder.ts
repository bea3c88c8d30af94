/**
 * Push decoder of capture files: the caller writes octets as they come, in pieces of any size, into the decoder's own
 * buffer; whole records are decoded in place and given to the sink, a record that is cut waits at the front.
 *
 *   buffer   [ cut record | room for the next block ]
 *
 * One buffer, one DataView and one Frame serve the whole capture, so a packet costs no allocation.
 */

import type { CaptureDamage, DamageReason, RecordWalker } from './capture-decoder-damage.ts';
import { Frame, type FrameSink } from './frame.ts';
import { octetsOf } from './octet-reader.ts';
import { PCAP_HEADER_OCTETS, PcapWalker, recognisePcap } from './pcap.ts';
import { MAX_BLOCK_OCTETS, PCAPNG_MAGIC_OCTETS, PcapngWalker, recognisePcapng } from './pcapng.ts';

/** Most octets taken at once. Reading in larger blocks is no faster: they fall out of the second-level cache. */
export const CAPTURE_BLOCK_OCTETS = 262_144;
/** A cut record is shorter than the longest block that is held as a whole; a block fits behind it. */
const BUFFER_OCTETS = MAX_BLOCK_OCTETS + CAPTURE_BLOCK_OCTETS;
/** The magic of a pcap file; a pcapng file is recognised a little later. */
const MAGIC_OCTETS = 4;

export type CaptureFormat = 'pcap' | 'pcapng';

/** Where the caller is to write: `[offset, offset + length)` of `buffer`. */
export interface WritableRange {
  readonly buffer: Buffer;
  offset: number;
  length: number;
}

export class CaptureDecoder {
  /** Set once the first octets told it. */
  format: CaptureFormat | undefined;
  /** Set when nothing more can be read; from then on octets are ignored. */
  damagedAt: CaptureDamage | undefined;
  private readonly sink: FrameSink;
  private readonly frame: Frame;
  private readonly range: WritableRange;
  private walker: RecordWalker | undefined;
  /** End of the octets in the buffer, which begin at 0. */
  private filled = 0;
  /** Offset within the capture of the first octet of the buffer. */
  private base = 0;
  /** Octets still to come that nobody needs. */
  private toSkip = 0;

  constructor(sink: FrameSink) {
    // Not from the pool: a slab of its own, so that nothing else keeps it alive or shares its cache lines.
    const buffer = Buffer.allocUnsafeSlow(BUFFER_OCTETS);
    this.sink = sink;
    this.frame = new Frame(octetsOf(buffer));
    this.range = { buffer, offset: 0, length: 0 };
  }

  /** Packets given to the sink so far. */
  get packets(): number {
    return this.frame.number;
  }

  /** Octets of the capture taken so far. */
  get octets(): number {
    return this.base + this.filled;
  }

  /** Packets that the capture itself says were lost while capturing. */
  get droppedPackets(): number {
    return this.walker?.droppedPackets ?? 0;
  }

  /** Where to write next, at least one octet and at most CAPTURE_BLOCK_OCTETS. One object, valid until `advance`. */
  writable(): WritableRange {
    const { range } = this;
    range.offset = this.filled;
    range.length = Math.min(CAPTURE_BLOCK_OCTETS, BUFFER_OCTETS - this.filled);
    return range;
  }

  /**
   * Takes the first `count` octets of the range that `writable` gave, and gives all packets that are now whole to the
   * sink. Returns false when no more octets are wanted because the capture is damaged.
   */
  advance(count: number): boolean {
    if (this.damagedAt !== undefined) return false;
    this.filled += count;
    let from = 0;
    if (this.toSkip > 0) {
      from = Math.min(this.toSkip, this.filled);
      this.toSkip -= from;
      if (this.toSkip > 0) return this.keepFrom(from);
    }
    if (this.walker === undefined) {
      from = this.openFormat();
      if (this.walker === undefined) return this.damagedAt === undefined;
    }
    const needed = this.walker.walk(from, this.filled);
    if (this.walker.damage !== undefined) return this.damaged(this.walker.damage, this.base + needed);
    this.toSkip = Math.max(0, needed - this.filled);
    return this.keepFrom(Math.min(needed, this.filled));
  }

  /** Copies `chunk` in and takes it; for callers that get their octets in buffers of their own. */
  push(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      const { buffer, offset, length } = this.writable();
      const count = Math.min(length, chunk.length - at);
      buffer.set(at === 0 && count === chunk.length ? chunk : chunk.subarray(at, at + count), offset);
      at += count;
      if (!this.advance(count)) return false;
    }
    return this.damagedAt === undefined;
  }

  /** No more octets will come: a record that is not whole is damage. Harmless when called again. */
  end(): void {
    if (this.damagedAt !== undefined) return;
    const { walker } = this;
    if (walker === undefined) this.damaged(this.format === undefined ? 'unknown-format' : 'cut-short', 0);
    else if (this.filled > 0 || this.toSkip > 0 || walker.octetsBehind > 0)
      this.damaged('cut-short', this.base + this.toSkip - walker.octetsBehind);
  }

  /** Looks for the format; returns the index where its records begin. */
  private openFormat(): number {
    const { frame, sink, filled } = this;
    const view = frame.octets.view;
    if (filled < MAGIC_OCTETS) return 0;
    const form = recognisePcap(view, 0);
    if (form !== undefined) {
      this.format = 'pcap';
      if (filled < PCAP_HEADER_OCTETS) return 0;
      this.walker = new PcapWalker(form, frame, sink, 0);
      return PCAP_HEADER_OCTETS;
    }
    if (filled < PCAPNG_MAGIC_OCTETS) return 0;
    if (recognisePcapng(view, 0)) {
      this.format = 'pcapng';
      this.walker = new PcapngWalker(frame, sink);
    } else this.damaged('unknown-format', 0);
    return 0;
  }

  private damaged(reason: DamageReason, octet: number): false {
    this.damagedAt = { octet, packet: this.frame.number + 1, reason };
    return false;
  }

  /** Moves what is left to the front, at most once for each record: afterwards it begins there. */
  private keepFrom(from: number): true {
    if (from > 0) {
      if (from < this.filled) this.range.buffer.copyWithin(0, from, this.filled);
      this.filled -= from;
      this.base += from;
    }
    return true;
  }
}
