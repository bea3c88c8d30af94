import { octets, type Piece, u16, u24, u32, zeros } from '../../../test/support/octet-builder.ts';
import {
  clientSends,
  describeDissector,
  serverFact,
  serverSends,
  type Vector,
} from '../dissector.contract.ts';
import { WPS_ATTRIBUTE_LIMIT, WPS_VALUE_LIMIT } from './decode-wps.ts';
import { eapol } from './dissector.ts';

/** An EAPOL packet filled up to the least payload of an Ethernet frame. */
function packet(type: number, ...pieces: readonly Piece[]): Buffer {
  const body = octets(...pieces);
  return octets(2, type, u16(body.length), body, zeros(Math.max(0, 42 - body.length)));
}

function eap(code: number, ...pieces: readonly Piece[]): Buffer {
  const data = octets(...pieces);
  return packet(0, code, 1, u16(4 + data.length), data);
}

const attribute = (type: number, value: Piece) => octets(u16(type), u16(octets(value).length), value);
const wps = (flags: Piece, ...attributes: readonly Buffer[]) =>
  eap(2, 254, u24(0x00372a), u32(1), 4, flags, ...attributes);

const VECTORS: Vector[] = [
  {
    name: 'a computer is let in',
    messages: [
      clientSends(packet(1)),
      serverSends(eap(1, 1)),
      clientSends(eap(2, 1, 'host/ct01.hosp.lan')),
      serverSends(eap(1, 13, 0x20)),
      clientSends(eap(2, 3, 25)),
      serverSends(eap(1, 25, 0x20)),
      serverSends(eap(3)),
    ],
    facts: [
      { field: 'role', value: 'supplicant' },
      serverFact('role', 'authenticator'),
      { field: 'machine-name', value: 'ct01.hosp.lan' },
      serverFact('eap-method', 'tls'),
      serverFact('eap-method', 'peap'),
    ],
  },
  {
    name: 'a person is let in',
    messages: [
      clientSends(eap(2, 1, 'HOSP\\PLANTED')),
      clientSends(eap(2, 4, 1, 'x')),
      clientSends(packet(2)),
    ],
    facts: [
      { field: 'role', value: 'supplicant' },
      { field: 'eap-method', value: 'md5' },
    ],
    planted: ['planted'],
  },
  {
    name: 'keys of a wireless network, MACsec',
    messages: [
      serverSends(packet(3, 2, u16(0x008a), zeros(92))),
      clientSends(packet(3, 2, u16(0x010a), zeros(92))),
      serverSends(packet(3, 1, u16(0x0080), zeros(40))),
      serverSends(packet(5, zeros(20))),
    ],
    facts: [
      serverFact('role', 'authenticator'),
      { field: 'role', value: 'supplicant' },
      serverFact('macsec-key-agreement', 'used'),
    ],
  },
  {
    name: 'Wi-Fi Protected Setup',
    messages: [
      clientSends(
        wps(
          octets(2, u16(300)),
          attribute(0x1022, octets(4)),
          attribute(0x1021, 'Acme Medical'),
          attribute(0x1023, 'SpO2 Hub'),
          attribute(0x1024, 'SH-2'),
          attribute(0x1042, 'SH2-0815'),
          attribute(0x1054, octets(u16(3), u32(0x0050_f204), u16(1))),
          attribute(0x1011, 'PLANTED phone'),
        ),
      ),
    ],
    facts: [
      { field: 'eap-method', value: 'expanded' },
      { field: 'role', value: 'supplicant' },
      { field: 'wps-manufacturer', value: 'Acme Medical' },
      { field: 'wps-model-name', value: 'SpO2 Hub' },
      { field: 'wps-model-number', value: 'SH-2' },
      { field: 'wps-serial-number', value: 'SH2-0815' },
      { field: 'wps-device-category', value: 'printer' },
    ],
    planted: ['planted'],
  },
  {
    name: 'Wi-Fi Protected Setup beyond its limits',
    messages: [
      clientSends(
        wps(
          0,
          attribute(0x1021, 'x'.repeat(WPS_VALUE_LIMIT + 1)),
          ...Array.from({ length: WPS_ATTRIBUTE_LIMIT - 1 }, () => attribute(0x1022, '')),
          attribute(0x1023, 'Too late'),
        ),
      ),
      clientSends(wps(0, attribute(0x1023, 'Model'), octets(u16(0x1042), u16(99), 'cut'))),
      clientSends(eap(2, 254, u24(0x00372a), u32(1), 5, 0, attribute(0x1023, 'Not a message'))),
      clientSends(eap(2, 254, u24(0x000137), u32(1), 4, 0, attribute(0x1023, 'Another vendor'))),
    ],
    facts: [
      { field: 'eap-method', value: 'expanded' },
      { field: 'role', value: 'supplicant' },
      { field: 'wps-model-name', value: 'Model' },
    ],
  },
  {
    name: 'an announcement, and a packet whose EAP is broken',
    messages: [clientSends(packet(6, zeros(8))), clientSends(packet(0, 9, 9, 9))],
    facts: [],
  },
  { name: 'an unknown version', messages: [clientSends(9, 0, 0, 0)], facts: [], unrecognised: true },
  { name: 'an unknown type', messages: [clientSends(2, 9, 0, 0)], facts: [], unrecognised: true },
  { name: 'a header that is cut', messages: [clientSends(2, 0, 0)], facts: [], unrecognised: true },
];

describeDissector(eapol, VECTORS);
