/**
 * Personal health devices (ISO/IEEE 11073-20601) over TCP: association and the attributes of the medical device system.
 * Measurements (event reports) are passed over by their length.
 *
 *   APDU    choice2 length2 …    E200 association request, E300 response, E400 E500 release, E600 abort, E700 data
 *   E200    version4 count2 length2 { protocol2 length2 information }
 *   E300    result2 protocol2 length2 information
 *   info    version4 rules2 nomenclature4 units4 systemType4 systemId(length2 octets) configuration2 …
 *   E700    length2 invoke2 choice2 length2 …
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, NEED_MORE, type Recognition, STOP_FLOW } from '../dissector.ts';
import { readAttributes, stateSystemId } from './attributes.ts';
import {
  AARE,
  AARQ,
  ABRT,
  ASSOCIATE_RESULTS,
  ASSOCIATION_VERSION_1,
  CONFIRMED_EVENT_REPORT,
  DATA_CHOICES,
  EVENT_REPORT,
  GET,
  GET_RESULT,
  MDS_HANDLE,
  PROTOCOL_20601,
  PROTOCOL_EXTERNAL,
  PRST,
  RLRE,
  RLRQ,
  SYSTEM_AGENT,
  SYSTEM_MANAGER,
} from './constants.ts';

/** Octets of the longest APDU: choice, length and what a length of two octets can say. */
const APDU_LIMIT = 65_539;
/** APDUs read per flow: identity comes at the start, measurements for days after it. */
export const APDU_COUNT_LIMIT = 256;
/** Protocols of one association request that are looked at. */
export const PROTOCOL_LIMIT = 8;
/** Choice and length. */
const HEADER_OCTETS = 4;
/** Behind the header of E700: length, invoke id, choice, length. */
const DATA_HEADER_OCTETS = 8;
const CHOICES = new Set([AARQ, AARE, RLRQ, RLRE, ABRT, PRST]);

interface PhdState {
  /** Per direction: the role that was said. */
  readonly said: [string, string];
}

export const phd = defineDissector<PhdState>({
  id: 'phd',
  title: 'Personal health device communication (ISO/IEEE 11073-20601)',
  carriers: ['tcp'],
  hints: [],
  facts: {
    role: {
      label: 'Health device role',
      help: 'agent for the device that measures, manager for who collects (20601, SystemType).',
    },
    'system-id': {
      label: 'System identity',
      help: 'EUI-64 of the agent or manager (20601, System-Id, attribute 0x0984).',
      binds: 'unique-identity',
    },
    'system-id-mac': {
      label: 'MAC in the system identity',
      help: 'MAC that the EUI-64 was made from by inserting FFFE; often that of a Bluetooth interface.',
    },
    'config-id': {
      label: 'Configuration',
      help: 'Dev-Configuration-Id: below 16,384 a standard one of a specialisation, such as 700 of blood pressure.',
    },
    specialisation: {
      label: 'Specialisation',
      help: 'Code and kind of device (System-Type-Spec-List, attribute 0x0A5A), such as 4100 pulse-oximeter.',
    },
    'association-outcome': {
      label: 'Association outcome',
      help: 'What the manager answered to the association request (20601, AssociateResult).',
    },
    manufacturer: {
      label: 'Manufacturer',
      help: 'Manufacturer in System-Model (attribute 0x0928).',
      states: { attribute: 'vendor', source: 'own-identity' },
    },
    'model-number': {
      label: 'Model number',
      help: 'Model number in System-Model (attribute 0x0928).',
      states: { attribute: 'model', source: 'own-identity' },
    },
    'serial-number': {
      label: 'Serial number',
      help: 'Production specification of kind serial number (attribute 0x092D).',
      states: { attribute: 'serialNumber', source: 'own-identity' },
    },
    'part-number': {
      label: 'Part number',
      help: 'Production specification of kind part number (attribute 0x092D).',
    },
    'hardware-revision': {
      label: 'Hardware revision',
      help: 'Production specification of kind hardware revision (attribute 0x092D).',
      states: { attribute: 'hardwareVersion', source: 'own-identity' },
    },
    'software-revision': {
      label: 'Software revision',
      help: 'Production specification of kind software revision (attribute 0x092D).',
      states: { attribute: 'softwareVersion', source: 'own-identity' },
    },
    'firmware-revision': {
      label: 'Firmware revision',
      help: 'Production specification of kind firmware revision (attribute 0x092D).',
      states: { attribute: 'firmwareVersion', source: 'own-identity' },
    },
    'protocol-revision': {
      label: 'Protocol revision',
      help: 'Production specification of kind protocol revision (attribute 0x092D).',
    },
    gmdn: {
      label: 'GMDN code',
      help: 'Production specification that names the Global Medical Device Nomenclature code (attribute 0x092D).',
    },
  },
  anomalies: ['length', 'too-many-items', 'not-20601'],
  limits: { messagesPerFlow: APDU_COUNT_LIMIT, heldOctets: APDU_LIMIT },

  recognise: recogniseApdu,

  begin: () => ({ said: ['', ''] }),

  dissect(octets, flow, out) {
    if (octets.remaining < HEADER_OCTETS) return NEED_MORE;
    const choice = octets.peek16();
    const whole = HEADER_OCTETS + octets.peek16(2);
    if (!CHOICES.has(choice)) {
      out.anomaly('not-20601');
      return STOP_FLOW;
    }
    const needed = choice === PRST ? dataOctetsNeeded(octets, whole) : isAssociation(choice) ? whole : 0;
    if (octets.remaining < needed) return NEED_MORE;
    const apdu = octets.sub(Math.min(whole, octets.remaining));
    apdu.skip(HEADER_OCTETS);
    const say = (role: string) => {
      if (flow.state.said[flow.direction] === role) return;
      flow.state.said[flow.direction] = role;
      out.fact('role', role);
    };
    if (choice === AARQ) readRequest(apdu, say, out);
    else if (choice === AARE) readResponse(apdu, say, out);
    else if (choice === PRST) readData(apdu, say, out);
    return whole;
  },
});

const isAssociation = (choice: number) => choice === AARQ || choice === AARE;

/** Octets of a data APDU that are read: all of a Get result, of others up to the choice. */
function dataOctetsNeeded(octets: OctetReader, whole: number): number {
  const choice = octets.peek16(HEADER_OCTETS + 4);
  if (choice < 0) return Math.min(whole, HEADER_OCTETS + DATA_HEADER_OCTETS);
  return choice === GET_RESULT ? whole : 0;
}

function recogniseApdu(octets: OctetReader): Recognition {
  const first = octets.peek();
  if (first < 0) return 'need-more';
  const choice = first * 256;
  if (choice !== AARQ && choice !== AARE && choice !== PRST) return 'no';
  const second = octets.peek(1);
  if (second > 0) return 'no';
  const length = octets.peek16(2);
  if (length < 0) return 'need-more';
  if (choice === PRST) return recogniseData(octets, length);
  if (choice === AARE) {
    const result = octets.peek16(4);
    if (result >= ASSOCIATE_RESULTS.length) return 'no';
    return recogniseNumber(octets.peek16(6), PROTOCOL_20601);
  }
  const version = recogniseNumber(octets.peek32(4), ASSOCIATION_VERSION_1);
  if (version !== 'yes') return version;
  const listLength = recogniseNumber(octets.peek16(10), length - 8);
  if (listLength !== 'yes') return listLength;
  const protocol = octets.peek16(12);
  return protocol === PROTOCOL_EXTERNAL ? 'yes' : recogniseNumber(protocol, PROTOCOL_20601);
}

/** The three lengths of a data APDU nest exactly, and its choice is a known one. */
function recogniseData(octets: OctetReader, length: number): Recognition {
  const inner = recogniseNumber(octets.peek16(4), length - 2);
  if (inner !== 'yes') return inner;
  const choice = octets.peek16(8);
  if (choice < 0) return 'need-more';
  return DATA_CHOICES.has(choice) ? recogniseNumber(octets.peek16(10), length - 8) : 'no';
}

function recogniseNumber(seen: number, expected: number): Recognition {
  if (seen < 0) return 'need-more';
  return seen === expected ? 'yes' : 'no';
}

type Say = (role: string) => void;

function readRequest(apdu: OctetReader, say: Say, out: FactSink): void {
  apdu.skip(4);
  const count = apdu.u16();
  apdu.skip(2);
  for (let index = 0; index < count && apdu.remaining > 0; index++) {
    if (index === PROTOCOL_LIMIT) {
      out.anomaly('too-many-items');
      return;
    }
    const protocol = apdu.u16();
    const information = apdu.sub(apdu.u16());
    if (apdu.failed) {
      out.anomaly('length');
      return;
    }
    if (protocol === PROTOCOL_20601) readInformation(information, true, say, out);
  }
}

function readResponse(apdu: OctetReader, say: Say, out: FactSink): void {
  const outcome = ASSOCIATE_RESULTS[apdu.u16()];
  if (outcome !== undefined) out.fact('association-outcome', outcome);
  const protocol = apdu.u16();
  const information = apdu.sub(apdu.u16());
  if (apdu.failed) out.anomaly('length');
  else if (protocol === PROTOCOL_20601) readInformation(information, false, say, out);
}

/** PhdAssociationInformation; only the one who asks gives a configuration of its own. */
function readInformation(octets: OctetReader, isRequest: boolean, say: Say, out: FactSink): void {
  octets.skip(14); // protocol version, encoding rules, nomenclature version, functional units
  const systemType = octets.u32();
  if (octets.failed) {
    out.anomaly('length');
    return;
  }
  if (systemType === SYSTEM_AGENT) say('agent');
  else if (systemType === SYSTEM_MANAGER) say('manager');
  const identity = octets.peek16();
  stateSystemId(octets.sub(2 + Math.max(0, identity)), out);
  const configuration = octets.u16();
  if (octets.failed) out.anomaly('length');
  else if (isRequest && configuration !== 0) out.fact('config-id', `${configuration}`);
}

function readData(apdu: OctetReader, say: Say, out: FactSink): void {
  apdu.skip(4); // length of the octet string, invoke id
  const choice = apdu.u16();
  const length = apdu.u16();
  if (apdu.failed) return;
  if (choice === GET) say('manager');
  else if (choice === EVENT_REPORT || choice === CONFIRMED_EVENT_REPORT) say('agent');
  if (choice !== GET_RESULT) return;
  say('agent');
  if (length !== apdu.remaining) out.anomaly('length');
  else if (apdu.u16() === MDS_HANDLE) readAttributes(apdu, out);
}
