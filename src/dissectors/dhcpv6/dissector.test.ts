import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { dhcpv6, SERVER_LIMIT } from './dissector.ts';
import { ADDRESS_LIMIT, PART_LIMIT } from './read-client.ts';
import { OPTION_LIMIT, RELAY_LIMIT } from './read-message.ts';

const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');
const word = (value: number) => value.toString(16).padStart(4, '0');
const option = (code: number, value: string) => `${word(code)}${word(value.length / 2)}${value}`;
const part = (text: string) => `${word(text.length)}${hex(text)}`;

const MAC = '0030e6140831';
const LLT = `000100012a3b4c5d${MAC}`;
const EN = '0002000011f04142434431323334';
const UUID = '0004000102030405060708090a0b0c0d0e0f';
const ADDRESS = '20010db8000100000000000000000021';
const LINK = '20010db8000000000000000000000001';

const clientId = (duid = LLT) => option(1, duid);
const serverId = option(2, '000300010050569a0a0a');
const lease = (address: string, valid = '00001c20') => option(5, `${address}00000e10${valid}`);
const association = (...leases: string[]) => option(3, `000000010000070800000b40${leases.join('')}`);
const message = (type: string, ...options: string[]) => `${type}abcdef${options.join('')}`;
const relayed = (type: string, peer: string, inner: string, ...options: string[]) =>
  `${type}00${LINK}${peer}${option(9, inner)}${options.join('')}`;

const about = (subject: string | undefined, facts: readonly (readonly [string, string])[]): ExpectedFact[] =>
  facts.map(([field, value]) => (subject ? { field, value, about: subject } : { field, value }));

const identity = (type: string) =>
  [
    ['message-type', type],
    ['client-duid', LLT],
    ['client-mac', '00:30:e6:14:08:31'],
  ] as const;

describeDissector(dhcpv6, [
  {
    name: 'dhcpv6-relay: solicit behind a relay agent, with option 79',
    messages: [
      {
        from: 'client',
        hex: '0c0020010db8000000000000000000000001fe800000000000000230e6fffe1408310009003901abcdef0001000e000100012a3b4c5d0030e614083100060004001700180010000b00001ac50005457669744100270008000656454e543031001200074769312f302f39004f000800010030e6140831',
      },
    ],
    facts: [
      { field: 'role', value: 'relay' },
      ...about('mac:00:30:e6:14:08:31', [
        ...identity('solicit'),
        ['option-request-list', '23,24'],
        ['vendor-class-enterprise', '6853'],
        ['vendor-class', 'EvitA'],
        ['fqdn', 'VENT01'],
        ['relay-link', '2001:db8::1'],
        ['relay-interface-id', 'Gi1/0/9'],
      ]),
    ],
    server: 'server',
  },
  {
    name: 'direct request and reply: the client, its address, named services',
    serverPort: 547,
    messages: [
      { from: 'client', hex: message('03', clientId(), serverId, association(lease(ADDRESS))) },
      {
        from: 'server',
        hex: message(
          '07',
          clientId(),
          serverId,
          association(lease(ADDRESS), lease('20010db8000100000000000000000022', '00000000')),
          option(4, `00000002${lease('20010db8000100000000000000000023')}`),
          option(23, '20010db8000000000000000000000053ff020000000000000000000000000001'),
          option(31, '20010db8000000000000000000000123'),
          option(56, `${option(3, '00')}${option(1, '20010db8000000000000000000000124')}`),
        ),
      },
    ],
    facts: [
      ...about(undefined, identity('request')),
      { field: 'role', value: 'server-or-relay', from: 'server' },
      { field: 'address', value: '2001:db8:1::21', from: 'server', about: 'receiver' },
      { field: 'address', value: '2001:db8:1::23', from: 'server', about: 'receiver' },
      { field: 'service', value: 'dns-server', from: 'server', about: 'ip:2001:db8::53' },
      { field: 'service', value: 'ntp-server', from: 'server', about: 'ip:2001:db8::123' },
      { field: 'service', value: 'ntp-server', from: 'server', about: 'ip:2001:db8::124' },
    ],
    server: 'server',
  },
  {
    name: 'advertised addresses are not yet the address of the client; renewed ones are',
    messages: [
      { from: 'server', hex: message('02', clientId(), serverId, association(lease(ADDRESS))) },
      { from: 'client', hex: message('05', clientId(), serverId, association(lease(ADDRESS))) },
    ],
    facts: [
      { field: 'role', value: 'server-or-relay', from: 'server' },
      ...about(undefined, [...identity('renew'), ['address', '2001:db8:1::21']]),
    ],
    server: 'server',
  },
  {
    name: 'reply and request of a client behind a relay agent: MAC in its link-local address',
    messages: [
      {
        from: 'server',
        hex: relayed(
          '0d',
          'fe800000000000000230e6fffe140831',
          message('07', clientId(), serverId, association(lease(ADDRESS))),
        ),
      },
      {
        from: 'client',
        hex: relayed(
          '0c',
          'fe800000000000000230e6fffe140831',
          message('03', clientId()),
          option(37, `00000009${hex('SW-2E')}`),
          option(38, hex('jane.doe')),
        ),
      },
    ],
    facts: [
      { field: 'role', value: 'server-or-relay', from: 'server' },
      { field: 'address', value: '2001:db8:1::21', from: 'server', about: 'mac:00:30:e6:14:08:31' },
      { field: 'role', value: 'relay' },
      ...about('mac:00:30:e6:14:08:31', [
        ...identity('request'),
        ['relay-link', '2001:db8::1'],
        ['relay-remote-id', 'SW-2E'],
      ]),
    ],
    planted: ['jane.doe'],
  },
  {
    name: 'relay agent that names no MAC: about the DUID',
    messages: [
      { from: 'client', hex: relayed('0c', 'fe800000000000001122334455667788', message('01', clientId(EN))) },
    ],
    facts: [
      { field: 'role', value: 'relay' },
      ...about(`named:duid:${EN}`, [
        ['message-type', 'solicit'],
        ['client-duid', EN],
        ['duid-enterprise', '4592'],
        ['duid-identifier', 'ABCD1234'],
        ['relay-link', '2001:db8::1'],
      ]),
    ],
  },
  {
    name: 'boot client with UUID: classes, vendor options, prefix delegation, MUD URL, full name',
    messages: [
      {
        from: 'client',
        hex: message(
          '01',
          clientId(UUID),
          option(61, '00070010'),
          option(15, `${part('iPXE')}${part('ward')}`),
          option(17, `0000118b${option(2, hex('ECM'))}${option(4, hex('SN0042'))}${option(5, '00ff')}`),
          option(25, '000000010000000000000000'),
          option(112, hex('https://mud.example/vent.json')),
          option(39, '010676656e74303104686f7370036c616e00'),
          option(16, `00000137${part('MSFT 5.0')}`),
        ),
      },
    ],
    facts: about(undefined, [
      ['message-type', 'solicit'],
      ['client-duid', UUID],
      ['client-uuid', '00010203-0405-0607-0809-0a0b0c0d0e0f'],
      ['client-architecture', '7,16'],
      ['user-class', 'iPXE'],
      ['user-class', 'ward'],
      ['vendor-specific', '4491.2=ECM'],
      ['vendor-specific', '4491.4=SN0042'],
      ['role', 'requesting-router'],
      ['mud-url', 'https://mud.example/vent.json'],
      ['fqdn', 'vent01.hosp.lan'],
      ['vendor-class-enterprise', '311'],
      ['vendor-class', 'MSFT 5.0'],
    ]),
  },
  {
    name: 'information request without identity',
    messages: [{ from: 'client', hex: message('0b', option(8, '0000'), option(6, '00170018')) }],
    facts: about(undefined, [
      ['message-type', 'information-request'],
      ['option-request-list', '23,24'],
    ]),
  },
  {
    name: 'an option beyond the end',
    messages: [{ from: 'client', hex: message('01', clientId(), '00270050', '0006') }],
    facts: about(undefined, identity('solicit')),
    anomalies: ['truncated-option'],
  },
  {
    name: 'more options than are read',
    messages: [
      {
        from: 'client',
        hex: message(
          '01',
          clientId(),
          option(14, '').repeat(OPTION_LIMIT),
          option(39, `00${hex('\u0004late')}`),
        ),
      },
    ],
    facts: about(undefined, identity('solicit')),
    anomalies: ['too-many-options'],
  },
  {
    name: 'more relay agents than the specification allows',
    messages: [
      {
        from: 'client',
        hex: Array.from({ length: RELAY_LIMIT + 1 }).reduce<string>(
          (inner) => relayed('0c', LINK, inner),
          message('01', clientId()),
        ),
      },
    ],
    facts: [{ field: 'role', value: 'relay' }],
    anomalies: ['too-many-relays'],
  },
  {
    name: 'more servers, addresses and numbers than are read',
    messages: [
      {
        from: 'server',
        hex: message(
          '07',
          clientId(),
          serverId,
          association(
            ...Array.from({ length: ADDRESS_LIMIT + 1 }, (_, at) =>
              lease(`20010db8${'0'.repeat(20)}${word(0x100 + at)}`),
            ),
          ),
          option(
            23,
            Array.from(
              { length: SERVER_LIMIT + 1 },
              (_, at) => `20010db8${'0'.repeat(20)}${word(0x53 + at)}`,
            ).join(''),
          ),
        ),
      },
      { from: 'client', hex: message('01', clientId(), option(6, '0017'.repeat(PART_LIMIT + 1))) },
    ],
    facts: [
      { field: 'role', value: 'server-or-relay', from: 'server' },
      ...Array.from({ length: ADDRESS_LIMIT }, (_, at) => ({
        field: 'address',
        value: `2001:db8::${(0x100 + at).toString(16)}`,
        from: 'server' as const,
        about: 'receiver',
      })),
      ...Array.from({ length: SERVER_LIMIT }, (_, at) => ({
        field: 'service',
        value: 'dns-server',
        from: 'server' as const,
        about: `ip:2001:db8::${(0x53 + at).toString(16)}`,
      })),
      ...about(undefined, [
        ...identity('solicit'),
        ['option-request-list', Array.from({ length: PART_LIMIT }, () => '23').join(',')],
      ]),
    ],
  },
]);

describe('recognition of DHCPv6', () => {
  const flow = { carrier: 'udp', sourcePort: 40_000, destinationPort: 40_001 } as const;
  it.each([
    ['solicit on any port', message('01', clientId()), 'yes'],
    ['type 0', message('00', clientId()), 'no'],
    ['type 14', message('0e', clientId()), 'no'],
    ['no identity', message('01', option(6, '0017')), 'no'],
    ['identity of an unknown type', message('01', clientId('00090102030405')), 'no'],
    ['option code 0', message('01', option(0, ''), clientId()), 'no'],
    ['option code beyond those assigned', message('01', option(300, ''), clientId()), 'no'],
    [
      'options that do not end with the datagram',
      `${message('0b', option(6, '0017'), option(8, '0000'))}00`,
      'no',
    ],
    ['DNS query', '010001000001000000000000026374046c6f63616c000001', 'no'],
    ['relay message without inner message', `0c00${LINK}${LINK}${option(18, '01')}`, 'no'],
    ['too many hops', `0c09${LINK}${LINK}${option(9, message('01', clientId()))}`, 'no'],
    ['relay message option outside of a relay message', message('01', option(9, message('01'))), 'no'],
  ])('%s', (_, octets, answer) => {
    expect(dhcpv6.recognise(OctetReader.over(Buffer.from(octets, 'hex')), flow)).toBe(answer);
  });
});
