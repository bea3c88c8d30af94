import { octets, type Piece, u16, u32, zeros } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  type ExpectedFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { ATTRIBUTE_LIMIT, VENDOR_LIMIT } from './constants.ts';
import { radius } from './dissector.ts';

function packet(code: number, ...attributes: readonly Buffer[]): Buffer {
  const content = octets(...attributes);
  return octets(code, 7, u16(20 + content.length), Buffer.alloc(16, 0xa5), content);
}

function attribute(type: number, ...pieces: readonly Piece[]): Buffer {
  const value = octets(...pieces);
  return octets(type, 2 + value.length, value);
}

const vendor = (enterprise: number, type: number, ...pieces: readonly Piece[]) =>
  attribute(26, u32(enterprise), attribute(type, ...pieces));
/** A Cisco-AVPair that passes on an option or TLV of the station. */
const learnt = (name: string, type: number, value: Piece) =>
  vendor(9, 1, name, u16(type), u16(octets(value).length), value);

const PUMP = '02:00:5e:00:53:77';
const ofPump = (field: string, value: string): ExpectedFact => ({ field, value, about: `mac:${PUMP}` });
const pumpCalls = attribute(31, '02-00-5E-00-53-77');
const NAS: ExpectedFact = { field: 'role', value: 'nas' };

const VECTORS: Vector[] = [
  {
    name: 'an access point lets a computer in',
    messages: [
      clientSends(
        packet(
          1,
          attribute(1, 'host/ct01.hosp.lan'),
          attribute(4, octets(192, 0, 2, 1)),
          attribute(32, 'ap-icu-3'),
          attribute(61, u32(19)),
          attribute(30, '00-1B-C5-06-70-01:Medical'),
          pumpCalls,
          attribute(79, 2, 1, u16(23), 1, 'host/ct01.hosp.lan'),
          vendor(14_823, 2, 'ward 3'),
          vendor(311, 11, zeros(16)),
          attribute(80, zeros(16)),
        ),
      ),
      serverSends(packet(2)),
    ],
    facts: [
      NAS,
      { field: 'nas-identifier', value: 'ap-icu-3' },
      { field: 'nas-address', value: '192.0.2.1' },
      { field: 'nas-port-type', value: 'wireless-802.11' },
      { field: 'vendor-enterprise', value: '14823' },
      ofPump('access-point-mac', '00:1b:c5:06:70:01'),
      ofPump('ssid', 'Medical'),
      ofPump('machine-name', 'ct01.hosp.lan'),
    ],
    server: 'server',
  },
  {
    name: 'a switch passes on what it learnt of a station',
    serverPort: 1813,
    messages: [
      clientSends(
        packet(
          4,
          attribute(1, 'PLANTED'),
          attribute(95, u32(0x2001_0db8), u32(0), u32(0), u32(5)),
          attribute(87, 'GigabitEthernet1/0/5'),
          attribute(31, '0200.5e00.5377'),
          attribute(30, '001bc5067001'),
          attribute(8, octets(10, 20, 30, 40)),
          learnt('dhcp-option=', 12, 'spectrum-7'),
          learnt('dhcp-option=', 55, octets(1, 3, 6)),
          learnt('dhcp-option=', 60, 'udhcp 1.9'),
          learnt('dhcp-option=', 50, octets(10, 0, 0, 1)),
          learnt('lldp-tlv=', 6, 'Acme Pump 3.1'),
          learnt('cdp-tlv=', 5, 'Acme OS 2'),
          learnt('cdp-tlv=', 6, 'Acme P1'),
          vendor(9, 1, 'cdp-tlv=', u16(6), u16(99), 'cut'),
          vendor(9, 1, 'cdp-tlv=x'),
          vendor(9, 1, 'audit-session-id=1'),
        ),
      ),
    ],
    facts: [
      NAS,
      { field: 'nas-address', value: '2001:db8::5' },
      { field: 'vendor-enterprise', value: '9' },
      ofPump('access-port', 'GigabitEthernet1/0/5'),
      ofPump('access-point-mac', '00:1b:c5:06:70:01'),
      ofPump('framed-ip-address', '10.20.30.40'),
      ofPump('dhcp-host-name', 'spectrum-7'),
      ofPump('dhcp-parameter-request-list', '1,3,6'),
      ofPump('dhcp-vendor-class', 'udhcp 1.9'),
      ofPump('lldp-system-description', 'Acme Pump 3.1'),
      ofPump('cdp-software-version', 'Acme OS 2'),
      ofPump('cdp-platform', 'Acme P1'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'a proxy passes on the request of a NAS',
    messages: [
      clientSends(
        packet(
          1,
          attribute(1, 'jane.PLANTED@hosp.example'),
          attribute(2, 'PLANTED password'),
          attribute(4, octets(10, 9, 8, 7)),
          attribute(32, 'sw-lab-2'),
          attribute(61, u32(15)),
          attribute(87, 'Gi1/0/9'),
          pumpCalls,
          attribute(79, 2, 1, u16(6), 25, 0),
          attribute(33, 'x'),
        ),
      ),
    ],
    facts: [
      { ...NAS, about: 'ip:10.9.8.7' },
      { field: 'nas-identifier', value: 'sw-lab-2', about: 'ip:10.9.8.7' },
      { field: 'nas-address', value: '10.9.8.7', about: 'ip:10.9.8.7' },
      { field: 'nas-port-type', value: 'ethernet', about: 'ip:10.9.8.7' },
      ofPump('access-port', 'sw-lab-2 Gi1/0/9'),
      ofPump('eap-method', 'peap'),
    ],
    server: 'server',
    planted: ['planted'],
  },
  {
    name: 'a proxy that hides the NAS, a station without a MAC, addresses that name nobody',
    messages: [
      clientSends(packet(1, attribute(33, 'x'), attribute(32, 'hidden'), attribute(31, '192.0.2.9'))),
      clientSends(packet(1, attribute(4, octets(127, 0, 0, 1)), attribute(31, 'ff-ff-ff-ff-ff-ff'))),
      clientSends(packet(1, attribute(8, octets(255, 255, 255, 254)), attribute(4, 'x'), pumpCalls)),
    ],
    facts: [NAS],
    server: 'server',
  },
  {
    name: 'more vendors than are stated, vendor attributes that are cut',
    messages: [
      clientSends(
        packet(
          1,
          ...Array.from({ length: VENDOR_LIMIT + 1 }, (_, index) => vendor(1000 + index, 1, 'x')),
          attribute(26, u32(9)),
          attribute(26, u32(9), 1, 99, 'cdp-tlv=x'),
          attribute(26, u32(9), 1, 0),
        ),
      ),
    ],
    facts: [
      NAS,
      ...Array.from({ length: VENDOR_LIMIT }, (_, index) => ({
        field: 'vendor-enterprise',
        value: `${1000 + index}`,
      })),
    ],
    server: 'server',
  },
  {
    name: 'an attribute beyond the end and one below its own header, on a port of RADIUS',
    messages: [
      clientSends(packet(1, attribute(32, 'sw-1'), octets(87, 99, 'Gi1'))),
      clientSends(packet(1, attribute(32, 'sw-2'), octets(87, 1, 'Gi1'))),
    ],
    facts: [NAS, { field: 'nas-identifier', value: 'sw-1' }, { field: 'nas-identifier', value: 'sw-2' }],
    anomalies: ['attribute-malformed'],
    server: 'server',
  },
  {
    name: 'a server asks a NAS to let a station go',
    messages: [clientSends(packet(40, pumpCalls)), serverSends(packet(41))],
    facts: [],
    server: 'server',
  },
];

const UNRECOGNISED: readonly (readonly [name: string, payload: Buffer, port?: number])[] = [
  ['a length that is not that of the datagram', octets(packet(1, pumpCalls), 0)],
  ['an unknown code', packet(99, pumpCalls)],
  ['an attribute of length 1 on another port', packet(1, octets(31, 1, 5)), 5_000],
  ['an attribute of type 0 on another port', packet(1, octets(0, 3, 5)), 5_000],
  ['an attribute beyond the end on another port', packet(1, octets(31, 9, 5)), 5_000],
  [
    'more attributes than are looked at',
    packet(1, ...Array.from({ length: ATTRIBUTE_LIMIT + 1 }, () => octets(8, 2))),
    5_000,
  ],
  ['no attributes on another port', packet(2), 5_000],
];

describeDissector(radius, [
  ...VECTORS,
  ...UNRECOGNISED.map(
    ([name, payload, serverPort = 1812]): Vector => ({
      name: `not RADIUS: ${name}`,
      serverPort,
      messages: [clientSends(payload)],
      facts: [],
      unrecognised: true,
    }),
  ),
]);
