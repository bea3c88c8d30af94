import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { lldp, TLV_LIMIT } from './dissector.ts';

const ETHERNET_HEAD_DIGITS = 28;
/** Payload of a whole Ethernet frame. */
const payload = (frame: string) => frame.slice(ETHERNET_HEAD_DIGITS);

const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');
const tlv = (type: number, value: string) =>
  ((type << 9) | (value.length / 2)).toString(16).padStart(4, '0') + value;
const med = (subtype: string, value: string) => tlv(127, `0012bb${subtype}${value}`);

const CHASSIS = tlv(1, '0400095c010203');
const PORT = tlv(2, `05${hex('eth0')}`);
const TIME_TO_LIVE = tlv(3, '0078');
const END = '0000';

const facts = (...list: readonly (readonly [string, string])[]): ExpectedFact[] =>
  list.map(([field, value]) => ({ field, value }));

const MANDATORY = [
  ['chassis-id', '00:09:5c:01:02:03'],
  ['chassis-mac', '00:09:5c:01:02:03'],
  ['port-id', 'eth0'],
] as const;

describeDissector(lldp, [
  {
    name: 'patient monitor with inventory',
    messages: [
      {
        from: 'client',
        hex: payload(
          '0180c200000e00095c01020388cc02070400095c01020304070300095c010203060200780a094d4f4e2d34422d3132fe0b0012bb064a2e31302e3532fe0e0012bb0844453132333435363738fe0b0012bb095068696c697073fe090012bb0a4d583435300000',
        ),
      },
    ],
    facts: facts(
      ['chassis-id', '00:09:5c:01:02:03'],
      ['chassis-mac', '00:09:5c:01:02:03'],
      ['port-id', '00:09:5c:01:02:03'],
      ['system-name', 'MON-4B-12'],
      ['med-firmware-revision', 'J.10.52'],
      ['med-serial-number', 'DE12345678'],
      ['med-manufacturer', 'Philips'],
      ['med-model', 'MX450'],
    ),
  },
  {
    name: 'lldp-plain: switch without inventory',
    messages: [
      {
        from: 'client',
        hex: payload(
          '0180c200000e084fa960000288cc020704084fa96000020409054769312f302f31370602007808154769676162697445746865726e6574312f302f31370a1153572d32452d30312e686f73702e6c616e0c4d436973636f20494f5320536f6674776172652c2043323936305820536f66747761726520284332393630582d554e4956455253414c4b392d4d292c2056657273696f6e2031352e3228372945340e0400140004100c05010a143c02020000000100fe060080c201003c0000',
        ),
      },
    ],
    facts: facts(
      ['chassis-id', '08:4f:a9:60:00:02'],
      ['chassis-mac', '08:4f:a9:60:00:02'],
      ['port-id', 'Gi1/0/17'],
      ['port-description', 'GigabitEthernet1/0/17'],
      ['system-name', 'SW-2E-01.hosp.lan'],
      ['system-description', 'Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E4'],
      ['capabilities', 'bridge,router'],
      ['capabilities-enabled', 'bridge'],
      ['management-address', '10.20.60.2'],
      ['port-vlan', '60'],
    ),
  },
  {
    name: 'n-lldp-len: port id without subtype, then a TLV of 511 octets',
    messages: [
      {
        from: 'client',
        hex: payload('0180c200000e009c0203040588cc020704009c020304050400ffff5a5a5a5a5a5a5a5a5a5a'),
      },
    ],
    facts: facts(['chassis-id', '00:9c:02:03:04:05'], ['chassis-mac', '00:9c:02:03:04:05']),
  },
  {
    name: 'telephone: class, application, the rest of the inventory, MUD URL, IPv6 management',
    messages: [
      {
        from: 'client',
        hex: [
          tlv(1, '05010a143c33'),
          PORT,
          TIME_TO_LIVE,
          tlv(7, '00240020'),
          tlv(8, '110220010db8000000000000000000000033020000000100'),
          med('01', '003f03'),
          med('02', '01403c05'),
          med('05', hex('8')),
          med('07', hex('12.8(1)')),
          med('0b', hex('ASSET-7')),
          tlv(127, `00005e01${hex('https://mud.example/phone.json')}`),
          END,
          tlv(5, hex('after the end')),
        ].join(''),
      },
    ],
    facts: facts(
      ['chassis-id', '10.20.60.51'],
      ['port-id', 'eth0'],
      ['capabilities', 'bridge,telephone'],
      ['capabilities-enabled', 'telephone'],
      ['management-address', '2001:db8::33'],
      ['med-device-class', 'endpoint-class-3'],
      ['med-application', 'voice'],
      ['med-hardware-revision', '8'],
      ['med-software-revision', '12.8(1)'],
      ['med-asset-id', 'ASSET-7'],
      ['mud-url', 'https://mud.example/phone.json'],
    ),
  },
  {
    name: 'PROFINET device: local chassis and port names, chassis MAC',
    messages: [
      {
        from: 'client',
        hex: [
          tlv(1, `07${hex('plc-ahu-1')}`),
          tlv(2, `07${hex('port-001')}`),
          TIME_TO_LIVE,
          tlv(127, '000ecf05001b1b010203'),
          tlv(127, '000ecf0200000000'),
          tlv(127, '0080c2010000'),
          END,
        ].join(''),
      },
    ],
    facts: facts(['chassis-id', 'plc-ahu-1'], ['port-id', 'port-001'], ['chassis-mac', '00:1b:1b:01:02:03']),
  },
  {
    name: 'identities that no system can have, short and unknown TLVs',
    messages: [
      {
        from: 'client',
        hex: [
          tlv(1, '0401005e000001'),
          tlv(2, '0401e0000001'),
          TIME_TO_LIVE,
          tlv(7, '0004'),
          tlv(8, '0101'),
          tlv(8, '07060200000000010200000000'),
          tlv(8, `1102ff${'00'.repeat(14)}01020000000000`),
          tlv(8, `1102${'00'.repeat(16)}020000000000`),
          tlv(8, '0501ffffffff020000000000'),
          tlv(127, '0012bb'),
          tlv(127, '000ecf0501005e000001'),
          med('01', '003f09'),
          med('02', '09403c05'),
          tlv(99, '00'),
          END,
        ].join(''),
      },
    ],
    facts: facts(['chassis-id', '01:00:5e:00:00:01']),
  },
  {
    name: 'more TLVs than are read',
    messages: [
      {
        from: 'client',
        hex: `${CHASSIS}${PORT}${TIME_TO_LIVE}${tlv(99, '').repeat(TLV_LIMIT - 3)}${tlv(5, hex('LATE'))}`,
      },
    ],
    facts: facts(...MANDATORY),
    anomalies: ['too-many-tlvs'],
  },
]);

describe('recognition of LLDP', () => {
  const flow = { carrier: 'ethernet', sourcePort: 0, destinationPort: 0 } as const;
  it.each([
    ['chassis, port', `${CHASSIS}${PORT}`, 'yes'],
    ['port first', `${PORT}${CHASSIS}`, 'no'],
    ['chassis without identity', `${tlv(1, '04')}${PORT}`, 'no'],
    ['chassis alone', CHASSIS, 'no'],
    ['nothing', '', 'no'],
  ])('%s', (_, octets, answer) => {
    expect(lldp.recognise(OctetReader.over(Buffer.from(octets, 'hex')), flow)).toBe(answer);
  });
});
