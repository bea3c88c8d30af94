/**
 * BACnet/IP: which device answers under which number, what its device object says, who asks and who changes. A device
 * behind a router is named by its network and station address. ANSI/ASHRAE 135-2020 annex J, clauses 6 and 20.
 *
 *   BVLC   81 function1 length2 [origin ip4 port2]
 *   NPDU   01 control1 [network2 length1 address] [network2 length1 address] [hops1]   destination, source
 *   APDU   type4 flags4 … service1 tagged values
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  aboutIp,
  aboutNamed,
  defineDissector,
  type FactSink,
  type FlowContext,
  SENDER,
  type Subject,
} from '../dissector.ts';
import {
  BACNET_PORT,
  BVLC_BROADCAST,
  BVLC_DISTRIBUTE,
  BVLC_FIXED_LENGTHS,
  BVLC_FORWARDED,
  BVLC_HEAD_OCTETS,
  BVLC_REGISTER_FOREIGN_DEVICE,
  BVLC_TABLES,
  BVLC_TYPE,
  BVLC_UNICAST,
  COMPLEX_ACK,
  CONFIRMED_REQUEST,
  CONTROL_DESTINATION,
  CONTROL_NETWORK_MESSAGE,
  CONTROL_SOURCE,
  GLOBAL_BROADCAST_NETWORK,
  I_AM_ROUTER_TO_NETWORK,
  NPDU_VERSION,
  ORIGIN_OCTETS,
  SEGMENTED,
  SIMPLE_ACK,
  STATION_ADDRESS_LIMIT,
  UNCONFIRMED_REQUEST,
  WRITING_SERVICES,
} from './constants.ts';
import { readAnnouncement, readAnswer } from './device-object.ts';
import { FACTS } from './facts.ts';

/** Controllers talk for ever on the same two ports, and any message may be the one that tells who answers. */
const MESSAGES_PER_FLOW = 1_024;
/** Networks of one I-Am-Router-To-Network that are said. */
export const NETWORK_LIMIT = 64;

interface BacnetFlow {
  /** What was said of the flow: `0 client` for direction and role. */
  readonly said: Set<string>;
  serverKnown: boolean;
}

export const bacnet = defineDissector<BacnetFlow>({
  id: 'bacnet',
  title: 'BACnet/IP (ANSI/ASHRAE 135 annex J)',
  carriers: ['udp'],
  hints: [BACNET_PORT],
  datagramStarts: [BVLC_TYPE],
  facts: FACTS,
  anomalies: ['address-length'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (isBvlc(octets) ? 'yes' : 'no'),

  begin: () => ({ said: new Set(), serverKnown: false }),

  dissect(octets, flow, out) {
    const length = octets.length;
    if (!isBvlc(octets)) return Math.max(1, length);
    const operation = octets.peek(1);
    octets.skip(BVLC_HEAD_OCTETS);
    if (operation === BVLC_REGISTER_FOREIGN_DEVICE) sayRole('foreign-device', SENDER, flow, out);
    let about = SENDER;
    if (operation === BVLC_FORWARDED) {
      sayRole('bbmd', SENDER, flow, out);
      const origin = octets.u32() | 0;
      octets.skip(2);
      if (!isUnicastIpv4(origin)) return length;
      const address = formatIpv4(origin);
      if (address !== flow.sourceIp) about = aboutIp(address);
    }
    if (carriesNetworkMessage(operation)) readNetworkLayer(octets, about, flow, out);
    return length;
  },
});

const carriesNetworkMessage = (operation: number): boolean =>
  operation === BVLC_UNICAST ||
  operation === BVLC_BROADCAST ||
  operation === BVLC_FORWARDED ||
  operation === BVLC_DISTRIBUTE;

/** The length ends the datagram and fits the function; a network message begins with its version. */
function isBvlc(octets: OctetReader): boolean {
  if (octets.peek(0) !== BVLC_TYPE) return false;
  const operation = octets.peek(1);
  const length = octets.peek16(2);
  if (length !== octets.length) return false;
  if (carriesNetworkMessage(operation)) {
    const head = operation === BVLC_FORWARDED ? BVLC_HEAD_OCTETS + ORIGIN_OCTETS : BVLC_HEAD_OCTETS;
    return length >= head + 3 && octets.peek(head) === NPDU_VERSION;
  }
  if (BVLC_TABLES.has(operation)) return length % 10 === BVLC_HEAD_OCTETS;
  return BVLC_FIXED_LENGTHS.get(operation) === length;
}

function readNetworkLayer(
  octets: OctetReader,
  sender: Subject,
  flow: FlowContext<BacnetFlow>,
  out: FactSink,
): void {
  octets.skip(1);
  const control = octets.u8();
  const hasDestination = (control & CONTROL_DESTINATION) !== 0;
  if (hasDestination) {
    octets.skip(2);
    octets.skip(octets.u8());
  }
  let about = sender;
  if ((control & CONTROL_SOURCE) !== 0) {
    const network = octets.u16();
    const size = octets.u8();
    const isStation = size > 0 && size <= STATION_ADDRESS_LIMIT && network !== GLOBAL_BROADCAST_NETWORK;
    const station = isStation ? octets.hex(size) : '';
    if (station === '') {
      out.anomaly('address-length');
      return;
    }
    about = aboutNamed(`bacnet:${network}/${station}`);
  }
  if (hasDestination) octets.skip(1);
  if (octets.failed) {
    out.anomaly('address-length');
    return;
  }
  if (about.kind === 'named') sayRole('router', sender, flow, out);
  if ((control & CONTROL_NETWORK_MESSAGE) === 0) readApplicationLayer(octets, about, flow, out);
  else if (about.kind !== 'named' && octets.u8() === I_AM_ROUTER_TO_NETWORK) {
    sayRole('router', sender, flow, out);
    for (let count = 0; count < NETWORK_LIMIT && octets.remaining >= 2; count++)
      out.fact('routes-network', `${octets.u16()}`, sender);
  }
}

function readApplicationLayer(
  octets: OctetReader,
  about: Subject,
  flow: FlowContext<BacnetFlow>,
  out: FactSink,
): void {
  const first = octets.u8();
  const type = first >>> 4;
  const isSegmented = (first & SEGMENTED) !== 0;
  if (type === UNCONFIRMED_REQUEST) readAnnouncement(octets.u8(), octets, about, out);
  else if (type === CONFIRMED_REQUEST) {
    octets.skip(isSegmented ? 4 : 2);
    const service = octets.u8();
    if (octets.failed) return;
    sayServer('receiver', flow, out);
    sayRole('client', about, flow, out);
    const writing = WRITING_SERVICES.get(service);
    if (writing !== undefined) out.fact('function-write', writing, about);
  } else if (type === SIMPLE_ACK || type === COMPLEX_ACK) {
    sayServer('sender', flow, out);
    sayRole('server', about, flow, out);
    if (type === SIMPLE_ACK) return;
    octets.skip(1);
    // Only the first segment begins with a value; the others are passed over.
    if (isSegmented && octets.u16() >>> 8 !== 0) return;
    readAnswer(octets.u8(), octets, about, out);
  }
}

function sayServer(end: 'sender' | 'receiver', flow: FlowContext<BacnetFlow>, out: FactSink): void {
  if (flow.state.serverKnown) return;
  flow.state.serverKnown = true;
  out.serverIs(end);
}

/** Says a role once a flow. Devices behind a router are too many to keep apart: theirs are said each time. */
function sayRole(role: string, about: Subject, flow: FlowContext<BacnetFlow>, out: FactSink): void {
  if (about.kind === 'sender') {
    const key = `${flow.direction} ${role}`;
    if (flow.state.said.has(key)) return;
    flow.state.said.add(key);
  }
  out.fact('role', role, about);
}
