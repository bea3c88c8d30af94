/**
 * Data export of Philips IntelliVue patient monitors over UDP: who reads whom, and who the monitor is. Measurements and
 * patient demographics are not read. Layout from the open-source clients of the interface (OpenICE, VSCaptureMP).
 *
 *   association   SPDU1 length1|FF length2 …  0D connect, 0E accept, 0C refuse, 09 finish, 0A disconnect, 19 abort
 *   data          E100 context2  type2 length2 [state1 count1] invoke2 command2 length2 …
 *   indication    00010000       type2 length2 invoke2 command2 length2 …          (broadcast to port 24005)
 *   event         class2 context2 handle2 time4 event2 length2 [object id6] attribute list
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, type FlowContext } from '../dissector.ts';
import {
  ACTION,
  ACTION_POLL,
  ACTION_POLL_EXTENDED,
  ASSOCIATION_MARK,
  CLASS_MDS,
  COMMANDS,
  CONFIRMED_EVENT,
  CONNECT_INDICATION_PORT,
  CONNECT_ITEM,
  CONTROL_PARAMETERS,
  ERROR,
  EVENT,
  EVENT_CONNECT_INDICATION,
  EVENT_MDS_CREATE,
  INVOKE,
  LINKED_RESULT,
  NOMENCLATURE,
  PROTOCOL_PORT,
  RESULT,
  SESSION_ID,
  SPDU,
  SYSTEM_TYPE_CLIENT,
  SYSTEM_TYPE_SERVER,
} from './constants.ts';
import { FACTS } from './facts.ts';
import { ITEM_LIMIT, readAttributeList } from './mds.ts';

/** An association lasts for days, and the monitor says who it is when it begins anew on the same ports. */
const MESSAGES_PER_FLOW = Number.MAX_SAFE_INTEGER;
/** Octets of an association message in which the association information is looked for. */
const ASSOCIATION_SEARCH_LIMIT = 1_024;

interface ExportFlow {
  /** Per direction: the role that was said last. */
  readonly said: [string, string];
}

export const intellivue = defineDissector<ExportFlow>({
  id: 'intellivue',
  title: 'Philips IntelliVue data export',
  carriers: ['udp'],
  hints: [PROTOCOL_PORT, CONNECT_INDICATION_PORT],
  facts: FACTS,
  anomalies: ['length', 'too-many-items'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (isExport(octets) ? 'yes' : 'no'),

  begin: () => ({ said: ['', ''] }),

  dissect(octets, flow, out) {
    const length = octets.length;
    const first = octets.peek16();
    if (first === SESSION_ID || octets.peek32() === NOMENCLATURE) {
      octets.skip(4);
      readOperation(octets, flow, out);
    } else if (isControl(octets)) readControl(octets, flow, out);
    return Math.max(1, length);
  },
});

function isExport(octets: OctetReader): boolean {
  if (octets.peek16() === SESSION_ID) return isOperation(octets);
  if (octets.peek32() === NOMENCLATURE)
    return isOperation(octets) && octets.peek16(24) === EVENT_CONNECT_INDICATION;
  return isControl(octets);
}

/** The operation behind four octets: its length ends the datagram, or else it is about the MDS object. */
function isOperation(octets: OctetReader): boolean {
  const type = octets.peek16(4);
  const length = octets.peek16(6);
  const isExact = length === octets.remaining - 8;
  if (type === ERROR) return isExact && length >= 6;
  if (type === LINKED_RESULT) return isExact && COMMANDS.has(octets.peek16(12));
  if (type !== INVOKE && type !== RESULT) return false;
  return COMMANDS.has(octets.peek16(10)) && (isExact || octets.peek16(14) === CLASS_MDS);
}

/** A control message whose length ends the datagram and whose first parameter is one that it may begin with. */
function isControl(octets: OctetReader): boolean {
  const type = octets.peek(0);
  const isLong = octets.peek(1) === 0xff;
  const length = isLong ? octets.peek16(2) : octets.peek(1);
  const head = isLong ? 4 : 2;
  if (length < 2 || length !== octets.remaining - head) return false;
  if (type === SPDU.connect || type === SPDU.accept) {
    for (let index = 0; index < CONNECT_ITEM.length; index++)
      if (octets.peek(head + index) !== CONNECT_ITEM.charCodeAt(index)) return false;
    return true;
  }
  if (type !== SPDU.refuse && type !== SPDU.finish && type !== SPDU.disconnect && type !== SPDU.abort)
    return false;
  return CONTROL_PARAMETERS.has(octets.peek(head));
}

function readControl(octets: OctetReader, flow: FlowContext<ExportFlow>, out: FactSink): void {
  const type = octets.peek();
  if (type === SPDU.refuse) {
    sayRole('monitor', flow, out);
    out.fact('association-refused', 'yes');
  }
  if (type !== SPDU.connect && type !== SPDU.accept) return;
  out.serverIs(type === SPDU.connect ? 'receiver' : 'sender');
  const distance = octets.distanceToText(ASSOCIATION_MARK, ASSOCIATION_SEARCH_LIMIT);
  if (distance < 0) return;
  octets.skip(distance + ASSOCIATION_MARK.length);
  const length = octets.u8();
  if (length > 0x80) octets.skip(length & 0x7f); // BER long form: the octets behind say the length
  octets.skip(12); // protocol version, nomenclature version, functional units
  const systemType = octets.u32();
  if (octets.failed) return;
  if (systemType === SYSTEM_TYPE_CLIENT) sayRole('reader', flow, out);
  else if (systemType === SYSTEM_TYPE_SERVER) sayRole('monitor', flow, out);
}

function readOperation(octets: OctetReader, flow: FlowContext<ExportFlow>, out: FactSink): void {
  const type = octets.u16();
  const length = octets.u16();
  if (length > octets.remaining) {
    out.anomaly('length');
    return;
  }
  if (type === ERROR) return;
  if (type === LINKED_RESULT) octets.skip(2);
  octets.skip(2);
  const command = octets.u16();
  const size = octets.u16();
  if (octets.failed || size > octets.remaining) {
    out.anomaly('length');
    return;
  }
  const isEvent = command === EVENT || command === CONFIRMED_EVENT;
  // The monitor reports events and answers everything else; the reader confirms events and asks.
  sayRole(isEvent === (type === INVOKE) ? 'monitor' : 'reader', flow, out);
  if (octets.peek16() !== CLASS_MDS) return;
  octets.skip(6);
  if (type === INVOKE && isEvent) readEvent(octets, out);
  else if (type !== INVOKE && command === ACTION) readPollResult(octets, out);
}

function readEvent(octets: OctetReader, out: FactSink): void {
  octets.skip(4);
  const event = octets.u16();
  const length = octets.u16();
  if (event !== EVENT_MDS_CREATE && event !== EVENT_CONNECT_INDICATION) return;
  if (octets.failed || length > octets.remaining) {
    out.anomaly('length');
    return;
  }
  if (event === EVENT_MDS_CREATE) octets.skip(6);
  readAttributeList(octets, event === EVENT_CONNECT_INDICATION, out);
}

/** Answer to a poll for the MDS object: poll2 [sequence2] time4 date8 partition2 class2 group2 contexts. */
function readPollResult(octets: OctetReader, out: FactSink): void {
  const action = octets.u16();
  octets.skip(2);
  if (action !== ACTION_POLL && action !== ACTION_POLL_EXTENDED) return;
  octets.skip(action === ACTION_POLL ? 16 : 18);
  const polledClass = octets.u16();
  octets.skip(2);
  if (octets.failed || polledClass !== CLASS_MDS) return;
  const contexts = Math.min(octets.u16(), ITEM_LIMIT);
  octets.skip(2);
  for (let context = 0; context < contexts && octets.remaining > 0; context++) {
    octets.skip(2);
    const objects = Math.min(octets.u16(), ITEM_LIMIT);
    octets.skip(2);
    for (let object = 0; object < objects && octets.remaining >= 6; object++) {
      octets.skip(2);
      const length = octets.peek16(2);
      if (length + 4 > octets.remaining) {
        out.anomaly('length');
        return;
      }
      readAttributeList(octets.sub(length + 4), false, out);
    }
  }
}

function sayRole(role: 'monitor' | 'reader', flow: FlowContext<ExportFlow>, out: FactSink): void {
  if (flow.state.said[flow.direction] === role) return;
  flow.state.said[flow.direction] = role;
  out.serverIs(role === 'monitor' ? 'sender' : 'receiver');
  out.fact('role', role);
}
