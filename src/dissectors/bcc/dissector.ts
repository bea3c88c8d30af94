/**
 * B. Braun communication protocol (BCC) of Space infusion pumps over TCP: which gateway (SpaceCom, or a terminal server
 * before it) speaks for which pumps, and who reads them. Framing and sources: frame.ts. Of the parameters only those
 * that name the pump are read: rates, drugs, patients and nurses are not.
 *
 *   request   ADMIN:ALIVE, MEM:GET         answer   { seconds , address , parameter , value } RS …
 */

import {
  aboutNamed,
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Recognition,
} from '../dissector.ts';
import { type BccFrame, FRAME_LIMIT, frameLength, parseFrame, SOH } from './frame.ts';

/** Frames, and what stands between them, of one flow before it is left alone. */
export const FRAMES_LIMIT = 1_024;
/** Pumps of one gateway that are stated: three pillars of eight. */
export const PUMP_LIMIT = 24;
/** Records of one frame that are looked at. */
export const RECORD_LIMIT = 512;

const STX = 0x02;
const DIGIT_ZERO = 0x30;
const DIGIT_NINE = 0x39;
/** SOH, five digits, STX. */
const DECISIVE_OCTETS = 7;
const RECORD_SEPARATOR = '\u001e';
const REQUEST = /^[A-Z]{3,8}:[A-Z]{2,8}$/;
/** Seconds, address of the pump, parameter, value. */
const RECORD = /^\d{1,10},(\d{1,8}),([A-Z0-9]{2,16}),([\w .+/-]{1,32})$/;
const BED = /^[\p{L}\p{N}][\p{L}\p{N} ._#-]{0,31}$/u;

const FACTS_OF_PUMP = new Set(['GNMODEL', 'INSERNUM', 'INNR', 'INDTNR']);
const SERIAL = 'INSERNUM';
/** Zeros stand for no value. */
const HAS_VALUE = /[1-9A-Za-z]/;

interface BccFlow {
  /** Per direction: the role that was said. */
  readonly roles: [string, string];
  readonly said: Set<string>;
  /** Values of each pump by address and parameter, as far as the current answer has told them. */
  readonly pumps: Map<string, Map<string, string>>;
}

export const bcc = defineDissector<BccFlow>({
  id: 'bcc',
  title: 'B. Braun communication protocol (BCC) of Space pumps',
  carriers: ['tcp'],
  hints: [4001],
  facts: {
    role: {
      label: 'BCC role',
      help: 'pump-gateway for the host that answers for pumps (SpaceCom), reader for who asks for their data.',
    },
    bed: {
      label: 'Bed',
      help: 'Name of the station that a gateway gives in its answers, mostly the bed or place.',
    },
    GNMODEL: {
      label: 'Pump model and software',
      help: 'Parameter GNMODEL: software release of the kind of pump and its variant, such as 686N030004.',
    },
    INSERNUM: {
      label: 'Serial number',
      help: 'Parameter INSERNUM: serial number of the pump.',
      states: { attribute: 'serialNumber', source: 'own-identity' },
    },
    INNR: { label: 'Unique identifier', help: 'Parameter INNR: identifier of the pump within its system.' },
    INDTNR: { label: 'Device type number', help: 'Parameter INDTNR: DiaNet type number of the pump.' },
  },
  anomalies: ['broken-frame', 'long-frame'],
  limits: { messagesPerFlow: FRAMES_LIMIT, heldOctets: FRAME_LIMIT },

  recognise(octets): Recognition {
    for (let at = 0; at < DECISIVE_OCTETS; at++) {
      const octet = octets.peek(at);
      if (octet < 0) return 'need-more';
      const isDigit = octet >= DIGIT_ZERO && octet <= DIGIT_NINE;
      if (at === 0 ? octet !== SOH : at === DECISIVE_OCTETS - 1 ? octet !== STX : !isDigit) return 'no';
    }
    return 'yes';
  },

  begin: () => ({ roles: ['', ''], said: new Set(), pumps: new Map() }),

  dissect(octets, flow, out) {
    if (octets.peek() !== SOH) {
      const toFrame = octets.distanceTo(SOH);
      return toFrame < 0 ? octets.remaining : toFrame;
    }
    const length = frameLength(octets);
    if (length < 0) {
      if (octets.remaining < FRAME_LIMIT) return NEED_MORE;
      out.anomaly('long-frame');
      return FRAME_LIMIT;
    }
    const frame = parseFrame(octets.latin1(length));
    if (frame) readFrame(frame, flow, out);
    else out.anomaly('broken-frame');
    return length;
  },
});

function readFrame(frame: BccFrame, flow: FlowContext<BccFlow>, out: FactSink): void {
  if (REQUEST.test(frame.text)) {
    sayRole('reader', flow, out);
    return;
  }
  const records = frame.text
    .split(RECORD_SEPARATOR, RECORD_LIMIT)
    .map((record) => RECORD.exec(record))
    .filter((record) => record !== null);
  if (records.length === 0) return;
  sayRole('pump-gateway', flow, out);
  const bed = frame.bed.replace(/(?:\/\d{1,2}){2}$/, '').trim();
  if (BED.test(bed) && isNew(`bed ${bed}`, flow.state)) out.fact('bed', bed);
  for (const [, address = '', parameter = '', value = ''] of records)
    if (FACTS_OF_PUMP.has(parameter) && HAS_VALUE.test(value))
      keep(address, parameter, value.trim(), flow.state);
  if (frame.isLast) statePumps(flow, out);
}

function keep(address: string, parameter: string, value: string, state: BccFlow): void {
  let pump = state.pumps.get(address);
  if (!pump) {
    if (state.pumps.size >= PUMP_LIMIT) return;
    pump = new Map();
    state.pumps.set(address, pump);
  }
  pump.set(parameter, value);
}

/** States the pumps of an answer that has come to its end, each by its serial number, or else by its place. */
function statePumps({ state, sourceIp }: FlowContext<BccFlow>, out: FactSink): void {
  for (const [address, values] of state.pumps) {
    const serial = values.get(SERIAL) ?? '';
    const name = serial === '' ? `bcc:${sourceIp}/${address}` : `serial:bcc/${serial}`;
    for (const [parameter, value] of values)
      if (isNew(`${name} ${parameter} ${value}`, state)) out.fact(parameter, value, aboutNamed(name));
  }
  state.pumps.clear();
}

function sayRole(role: 'pump-gateway' | 'reader', flow: FlowContext<BccFlow>, out: FactSink): void {
  const { state, direction } = flow;
  if (state.roles[direction] === role) return;
  state.roles[direction] = role;
  out.serverIs(role === 'reader' ? 'receiver' : 'sender');
  out.fact('role', role);
}

/** True the first time; bounded by the frames that are read. */
function isNew(text: string, state: BccFlow): boolean {
  if (state.said.has(text)) return false;
  state.said.add(text);
  return true;
}
