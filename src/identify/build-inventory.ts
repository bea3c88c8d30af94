/** Hosts and observations into the devices of the inventory. */

import { formatInstant } from '../base/instant.ts';
import { isPrivateIpv4, parseIpv4 } from '../base/ip-address.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import type { Address, HostTable } from '../flow/host-table.ts';
import { categorise } from './categorise.ts';
import { type DeviceService, DeviceView } from './device-view.ts';
import { type Attributes, type AttributeValue, fuseEvidence } from './fuse-evidence.ts';
import type { InventoryAttribute, InventoryDevice } from './inventory.ts';
import { declarationsOf, type Knowledge } from './knowledge.ts';
import type { ObservationStore } from './observation-store.ts';
import { type DeviceDraft, resolveIdentity } from './resolve-identity.ts';
import { weighObservations } from './weigh-observations.ts';

/** Host names and services listed per device. */
const HOSTNAME_LIMIT = 16;
const SERVICE_LIMIT = 64;

/**
 * All devices, in the order of first sight, made one at a time: an inventory of a hundred thousand devices need not stand
 * in memory. `hosts` and `observations` must not change meanwhile.
 */
export function* eachDevice(
  hosts: HostTable,
  observations: ObservationStore,
  knowledge: Knowledge,
): Generator<InventoryDevice> {
  const drafts = resolveIdentity(hosts, observations, knowledge);
  const services = servicesByAddress(hosts, knowledge);
  const declarations = declarationsOf(knowledge.dissectors);
  const idOfDraft = (draft: DeviceDraft) => idOf(draft, hosts);
  const lifetimes = new Map(drafts.map((draft) => [draft, lifetimeOf(draft, hosts, observations)]));
  const ordered = [...drafts].sort(
    (a, b) => (lifetimes.get(a)?.firstAt ?? 0) - (lifetimes.get(b)?.firstAt ?? 0),
  );
  for (const draft of ordered) {
    const stations = draft.stations.map((id) => hosts.station(id));
    const addresses = draft.addresses.map((id) => hosts.address(id));
    const seen = draft.subjects.flatMap((subject) => observations.of(subject));
    const macs = stations.map((station) => station.mac);
    const { evidence, hints } = weighObservations(seen, macs, knowledge, declarations);
    const attributes = fuseEvidence(evidence, knowledge.vendors);
    const offered = servicesOf(draft, services);
    const external = stations.length === 0 && addresses.length > 0 && addresses.every(isPublic);
    const maker = attributes.vendor?.[0]?.value;
    const makerKind = maker === undefined ? undefined : knowledge.vendors.vendor(maker)?.kind;
    const view = new DeviceView(attributes, offered, seen, { routes: draft.routes, external, makerKind });
    const gateway = draft.via === undefined ? undefined : drafts[draft.via];
    yield {
      id: idOfDraft(draft),
      macs,
      ips: addresses.map((address) => address.ip),
      vlans: [...new Set(stations.flatMap((station) => station.vlans))].sort((a, b) => a - b),
      hostnames: hostnamesOf(attributes),
      category: categorise(view, hints, knowledge),
      attributes: present(attributes),
      services: offered.map((service) => ({ ...service, protocol: service.protocol ?? 'unknown' })),
      firstAt: formatInstant(lifetimes.get(draft)?.firstAt ?? 0),
      lastAt: formatInstant(lifetimes.get(draft)?.lastAt ?? 0),
      packets:
        total(stations, (station) => station.linkFrames) +
        total(addresses, (address) => address.packetsSent + address.packetsReceived),
      octets:
        total(stations, (station) => station.linkOctets) +
        total(addresses, (address) => address.octetsSent + address.octetsReceived),
      peers: total(addresses, (address) => address.peers),
      viaGateway: gateway ? idOfDraft(gateway) : null,
    };
  }
}

/** The strongest key of a device: MAC, then address, then the name that messages use. */
function idOf(draft: DeviceDraft, hosts: HostTable): string {
  const [station] = draft.stations;
  if (station !== undefined) return `mac:${hosts.station(station).mac}`;
  const [address] = draft.addresses;
  return address === undefined ? `named:${draft.names[0] ?? ''}` : `ip:${hosts.ipOf(address)}`;
}

function total<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function isPublic(address: Address): boolean {
  if (address.version === 6) return !/^(?:fe[89ab]|f[cd])/.test(address.ip);
  const ipv4 = parseIpv4(address.ip);
  return ipv4 !== undefined && !isPrivateIpv4(ipv4);
}

function lifetimeOf(
  draft: DeviceDraft,
  hosts: HostTable,
  observations: ObservationStore,
): { firstAt: number; lastAt: number } {
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = Number.NEGATIVE_INFINITY;
  const add = (first: number, last: number) => {
    if (first < firstAt) firstAt = first;
    if (last > lastAt) lastAt = last;
  };
  for (const id of draft.stations) add(hosts.station(id).firstAt, hosts.station(id).lastAt);
  for (const id of draft.addresses) add(hosts.address(id).firstAt, hosts.address(id).lastAt);
  if (draft.stations.length + draft.addresses.length === 0) {
    for (const subject of draft.subjects)
      for (const { first, lastAt: last } of observations.of(subject)) add(first.at, last);
  }
  return { firstAt, lastAt };
}

function servicesByAddress(hosts: HostTable, knowledge: Knowledge): ReadonlyMap<number, DeviceService[]> {
  const byAddress = new Map<number, DeviceService[]>();
  for (const { address, transport, port, protocol, role } of hosts.eachService()) {
    const service = { transport, port, protocol: knowledge.dissectors[protocol - 1]?.id, role };
    const list = byAddress.get(address);
    if (list) list.push(service);
    else byAddress.set(address, [service]);
  }
  return byAddress;
}

function servicesOf(draft: DeviceDraft, byAddress: ReadonlyMap<number, DeviceService[]>): DeviceService[] {
  const unique = new Map<string, DeviceService>();
  for (const address of draft.addresses) {
    for (const service of byAddress.get(address) ?? [])
      unique.set(`${service.role} ${service.transport} ${service.port} ${service.protocol}`, service);
  }
  return [...unique.values()]
    .sort((a, b) => (a.role === b.role ? a.port - b.port : a.role === 'server' ? -1 : 1))
    .slice(0, SERVICE_LIMIT);
}

function hostnamesOf(attributes: Attributes): { value: string; protocol: string }[] {
  const names = (attributes.hostname ?? []).flatMap(({ evidence }) =>
    evidence.map(({ value, protocol }) => ({ value, protocol })),
  );
  const unique = new Map(names.map((name) => [`${name.value} ${name.protocol}`, name]));
  return [...unique.values()].slice(0, HOSTNAME_LIMIT);
}

function present(attributes: Attributes): InventoryDevice['attributes'] {
  const entries = Object.entries(attributes).map(
    ([attribute, values]) => [attribute as Attribute, (values ?? []).map(presentValue)] as const,
  );
  return Object.fromEntries(entries);
}

function presentValue({ value, confidence, evidence }: AttributeValue): InventoryAttribute {
  return {
    value,
    confidence,
    evidence: evidence.map(({ protocol, field, seen, first }) => ({
      protocol,
      field,
      value: seen,
      capture: first.capture,
      packet: first.packet,
      at: formatInstant(first.at),
    })),
  };
}
