/** Which stations, addresses and observation subjects a group of nodes holds, once the groups are settled. */

import type { HostTable } from '../flow/host-table.ts';
import { NO_RECORD } from '../flow/record-table.ts';
import type { AddressOwnership } from './address-ownership.ts';
import type { IdentityGroups } from './identity-groups.ts';
import { MemberLists } from './member-lists.ts';
import type { NamedDevice } from './named-devices.ts';
import type { SubjectId } from './observation-store.ts';

/** Numbers stations, addresses and named devices in one row. */
export class IdentityNodes {
  readonly count: number;
  readonly firstNamed: number;
  private readonly hosts: HostTable;
  private readonly ownership: AddressOwnership;
  private readonly firstAddress: number;

  constructor(hosts: HostTable, ownership: AddressOwnership, namedCount: number) {
    this.hosts = hosts;
    this.ownership = ownership;
    this.firstAddress = hosts.stations.count;
    this.firstNamed = this.firstAddress + hosts.addresses.count;
    this.count = this.firstNamed + namedCount;
  }

  ofAddress(address: number): number {
    return this.firstAddress + address;
  }

  ofNamed(index: number): number {
    return this.firstNamed + index;
  }

  /** Node of whoever sent the packets of a binding; undefined for an address that several used, or that never spoke. */
  ofBinding(id: number): number | undefined {
    const { station, address } = this.hosts.binding(id);
    if (address === NO_RECORD) return station === NO_RECORD ? undefined : station;
    if (this.ownership.ownerOf(address) !== undefined) return this.ofAddress(address);
    const sharers = this.ownership.sharersOf(address);
    if (sharers.length > 0) return sharers.includes(station) ? station : undefined;
    // A host behind a router, known by its address alone, as long as somebody is there.
    const isThere = this.hosts.isUnicast(address) && this.hosts.isInhabited(address);
    return isThere ? this.ofAddress(address) : undefined;
  }
}

export interface PlacementParts {
  readonly hosts: HostTable;
  readonly ownership: AddressOwnership;
  readonly nodes: IdentityNodes;
  readonly groups: IdentityGroups;
  readonly named: readonly NamedDevice[];
  /** Stations that messages name: they exist, heard or not. */
  readonly namedStations: ReadonlySet<number>;
}

export class Placement {
  private readonly stations = new MemberLists();
  private readonly addresses = new MemberLists();
  private readonly subjects = new MemberLists();
  private readonly named = new MemberLists();

  constructor(parts: PlacementParts) {
    const { hosts, nodes, groups } = parts;
    this.placeStations(parts);
    this.placeAddresses(parts);
    for (let id = 0; id < hosts.bindings.count; id++) {
      const node = nodes.ofBinding(id);
      if (node !== undefined) this.subjects.add(groups.find(node), id);
    }
    for (const [index, { subjects }] of parts.named.entries()) {
      const group = groups.find(nodes.ofNamed(index));
      this.named.add(group, index);
      for (const subject of subjects) this.subjects.add(group, subject);
    }
  }

  stationsOf(group: number): readonly number[] {
    return this.stations.listOf(group);
  }

  addressesOf(group: number): readonly number[] {
    return this.addresses.listOf(group);
  }

  subjectsOf(group: number): readonly SubjectId[] {
    return this.subjects.listOf(group);
  }

  /** Indexes of the named devices. */
  namedOf(group: number): readonly number[] {
    return this.named.listOf(group);
  }

  /** A MAC that frames were only sent to may not exist; a router is known by what it is handed. */
  private placeStations({ hosts, ownership, groups, namedStations }: PlacementParts): void {
    for (let station = 0; station < hosts.stations.count; station++) {
      if (ownership.isKnown(station) || ownership.routes(station) || namedStations.has(station))
        this.stations.add(groups.find(station), station);
    }
  }

  private placeAddresses({ hosts, ownership, nodes, groups }: PlacementParts): void {
    for (let address = 0; address < hosts.addresses.count; address++) {
      if (!hosts.isUnicast(address)) continue;
      const sharers = ownership.sharersOf(address);
      for (const station of sharers) this.addresses.add(groups.find(station), address);
      const isPlaced =
        sharers.length === 0 && (ownership.ownerOf(address) !== undefined || hosts.isInhabited(address));
      if (isPlaced) this.addresses.add(groups.find(nodes.ofAddress(address)), address);
    }
  }
}
