/**
 * Which stations, addresses and named devices are one device. What people decided comes first; then addresses go to their
 * stations (address-ownership.ts), the legs of a router together, and what claims the same identity is judged
 * (claimed-identities.ts). A device that only messages of others name stands behind the gateway that sent them. What is not
 * plain from MAC and address leaves a decision with its reason. Domain specification B.0, docs/adr/0006 and 0007.
 */

import { formatInstant } from '../base/instant.ts';
import { addUnder } from '../base/lists-by-key.ts';
import { isLocallyAdministered, macFromEui64, parseMac } from '../base/mac-address.ts';
import type { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import { AddressOwnership } from './address-ownership.ts';
import { ClaimedIdentities } from './claimed-identities.ts';
import { FactCatalogue } from './fact-catalogue.ts';
import { IdentityClaims } from './identity-claims.ts';
import { type IdentityDecision, sortedDecisions } from './identity-decisions.ts';
import { IdentityGroups } from './identity-groups.ts';
import type { Knowledge } from './knowledge.ts';
import { collectNamedDevices, type NamedDevice, type NamedDevices } from './named-devices.ts';
import type { ObservationStore, SubjectId } from './observation-store.ts';
import type { PersonDecision, SetDecision } from './person-decisions.ts';
import { applyDecisions, type UnusedDecision } from './person-pairs.ts';
import { IdentityNodes, Placement } from './placement.ts';

export interface DeviceDraft {
  /** The strongest key of the device: `mac:…`, `ip:…` or `named:…`. */
  readonly id: string;
  /** Station ids of the device's MACs; empty for a host that is only known by address. */
  readonly stations: readonly number[];
  readonly addresses: readonly number[];
  /** Observation subjects that are this device: bindings and named devices. */
  readonly subjects: readonly SubjectId[];
  /** Of a subject that several devices share: keys (`observationKey`) of the observations that are this device's. */
  readonly own: ReadonlyMap<SubjectId, ReadonlySet<string>>;
  /** Names that messages use for it (`eui64:…`). */
  readonly names: readonly string[];
  /** It forwards packets of others. */
  readonly routes: boolean;
  /** It has sent packets itself; otherwise others sent to it or spoke of it. */
  readonly hasSent: boolean;
  /** Id of the device whose messages name this one; undefined for a device with a MAC or address of its own. */
  readonly via: string | undefined;
  readonly decisions: readonly IdentityDecision[];
  /** Values that people have set, in the order of their decisions. */
  readonly set: readonly SetDecision[];
}

export interface IdentityOptions {
  /** What people decided, in the order in which they did. */
  readonly decisions?: readonly PersonDecision[] | undefined;
  /** Instant (microseconds) at which decisions must hold: the latest of the captures. */
  readonly at?: number | undefined;
}

/** Stations and addresses that one decision names. */
const NAMED_LIMIT = 8;
const NOTHING: readonly never[] = [];
const NOTHING_SHARED: DeviceDraft['own'] = new Map();

interface Members {
  readonly stations: readonly number[];
  readonly addresses: readonly number[];
  readonly named: readonly NamedDevice[];
}

/** Groups everything seen into devices. `hosts` and `observations` must not change afterwards. */
export class IdentityResolution {
  /** Decisions of people that could not be followed, with the reason. */
  readonly unused: readonly UnusedDecision[];
  private readonly hosts: HostTable;
  private readonly observations: ObservationStore;
  private readonly ownership: AddressOwnership;
  private readonly collected: NamedDevices;
  private readonly nodes: IdentityNodes;
  private readonly groups: IdentityGroups;
  private readonly namedStations = new Set<number>();
  private readonly noted: { readonly node: number; readonly decision: IdentityDecision }[] = [];
  private readonly values: { readonly node: number; readonly value: SetDecision }[] = [];
  private placement: Placement;

  constructor(
    hosts: HostTable,
    observations: ObservationStore,
    knowledge: Knowledge,
    { decisions = [], at = Number.NEGATIVE_INFINITY }: IdentityOptions = {},
  ) {
    this.hosts = hosts;
    this.observations = observations;
    this.ownership = new AddressOwnership(hosts);
    const claims = new IdentityClaims(observations, hosts.bindings.count, knowledge);
    const facts = new FactCatalogue(knowledge);
    this.collected = collectNamedDevices(hosts, observations, claims, facts);
    const named = this.collected.devices;
    this.nodes = new IdentityNodes(hosts, this.ownership, named.length);
    this.groups = new IdentityGroups(this.nodes.count);
    this.unused = applyDecisions(decisions, at, {
      groups: this.groups,
      nodeOf: (id) => this.nodeOf(id),
      note: (node, decision) => this.note(node, decision),
      setValue: (node, value) => this.values.push({ node, value }),
    });
    this.joinOwnAddresses();
    this.joinRouterLegs();
    this.joinNamedStations(named);
    this.noteSplits();
    this.placement = this.place();
    const identities = new ClaimedIdentities({
      ...{ hosts, observations, knowledge, facts, claims, named },
      ...{ nodes: this.nodes, groups: this.groups, placement: this.placement, rest: this.collected.rest },
      idOf: (group) => this.idOf(group) ?? '',
      note: (node, decision) => this.note(node, decision),
    });
    identities.join();
    if (identities.joinedAny) this.placement = this.place();
  }

  /** Stations and hosts in the order of first sight, then devices that are only known by name. */
  *drafts(): Generator<DeviceDraft> {
    const decisions = new Map<number, IdentityDecision[]>();
    for (const { node, decision } of this.noted) addUnder(decisions, this.groups.find(node), decision);
    const values = new Map<number, SetDecision[]>();
    for (const { node, value } of this.values) addUnder(values, this.groups.find(node), value);
    for (let group = 0; group < this.nodes.count; group++) {
      if (this.groups.find(group) !== group) continue;
      const members = this.membersOf(group);
      const id = this.idFrom(members);
      if (id === undefined) continue;
      const { stations, addresses, named } = members;
      const routes = stations.some((station) => this.ownership.routes(station));
      const moves = routes ? NOTHING : addressDecisions(this.hosts, stations, addresses);
      const noted = decisions.get(group);
      const subjects = this.placement.subjectsOf(group);
      yield {
        id,
        stations,
        addresses,
        subjects: named.length === 0 ? subjects : [...new Set(subjects)],
        own: this.ownOf(group, named),
        names: named.map(({ name }) => name).sort(),
        routes,
        hasSent:
          stations.some((station) => this.ownership.hasSent(station)) ||
          addresses.some((address) => this.hosts.packetsSentBy(address) > 0),
        via: stations.length + addresses.length === 0 ? this.gatewayOf(group, named) : undefined,
        decisions: noted ? sortedDecisions([...noted, ...moves]) : moves,
        set: values.get(group) ?? NOTHING,
      };
    }
  }

  private place(): Placement {
    const { hosts, ownership, nodes, groups, namedStations } = this;
    return new Placement({ hosts, ownership, nodes, groups, namedStations, named: this.collected.devices });
  }

  private note(node: number, decision: IdentityDecision): void {
    this.noted.push({ node, decision });
  }

  private macOf(station: number): string {
    return this.hosts.station(station).mac;
  }

  private membersOf(group: number): Members {
    const named = this.placement.namedOf(group);
    return {
      stations: this.placement.stationsOf(group),
      addresses: this.placement.addressesOf(group),
      named: named.length === 0 ? NOTHING : named.flatMap((index) => this.collected.devices[index] ?? []),
    };
  }

  /** Node of a device id; undefined when nothing of that id was seen. */
  private nodeOf(id: string): number | undefined {
    const name = id.slice(id.indexOf(':') + 1);
    if (id.startsWith('mac:')) return known(this.hosts.findStation(name));
    if (id.startsWith('ip:')) {
      const address = known(this.hosts.findAddress(name));
      return address === undefined ? undefined : this.nodes.ofAddress(address);
    }
    const index = this.collected.indexOf.get(name);
    return index === undefined ? undefined : this.nodes.ofNamed(index);
  }

  private idOf(group: number): string | undefined {
    return this.idFrom(this.membersOf(group));
  }

  /** The strongest key: MAC, then address, then the name that messages use; undefined for an empty group. */
  private idFrom({ stations, addresses, named }: Members): string | undefined {
    if (stations.length > 0) return `mac:${this.strongestMac(stations)}`;
    const ips = addresses.map((address) => this.hosts.ipOf(address));
    if (ips.length > 0) return `ip:${smallest(ips.some(isIpv4) ? ips.filter(isIpv4) : ips)}`;
    return named.length > 0 ? `named:${smallest(named.map(({ key }) => key))}` : undefined;
  }

  /** A MAC that its maker gave before one that anybody can set or share; of several, always the same one. */
  private strongestMac(stations: readonly number[]): string {
    const [only] = stations;
    if (stations.length === 1 && only !== undefined) return this.macOf(only);
    const own = stations.filter(
      (station) =>
        !this.ownership.isShared(station) && !isLocallyAdministered(this.hosts.macOf(station).macHigh),
    );
    return smallest((own.length > 0 ? own : stations).map((station) => this.macOf(station)));
  }

  private joinOwnAddresses(): void {
    const { hosts, ownership, nodes, groups } = this;
    for (let address = 0; address < hosts.addresses.count; address++) {
      const owner = ownership.ownerOf(address);
      if (owner !== undefined) {
        if (!groups.join(owner, nodes.ofAddress(address))) this.noteAddressApart(owner, address);
        continue;
      }
      // Stations that used an address in turn each list it; that does not make them one device.
      const sharers = ownership.sharersOf(address);
      if (sharers.length === 0) continue;
      const users = sharers.map((station) => `mac:${this.macOf(station)}`).sort();
      const about = users.slice(0, NAMED_LIMIT);
      const reason = `${hosts.ipOf(address)} was used by ${enumerated(users, ' and ')}: an address makes no device`;
      for (const station of sharers)
        this.note(station, { kind: 'kept-apart', by: 'inference', reason, about });
    }
  }

  private noteAddressApart(station: number, address: number): void {
    const about = [`mac:${this.macOf(station)}`, `ip:${this.hosts.ipOf(address)}`];
    const reason = `a person keeps them apart, although ${about[0]} uses the address ${about[1]} as its own`;
    for (const node of [station, this.nodes.ofAddress(address)])
      this.note(node, { kind: 'kept-apart', by: 'person', reason, about });
  }

  /**
   * Legs of one router: MACs that differ in the last octet only, as makers number the ports of one box. One leg must be
   * known to route; of the others, each must have got at least one packet for somebody else.
   */
  private joinRouterLegs(): void {
    const legs = new Map<string, number[]>();
    const prefixOf = (station: number) => this.macOf(station).slice(0, 14);
    const stationCount = this.hosts.stations.count;
    for (let station = 0; station < stationCount; station++) {
      if (this.ownership.routes(station) && !this.ownership.isShared(station))
        addUnder(legs, prefixOf(station), station);
    }
    for (let station = 0; station < stationCount; station++) {
      if (this.ownership.forwardedBy(station) === 0 || this.ownership.isShared(station)) continue;
      const known = legs.get(prefixOf(station));
      if (known && !known.includes(station)) known.push(station);
    }
    for (const stations of legs.values()) this.joinLegs(stations);
  }

  private joinLegs(stations: readonly number[]): void {
    const [first, ...others] = stations;
    if (first === undefined || others.length === 0) return;
    const joined = [first, ...others.filter((station) => this.groups.join(first, station))];
    const about = joined.map((station) => `mac:${this.macOf(station)}`).sort();
    const reason = 'they forward packets of others and differ in the last octet only: ports of one box';
    if (joined.length > 1) this.note(first, { kind: 'joined', by: 'inference', reason, about });
  }

  /** A device that messages name by its MAC is the station with that MAC. */
  private joinNamedStations(named: readonly NamedDevice[]): void {
    for (const [index, device] of named.entries()) {
      const station = this.stationNamed(device);
      if (station === undefined) continue;
      const about = [`mac:${this.macOf(station)}`, `named:${device.key}`];
      if (this.groups.join(station, this.nodes.ofNamed(index))) {
        this.namedStations.add(station);
        const reason = 'messages of others name it by its MAC';
        this.note(station, { kind: 'joined', by: 'inference', reason, about });
      } else {
        const reason = 'a person keeps them apart, although messages of others name it by its MAC';
        for (const node of [station, this.nodes.ofNamed(index)])
          this.note(node, { kind: 'kept-apart', by: 'person', reason, about });
      }
    }
  }

  /** The station whose MAC the name or a fact of the named device contains. */
  private stationNamed({ name, subjects, own }: NamedDevice): number | undefined {
    const [kind, identity] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
    const mac = kind === 'eui64' ? macFromEui64(identity) : kind === 'mac' ? identity : undefined;
    const told = () => (own.size > 0 ? [] : subjects.flatMap((subject) => this.observations.of(subject)));
    const candidates = mac === undefined ? told().map(({ value }) => parseMac(value)) : [mac];
    for (const candidate of candidates) {
      const station = candidate === undefined ? undefined : known(this.hosts.findStation(candidate));
      if (station !== undefined) return station;
    }
    return undefined;
  }

  private noteSplits(): void {
    for (const { binding, decision } of this.collected.notes) {
      const node = this.nodes.ofBinding(binding);
      if (node !== undefined) this.note(node, decision);
    }
    for (const [index, { decisions }] of this.collected.devices.entries())
      for (const decision of decisions) this.note(this.nodes.ofNamed(index), decision);
  }

  private ownOf(group: number, named: readonly NamedDevice[]): DeviceDraft['own'] {
    const { rest } = this.collected;
    if (rest.size === 0) return NOTHING_SHARED;
    const own = new Map<SubjectId, Set<string>>();
    const add = (subject: SubjectId, keys: ReadonlySet<string>) => {
      const known = own.get(subject) ?? new Set();
      own.set(subject, known);
      for (const key of keys) known.add(key);
    };
    for (const device of named) for (const [subject, keys] of device.own) add(subject, keys);
    for (const subject of this.placement.subjectsOf(group)) {
      const keys = rest.get(subject);
      const node = keys && this.nodes.ofBinding(subject);
      if (keys && node !== undefined && this.groups.find(node) === group) add(subject, keys);
    }
    return own;
  }

  /** The gateway that named it last. */
  private gatewayOf(group: number, named: readonly NamedDevice[]): string | undefined {
    for (const via of named.flatMap(({ vias }) => vias).reverse()) {
      const { station, address } = this.hosts.binding(via);
      const node = this.nodes.ofBinding(via) ?? (station === NO_RECORD ? undefined : station);
      const fallback = address === NO_RECORD ? undefined : this.nodes.ofAddress(address);
      const gateway = node ?? fallback;
      if (gateway !== undefined && this.groups.find(gateway) !== group)
        return this.idOf(this.groups.find(gateway));
    }
    return undefined;
  }
}

/** What several IPv4 addresses of one device mean: a change, or use at a time. Link-local IPv6 stands beside any other. */
function addressDecisions(
  hosts: HostTable,
  stations: readonly number[],
  addresses: readonly number[],
): readonly IdentityDecision[] {
  if (addresses.length < 2 || stations.length !== 1) return NOTHING;
  const used = addresses
    .map((id) => hosts.address(id))
    .filter(({ version }) => version === 4)
    .sort((a, b) => a.firstAt - b.firstAt || (a.ip < b.ip ? -1 : 1));
  if (used.length < 2) return NOTHING;
  const inTurn = used.every(
    ({ lastAt }, index) => lastAt < (used[index + 1]?.firstAt ?? Number.POSITIVE_INFINITY),
  );
  const listed = used.map(({ ip, firstAt }) => (inTurn ? `${ip} since ${formatInstant(firstAt)}` : ip));
  const reason = inTurn
    ? `its address changed: ${enumerated(listed, ', ')}; the MAC stayed`
    : `it uses several addresses: ${enumerated(listed, ', ')}`;
  const about = used.slice(0, NAMED_LIMIT).map(({ ip }) => `ip:${ip}`);
  return [{ kind: 'addresses', by: 'inference', reason, about }];
}

/** The first texts, and how many there are besides: hundreds of stations may have used one address. */
function enumerated(texts: readonly string[], separator: string): string {
  const rest = texts.length - NAMED_LIMIT;
  const named = texts.slice(0, NAMED_LIMIT).join(separator);
  return rest > 0 ? `${named}${separator}${rest} more` : named;
}

const isIpv4 = (ip: string) => !ip.includes(':');
const known = (id: number) => (id === NO_RECORD ? undefined : id);
const smallest = (texts: readonly string[]) => texts.toSorted()[0] ?? '';
