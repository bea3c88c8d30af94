/** One set of a NetFlow v9 or IPFIX message: templates, options or records. */

import { microsOfSeconds } from '../reading/fields.ts';
import type { RecordSink } from '../record-reader.ts';
import { emptyRecord, type FlowRecord, ipv4At, ipv6At, macAt } from './flow-record.ts';
import { FIELD_LIMIT, type TemplateField, type Templates, VARIABLE } from './templates.ts';

const FIRST_DATA_SET = 256;
const IPFIX = 10;
const ENTERPRISE = 0x8000;
/** Enterprise number of reverse elements (RFC 5103). */
const REVERSE = 29_305;
const MICROS_PER_MILLI = 1_000;

export interface SetContext {
  readonly version: 9 | 10;
  readonly domain: number;
  readonly templates: Templates;
  readonly sink: RecordSink;
  /** When the exporter started (microseconds): times of v9 count from there. */
  readonly startedAt: number | undefined;
  readonly state: (record: FlowRecord) => void;
}

export function readSet(id: number, set: DataView, context: SetContext): void {
  const templateSet = context.version === IPFIX ? 2 : 0;
  if (id === templateSet) readTemplates(set, context);
  else if (id >= FIRST_DATA_SET) readRecords(id, set, context);
  // Options speak of the exporter itself.
  else context.sink.ignore(`set ${id}`);
}

function readTemplates(set: DataView, { version, domain, templates, sink }: SetContext): void {
  for (let at = 0; at + 4 <= set.byteLength; ) {
    const id = set.getUint16(at);
    const count = set.getUint16(at + 2);
    at += 4;
    if (id < FIRST_DATA_SET) return; // padding
    const fields: TemplateField[] = [];
    for (let field = 0; field < count; field++) {
      if (at + 4 > set.byteLength) {
        sink.skip('cut-short');
        return;
      }
      const element = set.getUint16(at);
      const length = set.getUint16(at + 2);
      at += 4;
      let enterprise = 0;
      if (version === IPFIX && (element & ENTERPRISE) !== 0) {
        if (at + 4 > set.byteLength) {
          sink.skip('cut-short');
          return;
        }
        enterprise = set.getUint32(at);
        at += 4;
      }
      const isReverse = enterprise === REVERSE;
      const known = enterprise === 0 || isReverse ? element & ~ENTERPRISE : 0;
      fields.push({ element: version === IPFIX ? known : element, length, isReverse });
    }
    if (fields.length > FIELD_LIMIT || !templates.keep(version, domain, id, fields)) sink.skip('too-many');
  }
}

function readRecords(id: number, set: DataView, context: SetContext): void {
  const { version, domain, templates, sink, state } = context;
  const fields = templates.of(version, domain, id);
  if (!fields) {
    sink.skip('template-missing');
    return;
  }
  for (const { element, isReverse } of fields)
    if (!Object.hasOwn(READERS, element) && !isReverse) sink.ignore(`element ${element}`);
  for (let at = 0; at < set.byteLength; ) {
    const record = emptyRecord();
    const begin = at;
    for (const field of fields) {
      let { length } = field;
      if (length === VARIABLE) {
        if (at >= set.byteLength) return;
        length = set.getUint8(at++);
        if (length === 255) {
          if (at + 2 > set.byteLength) return;
          length = set.getUint16(at);
          at += 2;
        }
      }
      // What is too short for another record is padding.
      if (at + length > set.byteLength) return;
      apply(record, field, new DataView(set.buffer, set.byteOffset + at, length), context);
      at += length;
    }
    if (at === begin) return; // a template without length would never end
    state(record);
  }
}

type ElementReader = (record: FlowRecord, value: DataView, context: SetContext) => void;

const counter = (value: DataView): number => {
  if (value.byteLength > 8) return 0;
  let number = 0;
  for (let at = 0; at < value.byteLength; at++) number = number * 256 + value.getUint8(at);
  return number;
};

const seeLast = (record: FlowRecord, micros: number | undefined) => {
  if (micros !== undefined) record.lastAt = Math.max(record.lastAt ?? micros, micros);
};

/** By number of the information element (IANA). */
const READERS: Readonly<Record<number, ElementReader>> = {
  1: (record, value) => {
    record.octets = counter(value);
  },
  2: (record, value) => {
    record.packets = counter(value);
  },
  4: (record, value) => {
    record.protocol = counter(value);
  },
  6: (record, value) => {
    record.flags = counter(value);
  },
  7: (record, value) => {
    record.sourcePort = counter(value) & 0xffff;
  },
  8: (record, value) => {
    if (value.byteLength === 4) record.source = ipv4At(value, 0);
  },
  11: (record, value) => {
    record.destinationPort = counter(value) & 0xffff;
  },
  12: (record, value) => {
    if (value.byteLength === 4) record.destination = ipv4At(value, 0);
  },
  21: (record, value, { startedAt }) => {
    if (startedAt !== undefined) seeLast(record, startedAt + counter(value) * MICROS_PER_MILLI);
  },
  27: (record, value) => {
    if (value.byteLength === 16) record.source = ipv6At(value, 0);
  },
  28: (record, value) => {
    if (value.byteLength === 16) record.destination = ipv6At(value, 0);
  },
  56: (record, value) => {
    if (value.byteLength === 6) record.sourceMac = macAt(value, 0);
  },
  150: (record, value) => seeLast(record, microsOfSeconds(counter(value))),
  151: (record, value) => seeLast(record, microsOfSeconds(counter(value))),
  152: (record, value) => seeLast(record, microsOfSeconds(counter(value) / 1_000)),
  153: (record, value) => seeLast(record, microsOfSeconds(counter(value) / 1_000)),
};

function apply(record: FlowRecord, field: TemplateField, value: DataView, context: SetContext): void {
  if (field.isReverse) {
    if (field.element === 1) record.octetsBack = counter(value);
    else if (field.element === 2) record.packetsBack = counter(value);
    return;
  }
  if (Object.hasOwn(READERS, field.element)) READERS[field.element]?.(record, value, context);
}
