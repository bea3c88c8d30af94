/**
 * Puts the segments of one TCP direction in order for a dissector: drops what was seen, keeps a few early segments for a
 * while, and says when octets are lost. Not a full reassembly: the sensor needs the first messages of a flow, not all.
 * Sequence arithmetic modulo 2^32 as in RFC 9293 3.4.
 */

/** Early segments kept per direction, and their octets together. */
export const EARLY_SEGMENT_LIMIT = 8;
export const EARLY_OCTET_LIMIT = 16_384;

/** Takes octets in order, and is told when some are missing. */
export interface InOrderSink {
  inOrder(octets: Buffer, start: number, end: number): void;
  gap(): void;
}

interface EarlySegment {
  readonly sequence: number;
  readonly octets: Buffer;
  /** Octets at its end that the capture has cut. */
  readonly missing: number;
}

export class TcpSequencer {
  private next = 0;
  private started = false;
  private early: EarlySegment[] = [];
  private earlyOctets = 0;

  /** A SYN was seen: the first payload octet has the sequence number after it. */
  begin(synSequence: number): void {
    this.next = (synSequence + 1) | 0;
    this.started = true;
    this.early = [];
    this.earlyOctets = 0;
  }

  /** Octets that the sink would skip anyway have passed: moves on without them. */
  skip(octets: number): void {
    this.next = (this.next + octets) | 0;
  }

  /** How far `sequence` lies beyond the octet expected next: 0 in order, negative seen before, positive early. */
  ahead(sequence: number): number {
    return this.started ? (sequence - this.next) | 0 : 0;
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
      sink.gap();
    }
  }

  private deliverEarly(sink: InOrderSink): boolean {
    const index = this.early.findIndex((segment) => ((segment.sequence - this.next) | 0) <= 0);
    if (index < 0) return false;
    const [segment] = this.early.splice(index, 1);
    if (segment) {
      this.earlyOctets -= segment.octets.length;
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
    this.early.push({ sequence, octets: Buffer.from(octets.subarray(start, end)), missing });
    this.earlyOctets += end - start;
    if (missing === 0 && !full && this.earlyOctets <= EARLY_OCTET_LIMIT) return;
    // What is missing will not come: go on at the earliest octets that there are.
    this.early.sort((a, b) => (a.sequence - b.sequence) | 0);
    do {
      sink.gap();
      this.next = this.early[0]?.sequence ?? sequence;
      while (this.early.length > 0 && this.deliverEarly(sink)) {
        // as above
      }
    } while (this.earlyOctets > EARLY_OCTET_LIMIT);
  }
}
