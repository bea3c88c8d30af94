/**
 * The pcap capture format (draft-ietf-opsawg-pcap-05), all its magics, read in place without an allocation per packet.
 *
 *   file    magic u32 | major u16 | minor u16 | 0 | 0 | snap length u32 | FCS bits and link type u32
 *   record  seconds u32 | micro- or nanoseconds u32 | captured length u32 | wire length u32 | octets
 */

import { type DamageReason, MAX_CAPTURED_OCTETS, type RecordWalker } from './capture-decoder-damage.ts';
import type { Frame, FrameSink } from './frame.ts';

/** Length of the header of a pcap file. */
export const PCAP_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
/** Records of the form below also carry interface index, protocol and packet type. */
const PATCHED_RECORD_HEADER_OCTETS = 24;

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
/** libpcap as patched by Alexey Kuznetsov (Red Hat 6 and others); see "modified" in wiretap/libpcap.c of Wireshark. */
const MAGIC_PATCHED = 0xa1b2cd34;

/** The upper half of the field tells whether frames end in a frame check sequence (draft section 4). */
const LINK_TYPE_MASK = 0xffff;
/** Slack over the longest packet for the pseudo-headers that some link types put before it. */
const MAX_RECORD_OCTETS = MAX_CAPTURED_OCTETS + 4_096;

/**
 * Records of nothing but zeros that may follow each other: a page of them is a part of the file that was allocated but
 * never written, which would otherwise be read as millions of empty packets.
 */
export const MAX_EMPTY_RECORDS = 256;

/** What the header of a pcap file says about the form of its records. */
export interface PcapForm {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  readonly recordHeaderOctets: number;
}

/** The form told by the magic at `at`, where four octets must be readable; undefined when it is no pcap file. */
export function recognisePcap(view: DataView, at: number): PcapForm | undefined {
  for (const littleEndian of [true, false]) {
    const magic = view.getUint32(at, littleEndian);
    if (magic === MAGIC_MICROSECONDS || magic === MAGIC_NANOSECONDS || magic === MAGIC_PATCHED) {
      return {
        littleEndian,
        nanoseconds: magic === MAGIC_NANOSECONDS,
        recordHeaderOctets: magic === MAGIC_PATCHED ? PATCHED_RECORD_HEADER_OCTETS : RECORD_HEADER_OCTETS,
      };
    }
  }
  return undefined;
}

/** Walks the records after the header of a pcap file. */
export class PcapWalker implements RecordWalker {
  damage: DamageReason | undefined;
  readonly octetsBehind = 0;
  readonly droppedPackets = 0;
  private emptyRecords = 0;
  private lastEmptyRecord = -1;
  private readonly form: PcapForm;
  private readonly frame: Frame;
  private readonly sink: FrameSink;
  /** Before version 2.3 the two lengths stood the other way round, in 2.3 it depends on the writer (sf-pcap.c). */
  private readonly swappedLengths: boolean;
  private readonly eitherLength: boolean;

  /** Reads the file header at `at`, where PCAP_HEADER_OCTETS must be readable. */
  constructor(form: PcapForm, frame: Frame, sink: FrameSink, at: number) {
    const view = frame.octets.view;
    const major = view.getUint16(at + 4, form.littleEndian);
    const minor = view.getUint16(at + 6, form.littleEndian);
    this.form = form;
    this.frame = frame;
    this.sink = sink;
    this.swappedLengths = major === 2 && minor < 3;
    this.eitherLength = major === 2 && minor === 3;
    frame.linkType = view.getUint32(at + 20, form.littleEndian) & LINK_TYPE_MASK;
  }

  /**
   * Endianness is a literal at each read: a variable there costs 3 ns a read. Choosing between the literals by a
   * predicted branch costs 1 ns of 10 a packet over a second copy of the loop (measured), and is one loop to read.
   */
  walk(from: number, to: number): number {
    const { littleEndian, nanoseconds, recordHeaderOctets } = this.form;
    const { frame, sink, eitherLength } = this;
    const capturedAt = this.swappedLengths ? 12 : 8;
    const wireAt = this.swappedLengths ? 8 : 12;
    const view = frame.octets.view;
    let at = from;
    while (to - at >= recordHeaderOctets) {
      const seconds = littleEndian ? view.getUint32(at, true) : view.getUint32(at, false);
      const fraction = littleEndian ? view.getUint32(at + 4, true) : view.getUint32(at + 4, false);
      let captured = littleEndian
        ? view.getUint32(at + capturedAt, true)
        : view.getUint32(at + capturedAt, false);
      let wire = littleEndian ? view.getUint32(at + wireAt, true) : view.getUint32(at + wireAt, false);
      if (captured > wire) {
        if (eitherLength) {
          const swap = captured;
          captured = wire;
          wire = swap;
        } else wire = captured;
      }
      if (captured > MAX_RECORD_OCTETS) {
        this.damage = 'record-too-long';
        return at;
      }
      if (wire === 0 && seconds === 0 && fraction === 0 && this.isUnwritten()) {
        this.damage = 'record-empty';
        return at;
      }
      const start = at + recordHeaderOctets;
      const end = start + captured;
      if (end > to) break;
      frame.start = start;
      frame.end = end;
      frame.wireOctets = wire;
      // A double holds a quarter of a microsecond; rounding down keeps the whole microsecond as it was.
      frame.micros = seconds * 1e6 + (nanoseconds ? Math.floor(fraction / 250) * 0.25 : fraction);
      frame.number++;
      sink.frame(frame);
      at = end;
    }
    return at;
  }

  /** Counts a record of nothing but zeros; true when it is one too many in a row. */
  private isUnwritten(): boolean {
    const { number } = this.frame;
    this.emptyRecords = number === this.lastEmptyRecord ? this.emptyRecords + 1 : 1;
    this.lastEmptyRecord = number + 1;
    return this.emptyRecords > MAX_EMPTY_RECORDS;
  }
}
