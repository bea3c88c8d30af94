/**
 * Modbus/TCP: who serves and who writes, and what a device says of itself (read device identification, report server
 * identification, UMAS). Register and coil values are not read. MODBUS Application Protocol 1.1b3, Messaging on TCP/IP
 * Implementation Guide 1.0b; UMAS from published analyses.
 *
 *   identification   2B 0E code1 conformity1 more1 next1 count1 { id1 length1 text }
 *   server id        11 count1 octets
 *   UMAS             5A key1 subfunction1 …  answered by  5A key1 FE …
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  aboutNamed,
  defineDissector,
  type FactDeclaration,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  SENDER,
  STOP_DIRECTION,
  type Subject,
} from '../dissector.ts';
import { printableOctets } from '../encodings/opaque-text.ts';
import {
  ENCAPSULATED,
  HEAD_OCTETS,
  MEI_DEVICE_IDENTIFICATION,
  PREFIX_OCTETS,
  REPORT_SERVER_ID,
  shapeOf,
  UMAS,
  UMAS_LENGTH_LIMIT,
  UMAS_OK,
} from './shapes.ts';

const MODBUS_PORT = 502;
/** A master polls for ever on one connection, and any message may be the one that writes. */
const MESSAGES_PER_FLOW = 1_024;
/** Units that are the device itself (Implementation Guide 4.4.1.2); 1 is what such devices are mostly set to. */
const OWN_UNITS: ReadonlySet<number> = new Set([0, 1, 255]);
/** Shortest printable run of a server identification that is shown. */
const SERVER_ID_TEXT_MINIMUM = 4;
const UMAS_READ_IDENTIFICATION = 0x02;
/** Octets between the status of a UMAS identification and the length of the CPU's name. */
const UMAS_NAME_OFFSET = 22;

const FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: {
    label: 'Modbus role',
    help: 'server for who answers (controller, meter, gateway), client for who asks.',
  },
  'function-write': {
    label: 'Writing function',
    help: 'Kind of a function with which the sender changed or controlled a server; never its content.',
  },
  'vendor-name': {
    label: 'Vendor name',
    help: 'Object 00 of read device identification (Modbus 1.1b3 6.21).',
    states: { attribute: 'vendor', source: 'own-identity' },
  },
  'product-code': {
    label: 'Product code',
    help: 'Object 01 of read device identification (Modbus 1.1b3 6.21), which every device has.',
    states: { attribute: 'model', source: 'own-identity' },
  },
  revision: {
    label: 'Major and minor revision',
    help: 'Object 02 of read device identification (Modbus 1.1b3 6.21).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'vendor-url': { label: 'Vendor URL', help: 'Object 03 of read device identification (Modbus 1.1b3 6.21).' },
  'product-name': {
    label: 'Product name',
    help: 'Object 04 of read device identification (Modbus 1.1b3 6.21).',
  },
  'model-name': { label: 'Model name', help: 'Object 05 of read device identification (Modbus 1.1b3 6.21).' },
  'server-id': {
    label: 'Server identification',
    help: 'Printable text in the answer to report server identification (Modbus 1.1b3 6.13).',
  },
  'cpu-name': {
    label: 'CPU name',
    help: 'Name of the CPU in the answer to the UMAS identification of a Schneider Electric controller.',
    states: { attribute: 'model', source: 'own-identity' },
  },
};

/** Objects of read device identification; 06 is a name that users give. */
const OBJECTS: readonly string[] = [
  'vendor-name',
  'product-code',
  'revision',
  'vendor-url',
  'product-name',
  'model-name',
];

const WRITING_FUNCTIONS: ReadonlyMap<number, string> = new Map([
  [5, 'write-single-coil'],
  [6, 'write-single-register'],
  [15, 'write-multiple-coils'],
  [16, 'write-multiple-registers'],
  [21, 'write-file-record'],
  [22, 'mask-write-register'],
  [23, 'read-write-multiple-registers'],
]);

const WRITING_UMAS: ReadonlyMap<number, string> = new Map([
  [0x10, 'umas-take-reservation'],
  [0x21, 'umas-write-memory-block'],
  [0x23, 'umas-write-variables'],
  [0x25, 'umas-write-coils-registers'],
  [0x33, 'umas-initialise-download'],
  [0x34, 'umas-download-block'],
  [0x40, 'umas-start'],
  [0x41, 'umas-stop'],
]);

interface ModbusFlow {
  /** Direction of the answers; -1 while only echoes were seen. */
  server: -1 | 0 | 1;
  /** Roles and writing functions that were said. */
  readonly said: Set<string>;
  /** Transaction of the last UMAS identification request; -1 for none. */
  umasIdentification: number;
}

export const modbus = defineDissector<ModbusFlow>({
  id: 'modbus',
  title: 'Modbus/TCP (MODBUS Application Protocol 1.1b3) with UMAS',
  carriers: ['tcp'],
  hints: [MODBUS_PORT],
  facts: FACTS,
  anomalies: ['object-length'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: HEAD_OCTETS + UMAS_LENGTH_LIMIT },

  recognise(octets, { sourcePort, destinationPort }) {
    const isOnPort = sourcePort === MODBUS_PORT || destinationPort === MODBUS_PORT;
    if (!isOnPort && isAssociationReject(octets)) return 'no';
    const shape = shapeOf(octets);
    return shape === 'need-more' ? 'need-more' : shape === 'none' ? 'no' : 'yes';
  },

  begin: () => ({ server: -1, said: new Set(), umasIdentification: -1 }),

  dissect(octets, flow, out) {
    if (octets.remaining < PREFIX_OCTETS) return NEED_MORE;
    const length = octets.peek16(4);
    const size = HEAD_OCTETS + length;
    // Functions of makers have no known shape: they are stepped over.
    if (octets.peek16(2) !== 0 || length < 2 || length > UMAS_LENGTH_LIMIT) return STOP_DIRECTION;
    const shape = shapeOf(octets);
    if (shape === 'none') return size;
    const operation = octets.peek(7);
    const tells = operation === ENCAPSULATED || operation === REPORT_SERVER_ID || operation === UMAS;
    if (shape === 'need-more' || (tells && octets.remaining < size)) return NEED_MORE;
    if (isRequest(shape === 'echo' ? undefined : shape, flow, out))
      sayWrite(octets, operation, flow.state, out);
    else if (tells) readAnswer(octets, size, operation, flow.state, out);
    return size;
  },
});

/** A DICOM A-ASSOCIATE-RJ (PS3.8 9.3.4) has the shape of an answer of unit 0 to the transaction 0300. */
function isAssociationReject(octets: OctetReader): boolean {
  const result = octets.peek(7);
  const isHead = octets.peek32() === 0x0300_0000 && octets.peek16(4) === 4 && octets.peek(6) === 0;
  return isHead && (result === 1 || result === 2);
}

/** Whether the sender is the client, learnt from the shape, from earlier messages, or else from the direction. */
function isRequest(
  shape: 'request' | 'answer' | undefined,
  flow: FlowContext<ModbusFlow>,
  out: FactSink,
): boolean {
  const { state } = flow;
  if (shape === undefined) {
    if (state.server >= 0) return state.server !== flow.direction;
    return flow.destinationPort === MODBUS_PORT || (flow.direction === 0 && flow.sourcePort !== MODBUS_PORT);
  }
  if (shape === 'request' ? state.server < 0 : state.server !== flow.direction) {
    state.server = (shape === 'request') === (flow.direction === 0) ? 1 : 0;
    out.serverIs(shape === 'request' ? 'receiver' : 'sender');
  }
  sayOnce('role', shape === 'request' ? 'client' : 'server', state, out);
  return shape === 'request';
}

function sayWrite(octets: OctetReader, operation: number, state: ModbusFlow, out: FactSink): void {
  let writing = WRITING_FUNCTIONS.get(operation);
  if (operation === UMAS) {
    const subfunction = octets.peek(9);
    writing = WRITING_UMAS.get(subfunction);
    if (subfunction === UMAS_READ_IDENTIFICATION) state.umasIdentification = octets.peek16(0);
  }
  if (writing !== undefined) sayOnce('function-write', writing, state, out);
}

function sayOnce(field: string, value: string, state: ModbusFlow, out: FactSink): void {
  if (state.said.has(value)) return;
  state.said.add(value);
  out.fact(field, value);
}

function readAnswer(
  octets: OctetReader,
  size: number,
  operation: number,
  state: ModbusFlow,
  out: FactSink,
): void {
  const transaction = octets.u16();
  octets.skip(4);
  const unit = octets.u8();
  octets.skip(1);
  const body = octets.sub(size - PREFIX_OCTETS);
  const about = OWN_UNITS.has(unit) ? SENDER : aboutNamed(`modbus:${unit}`);
  if (operation === ENCAPSULATED) readIdentification(body, about, out);
  else if (operation === REPORT_SERVER_ID) readServerId(body, about, out);
  else if (transaction === state.umasIdentification) {
    state.umasIdentification = -1;
    body.skip(1);
    if (body.u8() !== UMAS_OK) return;
    body.skip(UMAS_NAME_OFFSET);
    out.fact('cpu-name', printableOctets(body, body.u8()), about);
  }
}

function readIdentification(octets: OctetReader, about: Subject, out: FactSink): void {
  if (octets.u8() !== MEI_DEVICE_IDENTIFICATION) return;
  octets.skip(4);
  const count = octets.u8();
  for (let index = 0; index < count; index++) {
    const id = octets.u8();
    const length = octets.u8();
    if (octets.failed || length > octets.remaining) {
      out.anomaly('object-length');
      return;
    }
    const text = printableOctets(octets, length);
    const field = OBJECTS[id];
    if (field !== undefined) out.fact(field, text, about);
  }
}

/** The longest printable run: identification, run status and text stand in an order that each maker chooses. */
function readServerId(octets: OctetReader, about: Subject, out: FactSink): void {
  const text = octets.latin1(octets.u8());
  let best = '';
  for (const run of text.split(/[^ -~]+/)) if (run.trim().length > best.length) best = run.trim();
  if (best.length >= SERVER_ID_TEXT_MINIMUM) out.fact('server-id', best, about);
}
