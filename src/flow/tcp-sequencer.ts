/**
 * Puts the segments of one TCP direction in order for a dissector: drops what was seen, keeps a few early segments for a
 * while, and says when octets are lost. Not a full reassembly: the sensor needs the first messages of a flow, not all.
 * Sequence arithmetic modulo 2^32 as in RFC 9293 3.4.
 */

import type { HoldBudget } from './hold-budget.ts';

/** Early segments kept per direction, and their octets together. */
export const EARLY_SEGMENT_LIMIT = 8;
export const EARLY_OCTET_LIMIT = 16_384;

/** Takes octets in order, and is told when some are missing. */
export interface InOrderSink {
  inOrder(octets: Buffer, start: number, end: number): void;
  /** So many octets are missing before those that follow. */
  gap(octets: number): void;
}

interface EarlySegment {
  readonly sequence: number;
  readonly octets: Buffer;
  /** Octets at its end that the capture has cut. */
  readonly missing: number;
  /** Octets taken from the budget for it: all, or none when there were none left. */
  readonly charged: number;
}

/** Shared by all directions in which nothing came early, which are most: never written to. */
const NOTHING_EARLY: EarlySegment[] = [];

export class TcpSequencer {
  private next = 0;
  private started = false;
  private early: EarlySegment[] = NOTHING_EARLY;
  private earlyOctets = 0;
  private readonly budget: HoldBudget;

  /** Early segments are charged to `budget`; `free` gives back what is left. */
  constructor(budget: HoldBudget) {
    this.budget = budget;
  }

  /** Forgets what is kept early. */
  free(): void {
    for (const { charged } of this.early) this.budget.giveBack(charged);
    this.early = NOTHING_EARLY;
    this.earlyOctets = 0;
  }

  /**
   * Passes over a segment that nobody wants to see: true when it is the next in order, with none kept early, so that
   * going on behind it loses nothing.
   */
  passOver(sequence: number, octets: number): boolean {
    if (!this.started || sequence !== this.next || this.early.length > 0) return false;
    this.next = (sequence + octets) | 0;
    return true;
  }

  /**
   * A segment with payload `[start, end)`; `missing` octets at its end were cut by the capture. Without a SYN the first
   * segment seen starts the direction (the capture began in mid-stream).
   */
  segment(
    sequence: number,
    octets: Buffer,
    start: number,
    end: number,
    missing: number,
    sink: InOrderSink,
  ): void {
    if (!this.started) {
      this.next = sequence;
      this.started = true;
    }
    const ahead = (sequence - this.next) | 0;
    if (ahead > 0) {
      this.keepEarly(sequence, octets, start, end, missing, sink);
      return;
    }
    this.deliver(sequence, octets, start, end, missing, sink);
    while (this.early.length > 0 && this.deliverEarly(sink)) {
      // one early segment a turn; each removes itself from the list
    }
  }

  private deliver(
    sequence: number,
    octets: Buffer,
    start: number,
    end: number,
    missing: number,
    sink: InOrderSink,
  ): void {
    const seen = (this.next - sequence) | 0;
    const fresh = start + seen;
    if (fresh < end) {
      this.next = (this.next + (end - fresh)) | 0;
      sink.inOrder(octets, fresh, end);
    }
    if (missing > 0 && fresh <= end) {
      this.next = (this.next + missing) | 0;
      sink.gap(missing);
    }
  }

  private deliverEarly(sink: InOrderSink): boolean {
    const index = this.early.findIndex((segment) => ((segment.sequence - this.next) | 0) <= 0);
    if (index < 0) return false;
    const [segment] = this.early.splice(index, 1);
    if (segment) {
      this.earlyOctets -= segment.octets.length;
      this.budget.giveBack(segment.charged);
      this.deliver(segment.sequence, segment.octets, 0, segment.octets.length, segment.missing, sink);
    }
    return true;
  }

  private keepEarly(
    sequence: number,
    octets: Buffer,
    start: number,
    end: number,
    missing: number,
    sink: InOrderSink,
  ): void {
    const full = this.early.length >= EARLY_SEGMENT_LIMIT;
    const length = end - start;
    const charged = this.budget.take(length) ? length : 0;
    if (this.early === NOTHING_EARLY) this.early = [];
    this.early.push({ sequence, octets: Buffer.from(octets.subarray(start, end)), missing, charged });
    this.earlyOctets += length;
    if (missing === 0 && !full && charged === length && this.earlyOctets <= EARLY_OCTET_LIMIT) return;
    // What is missing will not come: go on at the earliest octets that there are.
    this.early.sort((a, b) => (a.sequence - b.sequence) | 0);
    do {
      const earliest = this.early[0]?.sequence ?? sequence;
      sink.gap((earliest - this.next) | 0);
      this.next = earliest;
      while (this.early.length > 0 && this.deliverEarly(sink)) {
        // as above
      }
    } while (this.earlyOctets > EARLY_OCTET_LIMIT);
  }
}
