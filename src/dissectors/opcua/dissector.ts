/**
 * OPC UA over TCP in the binary encoding: which applications talk, what a server offers and requires, its build
 * information when a client reads it. Process values, users and passwords are not read. OPC 10000-6 6.7, 7.1.
 *
 *   chunk   HEL|ACK|ERR|RHE|OPN|MSG|CLO  F|C|A  size4                    little-endian, size counts from the start
 *   HEL     version4 receive4 send4 message4 chunks4 url                 RHE   server-uri url
 *   OPN     channel4 policy-uri certificate thumbprint …
 *   MSG     channel4 token4 sequence4 request4 type-id header …
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactSink,
  type FlowContext,
  NEED_MORE,
  type Progress,
  RECEIVER,
  STOP_DIRECTION,
} from '../dissector.ts';
import { type SaidRoles, sayRole } from '../encodings/said-role.ts';
import { policyName, readEndpoints, readOwnApplication, readServers } from './applications.ts';
import {
  arrayLength,
  openExtension,
  readNodeId,
  readString,
  skipRequestHeader,
  skipResponseHeader,
  skipString,
} from './binary.ts';
import { readValues, wantedNodes } from './build-info.ts';
import { FACTS } from './facts.ts';

const HEADER_OCTETS = 8;
/** Channel, token and sequence number stand before the number of the request. */
const REQUEST_OFFSET = 20;
/** Up to and with a type id of four octets. */
const TYPED_OCTETS = 28;
/** Encoding 01 and namespace 0 of a node id with a number of two octets. */
const FOUR_OCTET_ID = 0x0100;
const FINAL = 0x46; // F
const CONTINUES = 0x43; // C
const ABORTED = 0x41; // A
const TYPES: ReadonlySet<string> = new Set(['HEL', 'ACK', 'ERR', 'RHE', 'OPN', 'MSG', 'CLO']);
const TYPE_TEXTS: readonly string[] = [...TYPES];
/** Largest chunk that counts as one; servers negotiate 64 KiB, a few up to 16 MiB. */
const CHUNK_LIMIT = 0x0100_0000;
/** Octets of a chunk that are read; endpoints with certificates take some KiB each. */
export const MESSAGE_LIMIT = 65_536;
/** Chunks of one connection; a session may be activated again and write at any time, but is mostly subscriptions. */
const MESSAGES_PER_FLOW = 1_024;
/** Locales of a session that are passed over. */
const LOCALE_LIMIT = 64;
/** Reads of build information that wait for their answer. */
export const PENDING_LIMIT = 8;

/** Numbers of the binary encodings of the services (OPC 10000-6 annex A). */
const FIND_SERVERS_RESPONSE = 425;
const GET_ENDPOINTS_RESPONSE = 431;
const CREATE_SESSION_REQUEST = 461;
const CREATE_SESSION_RESPONSE = 464;
const ACTIVATE_SESSION_REQUEST = 467;
const READ_REQUEST = 631;
const READ_RESPONSE = 634;
const USER_NAME_TOKEN = 324;
const ROLES: ReadonlyMap<number, 'server' | 'client'> = new Map([
  [422, 'client'],
  [FIND_SERVERS_RESPONSE, 'server'],
  [428, 'client'],
  [GET_ENDPOINTS_RESPONSE, 'server'],
  [CREATE_SESSION_REQUEST, 'client'],
  [CREATE_SESSION_RESPONSE, 'server'],
  [ACTIVATE_SESSION_REQUEST, 'client'],
  [470, 'server'],
  [READ_REQUEST, 'client'],
  [READ_RESPONSE, 'server'],
]);
const WRITING_SERVICES: ReadonlyMap<number, string> = new Map([
  [488, 'add-nodes'],
  [500, 'delete-nodes'],
  [673, 'write'],
  [712, 'call'],
]);

interface UaFlow {
  /** Per direction: the role that was said, and whether the next chunk continues a message. */
  readonly roles: SaidRoles;
  readonly continues: [boolean, boolean];
  readonly written: Set<string>;
  /** Nodes of build information by the number of the request that reads them. */
  readonly reads: Map<number, readonly number[]>;
}

export const opcua = defineDissector<UaFlow>({
  id: 'opcua',
  title: 'OPC UA TCP binary (OPC 10000-6)',
  carriers: ['tcp'],
  hints: [4840],
  facts: FACTS,
  anomalies: [],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: MESSAGE_LIMIT },

  recognise(octets) {
    const seen = Math.min(3, octets.remaining);
    let text = '';
    for (let index = 0; index < seen; index++) text += String.fromCharCode(octets.peek(index));
    if (!TYPE_TEXTS.some((type) => type.startsWith(text))) return 'no';
    const chunk = octets.peek(3);
    if (chunk >= 0 && !isChunkMark(chunk)) return 'no';
    if (octets.remaining < HEADER_OCTETS) return 'need-more';
    octets.skip(4);
    return isChunkSize(octets.u32le()) ? 'yes' : 'no';
  },

  begin: () => ({ roles: ['', ''], continues: [false, false], written: new Set(), reads: new Map() }),

  dissect(octets, flow, out) {
    if (octets.remaining < HEADER_OCTETS) return NEED_MORE;
    const type = octets.latin1(3);
    const chunk = octets.u8();
    const size = octets.u32le();
    if (!TYPES.has(type) || !isChunkMark(chunk) || !isChunkSize(size)) return STOP_DIRECTION;
    if (size > MESSAGE_LIMIT) return size;
    if (type === 'MSG') return readMessage(octets, size, chunk === CONTINUES, flow, out);
    const read = READERS.get(type);
    if (!read) return size;
    if (octets.length < size) return NEED_MORE;
    read(octets.sub(size - HEADER_OCTETS), flow, out);
    return size;
  },
});

const isChunkMark = (octet: number): boolean => octet === FINAL || octet === CONTINUES || octet === ABORTED;
const isChunkSize = (size: number): boolean => size >= HEADER_OCTETS && size <= CHUNK_LIMIT;

type ReadChunk = (octets: OctetReader, flow: FlowContext<UaFlow>, out: FactSink) => void;

const READERS: ReadonlyMap<string, ReadChunk> = new Map<string, ReadChunk>([
  ['HEL', readHello],
  ['ACK', (_octets, flow, out) => sayRole('server', flow.state.roles, flow.direction, out)],
  ['RHE', readReverseHello],
  ['OPN', readOpen],
]);

function readHello(octets: OctetReader, flow: FlowContext<UaFlow>, out: FactSink): void {
  sayRole('client', flow.state.roles, flow.direction, out);
  octets.skip(20);
  const url = readString(octets);
  if (!octets.failed) out.fact('hello-url', url, RECEIVER);
}

function readReverseHello(octets: OctetReader, flow: FlowContext<UaFlow>, out: FactSink): void {
  sayRole('server', flow.state.roles, flow.direction, out);
  const uri = readString(octets);
  const url = readString(octets);
  if (octets.failed) return;
  out.fact('application-uri', uri);
  out.fact('endpoint-url', url);
}

function readOpen(octets: OctetReader, _flow: FlowContext<UaFlow>, out: FactSink): void {
  octets.skip(4);
  const policy = readString(octets);
  if (!octets.failed && policy.includes('#')) out.fact('channel-policy', policyName(policy));
}

/** A message or its first chunk; further chunks are passed over. */
function readMessage(
  octets: OctetReader,
  size: number,
  hasMore: boolean,
  flow: FlowContext<UaFlow>,
  out: FactSink,
): Progress {
  const { state } = flow;
  if (octets.length < Math.min(size, TYPED_OCTETS)) return NEED_MORE;
  octets.seek(REQUEST_OFFSET);
  const request = octets.u32le();
  const service = octets.u16() === FOUR_OCTET_ID ? octets.u16le() : -1;
  const isFirst = size >= TYPED_OCTETS && !state.continues[flow.direction];
  const read = isFirst ? SERVICES.get(service) : undefined;
  const isWanted = read !== undefined && (service !== READ_RESPONSE || state.reads.has(request));
  if (isWanted && octets.length < size) return NEED_MORE;
  state.continues[flow.direction] = hasMore;
  if (!isFirst) return size;
  const role = ROLES.get(service);
  if (role !== undefined) sayRole(role, flow.state.roles, flow.direction, out);
  const writing = WRITING_SERVICES.get(service);
  if (writing !== undefined && !state.written.has(writing)) {
    state.written.add(writing);
    out.fact('function-write', writing);
  }
  if (isWanted) read(octets.sub(size - TYPED_OCTETS), request, flow, out);
  return size;
}

type ReadService = (octets: OctetReader, request: number, flow: FlowContext<UaFlow>, out: FactSink) => void;

const SERVICES: ReadonlyMap<number, ReadService> = new Map<number, ReadService>([
  [
    FIND_SERVERS_RESPONSE,
    (octets, _request, flow, out) => {
      if (skipResponseHeader(octets)) readServers(octets, flow.sourceIp, out);
    },
  ],
  [
    GET_ENDPOINTS_RESPONSE,
    (octets, _request, _flow, out) => {
      if (skipResponseHeader(octets)) readEndpoints(octets, out);
    },
  ],
  [
    CREATE_SESSION_REQUEST,
    (octets, _request, _flow, out) => {
      skipRequestHeader(octets);
      readOwnApplication(octets, out);
    },
  ],
  [CREATE_SESSION_RESPONSE, (octets, _request, _flow, out) => readSession(octets, out)],
  [ACTIVATE_SESSION_REQUEST, (octets, _request, _flow, out) => readActivation(octets, out)],
  [READ_REQUEST, (octets, request, flow) => keepRead(octets, request, flow.state)],
  [
    READ_RESPONSE,
    (octets, request, flow, out) => {
      const nodes = flow.state.reads.get(request);
      flow.state.reads.delete(request);
      if (nodes && skipResponseHeader(octets)) readValues(octets, nodes, out);
    },
  ],
]);

/** Session and token ids, timeout, nonce and certificate stand before the endpoints. */
function readSession(octets: OctetReader, out: FactSink): void {
  if (!skipResponseHeader(octets)) return;
  readNodeId(octets);
  readNodeId(octets);
  octets.skip(8);
  skipString(octets);
  skipString(octets);
  readEndpoints(octets, out);
}

/** Whether a user name token comes with a password that no algorithm encrypted (OPC 10000-4 7.41.4). */
function readActivation(octets: OctetReader, out: FactSink): void {
  skipRequestHeader(octets);
  skipString(octets);
  skipString(octets);
  const certificates = arrayLength(octets);
  const locales = certificates === 0 ? arrayLength(octets) : LOCALE_LIMIT;
  if (locales >= LOCALE_LIMIT) return;
  for (let index = 0; index < locales; index++) skipString(octets);
  if (openExtension(octets).type !== USER_NAME_TOKEN) return;
  skipString(octets);
  skipString(octets);
  skipString(octets);
  if (readString(octets) === '' && !octets.failed) out.fact('clear-text-credential', 'user-name');
}

function keepRead(octets: OctetReader, request: number, state: UaFlow): void {
  skipRequestHeader(octets);
  const nodes = wantedNodes(octets);
  if (nodes && state.reads.size < PENDING_LIMIT) state.reads.set(request, nodes);
}
