/**
 * Coverage: how much of each VLAN and subnet the captures show, and what to mirror so that they show more. Counts devices,
 * never guesses at those that were not seen: a subnet without traffic is not in the table, and its absence proves nothing.
 */

import { isPrivateIpv4, parseIpv4, parseIpv6 } from '../base/ip-address.ts';
import type { InventoryCapture, InventoryDevice } from './inventory.ts';

export const COVERAGE_SCHEMA = 'wardlight.coverage/1';
/** VLANs, and subnets, that are counted apart; devices of further ones are counted under `more`. */
export const NETWORK_LIMIT = 4_096;

export interface NetworkCoverage {
  /** `VLAN 20`, `10.20.20.0/24`, `2001:db8:0:1::/64`. */
  readonly network: string;
  readonly devices: number;
  /** Of these: with a MAC of their own, and with a known … */
  readonly withMac: number;
  readonly withVendor: number;
  readonly withModel: number;
  readonly withVersion: number;
  readonly withCategory: number;
  /** Only sent to or told of: nothing of their own was captured. */
  readonly notSending: number;
  readonly packets: number;
  /** TCP conversations of the devices, seen in both directions or in one only. */
  readonly conversations: { readonly bothWays: number; readonly oneWay: number };
  /** Sentences for people: what to mirror. */
  readonly advice: readonly string[];
}

export interface CoverageReport {
  readonly schema: typeof COVERAGE_SCHEMA;
  readonly vlans: readonly NetworkCoverage[];
  readonly subnets: readonly NetworkCoverage[];
  /** About the captures as a whole. */
  readonly advice: readonly string[];
}

/** Devices of a network below which a share says nothing. */
const FEW_DEVICES = 3;
const FEW_CONVERSATIONS = 5;
/** Shares from which advice is given. */
const MANY_WITHOUT_MAC = 0.5;
const MANY_ONE_WAY = 0.2;
const FEW_WITH_MODEL = 0.5;
/** Packets per device below which a capture is too short to tell much. */
const THIN_PACKETS = 100;
const DROPPED = 'capture-dropped-packets';

type Counts = {
  -readonly [Name in Exclude<keyof NetworkCoverage, 'network' | 'conversations' | 'advice'>]: number;
} & {
  bothWays: number;
  oneWay: number;
};

export class Coverage {
  private readonly vlans = new Map<string, Counts>();
  private readonly subnets = new Map<string, Counts>();

  /** Counts one device in each of its networks. */
  add(device: InventoryDevice): void {
    for (const vlan of device.vlans) count(device, this.vlans, `VLAN ${vlan}`);
    const subnets = new Set(device.ips.flatMap(subnetOf));
    for (const subnet of subnets) count(device, this.subnets, subnet);
  }

  report(captures: readonly InventoryCapture[]): CoverageReport {
    const advice = captures.flatMap(captureAdvice);
    if (this.vlans.size === 0 && this.subnets.size > 0)
      advice.push('no VLAN tags were seen: mirror a trunk with its tags to tell the VLANs apart');
    return {
      schema: COVERAGE_SCHEMA,
      vlans: presented(this.vlans, []),
      subnets: presented(this.subnets, [withoutMac]),
      advice,
    };
  }
}

function captureAdvice({ file, anomalies, damagedAt }: InventoryCapture): string[] {
  const advice: string[] = [];
  const dropped = anomalies[DROPPED] ?? 0;
  if (dropped > 0) advice.push(`${file} lost ${dropped} packets: the mirror carries more than was written`);
  if (damagedAt) advice.push(`${file} was only read up to packet ${damagedAt.packet}`);
  return advice;
}

/** The /24 or /64 of an address inside the site; a public or link-local one is of no subnet of the site. */
function subnetOf(ip: string): string[] {
  const ipv4 = parseIpv4(ip);
  if (ipv4 !== undefined) {
    const isLinkLocal = ipv4 >>> 16 === 0xa9fe;
    return isPrivateIpv4(ipv4) && !isLinkLocal ? [`${ip.slice(0, ip.lastIndexOf('.'))}.0/24`] : [];
  }
  const [word0, word1] = parseIpv6(ip) ?? [];
  if (word0 === undefined || word1 === undefined || word0 >>> 22 === 0x3fa) return [];
  const group = (value: number) => (value & 0xffff).toString(16);
  return [`${group(word0 >>> 16)}:${group(word0)}:${group(word1 >>> 16)}:${group(word1)}::/64`];
}

function count(device: InventoryDevice, networks: Map<string, Counts>, network: string): void {
  const name = networks.has(network) || networks.size < NETWORK_LIMIT ? network : 'more';
  const counts = networks.get(name) ?? newCounts();
  networks.set(name, counts);
  const { attributes, category, conversations } = device;
  counts.devices++;
  if (device.macs.length > 0) counts.withMac++;
  if (attributes.vendor) counts.withVendor++;
  if (attributes.model) counts.withModel++;
  if (attributes.softwareVersion || attributes.firmwareVersion || attributes.osVersion) counts.withVersion++;
  if (category.value !== 'unknown') counts.withCategory++;
  if (device.seenAs !== 'sender') counts.notSending++;
  counts.packets += device.packets;
  counts.bothWays += conversations.bothWays;
  counts.oneWay += conversations.oneWay;
}

function newCounts(): Counts {
  return {
    ...{ devices: 0, withMac: 0, withVendor: 0, withModel: 0, withVersion: 0, withCategory: 0 },
    ...{ notSending: 0, packets: 0, bothWays: 0, oneWay: 0 },
  };
}

type AdviceRule = (counts: Counts) => string | undefined;

const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;

const withoutMac: AdviceRule = ({ devices, withMac }) =>
  devices >= FEW_DEVICES && 1 - withMac / devices >= MANY_WITHOUT_MAC
    ? `${devices - withMac} of ${devices} devices are only seen through a router: mirror the switch of this subnet`
    : undefined;

const oneDirection: AdviceRule = ({ bothWays, oneWay }) => {
  const all = bothWays + oneWay;
  return all >= FEW_CONVERSATIONS && oneWay / all >= MANY_ONE_WAY
    ? `${percent(oneWay, all)} of the TCP conversations were seen in one direction only: mirror what the ports receive and what they send, and every path`
    : undefined;
};

const silentDevices: AdviceRule = ({ notSending }) =>
  notSending > 0
    ? `of ${notSending} device${notSending === 1 ? '' : 's'} nothing that they send was captured: mirror their ports`
    : undefined;

const thinTraffic: AdviceRule = ({ devices, packets }) =>
  packets / devices < THIN_PACKETS
    ? `thin: ${Math.round(packets / devices)} packets a device on average: capture for longer, best over a start of the devices`
    : undefined;

const tellsLittle: AdviceRule = (counts) =>
  counts.devices >= FEW_DEVICES &&
  counts.withModel / counts.devices < FEW_WITH_MODEL &&
  thinTraffic(counts) === undefined
    ? `there is traffic enough, but it tells the model of ${counts.withModel} of ${counts.devices} devices only: compare with the device list of biomedical engineering`
    : undefined;

const RULES: readonly AdviceRule[] = [oneDirection, silentDevices, thinTraffic, tellsLittle];

function presented(networks: ReadonlyMap<string, Counts>, further: readonly AdviceRule[]): NetworkCoverage[] {
  return [...networks]
    .map(([network, counts]) => {
      const { bothWays, oneWay, ...rest } = counts;
      const advice = [...further, ...RULES].flatMap((rule) => rule(counts) ?? []);
      return { network, ...rest, conversations: { bothWays, oneWay }, advice };
    })
    .sort((a, b) => a.network.localeCompare(b.network, 'en', { numeric: true }));
}
