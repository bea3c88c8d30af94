/**
 * Which station an address belongs to, and which stations forward packets of others. An address belongs to the station that
 * claims it (ARP, neighbour discovery, DHCP) or sends from it with an untouched time to live; packets that a router passed
 * on prove nothing about the router. Domain specification B.0, docs/adr/0006.
 */

import { isSharedRouterMac } from '../base/mac-address.ts';
import type { Binding, HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { MemberLists } from './member-lists.ts';

/** Addresses that one station may claim before it is taken for a router that answers for others (proxy ARP). */
export const PROXY_ARP_CLAIMS = 8;
/** Addresses behind one MAC with a lowered time to live that make it a router. */
const TRANSIT_ADDRESSES = 2;
/** Addresses of others for which a station gets frames that make it a router. */
const DELIVERED_ADDRESSES = 3;

/** Weights of what ties an address to a station; 0 means that the packets were passed on for somebody else. */
const CLAIMED = 2;
const SENDS_UNTOUCHED = 4;
const SENDS = 1;

const TOLD_OF = 1;
const SENT = 2;
const NO_OWNER = -1;
const SEVERAL_OWNERS = -2;
const NOBODY: readonly number[] = [];

/** Worked out once, in the constructor; the host table must not change afterwards. */
export class AddressOwnership {
  private readonly hosts: HostTable;
  private readonly stationCount: number;
  private readonly addressCount: number;
  /** Per station: addresses claimed; used with an untouched, and with a lowered time to live only. */
  private readonly claims: Int32Array;
  private readonly untouched: Int32Array;
  private readonly lowered: Int32Array;
  /** Per station: addresses of others whose packets it passed on, and for which it got packets. */
  private readonly transit: Int32Array;
  private readonly forwarded: Int32Array;
  /** Per station: 1 when a message or packet tells of it, 2 when it has sent a packet itself. */
  private readonly heard: Uint8Array;
  private readonly routing: Uint8Array;
  /** Per address: stations that claimed it; its owner, NO_OWNER, or SEVERAL_OWNERS, who then stand in `shared`. */
  private readonly claimants: Int32Array;
  private readonly owner: Int32Array;
  private readonly shared = new Map<number, number[]>();

  constructor(hosts: HostTable) {
    this.hosts = hosts;
    this.stationCount = hosts.stations.count;
    this.addressCount = hosts.addresses.count;
    const perStation = () => new Int32Array(this.stationCount);
    this.claims = perStation();
    this.untouched = perStation();
    this.lowered = perStation();
    this.transit = perStation();
    this.forwarded = perStation();
    this.heard = new Uint8Array(this.stationCount);
    this.routing = new Uint8Array(this.stationCount);
    this.claimants = new Int32Array(this.addressCount);
    this.owner = new Int32Array(this.addressCount).fill(NO_OWNER);
    this.count();
    this.assignAddresses();
    this.countForwarded();
    this.findRouters();
  }

  private count(): void {
    for (const { station, address } of this.hosts.eachClaim()) {
      increment(this.claims, station);
      increment(this.claimants, address);
    }
    for (const { station, address, ttlOriginal, ttlLowered } of this.hosts.eachBinding()) {
      if (station === NO_RECORD) continue;
      const sent = address !== NO_RECORD || ttlOriginal || ttlLowered;
      this.heard[station] = sent ? SENT : Math.max(this.heard[station] ?? 0, TOLD_OF);
      if (address === NO_RECORD) continue;
      if (ttlOriginal) increment(this.untouched, station);
      else if (ttlLowered) increment(this.lowered, station);
    }
  }

  private claimsOf(station: number): number {
    return this.claims[station] ?? 0;
  }

  /** How firmly a binding ties its address to its station. */
  private weight({ station, address, ttlOriginal, ttlLowered }: Binding): number {
    const claimed = this.hosts.hasClaimed(station, address);
    if (claimed && this.claimsOf(station) <= PROXY_ARP_CLAIMS) {
      return CLAIMED + (ttlOriginal ? SENDS_UNTOUCHED : SENDS);
    }
    const claimedByOthers = (this.claimants[address] ?? 0) > (claimed ? 1 : 0);
    if (ttlOriginal && !claimedByOthers) return SENDS_UNTOUCHED;
    return ttlLowered || claimedByOthers ? 0 : SENDS;
  }

  private assignAddresses(): void {
    const byAddress = new MemberLists();
    for (const { id, station, address } of this.hosts.eachBinding()) {
      if (station !== NO_RECORD && address !== NO_RECORD) byAddress.add(address, id);
    }
    for (let address = 0; address < this.addressCount; address++) {
      const ids = byAddress.listOf(address);
      const [only] = ids;
      if (ids.length === 1 && only !== undefined) this.settleAlone(this.hosts.binding(only));
      else if (ids.length > 1) this.settle(ids.map((id) => this.hosts.binding(id)));
    }
    // An address that was only claimed, never used as a source: the claim alone ties it to its station.
    const used = this.owner.slice();
    for (const { station, address } of this.hosts.eachClaim()) {
      if (used[address] === NO_OWNER && this.claimsOf(station) <= PROXY_ARP_CLAIMS)
        this.own(address, station);
    }
  }

  /** The case of nearly all addresses: one station has used it. */
  private settleAlone(binding: Binding): void {
    if (this.weight(binding) > 0 || this.isItsOnlyHost(binding)) this.own(binding.address, binding.station);
    else increment(this.transit, binding.station);
  }

  /** Decides between the stations that used one address. */
  private settle(bindings: readonly Binding[]): void {
    const weights = bindings.map((binding) => this.weight(binding));
    const best = Math.max(...weights);
    for (const [index, binding] of bindings.entries()) {
      const weight = weights[index] ?? 0;
      if (weight > 0 && (weight === best || weight >= SENDS_UNTOUCHED))
        this.own(binding.address, binding.station);
      else increment(this.transit, binding.station);
    }
  }

  /** The only station that ever used an address owns it, however odd the time to live, unless it has another or routes. */
  private isItsOnlyHost({ station, address, ttlOriginal }: Binding): boolean {
    const otherClaims = this.claimsOf(station) - (this.hosts.hasClaimed(station, address) ? 1 : 0);
    return (
      !ttlOriginal &&
      otherClaims === 0 &&
      this.untouched[station] === 0 &&
      (this.lowered[station] ?? 0) < TRANSIT_ADDRESSES
    );
  }

  private own(address: number, station: number): void {
    const owner = this.owner[address] ?? NO_OWNER;
    if (owner === NO_OWNER) this.owner[address] = station;
    else if (owner === SEVERAL_OWNERS) this.shared.get(address)?.push(station);
    else if (owner !== station) {
      this.owner[address] = SEVERAL_OWNERS;
      this.shared.set(address, [owner, station]);
    }
  }

  /** Packets for the address of another station are handed to whoever forwards them. */
  private countForwarded(): void {
    for (const { station, address } of this.hosts.eachDelivery()) {
      if (!this.owns(station, address)) increment(this.forwarded, station);
    }
  }

  private findRouters(): void {
    for (let station = 0; station < this.stationCount; station++) {
      const routes =
        (this.transit[station] ?? 0) >= TRANSIT_ADDRESSES ||
        (this.forwarded[station] ?? 0) >= DELIVERED_ADDRESSES ||
        this.claimsOf(station) > PROXY_ARP_CLAIMS ||
        this.hosts.saysItForwards(station);
      if (routes || this.isShared(station)) this.routing[station] = 1;
    }
  }

  /** The one station that owns the address; undefined when none does, or several in turn. */
  ownerOf(address: number): number | undefined {
    const owner = this.owner[address] ?? NO_OWNER;
    return owner >= 0 ? owner : undefined;
  }

  /** The stations that used the address in turn; none when one or no station owns it. */
  sharersOf(address: number): readonly number[] {
    return this.owner[address] === SEVERAL_OWNERS ? (this.shared.get(address) ?? NOBODY) : NOBODY;
  }

  /** Whether the station, perhaps with others, owns the address. */
  owns(station: number, address: number): boolean {
    return this.owner[address] === station || this.sharersOf(address).includes(station);
  }

  /** Whether the station forwards packets of others. */
  routes(station: number): boolean {
    return this.routing[station] === 1;
  }

  /** Addresses of others for which the station gets packets. */
  forwardedBy(station: number): number {
    return this.forwarded[station] ?? 0;
  }

  /** Whether anything tells of the station: packets of its own, or a message about it. */
  isKnown(station: number): boolean {
    return (this.heard[station] ?? 0) >= TOLD_OF || this.hosts.linkFramesOf(station) > 0;
  }

  /** Whether the station has sent a packet. */
  hasSent(station: number): boolean {
    return this.heard[station] === SENT || this.hosts.linkFramesOf(station) > 0;
  }

  /** Whether a redundancy protocol shares the station's MAC between routers. */
  isShared(station: number): boolean {
    const { macHigh, macLow } = this.hosts.macOf(station);
    return isSharedRouterMac(macHigh, macLow);
  }
}

function increment(counts: Int32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
