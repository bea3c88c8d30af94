/**
 * Which stations, addresses and named devices are one device. A MAC is a strong key unless it is a router's; an address
 * belongs to the station that claims it (ARP, neighbour discovery, DHCP) or sends from it with an untouched time to live;
 * packets that a router passed on prove nothing about the router. Domain specification B.0, docs/adr/0006.
 */

import { isSharedRouterMac, macFromEui64, parseMac } from '../base/mac-address.ts';
import type { Binding, HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { MemberLists } from './member-lists.ts';
import type { ObservationStore, SubjectId } from './observation-store.ts';

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

const NO_OWNER = -1;
const SEVERAL_OWNERS = -2;

export interface DeviceDraft {
  /** Station ids of the device's MACs; empty for a host that is only known by address. */
  readonly stations: readonly number[];
  readonly addresses: readonly number[];
  /** Observation subjects that are this device: bindings and named devices. */
  readonly subjects: readonly SubjectId[];
  /** Names that messages use for it (`eui64:…`), when it is a device behind another one. */
  readonly names: readonly string[];
  /** It forwards packets of others. */
  readonly routes: boolean;
  /** The device whose messages name this one; undefined for a device with a MAC or address of its own. */
  readonly via: DeviceDraft | undefined;
}

/** Groups everything seen into devices: stations and hosts in order of first sight, then devices known by name only. */
export function* resolveIdentity(hosts: HostTable, observations: ObservationStore): Generator<DeviceDraft> {
  yield* new IdentityResolution(hosts, observations).drafts();
}

/** Merges numbered nodes into groups; a group is named by its smallest node. */
class Groups {
  private readonly parent: Int32Array;

  constructor(nodes: number) {
    this.parent = new Int32Array(nodes);
    for (let node = 0; node < nodes; node++) this.parent[node] = node;
  }

  find(node: number): number {
    let root = node;
    for (let next = this.parent[root] ?? root; next !== root; next = this.parent[root] ?? root) root = next;
    this.parent[node] = root;
    return root;
  }

  join(a: number, b: number): void {
    const rootA = this.find(a);
    const rootB = this.find(b);
    this.parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }
}

class IdentityResolution {
  private readonly hosts: HostTable;
  private readonly observations: ObservationStore;
  /** Nodes are station ids, then address ids after them. */
  private readonly groups: Groups;
  private readonly stationCount: number;
  private readonly addressCount: number;
  /** Per station: addresses claimed; used with an untouched, and with a lowered time to live only. */
  private readonly claims: Int32Array;
  private readonly untouched: Int32Array;
  private readonly lowered: Int32Array;
  /** Per station: addresses of others whose packets it passed on, and for which it got packets. */
  private readonly transit: Int32Array;
  private readonly forwarded: Int32Array;
  private readonly heard: Uint8Array;
  private readonly routing: Uint8Array;
  /** Per address: stations that claimed it; its owner, NO_OWNER, or SEVERAL_OWNERS, who then stand in `shared`. */
  private readonly claimants: Int32Array;
  private readonly owner: Int32Array;
  private readonly shared = new Map<number, number[]>();

  constructor(hosts: HostTable, observations: ObservationStore) {
    this.hosts = hosts;
    this.observations = observations;
    this.stationCount = hosts.stations.count;
    this.addressCount = hosts.addresses.count;
    const perStation = () => new Int32Array(this.stationCount);
    this.groups = new Groups(this.stationCount + this.addressCount);
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
      this.heard[station] = 1;
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
      const ids = byAddress.of(address);
      if (ids.length > 0) this.settle(Array.from(ids, (id) => this.hosts.binding(id)));
    }
    // An address that was only claimed, never used as a source: the claim alone ties it to its station.
    for (const { station, address } of this.hosts.eachClaim()) {
      if (this.claimsOf(station) <= PROXY_ARP_CLAIMS && this.owner[address] === NO_OWNER)
        this.own(address, station);
    }
  }

  /** Decides between the stations that used one address. */
  private settle(bindings: readonly Binding[]): void {
    const weights = bindings.map((binding) => this.weight(binding));
    const best = Math.max(...weights);
    const alone = best === 0 && bindings.length === 1;
    for (const [index, binding] of bindings.entries()) {
      const weight = weights[index] ?? 0;
      const owns = alone
        ? this.isItsOnlyHost(binding)
        : weight > 0 && (weight === best || weight >= SENDS_UNTOUCHED);
      if (owns) this.own(binding.address, binding.station);
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

  private owns(station: number, address: number): boolean {
    return this.owner[address] === station || (this.shared.get(address)?.includes(station) ?? false);
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

  private isShared(station: number): boolean {
    const { macHigh, macLow } = this.hosts.macOf(station);
    return isSharedRouterMac(macHigh, macLow);
  }

  *drafts(): Generator<DeviceDraft> {
    // An address that several stations used in turn stays with each of them; it does not make them one device.
    for (let address = 0; address < this.addressCount; address++) {
      const owner = this.owner[address] ?? NO_OWNER;
      if (owner >= 0) this.groups.join(owner, this.addressNode(address));
    }
    this.joinRouterLegs();
    const stations = new MemberLists();
    const addresses = new MemberLists();
    const subjects = new MemberLists();
    this.placeStations(stations);
    this.placeAddresses(addresses);
    this.placeSubjects(subjects);
    const children = this.placeNamed(subjects);
    const made = new Map<number, DeviceDraft>();
    for (let node = 0; node < this.stationCount + this.addressCount; node++) {
      const draft = this.draftOf(node, stations, addresses, subjects);
      if (!draft) continue;
      if (children.gateways.has(node)) made.set(node, draft);
      yield draft;
    }
    for (const { name, via, members } of children.devices.values()) {
      yield {
        stations: [],
        addresses: [],
        subjects: members,
        names: [name],
        routes: false,
        via: made.get(via),
      };
    }
  }

  private addressNode(address: number): number {
    return this.stationCount + address;
  }

  private draftOf(
    group: number,
    stations: MemberLists,
    addresses: MemberLists,
    subjects: MemberLists,
  ): DeviceDraft | undefined {
    const ownStations = Array.from(stations.of(group));
    const ownAddresses = Array.from(addresses.of(group));
    if (ownStations.length + ownAddresses.length === 0) return undefined;
    return {
      stations: ownStations,
      addresses: ownAddresses,
      subjects: Array.from(subjects.of(group)),
      names: [],
      routes: ownStations.some((station) => this.routing[station] === 1),
      via: undefined,
    };
  }

  /**
   * Legs of one router: MACs that differ in the last octet only, as makers number the ports of one box. One leg must be
   * known to route; of the others, each must have got at least one packet for somebody else.
   */
  private joinRouterLegs(): void {
    const routers = new Map<string, number>();
    const prefixOf = (station: number) => this.hosts.station(station).mac.slice(0, 14);
    for (let station = 0; station < this.stationCount; station++) {
      if (this.routing[station] === 0 || this.isShared(station)) continue;
      const first = routers.get(prefixOf(station));
      if (first === undefined) routers.set(prefixOf(station), station);
      else this.groups.join(first, station);
    }
    for (let station = 0; station < this.stationCount; station++) {
      if ((this.forwarded[station] ?? 0) === 0) continue;
      const router = routers.get(prefixOf(station));
      if (router !== undefined) this.groups.join(router, station);
    }
  }

  /** A MAC that frames were only sent to may not exist; a router is known by what it is handed. */
  private placeStations(stations: MemberLists): void {
    for (let station = 0; station < this.stationCount; station++) {
      const known =
        this.heard[station] === 1 || this.routing[station] === 1 || this.hosts.linkFramesOf(station) > 0;
      if (known) stations.add(this.groups.find(station), station);
    }
  }

  private placeAddresses(addresses: MemberLists): void {
    for (let address = 0; address < this.addressCount; address++) {
      if (!this.hosts.isUnicast(address)) continue;
      const owner = this.owner[address] ?? NO_OWNER;
      if (owner >= 0) addresses.add(this.groups.find(owner), address);
      else if (owner === SEVERAL_OWNERS) {
        for (const station of this.shared.get(address) ?? [])
          addresses.add(this.groups.find(station), address);
      } else if (this.hosts.packetsSentBy(address) > 0) {
        // A host behind a router, known by its address alone, as long as it has spoken itself.
        addresses.add(this.groups.find(this.addressNode(address)), address);
      }
    }
  }

  private placeSubjects(subjects: MemberLists): void {
    for (const { id, station, address } of this.hosts.eachBinding()) {
      const owner = address === NO_RECORD ? NO_OWNER : (this.owner[address] ?? NO_OWNER);
      if (station !== NO_RECORD && (address === NO_RECORD || this.owns(station, address))) {
        subjects.add(this.groups.find(station), id);
      } else if (owner >= 0) subjects.add(this.groups.find(owner), id);
      else if (owner === NO_OWNER && this.hosts.isUnicast(address) && this.hosts.packetsSentBy(address) > 0) {
        // Behind a router and without an owner. Facts about an address that several used are nobody's.
        subjects.add(this.groups.find(this.addressNode(address)), id);
      }
    }
  }

  /** Devices that messages name: a station that was seen, by its MAC, or else a device behind the sender. */
  private placeNamed(subjects: MemberLists): NamedDevices {
    const devices = new Map<string, { name: string; via: number; members: SubjectId[] }>();
    const gateways = new Set<number>();
    for (const subject of this.observations.namedSubjects()) {
      const named = this.observations.namedOf(subject);
      if (!named) continue;
      const station = this.stationNamed(named.name, subject);
      if (station !== undefined) {
        subjects.add(this.groups.find(station), subject);
        continue;
      }
      const device = devices.get(named.name);
      if (device) device.members.push(subject);
      else {
        const via = this.groupOfBinding(named.via);
        gateways.add(via);
        devices.set(named.name, { name: named.name, via, members: [subject] });
      }
    }
    return { devices, gateways };
  }

  private groupOfBinding(id: number): number {
    const { station, address } = this.hosts.binding(id);
    const owner = address === NO_RECORD ? NO_OWNER : (this.owner[address] ?? NO_OWNER);
    if (owner >= 0) return this.groups.find(owner);
    return this.groups.find(
      station === NO_RECORD || owner === NO_OWNER ? this.addressNode(Math.max(address, 0)) : station,
    );
  }

  /** The station whose MAC the name or a fact of the named device contains. */
  private stationNamed(name: string, subject: SubjectId): number | undefined {
    const [kind, identity] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
    const mac = kind === 'eui64' ? macFromEui64(identity) : kind === 'mac' ? identity : undefined;
    const candidates =
      mac === undefined ? this.observations.of(subject).map(({ value }) => parseMac(value)) : [mac];
    for (const candidate of candidates) {
      const station = candidate === undefined ? NO_RECORD : this.hosts.findStation(candidate);
      if (station !== NO_RECORD) return station;
    }
    return undefined;
  }
}

interface NamedDevices {
  readonly devices: ReadonlyMap<
    string,
    { readonly name: string; readonly via: number; readonly members: readonly SubjectId[] }
  >;
  /** Groups that some of them stand behind. */
  readonly gateways: ReadonlySet<number>;
}

function increment(counts: Int32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
