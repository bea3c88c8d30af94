import { describe, expect, it } from 'vitest';
import { Coverage, NETWORK_LIMIT } from './coverage.ts';
import { attributesOf, deviceOf } from './inventory.arbitrary.ts';
import type { InventoryCapture, InventoryDevice } from './inventory.ts';

const CAPTURE: InventoryCapture = {
  file: 'a.pcap',
  packets: 1,
  octets: 60,
  firstAt: null,
  lastAt: null,
  linkTypes: [],
  anomalies: {},
  damagedAt: null,
};
const known = attributesOf({ vendor: 'Philips', model: 'MX450', softwareVersion: 'L.01.21' });

function report(devices: readonly Partial<InventoryDevice>[], capture: Partial<InventoryCapture> = {}) {
  const coverage = new Coverage();
  for (const part of devices) coverage.add(deviceOf({ packets: 1_000, vlans: [20], ...part }));
  return coverage.report([{ ...CAPTURE, ...capture }]);
}

describe('Coverage', () => {
  it('counts what is known, per VLAN and subnet', () => {
    const { vlans, subnets, advice } = report([
      { attributes: known, category: { value: 'patient-monitor', confidence: 90, reasons: [] } },
      { ips: ['10.20.20.22', '10.20.21.1'], vlans: [20, 100], conversations: { bothWays: 4, oneWay: 0 } },
    ]);
    expect(vlans.map(({ network, devices }) => [network, devices])).toEqual([
      ['VLAN 20', 2],
      ['VLAN 100', 1],
    ]);
    expect(subnets[0]).toEqual({
      network: '10.20.20.0/24',
      ...{ devices: 2, withMac: 2, withVendor: 1, withModel: 1, withVersion: 1, withCategory: 1 },
      ...{ notSending: 0, packets: 2_000, conversations: { bothWays: 4, oneWay: 0 }, advice: [] },
    });
    expect([subnets[1]?.network, advice]).toEqual(['10.20.21.0/24', []]);
  });

  it.each([
    ['10.1.2.3', '10.1.2.0/24'],
    ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
    ['fd00::5', 'fd00:0:0:0::/64'],
    ['8.8.8.8', undefined],
    ['169.254.1.1', undefined],
    ['fe80::1', undefined],
  ])('%s is of the subnet %s', (ip, subnet) => {
    expect(report([{ ips: [ip] }]).subnets[0]?.network).toBe(subnet);
  });

  const many = (part: Partial<InventoryDevice>) => new Array<Partial<InventoryDevice>>(5).fill(part);
  it.each<[string, Partial<InventoryDevice>, RegExp | undefined]>([
    ['all is well', { attributes: known }, undefined],
    [
      'devices are behind a router',
      { attributes: known, macs: [] },
      /5 of 5 devices are only seen through a router/,
    ],
    [
      'one direction is missing',
      { attributes: known, conversations: { bothWays: 1, oneWay: 1 } },
      /^50 % of the TCP conversations were seen in one direction only/,
    ],
    [
      'devices were only sent to',
      { attributes: known, seenAs: 'peer' },
      /^of 5 devices nothing that they send/,
    ],
    ['there is little traffic', { attributes: known, packets: 3 }, /^thin: 3 packets a device/],
    ['traffic tells no model', {}, /^there is traffic enough, but it tells the model of 0 of 5 devices/],
  ])('advises when %s', (_name, part, expected) => {
    const [subnet] = report(many(part)).subnets;
    if (expected === undefined) expect(subnet?.advice).toEqual([]);
    else expect(subnet?.advice).toEqual([expect.stringMatching(expected)]);
  });

  it('advises on the capture itself', () => {
    const damagedAt = { octet: 9, packet: 2, reason: 'cut' };
    const { advice } = report([{ vlans: [] }], { anomalies: { 'capture-dropped-packets': 7 }, damagedAt });
    expect(advice).toEqual([
      'a.pcap lost 7 packets: the mirror carries more than was written',
      'a.pcap was only read up to packet 2',
      'no VLAN tags were seen: mirror a trunk with its tags to tell the VLANs apart',
    ]);
  });

  it('counts networks beyond the limit together', () => {
    const coverage = new Coverage();
    for (let each = 0; each < NETWORK_LIMIT + 10; each++)
      coverage.add(deviceOf({ ips: [`10.${each >> 8}.${each & 255}.1`] }));
    const { subnets } = coverage.report([]);
    expect(subnets).toHaveLength(NETWORK_LIMIT + 1);
    expect(subnets.find(({ network }) => network === 'more')?.devices).toBe(10);
  });
});
