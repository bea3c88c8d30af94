/**
 * GE CARESCAPE (formerly Unity) monitoring network: which hosts are nodes of it, where they stand and who sets the time.
 * Layout as public sources show it: the port table and offsets of the Vocera adapter guide 1.3, and the open-source reader
 * of a Dash 4000 (gedash). The patient's name in the discovery message is never read.
 *
 *   discovery, UDP 7000   kind1 type1 00 00 address4 time4 `unit|bed`16 patient16 services …      88 octets, every few s
 *   time, UDP 2000        6 octets, address4 14 octets `unit|bed`13 23 octets seconds4            64 octets, since 1900
 *
 * Both are broadcasts and name the address of the node, which must be that of the sender.
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink } from '../dissector.ts';

const DISCOVERY_PORT = 7000;
const TIME_PORT = 2000;
/** Datagrams of one flow that are read: a node that moves to another bed says so in one of them. */
const DATAGRAM_LIMIT = 1_024;

/** Kind of message in the first octet of a discovery message. */
const DISCOVERY_KIND = 1;
/** Fixed part of a discovery message: up to the end of the patient field. */
const DISCOVERY_OCTETS = 44;
const DISCOVERY_ADDRESS_AT = 4;
const DISCOVERY_LOCATION_AT = 12;
const DISCOVERY_LOCATION_OCTETS = 16;

/** A time message has exactly this length; the guide counts octets from 1. */
const TIME_OCTETS = 64;
const TIME_ADDRESS_AT = 6;
const TIME_LOCATION_AT = 24;
const TIME_LOCATION_OCTETS = 13;
const TIME_SECONDS_AT = 60;
/** 1990-01-01 in seconds since 1900: no such network is older. */
const EARLIEST_SECONDS = 2_840_140_800;

const BAR = 0x7c;

interface CarescapeFlow {
  /** What the sender said last: role and location. */
  said: string;
}

export const carescape = defineDissector<CarescapeFlow>({
  id: 'carescape',
  title: 'GE CARESCAPE network (Unity): discovery and time',
  carriers: ['udp'],
  hints: [DISCOVERY_PORT, TIME_PORT],
  facts: {
    role: {
      label: 'CARESCAPE role',
      help: 'node for who announces itself (UDP 7000), time-source for who sets the time of the network (UDP 2000).',
    },
    location: {
      label: 'Unit and bed',
      help: 'Where the node stands, as unit|bed, in its discovery or time message.',
    },
  },
  anomalies: ['foreign-address'],
  limits: { messagesPerFlow: DATAGRAM_LIMIT, heldOctets: 0 },

  recognise(octets, flow) {
    const isOn = (port: number) => flow.sourcePort === port || flow.destinationPort === port;
    if (isOn(DISCOVERY_PORT) && isDiscovery(octets)) return 'yes';
    return isOn(TIME_PORT) && isTime(octets) ? 'yes' : 'no';
  },

  begin: () => ({ said: '' }),

  dissect(octets, flow, out) {
    const whole = Math.max(1, octets.length);
    const { sourceIp, state } = flow;
    if (isTime(octets)) {
      const at = [TIME_ADDRESS_AT, TIME_LOCATION_AT, TIME_LOCATION_OCTETS] as const;
      stateNode('time-source', octets, at, sourceIp, state, out);
    } else if (isDiscovery(octets)) {
      const at = [DISCOVERY_ADDRESS_AT, DISCOVERY_LOCATION_AT, DISCOVERY_LOCATION_OCTETS] as const;
      stateNode('node', octets, at, sourceIp, state, out);
    }
    return whole;
  },
});

function isDiscovery(octets: OctetReader): boolean {
  return (
    octets.peek() === DISCOVERY_KIND &&
    octets.peek16(2) === 0 &&
    octets.remaining >= DISCOVERY_OCTETS &&
    isUnicastIpv4(octets.peek32(DISCOVERY_ADDRESS_AT) | 0) &&
    isLocation(octets, DISCOVERY_LOCATION_AT, DISCOVERY_LOCATION_OCTETS)
  );
}

function isTime(octets: OctetReader): boolean {
  return (
    octets.remaining === TIME_OCTETS &&
    octets.peek32(TIME_SECONDS_AT) >= EARLIEST_SECONDS &&
    isUnicastIpv4(octets.peek32(TIME_ADDRESS_AT) | 0) &&
    isLocation(octets, TIME_LOCATION_AT, TIME_LOCATION_OCTETS)
  );
}

/** Letters, digits and the like, with one bar among them, then NULs to the end of the field. */
function isLocation(octets: OctetReader, start: number, length: number): boolean {
  let bars = 0;
  let hasEnded = false;
  for (let at = start; at < start + length; at++) {
    const octet = octets.peek(at);
    if (octet === 0) hasEnded = true;
    else if (hasEnded || !isLocationOctet(octet)) return false;
    else if (octet === BAR) bars++;
  }
  return bars === 1;
}

/** No comma and no caret: names of persons have them. */
const isLocationOctet = (octet: number) =>
  octet === BAR ||
  octet === 0x20 ||
  octet === 0x23 ||
  octet === 0x2b ||
  (octet >= 0x2d && octet <= 0x39) ||
  (octet >= 0x41 && octet <= 0x5a) ||
  octet === 0x5f ||
  (octet >= 0x61 && octet <= 0x7a);

function stateNode(
  role: string,
  octets: OctetReader,
  [addressAt, locationAt, locationOctets]: readonly [number, number, number],
  sourceIp: string,
  state: CarescapeFlow,
  out: FactSink,
): void {
  if (formatIpv4(octets.peek32(addressAt) | 0) !== sourceIp) {
    out.anomaly('foreign-address');
    return;
  }
  octets.seek(locationAt);
  const field = octets.latin1(locationOctets);
  const end = field.indexOf('\0');
  const location = end < 0 ? field : field.slice(0, end);
  const said = `${role} ${location}`;
  if (said === state.said) return;
  state.said = said;
  out.fact('role', role);
  if (location !== '|') out.fact('location', location);
}
