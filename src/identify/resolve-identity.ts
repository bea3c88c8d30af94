/**
 * Which stations, addresses and named devices are one device. A MAC is a strong key unless it is a router's; an address
 * belongs to the station that claims it (ARP, neighbour discovery, DHCP) or sends from it with an untouched time to live;
 * packets that a router passed on prove nothing about the router. Domain specification B.0.
 */

import { isSharedRouterMac, macFromEui64, parseMac } from '../base/mac-address.ts';
import type { Binding, HostTable, Station } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import type { Knowledge } from './knowledge.ts';
import type { ObservationStore, SubjectId } from './observation-store.ts';

/** Addresses that one station may claim by ARP before it is taken for a router that answers for others (proxy ARP). */
export const PROXY_ARP_CLAIMS = 8;
/** Addresses behind one MAC with a lowered time to live that make it a router. */
const TRANSIT_ADDRESSES = 2;
/** Addresses of others for which a station gets frames that make it a router. */
const DELIVERED_ADDRESSES = 3;

/** Weights of what ties an address to a station. */
const CLAIMED = 2;
const SENDS_UNTOUCHED = 4;
const SENDS = 1;

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
  /** Index (in the list of drafts) of the device whose messages name this one; undefined otherwise. */
  readonly via: number | undefined;
}

interface Claims {
  /** Station id -> address ids that it claims as its own. */
  readonly byStation: ReadonlyMap<number, ReadonlySet<number>>;
  /** Stations that announce themselves as routers. */
  readonly routers: ReadonlySet<number>;
}

/** Merges numbered nodes into groups; each group is named by one of its nodes. */
class Groups {
  private readonly parent: Int32Array;

  constructor(nodes: number) {
    this.parent = Int32Array.from({ length: nodes }, (_, node) => node);
  }

  find(node: number): number {
    let root = node;
    for (let next = this.parent[root] ?? root; next !== root; next = this.parent[root] ?? root) root = next;
    this.parent[node] = root;
    return root;
  }

  join(a: number, b: number): void {
    this.parent[this.find(b)] = this.find(a);
  }
}

/** Groups everything seen into devices. */
export function resolveIdentity(
  hosts: HostTable,
  observations: ObservationStore,
  knowledge: Knowledge,
): DeviceDraft[] {
  return new IdentityResolution(hosts, observations, knowledge).drafts();
}

class IdentityResolution {
  private readonly hosts: HostTable;
  private readonly observations: ObservationStore;
  private readonly bindings: readonly Binding[];
  private readonly stations: readonly Station[];
  private readonly bindsAddress: ReadonlySet<string>;
  /** Nodes are station ids, then address ids after them. */
  private readonly groups: Groups;
  private readonly claims: Claims;
  /** Station -> address ids of other hosts whose packets it passed on. */
  private readonly transit = new Map<number, Set<number>>();
  private readonly owners = new Map<number, Set<number>>();
  /** Station -> addresses that it used with an untouched time to live; and with a lowered one only. */
  private readonly untouched = new Map<number, number>();
  private readonly lowered = new Map<number, number>();
  /** Station -> addresses of others for which it got packets. */
  private readonly forwarded = new Map<number, number>();

  constructor(hosts: HostTable, observations: ObservationStore, knowledge: Knowledge) {
    this.hosts = hosts;
    this.observations = observations;
    this.bindings = [...hosts.eachBinding()];
    this.stations = [...hosts.eachStation()];
    this.groups = new Groups(this.stations.length + hosts.addresses.count);
    this.bindsAddress = fieldsThat(knowledge, 'ip-address');
    this.claims = this.readClaims();
    this.assignAddresses();
    this.countForwarded();
  }

  /** Packets for the address of another station are handed to whoever forwards them. */
  private countForwarded(): void {
    for (const { station, address } of this.hosts.eachDelivery()) {
      const owners = this.owners.get(address);
      if (!owners?.has(station)) this.forwarded.set(station, (this.forwarded.get(station) ?? 0) + 1);
    }
  }

  private readClaims(): Claims {
    const byStation = new Map<number, Set<number>>();
    const routers = new Set<number>();
    for (const binding of this.bindings) {
      if (binding.station === NO_RECORD) continue;
      for (const observation of this.observations.of(binding.id)) {
        if (observation.protocol === 'ndp' && observation.field === 'router') routers.add(binding.station);
        if (!this.bindsAddress.has(`${observation.protocol}/${observation.field}`)) continue;
        const address = this.hosts.findAddress(observation.value);
        if (!this.hosts.isUnicast(address)) continue;
        const claimed = byStation.get(binding.station) ?? new Set();
        byStation.set(binding.station, claimed.add(address));
      }
    }
    return { byStation, routers };
  }

  /** How firmly a binding ties its address to its station; 0 when the packets were passed on for others. */
  private weight(binding: Binding, claimedByOthers: boolean): number {
    const claimed = this.claims.byStation.get(binding.station)?.has(binding.address) ?? false;
    if (claimed && (this.claims.byStation.get(binding.station)?.size ?? 0) <= PROXY_ARP_CLAIMS) {
      return CLAIMED + (binding.ttlOriginal ? SENDS_UNTOUCHED : SENDS);
    }
    if (binding.ttlOriginal && !claimedByOthers) return SENDS_UNTOUCHED;
    return binding.ttlLowered || claimedByOthers ? 0 : SENDS;
  }

  private assignAddresses(): void {
    for (const { station, address, ttlOriginal, ttlLowered } of this.bindings) {
      if (address === NO_RECORD) continue;
      if (ttlOriginal) this.untouched.set(station, (this.untouched.get(station) ?? 0) + 1);
      else if (ttlLowered) this.lowered.set(station, (this.lowered.get(station) ?? 0) + 1);
    }
    const claimants = new Map<number, number>();
    for (const addresses of this.claims.byStation.values())
      for (const address of addresses) claimants.set(address, (claimants.get(address) ?? 0) + 1);
    const byAddress = new Map<number, Binding[]>();
    for (const binding of this.bindings) {
      if (binding.station === NO_RECORD || binding.address === NO_RECORD) continue;
      const list = byAddress.get(binding.address);
      if (list) list.push(binding);
      else byAddress.set(binding.address, [binding]);
    }
    for (const [address, bindings] of byAddress) {
      const weighed = bindings.map((binding) => {
        const own = this.claims.byStation.get(binding.station)?.has(address) ? 1 : 0;
        return { binding, weight: this.weight(binding, (claimants.get(address) ?? 0) > own) };
      });
      this.settle(address, weighed);
    }
    // An address that was only claimed, never used as a source: ARP alone ties it to its station.
    for (const [station, addresses] of this.claims.byStation) {
      if (addresses.size > PROXY_ARP_CLAIMS) continue;
      for (const address of addresses) if (!this.owners.has(address)) this.own(address, station);
    }
  }

  private settle(address: number, weighed: readonly { binding: Binding; weight: number }[]): void {
    const best = Math.max(...weighed.map(({ weight }) => weight));
    // The only station that ever used an address owns it, however odd the time to live, unless it routes for many.
    const only = weighed.length === 1 && best === 0 ? weighed[0]?.binding : undefined;
    const alone =
      only !== undefined &&
      !only.ttlOriginal &&
      (this.lowered.get(only.station) ?? 0) < TRANSIT_ADDRESSES &&
      !this.hasOwnAddress(only.station, address);
    for (const { binding, weight } of weighed) {
      if (alone || (weight > 0 && (weight === best || weight >= SENDS_UNTOUCHED)))
        this.own(address, binding.station);
      else {
        const passed = this.transit.get(binding.station) ?? new Set();
        this.transit.set(binding.station, passed.add(address));
      }
    }
  }

  private own(address: number, station: number): void {
    const owners = this.owners.get(address) ?? new Set();
    this.owners.set(address, owners.add(station));
  }

  private hasOwnAddress(station: number, other: number): boolean {
    const claimed = this.claims.byStation.get(station);
    if (claimed && claimed.size > (claimed.has(other) ? 1 : 0)) return true;
    return (this.untouched.get(station) ?? 0) > 0;
  }

  private routes(station: Station): boolean {
    return (
      this.claims.routers.has(station.id) ||
      isSharedRouterMac(station.macHigh, station.macLow) ||
      (this.transit.get(station.id)?.size ?? 0) >= TRANSIT_ADDRESSES ||
      (this.forwarded.get(station.id) ?? 0) >= DELIVERED_ADDRESSES ||
      (this.claims.byStation.get(station.id)?.size ?? 0) > PROXY_ARP_CLAIMS
    );
  }

  private addressNode(address: number): number {
    return this.stations.length + address;
  }

  drafts(): DeviceDraft[] {
    const routing = new Set(
      this.stations.filter((station) => this.routes(station)).map((station) => station.id),
    );
    for (const [address, stations] of this.owners) {
      // An address that several stations used in turn stays with each of them; it does not make them one device.
      const [only] = stations;
      if (stations.size === 1 && only !== undefined) this.groups.join(only, this.addressNode(address));
    }
    this.joinRouterLegs(routing);
    const drafts = new Map<number, Draft>();
    const draftOf = (node: number): Draft => {
      const root = this.groups.find(node);
      const known = drafts.get(root);
      if (known) return known;
      const made: Draft = {
        stations: [],
        addresses: [],
        subjects: [],
        names: [],
        routes: false,
        via: undefined,
      };
      drafts.set(root, made);
      return made;
    };
    // A MAC that frames were only sent to may not exist; a router is known by what it is handed.
    const heard = new Set(this.bindings.map((binding) => binding.station));
    for (const station of this.stations) {
      if (!heard.has(station.id) && station.linkFrames === 0 && !routing.has(station.id)) continue;
      const draft = draftOf(station.id);
      draft.stations.push(station.id);
      draft.routes ||= routing.has(station.id);
    }
    this.placeAddresses(draftOf);
    this.placeSubjects(draftOf);
    const list = [...drafts.values()];
    this.placeNamed(list);
    return list;
  }

  /**
   * Legs of one router: MACs that differ in the last octet only, as makers number the ports of one box. One leg must be
   * known to route; of the others, each must have got at least one packet for somebody else.
   */
  private joinRouterLegs(routing: ReadonlySet<number>): void {
    const prefixOf = (station: Station) => station.mac.slice(0, 14);
    const routers = new Map<string, number>();
    for (const station of this.stations) {
      if (!routing.has(station.id) || isSharedRouterMac(station.macHigh, station.macLow)) continue;
      const first = routers.get(prefixOf(station));
      if (first === undefined) routers.set(prefixOf(station), station.id);
      else this.groups.join(first, station.id);
    }
    for (const station of this.stations) {
      const router = routers.get(prefixOf(station));
      if (router !== undefined && (this.forwarded.get(station.id) ?? 0) > 0)
        this.groups.join(router, station.id);
    }
  }

  private placeAddresses(draftOf: (node: number) => Draft): void {
    for (let id = 0; id < this.hosts.addresses.count; id++) {
      if (!this.hosts.isUnicast(id)) continue;
      const owners = this.owners.get(id);
      if (owners) for (const station of owners) draftOf(station).addresses.push(id);
      // A host behind a router, known by its address alone, as long as it has spoken itself.
      else if (this.hosts.address(id).packetsSent > 0) draftOf(this.addressNode(id)).addresses.push(id);
    }
  }

  private placeSubjects(draftOf: (node: number) => Draft): void {
    for (const binding of this.bindings) {
      const owners = binding.address === NO_RECORD ? undefined : this.owners.get(binding.address);
      if (binding.station !== NO_RECORD && (binding.address === NO_RECORD || owners?.has(binding.station))) {
        draftOf(binding.station).subjects.push(binding.id);
      } else if (owners) {
        // Seen through a router, or named by address: the owner's, when there is one owner.
        const [only] = owners;
        if (owners.size === 1 && only !== undefined) draftOf(only).subjects.push(binding.id);
      } else if (
        binding.address !== NO_RECORD &&
        this.hosts.isUnicast(binding.address) &&
        this.hosts.address(binding.address).packetsSent > 0
      ) {
        draftOf(this.addressNode(binding.address)).subjects.push(binding.id);
      }
    }
  }

  /** Devices that messages name: a station that was seen, by its MAC, or else a device behind the sender. */
  private placeNamed(drafts: Draft[]): void {
    const bySubject = new Map<SubjectId, number>();
    const byStation = new Map<number, number>();
    for (const [index, draft] of drafts.entries()) {
      for (const subject of draft.subjects) bySubject.set(subject, index);
      for (const station of draft.stations) byStation.set(station, index);
    }
    const named = [...this.observations.subjects()].filter((subject) => subject < 0);
    const children = new Map<string, Draft>();
    for (const subject of named) {
      const { name, via } = this.observations.namedOf(subject) ?? { name: '', via: NO_RECORD };
      const sender = bySubject.get(via);
      const station = this.stationNamed(name, subject);
      const known = station === undefined ? undefined : byStation.get(station);
      const target = known === undefined ? undefined : drafts[known];
      if (target) target.subjects.push(subject);
      else {
        const child = children.get(name);
        if (child) child.subjects.push(subject);
        else
          children.set(name, {
            stations: [],
            addresses: [],
            subjects: [subject],
            names: [name],
            routes: false,
            via: sender,
          });
      }
    }
    drafts.push(...children.values());
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

interface Draft extends DeviceDraft {
  stations: number[];
  addresses: number[];
  subjects: SubjectId[];
  names: string[];
  routes: boolean;
}

function fieldsThat(knowledge: Knowledge, binds: 'ip-address'): ReadonlySet<string> {
  return new Set(
    knowledge.dissectors.flatMap((dissector) =>
      Object.entries(dissector.facts)
        .filter(([, declaration]) => declaration.binds === binds)
        .map(([field]) => `${dissector.id}/${field}`),
    ),
  );
}
