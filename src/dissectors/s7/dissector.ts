/**
 * S7 communication of Siemens SIMATIC controllers over ISO on TCP: who serves, who writes or stops, and what the
 * controller says of itself. Variables, blocks and passwords are not read. RFC 1006 (TPKT), ITU-T X.224 (COTP); S7 from
 * the maker's list of system status lists and published analyses. MMS and RDP share the transport and are not claimed.
 *
 *   TPKT 03 00 length2   COTP length1 E0 connect | D0 confirm | F0 end1 data
 *   S7   32 kind1 0000 reference2 parameterLength2 dataLength2 [error2] parameter data         72: S7comm-plus
 */

import { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactDeclaration,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  type Recognition,
  STOP_DIRECTION,
  STOP_FLOW,
} from '../dissector.ts';
import { type SaidRoles, sayRole } from '../encodings/said-role.ts';
import {
  COTP_CONNECT_CONFIRM,
  COTP_CONNECT_REQUEST,
  COTP_DATA,
  COTP_DATA_OFFSET,
  TPKT_OCTETS,
  TPKT_VERSION,
} from '../encodings/tpkt.ts';
import { LIST_LIMIT, readSystemStatus } from './system-status.ts';

/** Transport packets at the start of a stream that may carry no S7: connect, confirm, empty data. */
const RECOGNITION_TPKTS = 4;
/** Longest message that is read; controllers negotiate 240 to 960 octets. */
const MESSAGE_LIMIT = 8_192;
/** Panels poll for ever on one connection, and any message may be the one that writes. */
const MESSAGES_PER_FLOW = 1_024;

const S7_PROTOCOL = 0x32;
const S7_PLUS_PROTOCOL = 0x72;
const JOB = 1;
const ACKNOWLEDGE = 2;
const ACKNOWLEDGE_DATA = 3;
const USER_DATA = 7;
const KINDS: ReadonlySet<number> = new Set([JOB, ACKNOWLEDGE, ACKNOWLEDGE_DATA, USER_DATA]);
const HEADER_OCTETS = 10;
const HEADER_WITH_ERROR_OCTETS = 12;

/** Jobs that only the client gives. A controller fetches the blocks of a download by jobs of its own (1B, 1C). */
const CLIENT_JOBS: ReadonlySet<number> = new Set([0xf0, 0x04, 0x05, 0x1a, 0x1d, 0x1e, 0x1f, 0x28, 0x29]);
const WRITING_JOBS: ReadonlyMap<number, string> = new Map([
  [0x05, 'write-variable'],
  [0x1a, 'request-download'],
  [0x28, 'plc-control'],
  [0x29, 'plc-stop'],
]);

/** User data parameter: 000112, length, method, direction and group, subfunction, sequence, unit, more, error2. */
const PARAMETER_ANSWER_OCTETS = 12;
const GROUP_CPU_ANSWER = 0x84;
const SUBFUNCTION_READ_SZL = 0x01;
const RETURN_OK = 0xff;
const TRANSPORT_OCTETS = 0x09;

const FACTS: Readonly<Record<string, FactDeclaration>> = {
  role: { label: 'S7 role', help: 'server for the controller, client for who asks it.' },
  variant: {
    label: 'S7 variant',
    help: 's7comm-plus when the connection uses the newer protocol (octet 72), which is not read further.',
  },
  'function-write': {
    label: 'Writing or controlling job',
    help: 'Kind of a job with which the sender changed or controlled the controller; never its content.',
  },
  'order-number': {
    label: 'Order number',
    help: 'Order number of the module (SZL 0x0011 index 1), such as 6ES7 315-2EH14-0AB0.',
  },
  'firmware-version': {
    label: 'Firmware version',
    help: 'Version of the basic firmware (SZL 0x0011 index 7).',
    states: { attribute: 'firmwareVersion', source: 'own-identity' },
  },
  'system-name': {
    label: 'Name of the automation system',
    help: 'Configured name (SZL 0x001C index 1).',
  },
  'module-name': { label: 'Name of the module', help: 'Configured name (SZL 0x001C index 2).' },
  'plant-identification': {
    label: 'Plant identification',
    help: 'Configured plant designation (SZL 0x001C index 3).',
  },
  copyright: { label: 'Copyright entry', help: 'Maker of the operating system (SZL 0x001C index 4).' },
  'serial-number': {
    label: 'Serial number',
    help: 'Serial number of the module (SZL 0x001C index 5).',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'module-type': {
    label: 'Module type',
    help: 'Type name of the module (SZL 0x001C index 7), such as CPU 315-2 PN/DP.',
    states: { attribute: 'model', source: 'own-identity' },
  },
  location: { label: 'Location designation', help: 'Configured location (SZL 0x001C index 11).' },
};

interface S7Flow {
  /** Per direction: the role that was said. */
  readonly roles: SaidRoles;
  readonly written: Set<string>;
  /** A system status list whose rest comes in further messages with the same data unit number. */
  list: { readonly unit: number; readonly octets: Buffer } | undefined;
}

export const s7 = defineDissector<S7Flow>({
  id: 's7',
  title: 'S7 communication over ISO on TCP (RFC 1006)',
  carriers: ['tcp'],
  hints: [102],
  facts: FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: MESSAGE_LIMIT },

  recognise: recogniseS7,

  begin: () => ({ roles: ['', ''], written: new Set(), list: undefined }),

  dissect(octets, flow, out) {
    if (octets.remaining < TPKT_OCTETS + 2) return NEED_MORE;
    const length = octets.peek16(2);
    if (octets.peek(0) !== TPKT_VERSION || length < COTP_DATA_OFFSET) return STOP_DIRECTION;
    if (octets.peek(5) !== COTP_DATA || length <= COTP_DATA_OFFSET + HEADER_OCTETS) return length;
    return readData(octets, length, flow, out);
  },
});

/** Walks transport packets without S7 up to the first data: it must begin with 32 or 72. */
function recogniseS7(octets: OctetReader): Recognition {
  let at = 0;
  for (let packet = 0; packet < RECOGNITION_TPKTS; packet++) {
    const version = octets.peek(at);
    const reserved = octets.peek(at + 1);
    if (version < 0) return 'need-more';
    if (version !== TPKT_VERSION || reserved > 0) return 'no';
    if (octets.remaining < at + 6) return 'need-more';
    const length = octets.peek16(at + 2);
    const indicator = octets.peek(at + 4);
    const type = octets.peek(at + 5);
    if (type === COTP_DATA && indicator === 2 && length > COTP_DATA_OFFSET) return recogniseData(octets, at);
    const isConnect = type === COTP_CONNECT_REQUEST || type === COTP_CONNECT_CONFIRM;
    const isEmptyData = type === COTP_DATA && indicator === 2 && length === COTP_DATA_OFFSET;
    if (!isEmptyData && !(isConnect && length === indicator + 5 && indicator >= 6)) return 'no';
    at += length;
  }
  return 'no';
}

function recogniseData(octets: OctetReader, at: number): Recognition {
  const protocol = octets.peek(at + COTP_DATA_OFFSET);
  const kind = octets.peek(at + COTP_DATA_OFFSET + 1);
  if (protocol >= 0 && protocol !== S7_PROTOCOL && protocol !== S7_PLUS_PROTOCOL) return 'no';
  if (kind < 0) return 'need-more';
  return protocol === S7_PLUS_PROTOCOL || KINDS.has(kind) ? 'yes' : 'no';
}

function readData(octets: OctetReader, length: number, flow: FlowContext<S7Flow>, out: FactSink): Progress {
  if (octets.remaining < COTP_DATA_OFFSET + HEADER_WITH_ERROR_OCTETS + 1 && octets.remaining < length)
    return NEED_MORE;
  const protocol = octets.peek(COTP_DATA_OFFSET);
  const kind = octets.peek(COTP_DATA_OFFSET + 1);
  if (protocol === S7_PLUS_PROTOCOL) {
    out.fact('variant', 's7comm-plus');
    return STOP_FLOW;
  }
  if (protocol !== S7_PROTOCOL) return length;
  if (kind === JOB) {
    const job = octets.peek(COTP_DATA_OFFSET + HEADER_OCTETS);
    if (CLIENT_JOBS.has(job)) sayRole('client', flow.state.roles, flow.direction, out);
    const writing = WRITING_JOBS.get(job);
    if (writing !== undefined && !flow.state.written.has(writing)) {
      flow.state.written.add(writing);
      out.fact('function-write', writing);
    }
  } else if (kind === ACKNOWLEDGE_DATA) {
    if (CLIENT_JOBS.has(octets.peek(COTP_DATA_OFFSET + HEADER_WITH_ERROR_OCTETS)))
      sayRole('server', flow.state.roles, flow.direction, out);
  } else if (kind === USER_DATA && length <= MESSAGE_LIMIT) {
    if (octets.remaining < length) return NEED_MORE;
    octets.skip(COTP_DATA_OFFSET);
    readUserData(octets.sub(length - COTP_DATA_OFFSET), flow, out);
  }
  return length;
}

function readUserData(octets: OctetReader, flow: FlowContext<S7Flow>, out: FactSink): void {
  octets.skip(6);
  const parameterLength = octets.u16();
  octets.skip(2);
  if (parameterLength !== PARAMETER_ANSWER_OCTETS) return;
  octets.skip(5);
  const group = octets.u8();
  const subfunction = octets.u8();
  octets.skip(1);
  const unit = octets.u8();
  const hasMore = octets.u8() !== 0;
  octets.skip(2);
  if (group !== GROUP_CPU_ANSWER || subfunction !== SUBFUNCTION_READ_SZL) return;
  if (octets.u8() !== RETURN_OK || octets.u8() !== TRANSPORT_OCTETS) return;
  const size = octets.u16();
  if (octets.failed || size > octets.remaining) return;
  sayRole('server', flow.state.roles, flow.direction, out);
  const list = joinList(octets.sub(size), unit, hasMore, flow.state);
  if (list) readSystemStatus(list, out);
}

/** The whole list once its last part is there; parts that never become whole are forgotten with the next list. */
function joinList(
  octets: OctetReader,
  unit: number,
  hasMore: boolean,
  state: S7Flow,
): OctetReader | undefined {
  const pending = state.list?.unit === unit ? state.list.octets : undefined;
  state.list = undefined;
  if (!pending && !hasMore) return octets;
  const joined = Buffer.concat([pending ?? Buffer.alloc(0), octets.copy(octets.remaining)]);
  if (joined.length > LIST_LIMIT) return undefined;
  if (!hasMore) return OctetReader.over(joined);
  state.list = { unit, octets: joined };
  return undefined;
}
