/**
 * What of a host table is still of interest after a while: a run of weeks sees addresses without end, and a table never
 * gives a record back. Those seen lately move to a new table, the rest is forgotten.
 */

import {
  ADDRESS_BINDING,
  ADDRESS_DOUBLES,
  ADDRESS_PEERS,
  ADDRESS_WORDS,
  BINDING_DOUBLES,
  HostTable,
  STATION_DOUBLES,
} from './host-table.ts';
import { NO_RECORD } from './record-table.ts';

export interface RetainedHosts {
  readonly hosts: HostTable;
  /** New id of each binding; NO_RECORD for one that was forgotten. */
  readonly bindingOf: (oldBinding: number) => number;
}

/**
 * The hosts seen at `since` (microseconds) or later. An address stays with the station that last sent from it. All flows
 * must have ended. `seed` is random per table.
 */
export function retainHosts(old: HostTable, since: number, seed: number): RetainedHosts {
  const hosts = new HostTable(seed);
  const addresses = retainAddresses(old, hosts, since);
  const isLive = liveBindings(old, addresses, since);
  const stations = retainStations(old, hosts, since, isLive);
  const idOf = (ids: Int32Array, old: number) => (old === NO_RECORD ? NO_RECORD : (ids[old] ?? NO_RECORD));
  const bindings = new Int32Array(old.bindings.count).fill(NO_RECORD);
  for (const { id, station, address } of old.eachBinding()) {
    const newStation = idOf(stations, station);
    const newAddress = idOf(addresses, address);
    if (newStation === NO_RECORD && station !== NO_RECORD) continue;
    if (newAddress === NO_RECORD && address !== NO_RECORD) continue;
    bindings[id] = hosts.bindings.addCopy(old.bindings, id, newStation, newAddress);
  }
  for (let id = 0; id < hosts.addresses.count; id++) {
    const at = id * ADDRESS_WORDS;
    const { words } = hosts.addresses;
    const binding = idOf(bindings, words[at + ADDRESS_BINDING] ?? NO_RECORD);
    words[at + ADDRESS_BINDING] = binding;
    // Without its binding the shortcut of `seeSender` and `seeDelivery` must look anew.
    words.fill(0, at + ADDRESS_BINDING - 2, at + ADDRESS_BINDING);
    words[at + ADDRESS_PEERS] = 0;
  }
  for (let id = 0; id < old.pairs.count; id++) {
    const { words } = old.pairs;
    hosts.seePair(
      idOf(addresses, words[id * 2] ?? NO_RECORD),
      idOf(addresses, words[id * 2 + 1] ?? NO_RECORD),
    );
  }
  for (const { station, address } of old.eachDelivery()) {
    const [newStation, newAddress] = [idOf(stations, station), idOf(addresses, address)];
    if (newStation !== NO_RECORD && newAddress !== NO_RECORD) hosts.deliveries.add(newStation, newAddress);
  }
  for (const { station, address } of old.eachClaim()) {
    const [newStation, newAddress] = [idOf(stations, station), idOf(addresses, address)];
    if (newStation !== NO_RECORD && newAddress !== NO_RECORD) hosts.claim(newStation, newAddress);
  }
  for (const { address, transport, port, protocol, role } of old.services.each()) {
    const newAddress = idOf(addresses, address);
    if (newAddress !== NO_RECORD) hosts.services.see(newAddress, transport, port, protocol, role);
  }
  hosts.inherit(old, (station) => idOf(stations, station));
  return { hosts, bindingOf: (binding) => idOf(bindings, binding) };
}

/** New ids of the addresses. */
function retainAddresses(old: HostTable, hosts: HostTable, since: number): Int32Array {
  const ids = new Int32Array(old.addresses.count).fill(NO_RECORD);
  const { words, doubles } = old.addresses;
  for (let id = 0; id < ids.length; id++) {
    if ((doubles[id * ADDRESS_DOUBLES + 1] ?? 0) < since) continue;
    const at = id * ADDRESS_WORDS;
    ids[id] = hosts.addresses.addCopy(
      old.addresses,
      id,
      ...([words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, words[at + 3] ?? 0] as const),
    );
  }
  return ids;
}

/** Whether each binding was in use lately. Most packets repeat the last sender and do not touch its times. */
function liveBindings(old: HostTable, addresses: Int32Array, since: number): Uint8Array {
  const live = new Uint8Array(old.bindings.count);
  for (let id = 0; id < live.length; id++)
    if ((old.bindings.doubles[id * BINDING_DOUBLES + 1] ?? 0) >= since) live[id] = 1;
  for (let address = 0; address < addresses.length; address++) {
    const binding = old.addresses.words[address * ADDRESS_WORDS + ADDRESS_BINDING] ?? NO_RECORD;
    const { station, address: owner } = old.binding(binding);
    if (addresses[address] !== NO_RECORD && owner === address && station !== NO_RECORD) live[binding] = 1;
  }
  return live;
}

/** New ids of the stations. */
function retainStations(old: HostTable, hosts: HostTable, since: number, isLive: Uint8Array): Int32Array {
  const kept = new Uint8Array(old.stations.count);
  for (let id = 0; id < kept.length; id++)
    if ((old.stations.doubles[id * STATION_DOUBLES + 1] ?? 0) >= since) kept[id] = 1;
  for (let id = 0; id < isLive.length; id++) {
    const { station } = old.binding(id);
    if (isLive[id] === 1 && station !== NO_RECORD) kept[station] = 1;
  }
  const ids = new Int32Array(old.stations.count).fill(NO_RECORD);
  for (let id = 0; id < kept.length; id++) {
    if (kept[id] === 0) continue;
    const { macHigh, macLow } = old.macOf(id);
    ids[id] = hosts.stations.addCopy(old.stations, id, macHigh, macLow);
  }
  return ids;
}
