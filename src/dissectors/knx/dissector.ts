/**
 * KNXnet/IP: what a KNX router or interface says of itself when it is searched for. Telegrams of the bus are not read.
 * EN 13321-2, KNX specifications 3/8/1 and 3/8/2.
 *
 *   header   06 10 service2 length2
 *   search response 0202, 020C   endpoint { 08 protocol1 ip4 port2 } description blocks
 *   description response 0204    description blocks { length1 type1 … }
 *   device information 01        medium1 status1 address2 project2 serial6 multicast4 mac6 name30
 */

import { formatIpv4, isUnicastIpv4 } from '../../base/ip-address.ts';
import { isGroupMac } from '../../base/mac-address.ts';
import type { OctetReader } from '../../wire/octet-reader.ts';
import {
  defineDissector,
  type FactDeclaration,
  type FactSink,
  NEED_MORE,
  type Recognition,
  STOP_DIRECTION,
} from '../dissector.ts';

const KNX_PORT = 3_671;
const HEADER_OCTETS = 6;
const HEADER = 0x0610;
const SEARCH_RESPONSE = 0x0202;
const DESCRIPTION_RESPONSE = 0x0204;
const SEARCH_RESPONSE_EXTENDED = 0x020c;
/** Families of services by their high octet (3/8/1 2.2): core, device management, tunnelling, routing, remote logging … */
const SERVICE_FAMILIES: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 8, 9]);
const ENDPOINT_OCTETS = 8;
const DEVICE_INFORMATION = 0x01;
const DEVICE_INFORMATION_OCTETS = 54;
const SERVICE_LIST = 0x02;
const NAME_OCTETS = 30;
/** Blocks of one description; the standard defines nine kinds. */
export const BLOCK_LIMIT = 32;
/** Longest message that is read over TCP. */
const MESSAGE_LIMIT = 2_048;
/** A searching host asks anew now and then; the bus itself may talk for ever on the same flow. */
const MESSAGES_PER_FLOW = 1_024;

const MEDIA: ReadonlyMap<number, string> = new Map([
  [0x02, 'tp1'],
  [0x04, 'pl110'],
  [0x10, 'rf'],
  [0x20, 'ip'],
]);
const SERVICES: ReadonlyMap<number, string> = new Map([
  [0x02, 'core'],
  [0x03, 'device-management'],
  [0x04, 'tunnelling'],
  [0x05, 'routing'],
  [0x06, 'remote-logging'],
  [0x07, 'remote-configuration'],
  [0x08, 'object-server'],
  [0x09, 'security'],
]);

const FACTS: Readonly<Record<string, FactDeclaration>> = {
  'individual-address': {
    label: 'KNX individual address',
    help: 'Area, line and device on the KNX bus, such as 1.1.1.',
  },
  'serial-number': {
    label: 'KNX serial number',
    help: 'Six octets as hexadecimal digits, unique in the world; the first two are the number of the maker.',
    states: { attribute: 'serialNumber', source: 'own-identity' },
  },
  'manufacturer-id': {
    label: 'KNX manufacturer number',
    help: 'First two octets of the serial number as a decimal number of the KNX Association.',
  },
  'mac-address': {
    label: 'MAC of the KNX device',
    help: 'MAC in the device information.',
    binds: 'mac-address',
  },
  'device-name': {
    label: 'KNX friendly name',
    help: 'Name in the device information: the product name until people change it.',
  },
  medium: { label: 'KNX medium', help: 'Medium of the bus: tp1, pl110, rf or ip.' },
  'control-endpoint': {
    label: 'KNX control endpoint',
    help: 'Address and port at which the device is to be reached (search response).',
  },
  address: {
    label: 'Address in the control endpoint',
    help: 'IP address at which the device is to be reached (search response).',
  },
  services: {
    label: 'KNX services',
    help: 'Families of services that the device supports, such as core,tunnelling,routing.',
  },
};

export const knx = defineDissector({
  id: 'knx',
  title: 'KNXnet/IP (EN 13321-2)',
  carriers: ['udp', 'tcp'],
  hints: [KNX_PORT],
  datagramStarts: [HEADER >>> 8],
  facts: FACTS,
  anomalies: ['block-length'],
  limits: { messagesPerFlow: MESSAGES_PER_FLOW, heldOctets: MESSAGE_LIMIT },

  recognise: (octets, flow) => recogniseHeader(octets, flow.carrier === 'tcp'),

  dissect(octets, flow, out) {
    if (octets.remaining < HEADER_OCTETS) return NEED_MORE;
    const isTcp = flow.carrier === 'tcp';
    const size = octets.length;
    const header = octets.u16();
    const service = octets.u16();
    const length = octets.u16();
    if (header !== HEADER || length < HEADER_OCTETS) return isTcp ? STOP_DIRECTION : size;
    const isSearch = service === SEARCH_RESPONSE || service === SEARCH_RESPONSE_EXTENDED;
    if (isSearch || service === DESCRIPTION_RESPONSE) {
      if (octets.remaining < length - HEADER_OCTETS) {
        if (isTcp) return length > MESSAGE_LIMIT ? length : NEED_MORE;
        return size;
      }
      out.serverIs('sender');
      const body = octets.sub(length - HEADER_OCTETS);
      if (isSearch) readEndpoint(body, out);
      readBlocks(body, out);
    }
    return isTcp ? length : size;
  },
});

/** The fixed header, a family of services and, in a datagram, a length that ends it. */
function recogniseHeader(octets: OctetReader, isTcp: boolean): Recognition {
  if (octets.peek(0) >= 0 && octets.peek(0) !== HEADER >>> 8) return 'no';
  if (octets.peek(1) >= 0 && octets.peek(1) !== (HEADER & 0xff)) return 'no';
  if (octets.peek(2) >= 0 && !SERVICE_FAMILIES.has(octets.peek(2))) return 'no';
  if (octets.remaining < HEADER_OCTETS) return 'need-more';
  const length = octets.peek16(4);
  return length >= HEADER_OCTETS && (isTcp || length === octets.remaining) ? 'yes' : 'no';
}

function readEndpoint(octets: OctetReader, out: FactSink): void {
  if (octets.u8() !== ENDPOINT_OCTETS) return;
  octets.skip(1);
  const ip = octets.u32() | 0;
  const port = octets.u16();
  // Behind address translation a device sends zeros: answer to where I came from.
  if (octets.failed || !isUnicastIpv4(ip)) return;
  out.fact('address', formatIpv4(ip));
  out.fact('control-endpoint', `${formatIpv4(ip)}:${port}`);
}

function readBlocks(octets: OctetReader, out: FactSink): void {
  for (let count = 0; count < BLOCK_LIMIT && octets.remaining >= 2; count++) {
    const length = octets.u8();
    const type = octets.u8();
    if (length < 2 || length - 2 > octets.remaining) {
      // Some devices fill the message up with zeros behind the last block.
      if (length !== 0) out.anomaly('block-length');
      return;
    }
    const block = octets.sub(length - 2);
    if (type === DEVICE_INFORMATION && length === DEVICE_INFORMATION_OCTETS) readDevice(block, out);
    else if (type === SERVICE_LIST) readServices(block, out);
  }
}

function readDevice(octets: OctetReader, out: FactSink): void {
  out.fact('medium', MEDIA.get(octets.u8()) ?? '');
  octets.skip(1);
  const address = octets.u16();
  octets.skip(2);
  out.fact('individual-address', `${address >>> 12}.${(address >>> 8) & 0x0f}.${address & 0xff}`);
  const manufacturer = octets.peek16();
  const serial = octets.hex(6);
  if (serial !== '000000000000') {
    out.fact('serial-number', serial);
    out.fact('manufacturer-id', `${manufacturer}`);
  }
  octets.skip(4);
  const isStation = !isGroupMac(octets.peek16()) && (octets.peek32() !== 0 || octets.peek16(4) !== 0);
  const mac = octets.mac();
  if (isStation) out.fact('mac-address', mac);
  const name = octets.latin1(NAME_OCTETS);
  const end = name.indexOf('\0');
  out.fact('device-name', end < 0 ? name : name.slice(0, end));
}

function readServices(octets: OctetReader, out: FactSink): void {
  const names: string[] = [];
  while (octets.remaining >= 2) {
    const name = SERVICES.get(octets.u8());
    octets.skip(1);
    if (name !== undefined && !names.includes(name)) names.push(name);
  }
  out.fact('services', names.join(','));
}
