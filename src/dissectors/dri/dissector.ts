/**
 * Datex-Ohmeda record interface (DRI) of GE S/5 and CARESCAPE monitors behind serial terminal servers: that a patient
 * monitor is there, at which interface level, and who reads it. Layout and sources: record.ts. Values, waveforms, alarms
 * and the patient's data of network records are not read.
 *
 *   reader    request: first subrecord of type 0      monitor    data: subrecords of type 1 and up
 */

import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Recognition,
  type Subject,
} from '../dissector.ts';
import { aboutSerialDevice } from '../encodings/serial-place.ts';
import { type DriRecord, FRAME_LIMIT, FRAME_MARK, findFrame } from './record.ts';

/** Frames and stray marks of one flow before it is left alone: a monitor repeats itself every few seconds. */
export const FRAMES_LIMIT = 256;

/** Main types as they are called in the specification, by number. */
const KINDS = new Map([
  [0, 'physiological-data'],
  [1, 'waveforms'],
  [4, 'alarms'],
  [5, 'network'],
  [8, 'events'],
]);
/** Subrecord type of a request, of every main type. */
const REQUEST = 0;

interface DriFlow {
  /** Per direction: what was said, `field value`; bounded by the frames that are read. */
  readonly said: readonly [Set<string>, Set<string>];
}

export const dri = defineDissector<DriFlow>({
  id: 'dri',
  title: 'GE Datex-Ohmeda record interface (S/5, CARESCAPE) through a terminal server',
  carriers: ['tcp'],
  hints: [],
  facts: {
    role: {
      label: 'DRI role',
      help: 'serial-gateway for the host whose port leads to the monitor, reader for who asks for its data.',
    },
    'record-kind': {
      label: 'Kind of records',
      help: 'Main type of the records that the monitor sends: physiological-data, waveforms, alarms, network, events.',
    },
    'interface-level': {
      label: 'Interface level',
      help: 'Level of the record interface that the monitor supports, a number that grew from 2 in 1995.',
    },
    'plug-identifier': {
      label: 'Plug identifier',
      help: 'Number of the network plug that the monitor is at, which tells the place and not the monitor.',
    },
  },
  anomalies: ['broken-frame', 'long-frame'],
  limits: { messagesPerFlow: FRAMES_LIMIT, heldOctets: FRAME_LIMIT },

  recognise(octets): Recognition {
    const first = octets.peek();
    if (first < 0) return 'need-more';
    if (first !== FRAME_MARK) return 'no';
    const { kind } = findFrame(octets);
    if (kind === 'unfinished') return 'need-more';
    return kind === 'whole' ? 'yes' : 'no';
  },

  begin: () => ({ said: [new Set(), new Set()] }),

  dissect(octets, flow, out) {
    if (octets.peek() !== FRAME_MARK) {
      const toMark = octets.distanceTo(FRAME_MARK);
      return toMark < 0 ? octets.remaining : toMark;
    }
    const next = octets.peek(1);
    if (next < 0) return NEED_MORE;
    // The closing mark of the frame before.
    if (next === FRAME_MARK) return 1;
    const { kind, end, record } = findFrame(octets);
    if (kind === 'unfinished') return NEED_MORE;
    if (kind === 'broken') out.anomaly('broken-frame');
    else if (kind === 'too-long') out.anomaly('long-frame');
    else if (record) stateRecord(record, flow, out);
    return end;
  },
});

function stateRecord(record: DriRecord, flow: FlowContext<DriFlow>, out: FactSink): void {
  const said = flow.state.said[flow.direction];
  const say = (field: string, value: string, about?: Subject) => {
    const text = `${field} ${value}`;
    if (said.has(text)) return;
    said.add(text);
    out.fact(field, value, about);
  };
  if (record.types[0] === REQUEST) {
    say('role', 'reader');
    return;
  }
  const device = aboutSerialDevice('dri', flow);
  say('role', 'serial-gateway');
  say('record-kind', KINDS.get(record.mainType) ?? '', device);
  if (record.level > 0) say('interface-level', `${record.level}`, device);
  if (record.plug > 0) say('plug-identifier', `${record.plug}`, device);
}
