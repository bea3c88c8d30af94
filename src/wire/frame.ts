/** One captured frame as a capture format delivers it, before any header is read. */

import type { Octets } from './octet-reader.ts';

/**
 * One re-used object per reader: copy what must outlive the call. A class, so that every field keeps one hidden class
 * and `micros` stays an unboxed double (an argument of that type would be allocated for each packet).
 */
export class Frame {
  octets: Octets;
  /** The captured octets are `[start, end)` of `octets`. */
  start = 0;
  end = 0;
  /** Length on the wire, which the capture may have cut. */
  wireOctets = 0;
  /** Time of capture: microseconds since 1970, fractions for finer clocks. */
  micros = 0;
  /** Link type of the interface (LINKTYPE_ number as in pcap files). */
  linkType = 0;
  /** 1-based number within the capture, as Wireshark counts. */
  number = 0;

  constructor(octets: Octets) {
    this.octets = octets;
  }
}

/** Where a capture format puts frames, and what else a capture file may tell. */
export interface FrameSink {
  /** One frame, valid only during the call. Must not throw. */
  frame(frame: Frame): void;
  /** A name resolution record of a pcapng file: this address was known under this name. */
  resolvedName(ip: string, name: string): void;
}
