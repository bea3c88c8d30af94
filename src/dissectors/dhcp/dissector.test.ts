import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector, type ExpectedFact, type Vector } from '../dissector.contract.ts';
import { dhcp, SERVER_LIMIT } from './dissector.ts';
import { PART_LIMIT } from './read-client.ts';
import { OPTION_LIMIT, readOptions, VALUE_LIMIT_OCTETS } from './read-options.ts';

const PUMP = 'mac:00:40:9d:12:34:56';

interface Head {
  op?: string;
  htype?: string;
  ciaddr?: string;
  yiaddr?: string;
  giaddr?: string;
  chaddr?: string;
  sname?: string;
  file?: string;
}

const NO_ADDRESS = '00000000';

/** A message from its fixed fields and its options, all in hexadecimal digits. */
const message = (head: Head, ...options: string[]) =>
  [
    head.op ?? '01',
    head.htype ?? '0106',
    '0012345678',
    NO_ADDRESS,
    head.ciaddr ?? NO_ADDRESS,
    head.yiaddr ?? NO_ADDRESS,
    NO_ADDRESS,
    head.giaddr ?? NO_ADDRESS,
    (head.chaddr ?? '00409d123456').padEnd(32, '0'),
    (head.sname ?? '').padEnd(128, '0'),
    (head.file ?? '').padEnd(256, '0'),
    '63825363',
    ...options,
  ].join('');

const octet = (value: number) => value.toString(16).padStart(2, '0');
const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');
const option = (code: number, value: string) => `${octet(code)}${octet(value.length / 2)}${value}`;
const textOption = (code: number, text: string) => option(code, hex(text));

const DISCOVER = '350101';
const OFFER = '350102';
const REQUEST = '350103';
const DECLINE = '350104';
const ACK = '350105';
const NAK = '350106';
const RELEASE = '350107';
const INFORM = '350108';

/** One client message and its facts about the pump, the message type first. */
function client(
  name: string,
  type: string,
  octets: string,
  facts: [string, string][],
  more?: Partial<Vector>,
): Vector {
  const expected: ExpectedFact[] = [['message-type', type] as [string, string], ...facts].map(
    ([field, value]) => ({
      field,
      value,
      about: PUMP,
    }),
  );
  return { name, messages: [{ from: 'client', hex: octets }], facts: expected, server: 'server', ...more };
}

const DHCP_LONG =
  '010106001234567800000000000000000000000000000000000000000030e614083100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000638253633501012bff4472c3a46765723b414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141412b2e4141414141414141414141414141414141414141414141414141414141414141413b534e3d41534b422d3030333100003d13ff0a0b0c0d0002000011f04142434431323334ff';
const long43 = `Dräger;${'A'.repeat(280)};SN=ASKB-0031`;

describeDissector(dhcp, [
  client(
    'dhcp-overload: options 60 and 12 over options, file and sname',
    'request',
    '0101060012345678000000000000000000000000000000000000000000409d123456000000000000000000003c045452554d0c0430303432ff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000003c052d535045430c0550554d502dff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000638253633501033401033c055349474d4137050103060f1cff',
    [
      ['vendor-class', 'SIGMA-SPECTRUM'],
      ['parameter-request-list', '1,3,6,15,28'],
      ['host-name', 'PUMP-0042'],
    ],
  ),
  {
    name: 'dhcp-long: option 43 of 301 octets in two parts, client identifier with DUID-EN',
    messages: [
      {
        from: 'client',
        hex: DHCP_LONG,
      },
    ],
    facts: (
      [
        ['message-type', 'discover'],
        ['option-order', '53,43,61'],
        ['client-id', 'ff0a0b0c0d0002000011f04142434431323334'],
        ['client-duid', '0002000011f04142434431323334'],
        ['duid-enterprise', '4592'],
        ['duid-identifier', 'ABCD1234'],
        ['vendor-specific', 'Dräger'],
        ['vendor-specific', 'A'.repeat(256)],
        ['vendor-specific', 'SN=ASKB-0031'],
      ] as const
    ).map(([field, value]) => ({ field, value, about: 'mac:00:30:e6:14:08:31' })),
  },
  {
    name: 'dhcp-relay: giaddr, options 82, 81 with flag E and 97',
    messages: [
      {
        from: 'client',
        hex: '0101060012345678000000000000000000000000000000000a140a01444b5d2a310b00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000638253633501030c0443543031521201084769312f302f31370206084fa96000025112040000046374303104686f7370036c616e00611100000102030405060708090a0b0c0d0e0fff',
      },
    ],
    facts: [
      { field: 'role', value: 'relay' },
      ...(
        [
          ['message-type', 'request'],
          ['client-uuid', '00010203-0405-0607-0809-0a0b0c0d0e0f'],
          ['host-name', 'CT01'],
          ['fqdn', 'ct01.hosp.lan'],
          ['relay-agent', '10.20.10.1'],
          ['relay-circuit-id', 'Gi1/0/17'],
          ['relay-remote-id', '084fa9600002'],
        ] as const
      ).map(([field, value]) => ({ field, value, about: 'mac:44:4b:5d:2a:31:0b' })),
    ],
  },
  client(
    'options of an infusion pump (client identifier, host name, class, list)',
    'request',
    message({}, '3501033d070100409d1234560c0b535045435452554d2d30313c087564686370312e3937040103060fff'),
    [
      ['client-id', '0100409d123456'],
      ['host-name', 'SPECTRUM-01'],
      ['vendor-class', 'udhcp1.9'],
      ['parameter-request-list', '1,3,6,15'],
    ],
  ),
  client(
    'n-dhcp-optlen: option 12 beyond the end',
    'request',
    '0101060012345678000000000000000000000000000000000000000000409d12345600000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000638253633501030cc850554d5031',
    [],
    { anomalies: ['truncated-option'] },
  ),
  {
    name: 'n-dhcp-overload-loop: option 52 again inside file and sname',
    messages: [
      {
        from: 'server',
        hex: '0201060012345678000000000000000000000000000000000000000000409d12345600000000000000000000340103ff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000003401030c0158ff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000063825363350102340103ff',
      },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      { field: 'host-name', value: 'X', from: 'server', about: PUMP },
    ],
    server: 'server',
  },
  {
    name: 'n-dhcp-zero: options 53, 61 and 55 of length 0',
    messages: [
      {
        from: 'client',
        hex: '0101060012345678000000000000000000000000000000000000000000409d123456000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000006382536335003d003700ff',
      },
    ],
    facts: [],
  },
  {
    name: 'offer and acknowledgement of a server: named services, address, names',
    messages: [
      {
        from: 'server',
        hex: message(
          { op: '02', yiaddr: '0a141033' },
          OFFER,
          option(54, '0a14640a'),
          option(3, '0a141001'),
          option(6, '0a14640a0a14640b'),
          option(7, '0a14640c'),
          option(42, '0a14640d00000000'),
          option(44, '0a14640e'),
          option(150, '0a14640f'),
          textOption(60, 'PXEClient'),
          textOption(43, 'server data'),
          'ff',
        ),
      },
      { from: 'server', hex: message({ op: '02', yiaddr: '0a141033' }, ACK, option(54, '0a14640a'), 'ff') },
      { from: 'server', hex: message({ op: '02' }, NAK, option(54, '0a14640a'), 'ff') },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      ...(
        [
          ['router', '10.20.16.1'],
          ['dns-server', '10.20.100.10'],
          ['dns-server', '10.20.100.11'],
          ['log-server', '10.20.100.12'],
          ['ntp-server', '10.20.100.13'],
          ['netbios-name-server', '10.20.100.14'],
          ['tftp-server', '10.20.100.15'],
        ] as const
      ).map(([value, ip]) => ({ field: 'service', value, from: 'server' as const, about: `ip:${ip}` })),
      { field: 'address', value: '10.20.16.51', from: 'server', about: PUMP },
    ],
    server: 'server',
  },
  {
    name: 'acknowledgement that a relay hands to the client',
    messages: [
      {
        from: 'server',
        hex: message({ op: '02', yiaddr: '0a141033', giaddr: '0a141001' }, ACK, option(54, '0a14640a'), 'ff'),
      },
    ],
    facts: [
      { field: 'role', value: 'relay', from: 'server' },
      { field: 'role', value: 'server', from: 'server', about: 'ip:10.20.100.10' },
      { field: 'address', value: '10.20.16.51', from: 'server', about: PUMP },
      { field: 'relay-agent', value: '10.20.16.1', from: 'server', about: PUMP },
    ],
  },
  {
    name: 'acknowledgement on its way to the relay',
    clientPort: 67,
    messages: [
      { from: 'server', hex: message({ op: '02', yiaddr: '0a141033', giaddr: '0a141001' }, ACK, 'ff') },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      { field: 'address', value: '10.20.16.51', from: 'server', about: PUMP },
      { field: 'relay-agent', value: '10.20.16.1', from: 'server', about: PUMP },
    ],
  },
  {
    name: 'inform with its own address, and the answer to it',
    messages: [
      { from: 'client', hex: message({ ciaddr: '0a141033' }, INFORM, 'ff') },
      { from: 'server', hex: message({ op: '02', ciaddr: '0a141033' }, ACK, 'ff') },
    ],
    facts: [
      { field: 'message-type', value: 'inform', about: PUMP },
      { field: 'address', value: '10.20.16.51', about: PUMP },
      { field: 'role', value: 'server', from: 'server' },
      { field: 'address', value: '10.20.16.51', from: 'server', about: PUMP },
    ],
  },
  client('request in renewal', 'request', message({ ciaddr: '0a141033' }, REQUEST, 'ff'), [
    ['address', '10.20.16.51'],
  ]),
  client('request of an address', 'request', message({}, REQUEST, option(50, '0a141033'), 'ff'), [
    ['requested-address', '10.20.16.51'],
  ]),
  client('decline of an address in use', 'decline', message({}, DECLINE, option(50, '0a141033'), 'ff'), [
    ['declined-address', '10.20.16.51'],
  ]),
  client('release gives the address up', 'release', message({ ciaddr: '0a141033' }, RELEASE, 'ff'), []),
  client(
    'network boot client: architecture, user class, message size',
    'discover',
    message({}, DISCOVER, option(93, '00070010'), textOption(77, 'iPXE'), option(57, '05c0'), `97`, 'ff'),
    [
      ['option-order', '53,93,77,57'],
      ['client-architecture', '7,16'],
      ['user-class', 'iPXE'],
      ['maximum-message-size', '1472'],
    ],
    { anomalies: ['truncated-option'] },
  ),
  client(
    'user classes with lengths, MUD URL, text client identifier, ASCII domain name',
    'request',
    message(
      {},
      REQUEST,
      option(77, `04${hex('ward')}03${hex('bio')}`),
      textOption(161, 'https://mud.example/pump.json'),
      option(61, `00${hex('cisco-0040.9d12.3456-Vl20')}`),
      option(81, `000000${hex('pump.hosp.lan.')}`),
      option(97, '00'.repeat(17)),
      'ff',
    ),
    [
      ['user-class', 'ward'],
      ['user-class', 'bio'],
      ['mud-url', 'https://mud.example/pump.json'],
      ['client-id', 'cisco-0040.9d12.3456-Vl20'],
      ['fqdn', 'pump.hosp.lan'],
    ],
  ),
  client(
    'encapsulated option 43, vendor identifying options 124 and 125',
    'request',
    message(
      {},
      REQUEST,
      option(43, `010a${hex('Typ=Printe')}0203010203${'ff'}`),
      option(124, `00000de909${octet(8)}${hex('dslforum')}000001370568656c6c6f`),
      option(125, `00000de91301${octet(6)}${hex('00409D')}02${octet(5)}${hex('SN-07')}0302ff01`),
      'ff',
    ),
    [
      ['vendor-specific', 'Typ=Printe'],
      ['vendor-class-enterprise', '3561'],
      ['vi-vendor-class', 'dslforum'],
      ['vendor-class-enterprise', '311'],
      ['vi-vendor-class', 'hello'],
      ['vi-vendor-specific', '3561.1=00409D'],
      ['vi-vendor-specific', '3561.2=SN-07'],
    ],
  ),
  client(
    'a subscriber identity and a user in the relay information are not read',
    'request',
    message({}, REQUEST, option(82, `06${octet(8)}${hex('jane.doe')}0104000a0107`), 'ff'),
    [['relay-circuit-id', '000a0107']],
    { planted: ['jane.doe'] },
  ),
  {
    name: 'hardware that is no Ethernet station: no client facts',
    messages: [
      { from: 'client', hex: message({ htype: '2000' }, REQUEST, textOption(12, 'IB-HOST'), 'ff') },
      { from: 'client', hex: message({ chaddr: '000000000000' }, REQUEST, textOption(12, 'NOBODY'), 'ff') },
      { from: 'client', hex: message({ chaddr: '01005e000001' }, REQUEST, textOption(12, 'GROUP'), 'ff') },
    ],
    facts: [],
  },
  client(
    'more options than are read',
    'request',
    message({}, REQUEST, '4000'.repeat(OPTION_LIMIT - 1), textOption(12, 'LATE'), 'ff'),
    [],
    { anomalies: ['too-many-options'] },
  ),
  {
    name: 'more servers than are read',
    messages: [
      {
        from: 'server',
        hex: message(
          { op: '02' },
          ACK,
          option(
            6,
            Array.from({ length: SERVER_LIMIT + 2 }, (_, index) => `0a0000${octet(index + 1)}`).join(''),
          ),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'server', from: 'server' },
      ...Array.from({ length: SERVER_LIMIT }, (_, index) => ({
        field: 'service',
        value: 'dns-server',
        from: 'server' as const,
        about: `ip:10.0.0.${index + 1}`,
      })),
    ],
  },
  client(
    'more user classes than are read',
    'request',
    message(
      {},
      REQUEST,
      option(77, Array.from({ length: PART_LIMIT + 3 }, (_, index) => `02${hex(`${10 + index}`)}`).join('')),
      'ff',
    ),
    Array.from({ length: PART_LIMIT }, (_, index) => ['user-class', `${10 + index}`] as [string, string]),
  ),
]);

describe('DHCP options', () => {
  const silent = { fact: () => undefined, anomaly: () => undefined, serverIs: () => undefined };
  const joined = (octets: string, code: number) =>
    readOptions(OctetReader.over(Buffer.from(octets, 'hex')), silent).values.get(code);

  it('joins the parts of a value (RFC 3396)', () => {
    expect(joined(DHCP_LONG, 43)?.toString('utf8').replace(/\0+$/, '')).toBe(long43);
  });

  it('joins no more than the limit', () => {
    const parts = option(43, '41'.repeat(255)).repeat(20);
    expect(joined(message({}, parts, 'ff'), 43)?.length).toBe(
      VALUE_LIMIT_OCTETS - (VALUE_LIMIT_OCTETS % 255),
    );
  });
});

describe('recognition of DHCP', () => {
  const flow = { carrier: 'udp', sourcePort: 40_000, destinationPort: 40_001 } as const;
  it.each([
    ['request on any port', message({}, REQUEST, 'ff'), 'yes'],
    ['no cookie (plain BOOTP)', message({}).replace('63825363', '00000000'), 'no'],
    ['hardware length over 16', message({ htype: '0111' }, 'ff'), 'no'],
    ['operation 3', message({ op: '03' }, 'ff'), 'no'],
    ['cut in the cookie', message({}).slice(0, -2), 'no'],
  ])('%s', (_, octets, answer) => {
    expect(dhcp.recognise(OctetReader.over(Buffer.from(octets, 'hex')), flow)).toBe(answer);
  });
});
