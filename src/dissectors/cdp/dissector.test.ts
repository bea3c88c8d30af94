import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { ADDRESS_LIMIT, cdp, TLV_LIMIT } from './dissector.ts';

const SNAP_HEAD_DIGITS = 44;
/** Payload of a whole 802.3 frame with LLC and SNAP headers. */
const payload = (frame: string) => frame.slice(SNAP_HEAD_DIGITS);

const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');
const word = (value: number) => value.toString(16).padStart(4, '0');
const tlv = (type: number, value: string) => `${word(type)}${word(value.length / 2 + 4)}${value}`;
const addresses = (count: number, ...list: string[]) => count.toString(16).padStart(8, '0') + list.join('');
const ipv4 = (address: string) => `0101cc0004${address}`;
const ipv6 = (address: string) => `0208aaaa0300000086dd0010${address}`;

const HEAD = '02b40000';
const DEVICE = tlv(1, hex('SW1'));

const facts = (...list: readonly (readonly [string, string])[]): ExpectedFact[] =>
  list.map(([field, value]) => ({ field, value }));

describeDissector(cdp, [
  {
    name: 'cdp-phone: IP phone',
    messages: [
      {
        from: 'client',
        hex: payload(
          '01000ccccccc001b676000200091aaaa0300000c200002b48e0f0001001353455030303142363736303030323000020011000000010101cc00040a143c330003000a506f72742031000400080000049000050024736970383834355f36352e31322d382d312d303030312d3435352e6c6f61647300060017436973636f2049502050686f6e652038383435000b0005011001000f464348323131304433514b',
        ),
      },
    ],
    facts: facts(
      ['device-id', 'SEP001B67600020'],
      ['address', '10.20.60.51'],
      ['port-id', 'Port 1'],
      ['capabilities', 'host,phone,two-port-mac-relay'],
      ['software-version', 'sip8845_65.12-8-1-0001-455.loads'],
      ['platform', 'Cisco IP Phone 8845'],
      ['serial-number', 'FCH2110D3QK'],
    ),
  },
  {
    name: 'n-cdp-len: lengths 3 and 0',
    messages: [
      {
        from: 'client',
        hex: payload('01000ccccccc009c02030405001baaaa0300000c200002b40000000100075357310005000300060000'),
      },
    ],
    facts: facts(['device-id', 'SW1']),
  },
  {
    name: 'switch: VLANs, names, IPv6, management address, location',
    messages: [
      {
        from: 'client',
        hex: [
          '01b40000',
          DEVICE,
          tlv(
            2,
            addresses(
              4,
              ipv4('0a143c02'),
              ipv6('20010db8000000000000000000000002'),
              ipv6('ff020000000000000000000000000002'),
              ipv4('00000000'),
            ),
          ),
          tlv(5, hex('Cisco IOS Software\nVersion 15.2(7)E4')),
          tlv(0x0a, '003c'),
          tlv(0x0e, '01003d'),
          tlv(0x14, hex('SW-2E-01')),
          tlv(0x16, addresses(1, ipv4('0a143c03'))),
          tlv(0x17, `00${hex('Room 2E-14')}`),
        ].join(''),
      },
    ],
    facts: facts(
      ['device-id', 'SW1'],
      ['address', '10.20.60.2'],
      ['address', '2001:db8::2'],
      ['software-version', 'Cisco IOS Software Version 15.2(7)E4'],
      ['native-vlan', '60'],
      ['voice-vlan', '61'],
      ['system-name', 'SW-2E-01'],
      ['management-address', '10.20.60.3'],
      ['location', 'Room 2E-14'],
    ),
  },
  {
    name: 'address lists that lie about their length, addresses of other protocols',
    messages: [
      {
        from: 'client',
        hex: [
          HEAD,
          DEVICE,
          tlv(2, addresses(0xffffffff, ipv4('0a143c02'), '0101cc00ff')),
          tlv(2, '0000'),
          tlv(
            2,
            addresses(3, '0101810004c0a80001', '0208aaaa030000000800000401020304', ipv6('0'.repeat(32))),
          ),
          tlv(4, '00'),
          tlv(0x0a, '00'),
          tlv(0x17, '00'),
        ].join(''),
      },
    ],
    facts: facts(['device-id', 'SW1'], ['address', '10.20.60.2']),
  },
  {
    name: 'more TLVs and more addresses than are read',
    messages: [
      { from: 'client', hex: `${HEAD}${DEVICE}${tlv(0x99, '').repeat(TLV_LIMIT - 1)}${tlv(6, hex('LATE'))}` },
      {
        from: 'client',
        hex: `${HEAD}${tlv(2, addresses(99, ...Array.from({ length: ADDRESS_LIMIT + 1 }, (_, at) => ipv4(`0a0000${(at + 16).toString(16)}`))))}`,
      },
    ],
    facts: [
      { field: 'device-id', value: 'SW1' },
      ...Array.from({ length: ADDRESS_LIMIT }, (_, at) => ({ field: 'address', value: `10.0.0.${at + 16}` })),
    ],
    anomalies: ['too-many-tlvs'],
  },
]);

describe('recognition of CDP', () => {
  const flow = { carrier: 'ethernet', sourcePort: 0, destinationPort: 0 } as const;
  it.each([
    ['version 2', `${HEAD}${DEVICE}`, 'yes'],
    ['first type of the newer range', `${HEAD}${tlv(0x1001, hex('FCH1'))}`, 'yes'],
    ['version 3', `03b40000${DEVICE}`, 'no'],
    ['type 0', `${HEAD}${tlv(0, '00')}`, 'no'],
    ['type beyond those in use', `${HEAD}${tlv(0x2000, '00')}`, 'no'],
    ['length below its own head', `${HEAD}00010003`, 'no'],
    ['head alone', HEAD, 'no'],
  ])('%s', (_, octets, answer) => {
    expect(cdp.recognise(OctetReader.over(Buffer.from(octets, 'hex')), flow)).toBe(answer);
  });
});
