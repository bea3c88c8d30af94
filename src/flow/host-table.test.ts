import { describe, expect, it } from 'vitest';
import { parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import { macWords } from '../base/mac-address.ts';
import { NO_VLAN } from '../wire/packet.ts';
import { ADDRESS_LIMIT, HostTable, STATION_LIMIT, VLANS_PER_STATION } from './host-table.ts';
import { NO_RECORD } from './record-table.ts';

const newTable = () => new HostTable(0x5eed);
const see = (hosts: HostTable, ip: string, micros = 0) => {
  const ipv4 = parseIpv4(ip);
  if (ipv4 !== undefined) return hosts.seeIpv4(ipv4, micros);
  const ipv6 = parseIpv6(ip);
  if (!ipv6) throw new Error(`no address: ${ip}`);
  return hosts.seeIpv6(...ipv6, micros);
};
const station = (hosts: HostTable, mac: string, vlan = NO_VLAN, micros = 0) => {
  const { high, low } = macWords(mac);
  return hosts.seeStation(high, low, vlan, micros);
};

describe('stations', () => {
  it('are one for each MAC, with first and last time', () => {
    const hosts = newTable();
    const id = station(hosts, '00:09:fb:3a:10:15', NO_VLAN, 100);
    expect(station(hosts, '00:09:fb:3a:10:15', NO_VLAN, 200)).toBe(id);
    expect(station(hosts, '00:09:fb:3a:10:16')).not.toBe(id);
    expect(hosts.station(id)).toMatchObject({
      mac: '00:09:fb:3a:10:15',
      vlans: [],
      firstAt: 100,
      lastAt: 200,
    });
    expect([...hosts.eachStation()].map(({ mac }) => mac)).toEqual([
      '00:09:fb:3a:10:15',
      '00:09:fb:3a:10:16',
    ]);
  });

  it('have the earliest and latest time, in whatever order captures are read', () => {
    const hosts = newTable();
    for (const micros of [500, 900, 100]) station(hosts, '00:09:fb:3a:10:15', NO_VLAN, micros);
    expect(hosts.station(0)).toMatchObject({ firstAt: 100, lastAt: 900 });
    const address = see(hosts, '10.0.1.5', 500);
    hosts.seeFlowOf(address, 100);
    hosts.seeFlowOf(address, 900);
    expect(hosts.address(address)).toMatchObject({ firstAt: 100, lastAt: 900 });
  });

  it('remember their VLANs, each once and no more than the limit', () => {
    const hosts = newTable();
    for (const vlan of [10, 10, 20, 10, NO_VLAN]) station(hosts, '00:09:fb:3a:10:15', vlan);
    expect(hosts.station(0).vlans).toEqual([10, 20]);
    for (let vlan = 1; vlan < 100; vlan++) station(hosts, '00:09:fb:3a:10:16', vlan);
    expect(hosts.station(1).vlans).toEqual(
      Array.from({ length: VLANS_PER_STATION }, (_, index) => index + 1),
    );
  });

  it('count their frames without IP', () => {
    const hosts = newTable();
    const id = station(hosts, '00:09:fb:3a:10:15');
    hosts.countLinkFrame(id, 60);
    hosts.countLinkFrame(id, 1_500);
    expect(hosts.station(id)).toMatchObject({ linkFrames: 2, linkOctets: 1_560 });
  });

  it('beyond the limit are refused and counted; those known stay', () => {
    const hosts = newTable();
    for (let low = 0; low < STATION_LIMIT; low++) hosts.seeStation(2, low, NO_VLAN, 0);
    expect(hosts.seeStation(2, STATION_LIMIT, NO_VLAN, 0)).toBe(NO_RECORD);
    expect(hosts.seeStation(2, 5, 30, 9)).toBe(5);
    expect(hosts.station(5)).toMatchObject({ vlans: [30], lastAt: 9 });
    expect([hosts.refused, hosts.stations.count]).toEqual([1, STATION_LIMIT]);
  });
});

describe('addresses', () => {
  it.each(['192.0.2.10', '255.255.255.255', '2001:db8::10', 'fe80::1', '::'])('%s comes back', (ip) => {
    const hosts = newTable();
    const id = see(hosts, ip, 7);
    expect(see(hosts, ip, 9)).toBe(id);
    expect(hosts.ipOf(id)).toBe(ip);
    expect(hosts.address(id)).toMatchObject({ ip, version: ip.includes(':') ? 6 : 4, firstAt: 7 });
  });

  it('mapped into IPv6 are the IPv4 address, whichever is seen first', () => {
    for (const order of [
      ['192.0.2.10', '::ffff:192.0.2.10'],
      ['::ffff:192.0.2.10', '192.0.2.10'],
    ]) {
      const hosts = newTable();
      const ids = order.map((ip) => see(hosts, ip));
      expect(ids).toEqual([0, 0]);
      expect(hosts.address(0)).toMatchObject({ ip: '192.0.2.10', version: 4 });
    }
  });

  it.each([
    ['192.0.2.10', true],
    ['0.0.0.0', false],
    ['127.0.0.1', false],
    ['224.0.0.251', false],
    ['255.255.255.255', false],
    ['2001:db8::1', true],
    ['fe80::1', true],
    ['::2', true],
    ['::8000:1', true],
    ['::', false],
    ['::1', false],
    ['ff02::fb', false],
    ['::ffff:127.0.0.1', false],
  ])('%s: one host can own it: %s', (ip, unicast) => {
    const hosts = newTable();
    expect(hosts.isUnicast(see(hosts, ip))).toBe(unicast);
  });

  it.each(['127.0.0.1', '127.4.5.6', '::1'])(
    '%s is a host once packets without MAC came from loopback',
    (ip) => {
      const hosts = newTable();
      hosts.admitLoopback(see(hosts, '192.0.2.10'));
      expect(hosts.isUnicast(see(hosts, ip))).toBe(false);
      hosts.admitLoopback(see(hosts, ip));
      expect(hosts.isUnicast(see(hosts, ip))).toBe(true);
      expect(hosts.isUnicast(see(hosts, '::'))).toBe(false);
      expect(hosts.isUnicast(see(hosts, '0.0.0.0'))).toBe(false);
    },
  );

  it('no address is nobody', () => {
    expect(newTable().isUnicast(NO_RECORD)).toBe(false);
  });

  it('add up the traffic of flows that ended', () => {
    const hosts = newTable();
    const id = see(hosts, '192.0.2.10', 100);
    hosts.countTraffic(id, 3, 300, 4, 4_000, 150);
    hosts.countTraffic(id, 1, 100, 0, 0, 120);
    hosts.countTraffic(NO_RECORD, 1, 100, 0, 0, 120);
    expect(hosts.address(id)).toMatchObject({
      ...{ packetsSent: 4, octetsSent: 400, packetsReceived: 4, octetsReceived: 4_000 },
      ...{ firstAt: 100, lastAt: 150 },
    });
  });

  it('count each peer once, whoever begins', () => {
    const hosts = newTable();
    const [one = 0, other = 0, third = 0] = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((ip) =>
      see(hosts, ip),
    );
    hosts.seePair(one, other);
    hosts.seePair(other, one);
    hosts.seePair(one, third);
    hosts.seePair(one, NO_RECORD);
    expect([one, other, third].map((id) => hosts.address(id).peers)).toEqual([2, 1, 1]);
  });

  it('beyond the limit are refused and counted', () => {
    const hosts = newTable();
    for (let address = 0; address < ADDRESS_LIMIT; address++) hosts.seeIpv4(address, 0);
    expect(hosts.seeIpv4(ADDRESS_LIMIT, 0)).toBe(NO_RECORD);
    expect(hosts.seeIpv6(0x20010db8, 0, 0, 1, 0)).toBe(NO_RECORD);
    expect(hosts.seeIpv4(77, 0)).toBe(77);
    expect(hosts.refused).toBe(2);
  });
});

describe('bindings', () => {
  it.each([
    ['of a host', [64, 128, 255], true, false],
    ['behind a router', [63, 127, 254], false, true],
    ['of a host that also forwards', [64, 63], true, true],
    ['of link-local multicast', [1, 4], false, false],
    ['unknown', [0], false, false],
  ])('time to live %s', (_name, ttls, ttlOriginal, ttlLowered) => {
    const hosts = newTable();
    const binding = hosts.bind(station(hosts, '00:09:fb:3a:10:15'), see(hosts, '192.0.2.10'), 0, 100);
    for (const ttl of ttls) expect(hosts.bind(0, 0, ttl, 200)).toBe(binding);
    expect([...hosts.eachBinding()]).toEqual([
      { id: binding, station: 0, address: 0, ttlOriginal, ttlLowered, firstAt: 100, lastAt: 200 },
    ]);
  });

  it('join a station or an address alone as well', () => {
    const hosts = newTable();
    const here = station(hosts, '00:09:fb:3a:10:15');
    const address = see(hosts, '192.0.2.10');
    const ids = [
      hosts.bind(here, address, 64, 0),
      hosts.bind(here, NO_RECORD, 0, 0),
      hosts.bind(NO_RECORD, address, 0, 0),
    ];
    expect(new Set(ids).size).toBe(3);
    expect([...hosts.eachBinding()].map((each) => [each.station, each.address])).toEqual([
      [here, address],
      [here, NO_RECORD],
      [NO_RECORD, address],
    ]);
  });

  it('are made for a sender, once for as long as its packets come in frames of one MAC', () => {
    const hosts = newTable();
    const address = see(hosts, '192.0.2.10');
    hosts.seeSender(0x0009, 0x0a, NO_VLAN, address, 64, 100);
    hosts.seeSender(0x0009, 0x0a, NO_VLAN, address, 64, 200);
    hosts.seeSender(0x0009, 0x0b, NO_VLAN, address, 63, 300);
    hosts.seeSender(0x0009, 0x0b, NO_VLAN, see(hosts, '224.0.0.1'), 64, 400);
    const bindings = [...hosts.eachBinding()].map((each) => [each.station, each.address, each.ttlOriginal]);
    expect(bindings).toEqual([
      [0, address, true],
      [1, address, false],
      [1, NO_RECORD, true],
    ]);
  });

  it('learn of the time to live after link-local multicast, which tells nothing', () => {
    const hosts = newTable();
    const address = see(hosts, '192.0.2.10');
    for (const ttl of [1, 1, 128]) hosts.seeSender(0x0009, 0x0a, NO_VLAN, address, ttl, 0);
    expect([...hosts.eachBinding()]).toMatchObject([{ ttlOriginal: true, ttlLowered: false }]);
  });

  it('of deliveries are kept once', () => {
    const hosts = newTable();
    const [one = 0, other = 0] = [see(hosts, '192.0.2.10'), see(hosts, '192.0.2.20')];
    for (const [low, address] of [
      [0x0a, one],
      [0x0a, one],
      [0x0a, other],
      [0x0b, one],
      [0x0a, one],
    ] as const)
      hosts.seeDelivery(0x0009, low, address, 0);
    expect([...hosts.eachDelivery()]).toEqual([
      { station: 0, address: one },
      { station: 0, address: other },
      { station: 1, address: one },
    ]);
  });
});
