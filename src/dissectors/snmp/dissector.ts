/**
 * SNMP v1, v2c and v3 over UDP: what an agent says about its device, and how well the exchange is protected.
 * RFC 1157 (v1), RFC 1901 and RFC 3416 (v2c), RFC 3412 and RFC 3414 (v3). BER with definite lengths only.
 *
 *   v1, v2c   SEQ { version, OCTETS community, PDU }
 *   v3        SEQ { 3, SEQ { id, maxSize, OCTETS flags, model }, OCTETS security, SEQ { engine, name, PDU } | OCTETS }
 *   PDU       [n] { request-id, error-status, error-index, SEQ OF SEQ { OID, value } }
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, type FlowContext, SENDER } from '../dissector.ts';
import {
  BER_INTEGER,
  BER_OBJECT_IDENTIFIER,
  BER_OCTET_STRING,
  BER_SEQUENCE,
  enterBer,
  readBerInteger,
  readOidContent,
  skipBer,
} from '../encodings/ber.ts';
import { type EntityState, readAgentAddress, readBindings } from './bindings.ts';
import {
  ENTERPRISE_SPECIFIC,
  GENERIC_TRAPS,
  NOTIFICATION_PORT,
  PDU_GET,
  PDU_INFORM,
  PDU_REPORT,
  PDU_RESPONSE,
  PDU_SET,
  PDU_TRAP_V1,
  PDU_TRAP_V2,
  TAG_TIME_TICKS,
  VERSION_1,
  VERSION_2C,
  VERSION_3,
} from './constants.ts';
import { facts } from './facts.ts';
import { readVersion3, UNREADABLE, type Version3State } from './version3.ts';

interface SnmpState extends EntityState, Version3State {
  /** Per direction: bits of what has been said already, because a poller repeats itself for ever. */
  readonly said: [number, number];
  /** Whether an inform was seen: the response to it repeats the bindings of its sender. */
  informed: boolean;
}

type Flow = FlowContext<SnmpState>;

const SAID_MANAGER = 0x01;
const SAID_AGENT = 0x02;
const SAID_DEFAULT = 0x04;
const SAID_OTHER = 0x08;
const SAID_SET = 0x10;
const SAID_VERSION = 0x100;

export const snmp = defineDissector<SnmpState>({
  id: 'snmp',
  title: 'Simple Network Management Protocol v1, v2c, v3 (RFC 1157, RFC 3416, RFC 3412)',
  carriers: ['udp'],
  hints: [161, 162],
  datagramStarts: [BER_SEQUENCE],
  facts,
  anomalies: ['malformed'],
  limits: { messagesPerFlow: 4_096, heldOctets: 0 },

  recognise(octets) {
    const end = enterBer(octets, BER_SEQUENCE, octets.length);
    if (end < 0 || octets.peek() !== BER_INTEGER || octets.peek(1) !== 1) return 'no';
    const version = octets.peek(2);
    const next = octets.peek(3);
    if (version === VERSION_3) return next === BER_SEQUENCE ? 'yes' : 'no';
    if ((version !== VERSION_1 && version !== VERSION_2C) || next !== BER_OCTET_STRING) return 'no';
    octets.skip(3);
    const communityEnd = enterBer(octets, BER_OCTET_STRING, end);
    if (communityEnd < 0) return 'no';
    octets.seek(communityEnd);
    return isPdu(octets.peek()) ? 'yes' : 'no';
  },

  begin: () => ({ said: [0, 0], informed: false, chassis: 0, engineSaid: false, levelsSaid: 0 }),

  dissect(octets, flow, out) {
    if (!readMessage(octets, flow, out)) out.anomaly('malformed');
    return octets.length;
  },
});

function isPdu(tag: number): boolean {
  return tag >= PDU_GET && tag <= PDU_REPORT;
}

/** Reads the message that fills the datagram; false when its structure is broken. */
function readMessage(octets: OctetReader, flow: Flow, out: FactSink): boolean {
  const end = enterBer(octets, BER_SEQUENCE, octets.length);
  if (end < 0) return false;
  const version = readBerInteger(octets, end);
  if (version === VERSION_3) {
    sayOnce(flow, SAID_VERSION << VERSION_3, 'version', 'v3', out);
    const pduEnd = readVersion3(octets, end, flow, flow.state, out);
    return pduEnd < 0 ? pduEnd === UNREADABLE : readPdu(octets, pduEnd, flow, out);
  }
  if (version !== VERSION_1 && version !== VERSION_2C) return false;
  const communityEnd = enterBer(octets, BER_OCTET_STRING, end);
  if (communityEnd < 0) return false;
  const isDefault = isDefaultCommunity(octets, communityEnd - octets.position);
  octets.seek(communityEnd);
  sayOnce(flow, SAID_VERSION << version, 'version', version === VERSION_1 ? 'v1' : 'v2c', out);
  if (isDefault) sayOnce(flow, SAID_DEFAULT, 'clear-text-community', 'default', out);
  else sayOnce(flow, SAID_OTHER, 'clear-text-community', 'seen', out);
  return readPdu(octets, end, flow, out);
}

/** The communities that devices come with; only whether it is one of them is told. */
function isDefaultCommunity(octets: OctetReader, length: number): boolean {
  return (length === 6 && octets.startsWith('public')) || (length === 7 && octets.startsWith('private'));
}

function sayOnce(flow: Flow, bit: number, field: string, value: string, out: FactSink): void {
  const said = flow.state.said[flow.direction];
  if ((said & bit) !== 0) return;
  flow.state.said[flow.direction] = said | bit;
  out.fact(field, value);
}

/** Reads the PDU that starts at the next octet; false when its structure is broken. */
function readPdu(octets: OctetReader, end: number, flow: Flow, out: FactSink): boolean {
  const type = octets.peek();
  const pduEnd = isPdu(type) ? enterBer(octets, type, end) : -1;
  if (pduEnd < 0) return false;
  const isNotification = type === PDU_TRAP_V1 || type === PDU_TRAP_V2 || type === PDU_INFORM;
  const isReport = type === PDU_REPORT;
  if (type === PDU_INFORM) flow.state.informed = true;
  const acknowledges =
    type === PDU_RESPONSE && (flow.state.informed || flow.sourcePort === NOTIFICATION_PORT);
  const fromAgent = isNotification || isReport || (type === PDU_RESPONSE && !acknowledges);
  out.serverIs(type === PDU_RESPONSE || isReport ? 'sender' : 'receiver');
  if (fromAgent) sayOnce(flow, SAID_AGENT, 'role', 'agent', out);
  else sayOnce(flow, SAID_MANAGER, 'role', 'manager', out);
  if (type === PDU_SET) sayOnce(flow, SAID_SET, 'operation', 'set', out);
  if (!fromAgent || isReport) return true;
  if (type === PDU_TRAP_V1) return readTrap(octets, pduEnd, flow, out);
  for (let field = 0; field < 3; field++) {
    if (octets.peek() !== BER_INTEGER || !skipBer(octets, pduEnd)) return false;
  }
  readBindings(octets, pduEnd, SENDER, isNotification, flow.state, out);
  return true;
}

/** RFC 1157 4.1.6: enterprise, agent address, generic and specific number, time stamp, bindings. */
function readTrap(octets: OctetReader, end: number, flow: Flow, out: FactSink): boolean {
  const oidEnd = enterBer(octets, BER_OBJECT_IDENTIFIER, end);
  if (oidEnd < 0) return false;
  const enterprise = readOidContent(octets, oidEnd - octets.position);
  octets.seek(oidEnd);
  const agent = readAgentAddress(octets, end) ?? SENDER;
  const generic = readBerInteger(octets, end);
  const specific = readBerInteger(octets, end);
  if (generic === undefined || specific === undefined) return false;
  out.fact('trap-enterprise', enterprise, agent);
  const name =
    generic === ENTERPRISE_SPECIFIC ? `enterpriseSpecific ${specific}` : (GENERIC_TRAPS[generic] ?? '');
  out.fact('trap', name, agent);
  if (octets.peek() !== TAG_TIME_TICKS || !skipBer(octets, end)) return false;
  readBindings(octets, end, agent, true, flow.state, out);
  return true;
}
