/** Captures whose packets are counted: what the server shows of a host must be the sum of what it was given, no more, no less. */

import { writePcap } from '../capture-writer.ts';
import { arp, BROADCAST_MAC, ETHER_TYPE, ethernet } from '../frame-builder.ts';
import type { Chance } from './chance.ts';

/** 2026-11-22 00:00 UTC. */
const BEGIN_MICROS = 1_795_305_600_000_000;
const HOSTS = 12;
/** Last octet of the first host: two digits. */
const FIRST = 16;
const MOST_PACKETS = 60;

/** Packets by MAC address. */
export type Counts = Map<string, number>;

export interface CountedCapture {
  readonly octets: Buffer;
  readonly counts: Counts;
}

let made = 0;

/** Some packets of some hosts. `group` tells the hosts of one source from another's. */
export function someCounts(chance: Chance, group: number): Counts {
  const counts: Counts = new Map();
  for (let packets = 1 + chance.below(MOST_PACKETS); packets > 0; packets--)
    addCounts(counts, new Map([[`00:09:fb:00:0${group}:${(FIRST + chance.below(HOSTS)).toString(16)}`, 1]]));
  return counts;
}

/** Address announcements of hosts; each capture differs from all others. */
export function countedCapture(chance: Chance, group: number): CountedCapture {
  const counts = someCounts(chance, group);
  const begin = BEGIN_MICROS + made++ * 1_000_000;
  const macs = [...counts].flatMap(([mac, count]) => Array.from({ length: count }, () => mac));
  const frames = macs.map((mac, index) => {
    const ip = `10.77.${group}.${Number.parseInt(mac.slice(-2), 16)}`;
    const announcement = arp({ operation: 'request', senderMac: mac, senderIp: ip, targetIp: ip });
    return {
      micros: begin + index,
      octets: ethernet({ source: mac, destination: BROADCAST_MAC, type: ETHER_TYPE.arp }, announcement),
    };
  });
  return { octets: writePcap(frames), counts };
}

export function addCounts(sum: Counts, more: Counts): void {
  for (const [mac, count] of more) sum.set(mac, (sum.get(mac) ?? 0) + count);
}
