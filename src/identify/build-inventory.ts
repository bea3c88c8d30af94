/** Hosts and observations into the devices of the inventory. */

import { formatInstant } from '../base/instant.ts';
import { isPrivateIpv4, isUnicastIpv4, parseIpv4 } from '../base/ip-address.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import type { Address, HostTable, Station } from '../flow/host-table.ts';
import { categorise } from './categorise.ts';
import { withoutContradicted } from './contradicted-identity.ts';
import { type DeviceService, DeviceView } from './device-view.ts';
import type { Evidence } from './evidence.ts';
import { FactCatalogue } from './fact-catalogue.ts';
import { type Attributes, type AttributeValue, fuseEvidence } from './fuse-evidence.ts';
import type { InventoryAttribute, InventoryDevice } from './inventory.ts';
import type { Knowledge } from './knowledge.ts';
import { MemberLists } from './member-lists.ts';
import { AS_IT_IS, type NormalName, NormalNames } from './normal-names.ts';
import type { Observation, ObservationStore } from './observation-store.ts';
import type { Profiles } from './profiles.ts';
import type { DeviceDraft, IdentityResolution } from './resolve-identity.ts';
import { setValueDecisions, withSetCategory, withSetValues } from './set-values.ts';
import { observationKey } from './split-identities.ts';
import { weighObservations } from './weigh-observations.ts';

/** Host names and services listed per device. */
const HOSTNAME_LIMIT = 16;
const SERVICE_LIMIT = 64;

/**
 * All devices: stations and hosts in the order of first sight, then devices that are only known by name. Made one at a
 * time: an inventory of a hundred thousand devices need not stand in memory. `hosts` and `observations` must not change
 * meanwhile. Without `profiles` devices have none yet; with `wanted` only those are made for whose draft it answers true.
 */
export function* eachDevice(
  hosts: HostTable,
  observations: ObservationStore,
  knowledge: Knowledge,
  identity: IdentityResolution,
  profiles: Profiles | undefined,
  wanted: (draft: DeviceDraft) => boolean = () => true,
): Generator<InventoryDevice> {
  const builder = new DeviceBuilder(hosts, observations, knowledge, profiles);
  for (const draft of identity.drafts()) if (wanted(draft)) yield builder.build(draft);
}

class DeviceBuilder {
  private readonly hosts: HostTable;
  private readonly observations: ObservationStore;
  private readonly knowledge: Knowledge;
  private readonly facts: FactCatalogue;
  private readonly profiles: Profiles | undefined;
  private readonly names: NormalNames;
  private readonly servicesByAddress = new MemberLists();

  constructor(
    hosts: HostTable,
    observations: ObservationStore,
    knowledge: Knowledge,
    profiles: Profiles | undefined,
  ) {
    this.profiles = profiles;
    this.names = new NormalNames(knowledge);
    this.hosts = hosts;
    this.observations = observations;
    this.knowledge = knowledge;
    this.facts = new FactCatalogue(knowledge);
    for (let id = 0; id < hosts.services.count; id++)
      this.servicesByAddress.add(hosts.services.at(id).address, id);
  }

  build(draft: DeviceDraft): InventoryDevice {
    const { hosts, knowledge } = this;
    const stations = draft.stations.map((id) => hosts.station(id));
    const addresses = draft.addresses.map((id) => hosts.address(id));
    const seen = this.observationsOf(draft);
    const macs = stations.map((station) => station.mac);
    const { evidence, hints } = weighObservations(seen, macs, knowledge, this.facts);
    const found = this.fuse(evidence);
    const attributes = withSetValues(found, draft.set, knowledge.vendors);
    const services = this.servicesOf(draft);
    const maker = attributes.vendor?.[0]?.value;
    const view = new DeviceView(attributes, services, seen, {
      routes: draft.routes,
      external: stations.length === 0 && addresses.length > 0 && addresses.every(isPublic),
      makerKind: maker === undefined ? undefined : knowledge.vendors.vendor(maker)?.kind,
    });
    const category = categorise(view, hints, knowledge);
    const { firstAt, lastAt } = lifetime(stations, addresses, seen);
    const shown = {
      category: withSetCategory(category, draft.set),
      attributes: present(attributes, this.names),
      services: services.map(presentService),
    };
    return {
      id: draft.id,
      macs,
      ips: addresses.map((address) => address.ip),
      vlans: vlansOf(stations),
      hostnames: hostnamesOf(attributes),
      category: shown.category,
      attributes: shown.attributes,
      services: shown.services,
      firstAt: formatInstant(firstAt),
      lastAt: formatInstant(lastAt),
      packets: total(stations, linkFramesOf) + total(addresses, packetsOf),
      octets: total(stations, linkOctetsOf) + total(addresses, octetsOf),
      peers: total(addresses, peersOf),
      conversations: { bothWays: total(addresses, bothWaysOf), oneWay: total(addresses, oneWayOf) },
      viaGateway: draft.via ?? null,
      seenAs: draft.hasSent ? 'sender' : stations.length + addresses.length > 0 ? 'peer' : 'named',
      decisions:
        draft.set.length === 0
          ? draft.decisions
          : [...draft.decisions, ...setValueDecisions(draft.set, found, category, knowledge.vendors)],
      profile: this.profiles?.idOf(shown) ?? null,
    };
  }

  private fuse(evidence: readonly Evidence[]): Attributes {
    const { vendors } = this.knowledge;
    const attributes = fuseEvidence(evidence, vendors);
    const believed = withoutContradicted(evidence, attributes.vendor ?? [], vendors);
    return believed === evidence ? attributes : fuseEvidence(believed, vendors);
  }

  private observationsOf({ subjects, own }: DeviceDraft): Observation[] {
    if (own.size === 0) return subjects.flatMap((subject) => this.observations.of(subject));
    return subjects.flatMap((subject) => {
      const keys = own.get(subject);
      const all = this.observations.of(subject);
      return keys ? all.filter((observation) => keys.has(observationKey(observation))) : all;
    });
  }

  /** Servers by port, then what it uses; the same service on several addresses once. */
  private servicesOf(draft: DeviceDraft): DeviceService[] {
    const services: DeviceService[] = [];
    for (const address of draft.addresses) {
      for (const id of this.servicesByAddress.of(address)) {
        const { transport, port, protocol, role } = this.hosts.services.at(id);
        const service = { transport, port, protocol: this.knowledge.dissectors[protocol - 1]?.id, role };
        if (draft.addresses.length === 1 || !services.some((other) => sameService(other, service)))
          services.push(service);
      }
    }
    return services.sort(byRoleAndPort).slice(0, SERVICE_LIMIT);
  }
}

const linkFramesOf = (station: Station) => station.linkFrames;
const linkOctetsOf = (station: Station) => station.linkOctets;
const packetsOf = (address: Address) => address.packetsSent + address.packetsReceived;
const octetsOf = (address: Address) => address.octetsSent + address.octetsReceived;
const peersOf = (address: Address) => address.peers;
const bothWaysOf = (address: Address) => address.bothWays;
const oneWayOf = (address: Address) => address.oneWay;

function total<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += of(item);
  return sum;
}

function sameService(a: DeviceService, b: DeviceService): boolean {
  return a.port === b.port && a.role === b.role && a.transport === b.transport && a.protocol === b.protocol;
}

function byRoleAndPort(a: DeviceService, b: DeviceService): number {
  if (a.role !== b.role) return a.role === 'server' ? -1 : 1;
  return a.port - b.port;
}

function presentService(service: DeviceService): InventoryDevice['services'][number] {
  return { ...service, protocol: service.protocol ?? 'unknown' };
}

function vlansOf(stations: readonly Station[]): readonly number[] {
  const [only] = stations;
  if (stations.length <= 1) return only?.vlans ?? [];
  return [...new Set(stations.flatMap((station) => station.vlans))].sort((a, b) => a - b);
}

function isPublic(address: Address): boolean {
  if (address.version === 6) return !/^(?:fe[89ab]|f[cd]|::1$)/.test(address.ip);
  const ipv4 = parseIpv4(address.ip);
  return ipv4 !== undefined && isUnicastIpv4(ipv4) && !isPrivateIpv4(ipv4);
}

interface Lifetime {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** From first to last sight; of a device that is only named, from the messages that name it. */
function lifetime(
  stations: readonly Station[],
  addresses: readonly Address[],
  seen: readonly Observation[],
): Lifetime {
  const named = stations.length + addresses.length === 0;
  const spans: readonly Lifetime[] = named
    ? seen.map(({ first, lastAt }) => ({ firstAt: first.at, lastAt }))
    : [...stations, ...addresses];
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    if (span.firstAt < firstAt) firstAt = span.firstAt;
    if (span.lastAt > lastAt) lastAt = span.lastAt;
  }
  return { firstAt, lastAt };
}

function hostnamesOf(attributes: Attributes): { value: string; protocol: string }[] {
  const names: { value: string; protocol: string }[] = [];
  for (const { evidence } of attributes.hostname ?? []) {
    for (const { value, protocol } of evidence) {
      if (!names.some((name) => name.value === value && name.protocol === protocol))
        names.push({ value, protocol });
    }
  }
  return names.slice(0, HOSTNAME_LIMIT);
}

function present(attributes: Attributes, names: NormalNames): InventoryDevice['attributes'] {
  const vendor = attributes.vendor?.[0]?.value;
  const presented: Partial<Record<Attribute, readonly InventoryAttribute[]>> = {};
  for (const attribute of Object.keys(attributes) as Attribute[]) {
    presented[attribute] =
      attributes[attribute]?.map((value) => presentValue(value, names.of(attribute, value.value, vendor))) ??
      [];
  }
  return presented;
}

function presentValue(
  { value, confidence, evidence, setByPerson }: AttributeValue,
  name: NormalName,
): InventoryAttribute {
  const shown = evidence.map(({ protocol, field, seen, first, fingerprint }) => ({
    protocol,
    field,
    value: seen,
    capture: first.capture,
    packet: first.packet,
    at: formatInstant(first.at),
    fingerprint,
  }));
  if (name === AS_IT_IS && !setByPerson) return { value, confidence, evidence: shown };
  return { value, ...name, confidence, ...(setByPerson ? { setByPerson } : {}), evidence: shown };
}
