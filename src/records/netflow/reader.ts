/**
 * Datagrams of NetFlow v5, v9 and IPFIX, one after the other in a file, as they came over UDP.
 *
 *   v5     header 24, then `count` records of 48 octets           (Cisco)
 *   v9     header 20, then flow sets `id length …` to the next header (RFC 3954)
 *   IPFIX  header 16 with the length of the message, then sets    (RFC 7011)
 *
 * A v9 datagram does not say how long it is: it ends where a set would begin with the id 5, 9 or 10, which no set has.
 */

import { microsOfSeconds } from '../reading/fields.ts';
import type { RecordReader, RecordSink, RecordTaker } from '../record-reader.ts';
import { emptyRecord, type FlowRecord, ipv4At, stateFlow } from './flow-record.ts';
import { readSet, type SetContext } from './read-set.ts';
import { Templates } from './templates.ts';

/** Longest datagram that UDP carries: more is waited for at most so long. */
export const DATAGRAM_LIMIT = 65_535;

const V5 = 5;
const V9 = 9;
const IPFIX = 10;
const V5_HEADER = 24;
const V5_RECORD = 48;
const V5_COUNT_LIMIT = 30;
const V9_HEADER = 20;
const IPFIX_HEADER = 16;
const MICROS_PER_MILLI = 1_000;

const isVersion = (value: number) => value === V5 || value === V9 || value === IPFIX;

class Datagrams implements RecordTaker {
  private readonly sink: RecordSink;
  private readonly templates = new Templates();
  private held = new Uint8Array(0);
  private isLost = false;
  /** Records read so far: the place of evidence. */
  private position = 0;

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  take(octets: Uint8Array): void {
    if (this.isLost) return;
    const all = new Uint8Array(this.held.length + octets.length);
    all.set(this.held);
    all.set(octets, this.held.length);
    this.held = all.subarray(this.readAll(all, false)).slice();
  }

  end(): void {
    if (this.isLost) return;
    const at = this.readAll(this.held, true);
    if (!this.isLost && at < this.held.length) this.sink.skip('cut-short');
  }

  /** Reads whole datagrams; returns how many octets are used up. */
  private readAll(octets: Uint8Array, isEnd: boolean): number {
    let at = 0;
    while (!this.isLost) {
      const view = new DataView(octets.buffer, octets.byteOffset + at, octets.length - at);
      const length = this.lengthOf(view, isEnd);
      if (length === undefined) break;
      this.datagram(new DataView(view.buffer, view.byteOffset, length));
      at += length;
    }
    return at;
  }

  /** Octets of the datagram at the start; undefined while it is not whole. */
  private lengthOf(view: DataView, isEnd: boolean): number | undefined {
    if (view.byteLength < V9_HEADER) return undefined;
    const version = view.getUint16(0);
    let length: number | undefined;
    if (version === V5) length = V5_HEADER + V5_RECORD * view.getUint16(2);
    else if (version === IPFIX) length = view.getUint16(2);
    else if (version === V9) length = lengthOfSets(view, isEnd);
    else return this.lose();
    if (length === undefined) return undefined;
    if (version === V5 ? view.getUint16(2) > V5_COUNT_LIMIT : length < IPFIX_HEADER) return this.lose();
    return length <= view.byteLength ? length : undefined;
  }

  /** Where a datagram would begin stands something else: what follows cannot be told apart. */
  private lose(): undefined {
    this.isLost = true;
    this.sink.skip('not-a-record');
    return undefined;
  }

  private datagram(view: DataView): void {
    const version = view.getUint16(0);
    if (version === V5) this.readV5(view);
    else {
      const exportedAt = microsOfSeconds(version === IPFIX ? view.getUint32(4) : view.getUint32(8));
      const startedAt =
        version === V9 && exportedAt !== undefined
          ? exportedAt - view.getUint32(4) * MICROS_PER_MILLI
          : undefined;
      const domain = view.getUint32(version === IPFIX ? 12 : 16);
      const context: SetContext = {
        ...{ version: version === IPFIX ? IPFIX : V9, domain, templates: this.templates, sink: this.sink },
        ...{ startedAt, state: (record) => this.state(record, exportedAt) },
      };
      for (let at = version === IPFIX ? IPFIX_HEADER : V9_HEADER; at + 4 <= view.byteLength; ) {
        const length = view.getUint16(at + 2);
        if (length < 4 || at + length > view.byteLength) {
          this.sink.skip('cut-short');
          return;
        }
        readSet(view.getUint16(at), new DataView(view.buffer, view.byteOffset + at + 4, length - 4), context);
        at += length;
      }
    }
  }

  private readV5(view: DataView): void {
    const exportedAt = microsOfSeconds(view.getUint32(8));
    const uptime = view.getUint32(4);
    for (let at = V5_HEADER; at + V5_RECORD <= view.byteLength; at += V5_RECORD) {
      const record = emptyRecord();
      record.source = ipv4At(view, at);
      record.destination = ipv4At(view, at + 4);
      record.packets = view.getUint32(at + 16);
      record.octets = view.getUint32(at + 20);
      record.sourcePort = view.getUint16(at + 32);
      record.destinationPort = view.getUint16(at + 34);
      record.flags = view.getUint8(at + 37);
      record.protocol = view.getUint8(at + 38);
      const age = uptime - view.getUint32(at + 28);
      if (exportedAt !== undefined && age >= 0) record.lastAt = exportedAt - age * MICROS_PER_MILLI;
      this.state(record, exportedAt);
    }
  }

  private state(record: FlowRecord, exportedAt: number | undefined): void {
    this.position++;
    stateFlow(record, this.position, exportedAt, this.sink);
  }
}

/** Octets of a v9 datagram; undefined while what follows does not show its end. */
function lengthOfSets(view: DataView, isEnd: boolean): number | undefined {
  let at = V9_HEADER;
  while (at + 4 <= view.byteLength && at <= DATAGRAM_LIMIT) {
    const id = view.getUint16(at);
    if (isVersion(id)) return at;
    const length = view.getUint16(at + 2);
    if (length < 4) return at + 4;
    at += length;
  }
  if (at > DATAGRAM_LIMIT) return at;
  return isEnd && at <= view.byteLength ? view.byteLength : undefined;
}

export const netflow: RecordReader = {
  format: 'netflow',
  title: 'NetFlow v5, v9 and IPFIX datagrams',
  tells: 'flows',
  recognises: (head) => {
    if (head.length < V9_HEADER) return false;
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
    const version = view.getUint16(0);
    const count = view.getUint16(2);
    if (version === V5)
      return count >= 1 && count <= V5_COUNT_LIMIT && microsOfSeconds(view.getUint32(8)) !== undefined;
    if (version === V9) {
      const id = head.length >= V9_HEADER + 4 ? view.getUint16(V9_HEADER) : 0;
      return count >= 1 && (id <= 1 || id >= 256) && microsOfSeconds(view.getUint32(8)) !== undefined;
    }
    return version === IPFIX && count >= IPFIX_HEADER && microsOfSeconds(view.getUint32(4)) !== undefined;
  },
  open: (sink) => new Datagrams(sink),
};
