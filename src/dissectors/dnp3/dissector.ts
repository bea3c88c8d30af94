/**
 * DNP3: who controls whom, under which link addresses, with which functions, and the device attributes that an outstation
 * gives of itself. Measured values and commands are not read. IEEE 1815 9 (link), 8 (transport), 4 (application).
 *
 *   link   05 64 length1 control1 destination2 source2 crc2 {data16 crc2}*      little-endian; length counts from control
 *   data   transport1 control1 function1 [indications2] {group1 variation1 qualifier1 range … objects}*
 */

import { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_DIRECTION,
} from '../dissector.ts';
import { ATTRIBUTES, DNP3_FACTS, FUNCTIONS } from './facts.ts';

const START = 0x0564; // IEEE 1815 9.2.4.1.1
const HEADER_OCTETS = 10;
/** Control, destination and source: the least that length counts. */
const LENGTH_LEAST = 5;
const BLOCK_OCTETS = 16;
const CRC_OCTETS = 2;
/** The longest frame: 250 octets of data in 16 blocks. */
const FRAME_LIMIT_OCTETS = HEADER_OCTETS + 250 + 16 * CRC_OCTETS;
const FROM_MASTER = 0x80; // IEEE 1815 9.2.4.1.3.1, DIR
const PRIMARY = 0x40; // PRM
// IEEE 1815 9.2.4.1.3.3, functions of the primary station that carry data
const CONFIRMED_DATA = 3;
const UNCONFIRMED_DATA = 4;
const TRANSPORT_FIRST = 0x40; // IEEE 1815 8.2.2.3, FIR
const RESPONSE = 129;
/** Octets of a response in front of its objects: transport, control, function, two of indications. */
const RESPONSE_HEADER_OCTETS = 5;
const GROUP_ATTRIBUTES = 0; // IEEE 1815 A.1
const QUALIFIER_START_STOP = 0x00; // range of one octet each
const VISIBLE_STRING = 1; // IEEE 1815 A.1.1.1, data type code
/** Attributes of one response that are looked at. */
export const ATTRIBUTE_LIMIT = 64;
/** Masters poll for ever on one connection, and any frame may be the one that operates. */
const FRAMES_PER_FLOW = 512;

interface Dnp3Flow {
  /** Functions that were said; their number is limited by that of the function codes. */
  readonly said: Set<string>;
}

export const dnp3 = defineDissector<Dnp3Flow>({
  id: 'dnp3',
  title: 'Distributed Network Protocol (IEEE 1815)',
  carriers: ['tcp', 'udp'],
  hints: [20_000],
  facts: DNP3_FACTS,
  anomalies: ['frame-malformed'],
  limits: { messagesPerFlow: FRAMES_PER_FLOW, heldOctets: FRAME_LIMIT_OCTETS },

  recognise(octets, flow): Recognition {
    const first = octets.peek(0);
    const second = octets.peek(1);
    if ((first >= 0 && first !== START >> 8) || (second >= 0 && second !== (START & 0xff))) return 'no';
    const length = octets.peek(2);
    if (length >= 0 && length < LENGTH_LEAST) return 'no';
    if (octets.remaining < HEADER_OCTETS) return flow.carrier === 'tcp' ? 'need-more' : 'no';
    return isIntact(octets, 0, HEADER_OCTETS - CRC_OCTETS) ? 'yes' : 'no';
  },

  begin: () => ({ said: new Set() }),

  dissect(octets, flow, out) {
    if (octets.remaining < HEADER_OCTETS) return NEED_MORE;
    const length = octets.peek(2);
    if (octets.peek16() !== START || length < LENGTH_LEAST || !isIntact(octets, 0, 8)) return malformed(out);
    const dataOctets = length - LENGTH_LEAST;
    const whole = HEADER_OCTETS + dataOctets + CRC_OCTETS * Math.ceil(dataOctets / BLOCK_OCTETS);
    if (octets.remaining < whole) return NEED_MORE;
    readFrame(octets, dataOctets, flow.state, out);
    return whole;
  },
});

function malformed(out: FactSink): Progress {
  out.anomaly('frame-malformed');
  return STOP_DIRECTION;
}

/** Whether the checksum behind `count` octets at `at` fits them (IEEE 1815 annex E): polynomial 0x3D65, reflected. */
function isIntact(octets: OctetReader, at: number, count: number): boolean {
  let crc = 0;
  for (let index = 0; index < count; index++) {
    crc ^= octets.peek(at + index);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa6bc : crc >> 1;
  }
  crc ^= 0xffff;
  return octets.peek(at + count) === (crc & 0xff) && octets.peek(at + count + 1) === crc >> 8;
}

function readFrame(octets: OctetReader, dataOctets: number, state: Dnp3Flow, out: FactSink): void {
  const control = octets.peek(3);
  const fromMaster = (control & FROM_MASTER) !== 0;
  octets.skip(6);
  out.serverIs(fromMaster ? 'receiver' : 'sender');
  out.fact('role', fromMaster ? 'master' : 'outstation');
  out.fact('link-address', `${octets.u16le()}`);
  octets.skip(CRC_OCTETS);
  const linkFunction = control & 0x0f;
  const carriesData = linkFunction === CONFIRMED_DATA || linkFunction === UNCONFIRMED_DATA;
  if ((control & PRIMARY) === 0 || !carriesData || dataOctets < 3) return;
  if ((octets.peek() & TRANSPORT_FIRST) === 0) return;
  const code = octets.peek(2);
  const name = FUNCTIONS.get(code);
  if (name !== undefined && !state.said.has(name)) {
    state.said.add(name);
    out.fact('function', name);
  }
  // Device attributes are group 0; the group stands in the first block, so most responses need no copy.
  if (code === RESPONSE && octets.peek(RESPONSE_HEADER_OCTETS) === GROUP_ATTRIBUTES)
    sayAttributes(dataWithoutChecksums(octets, dataOctets), out);
}

/** The data of a frame up to the first block whose checksum is wrong. */
function dataWithoutChecksums(octets: OctetReader, dataOctets: number): OctetReader {
  const blocks: Buffer[] = [];
  for (let left = dataOctets; left > 0; left -= BLOCK_OCTETS) {
    const count = Math.min(left, BLOCK_OCTETS);
    if (!isIntact(octets, 0, count)) break;
    blocks.push(octets.copy(count));
    octets.skip(CRC_OCTETS);
  }
  return OctetReader.over(Buffer.concat(blocks));
}

/** IEEE 1815 A.1: {00 variation 00 start stop {type1 length1 value}} each; those before the first other object. */
function sayAttributes(data: OctetReader, out: FactSink): void {
  data.skip(RESPONSE_HEADER_OCTETS);
  for (let count = 0; count < ATTRIBUTE_LIMIT; count++) {
    const group = data.u8();
    const variation = data.u8();
    const qualifier = data.u8();
    data.skip(2);
    const type = data.u8();
    const length = data.u8();
    if (data.failed || group !== GROUP_ATTRIBUTES || qualifier !== QUALIFIER_START_STOP) return;
    const field = ATTRIBUTES.get(variation);
    if (field === undefined || type !== VISIBLE_STRING) data.skip(length);
    else out.fact(field, data.latin1(length));
  }
}
