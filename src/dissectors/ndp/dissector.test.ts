import { describe, expect, it } from 'vitest';
import { OctetReader } from '../../wire/octet-reader.ts';
import { describeDissector } from '../dissector.contract.ts';
import type { FlowContext, Subject } from '../dissector.ts';
import { DNS_SERVER_LIMIT, ndp, OPTION_LIMIT } from './dissector.ts';

const CLIENT = 'mac:02:00:5e:00:53:01';
const SOURCE = '0101' + '02005e005301';
const TARGET = '0201' + '02005e005301';
const ADDRESS = '20010db8000100000000000000000021';

const routerSolicitation = (options = '') => `8500000000000000${options}`;
const routerAdvertisement = (lifetime: string, options: string) =>
  `8600000040c0${lifetime}0000000000000000${options}`;
const solicitation = (target: string, options = '') => `8700000000000000${target}${options}`;
const advertisement = (flags: string, target: string, options = '') => `88000000${flags}${target}${options}`;
const prefix = (bits: string, address: string) => `0304${bits}c000278d0000093a8000000000${address}`;
const dnsServers = (...addresses: string[]) =>
  `19${(addresses.length * 2 + 1).toString(16).padStart(2, '0')}000000000708${addresses.join('')}`;

describeDissector(ndp, [
  {
    name: 'duplicate address detection: no source link-layer option',
    messages: [{ from: 'client', hex: solicitation('fe80000000000000020009fffe3a1015') }],
    facts: [{ field: 'probe', value: 'fe80::200:9ff:fe3a:1015', about: CLIENT }],
  },
  {
    name: 'neighbour advertisement of a host, then of a router',
    messages: [
      { from: 'client', hex: advertisement('60000000', ADDRESS, TARGET) },
      { from: 'server', hex: advertisement('e0000000', 'fe800000000000000000000000000001') },
    ],
    facts: [
      { field: 'address', value: '2001:db8:1::21', about: CLIENT },
      { field: 'router', value: 'answers-as-router', from: 'server' },
    ],
  },
  {
    name: 'router advertisement with prefix and DNS servers',
    messages: [
      {
        from: 'client',
        hex: routerAdvertisement(
          '0708',
          `${SOURCE}05010000000005dc${prefix('40', '20010db8000100000000000000000000')}${dnsServers(
            '20010db8000100000000000000000053',
            'ff020000000000000000000000000001',
          )}`,
        ),
      },
    ],
    facts: [
      { field: 'router', value: 'advertises' },
      { field: 'prefix', value: '2001:db8:1::/64' },
      { field: 'service', value: 'dns-server', about: 'ip:2001:db8:1::53' },
    ],
  },
  {
    name: 'router that is no default router; malformed prefix and cut option',
    messages: [
      {
        from: 'client',
        hex: routerAdvertisement('0000', `${prefix('81', ADDRESS)}0305400000000000`),
      },
    ],
    facts: [{ field: 'router', value: 'advertises-no-default-route' }],
  },
  {
    name: 'target address of another station than the sender of the frame',
    messages: [{ from: 'client', hex: advertisement('20000000', ADDRESS, '02010009fb3a1015') }],
    facts: [{ field: 'address', value: '2001:db8:1::21', about: 'mac:00:09:fb:3a:10:15' }],
    anomalies: ['link-layer-mismatch'],
  },
  {
    name: 'multicast targets',
    messages: [
      { from: 'client', hex: solicitation('ff020000000000000000000000000001') },
      { from: 'client', hex: advertisement('20000000', 'ff020000000000000000000000000001', TARGET) },
    ],
    facts: [],
    anomalies: ['target-invalid'],
  },
  {
    name: 'an option of length 0 discards the message',
    messages: [{ from: 'client', hex: advertisement('20000000', ADDRESS, `${TARGET}0e00000000000000`) }],
    facts: [],
    anomalies: ['option-length-zero'],
  },
  {
    name: 'link-layer options of other lengths, of nobody and of a group',
    messages: [
      { from: 'client', hex: advertisement('20000000', ADDRESS, `020200000000000000000000000000ff`) },
      { from: 'client', hex: advertisement('20000000', ADDRESS, `0201000000000000`) },
      { from: 'client', hex: advertisement('20000000', ADDRESS, `020133330000ffff`) },
    ],
    facts: [],
  },
  {
    name: 'more options than a message may hold',
    messages: [
      { from: 'client', hex: advertisement('20000000', ADDRESS, TARGET.repeat(OPTION_LIMIT)) },
      { from: 'server', hex: advertisement('a0000000', ADDRESS, TARGET.repeat(OPTION_LIMIT + 1)) },
    ],
    facts: [{ field: 'address', value: '2001:db8:1::21', about: CLIENT }],
    anomalies: ['too-many-options'],
  },
  {
    name: 'more DNS servers than are read',
    messages: [
      {
        from: 'client',
        hex: routerAdvertisement(
          '0001',
          dnsServers(
            ...Array.from(
              { length: DNS_SERVER_LIMIT + 1 },
              (_, index) => `20010db80000000000000000000000${(0x50 + index).toString(16)}`,
            ),
          ),
        ),
      },
    ],
    facts: [
      { field: 'router', value: 'advertises' },
      ...Array.from({ length: DNS_SERVER_LIMIT }, (_, index) => ({
        field: 'service',
        value: 'dns-server',
        about: `ip:2001:db8::${(0x50 + index).toString(16)}`,
      })),
    ],
  },
]);

describe('the source address of neighbour discovery', () => {
  const factsFrom = (sourceIp: string, hex: string) => {
    const seen: (readonly [string, string, Subject])[] = [];
    const flow: FlowContext<unknown> = {
      carrier: 'icmpv6',
      direction: 0,
      sourcePort: 0,
      destinationPort: 0,
      sourceMac: '02:00:5e:00:53:01',
      sourceIp,
      destinationIp: 'ff02::1',
      state: ndp.begin?.(),
    };
    const octets = Buffer.from(hex, 'hex');
    const progress = ndp.dissect(OctetReader.over(octets), flow, {
      fact: (field, value, about = { kind: 'sender' }) => seen.push([field, value, about]),
      anomaly: () => undefined,
      serverIs: () => undefined,
    });
    expect(progress).toBe(octets.length);
    return seen;
  };
  const client = { kind: 'mac', mac: '02:00:5e:00:53:01' };

  it.each([
    ['neighbour solicitation', 'fe80::1', solicitation(ADDRESS, SOURCE), [['address', 'fe80::1', client]]],
    ['router solicitation', '2001:db8::7', routerSolicitation(SOURCE), [['address', '2001:db8::7', client]]],
    ['router solicitation from ::', '::', routerSolicitation(), []],
    ['probe', '::', solicitation(ADDRESS), [['probe', '2001:db8:1::21', client]]],
    ['probe with an option that RFC 4861 7.1.1 forbids', '::', solicitation(ADDRESS, SOURCE), []],
    ['reachability check without option', 'fe80::1', solicitation(ADDRESS), []],
    [
      'router advertisement',
      'fe80::1',
      routerAdvertisement('0708', SOURCE),
      [
        ['router', 'advertises', { kind: 'sender' }],
        ['address', 'fe80::1', client],
      ],
    ],
  ])('%s', (_, sourceIp, hex, facts) => {
    expect(factsFrom(sourceIp, hex)).toEqual(facts);
  });

  it.each([
    ['router solicitation', routerSolicitation(), 'yes'],
    ['code other than 0', '8501000000000000', 'no'],
    ['echo request', '8000000000000000', 'no'],
    ['redirect', `8900000000000000${ADDRESS}${ADDRESS}`, 'no'],
    ['cut neighbour solicitation', solicitation(ADDRESS).slice(0, 40), 'no'],
  ])('recognises %s', (_, hex, answer) => {
    const flow = { carrier: 'icmpv6', sourcePort: 0, destinationPort: 0 } as const;
    expect(ndp.recognise(OctetReader.over(Buffer.from(hex, 'hex')), flow)).toBe(answer);
  });
});
