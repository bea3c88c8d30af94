/**
 * CDP: what Cisco and compatible systems announce of themselves to their neighbour on the wire. The format is not
 * standardised; layout as published by Cisco and as seen from devices. Octets start after the SNAP header.
 *
 *   version1 (1 or 2)  time to live1  checksum2  { type2 length2 (with these 4 octets; below 4 ends) value }…
 */

import { formatIpv4, formatIpv6, isUnicastIpv4 } from '../../base/ip-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import { defineDissector, type FactSink, snapType } from '../dissector.ts';
import { bitNames } from '../encodings/bit-names.ts';
import { textOrHex } from '../encodings/opaque-text.ts';

const CISCO_OUI = 0x00000c;
const CDP_PROTOCOL = 0x2000;
const HEAD_OCTETS = 4;
const TLV_HEAD_OCTETS = 4;
/** TLVs read per announcement; devices send up to some thirty. */
export const TLV_LIMIT = 64;
/** Addresses read per list. */
export const ADDRESS_LIMIT = 16;
/** Announcements come every 60 s for as long as the system lives, and what they say may change. */
const MESSAGES_PER_FLOW = Number.MAX_SAFE_INTEGER;

const TYPE = {
  deviceId: 0x0001,
  addresses: 0x0002,
  portId: 0x0003,
  capabilities: 0x0004,
  softwareVersion: 0x0005,
  platform: 0x0006,
  nativeVlan: 0x000a,
  voiceVlan: 0x000e,
  systemName: 0x0014,
  managementAddresses: 0x0016,
  location: 0x0017,
  serialNumber: 0x1001,
} as const;

/** Types whose value is one text, and the facts that they become. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [TYPE.portId, 'port-id'],
  [TYPE.softwareVersion, 'software-version'],
  [TYPE.platform, 'platform'],
  [TYPE.systemName, 'system-name'],
  [TYPE.serialNumber, 'serial-number'],
]);

/** Names of the capability bits from bit 0. */
const CAPABILITIES: readonly string[] = [
  'router',
  'transparent-bridge',
  'source-route-bridge',
  'switch',
  'host',
  'igmp-capable',
  'repeater',
  'phone',
  'remotely-managed',
  'cvta',
  'two-port-mac-relay',
];

const PROTOCOL_NLPID = 1;
const NLPID_IP = 0xcc;
const PROTOCOL_802_2 = 2;
/** SNAP header of IPv6: AA AA 03 00 00 00 86 DD. */
const SNAP_IPV6_HIGH = 0xaaaa0300;
const SNAP_IPV6_LOW = 0x000086dd;

export const cdp = defineDissector({
  id: 'cdp',
  title: 'Cisco Discovery Protocol, versions 1 and 2',
  carriers: ['ethernet'],
  hints: [snapType(CISCO_OUI, CDP_PROTOCOL)],
  facts: {
    'device-id': {
      label: 'CDP device identity',
      help: 'Name of the system (type 0x0001): a host name, with a serial number on some, or SEP and the MAC on telephones.',
    },
    address: {
      label: 'CDP address',
      help: 'IP address of the interface that sent the announcement (type 0x0002).',
      binds: 'ip-address',
    },
    'management-address': {
      label: 'CDP management address',
      help: 'IP address under which the system is managed (type 0x0016).',
      binds: 'ip-address',
    },
    'port-id': {
      label: 'CDP port',
      help: 'Name of the port that sent the announcement (type 0x0003).',
    },
    capabilities: {
      label: 'CDP capabilities',
      help: 'What the system does: router, switch, host, phone, two-port-mac-relay and others (type 0x0004).',
    },
    'software-version': {
      label: 'CDP software version',
      help: 'Software of the system, often a text of several lines with name and version (type 0x0005).',
    },
    platform: { label: 'CDP platform', help: 'Hardware platform, often maker and model (type 0x0006).' },
    'native-vlan': {
      label: 'CDP native VLAN',
      help: 'VLAN of untagged frames on the port (type 0x000a).',
    },
    'voice-vlan': {
      label: 'CDP voice VLAN',
      help: 'VLAN that a switch assigns to telephones on the port (type 0x000e).',
    },
    'system-name': {
      label: 'CDP system name',
      help: 'Configured name of the system, as in SNMP sysName (type 0x0014).',
      states: { attribute: 'hostname', source: 'configured' },
    },
    location: {
      label: 'CDP location',
      help: 'Configured place of the system, as in SNMP sysLocation (type 0x0017).',
    },
    'serial-number': {
      label: 'CDP serial number',
      help: 'Serial number of the system (type 0x1001).',
      states: { attribute: 'serialNumber', source: 'inventory' },
    },
  },
  anomalies: ['too-many-tlvs'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: 0 },

  recognise: (octets) => (isCdp(octets) ? 'yes' : 'no'),

  dissect(octets, _flow, out) {
    const length = octets.length;
    if (!isCdp(octets)) return length;
    octets.skip(HEAD_OCTETS);
    for (let count = 0; octets.remaining >= TLV_HEAD_OCTETS; count++) {
      if (count === TLV_LIMIT) {
        out.anomaly('too-many-tlvs');
        break;
      }
      const type = octets.u16();
      const valueLength = octets.u16() - TLV_HEAD_OCTETS;
      if (valueLength < 0 || valueLength > octets.remaining) break;
      const next = octets.position + valueLength;
      readTlv(octets, type, valueLength, out);
      octets.seek(next);
    }
    return length;
  },
});

/** Version, and a first TLV of a type that exists with a length that holds its own head. */
function isCdp(octets: OctetReader): boolean {
  const version = octets.peek(0);
  const type = octets.peek16(HEAD_OCTETS);
  if ((version !== 1 && version !== 2) || type < 1) return false;
  return (type < 0x0100 || type >>> 12 === 1) && octets.peek16(HEAD_OCTETS + 2) >= TLV_HEAD_OCTETS;
}

function readTlv(octets: OctetReader, type: number, length: number, out: FactSink): void {
  const field = TEXTS.get(type);
  if (field !== undefined) out.fact(field, octets.utf8(length));
  else if (type === TYPE.deviceId) out.fact('device-id', textOrHex(octets, length));
  else if (type === TYPE.addresses) readAddresses(octets, length, 'address', out);
  else if (type === TYPE.managementAddresses) readAddresses(octets, length, 'management-address', out);
  else if (type === TYPE.capabilities && length === 4)
    out.fact('capabilities', bitNames(octets.u32(), CAPABILITIES));
  else if (type === TYPE.nativeVlan && length === 2) out.fact('native-vlan', `${octets.u16()}`);
  else if (type === TYPE.voiceVlan && length === 3) {
    octets.skip(1);
    out.fact('voice-vlan', `${octets.u16()}`);
  } else if (type === TYPE.location && length > 1) {
    octets.skip(1);
    out.fact('location', octets.utf8(length - 1));
  }
}

/** count4, then protocol type1, protocol length1, protocol, address length2, address for each. */
function readAddresses(octets: OctetReader, length: number, field: string, out: FactSink): void {
  const list = octets.sub(length);
  const count = Math.min(list.u32(), ADDRESS_LIMIT);
  for (let index = 0; index < count && list.remaining > 0; index++) {
    const protocolType = list.u8();
    const protocol = list.sub(list.u8());
    const address = list.sub(list.u16());
    if (list.failed) return;
    if (protocolType === PROTOCOL_NLPID && protocol.peek() === NLPID_IP && address.remaining === 4) {
      const ip = address.u32();
      if (isUnicastIpv4(ip)) out.fact(field, formatIpv4(ip));
    } else if (protocolType === PROTOCOL_802_2 && isIpv6Header(protocol) && address.remaining === 16) {
      if (address.peek() === 0xff) continue;
      const text = formatIpv6(address.u32(), address.u32(), address.u32(), address.u32());
      if (text !== '::') out.fact(field, text);
    }
  }
}

function isIpv6Header(protocol: OctetReader): boolean {
  return (
    protocol.remaining === 8 && protocol.peek32(0) === SNAP_IPV6_HIGH && protocol.peek32(4) === SNAP_IPV6_LOW
  );
}
