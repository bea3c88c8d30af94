/** What is known of a device and what a capture showed of it, as one. Pure. */

import { isLocallyAdministered, macWords } from '../base/mac-address.ts';
import type { InventoryDevice, InventoryEvidence } from '../identify/inventory.ts';

/** Addresses kept of one device, latest first; values of one attribute, best first; evidence of one value. */
export const ADDRESS_LIMIT = 64;
export const VALUE_LIMIT = 8;
export const EVIDENCE_LIMIT = 8;
export const SERVICE_LIMIT = 256;

/** Where something was learnt: a capture, a sensor or an import of another tool's records, by its id. */
export interface Source {
  readonly kind: 'capture' | 'sensor' | 'import';
  readonly id: string;
}

/** Evidence that names its source, and not its place in a run. `packet` counts within the source. */
export type KeptEvidence = Omit<InventoryEvidence, 'capture'> & { readonly source: Source };

export interface KeptValue {
  readonly attribute: string;
  readonly value: string;
  readonly confidence: number;
  readonly evidence: readonly KeptEvidence[];
}

export type KeptDevice = Pick<
  InventoryDevice,
  | 'macs'
  | 'ips'
  | 'vlans'
  | 'hostnames'
  | 'category'
  | 'services'
  | 'firstAt'
  | 'lastAt'
  | 'packets'
  | 'octets'
  | 'peers'
> & { readonly values: readonly KeptValue[] };

/** A device of an inventory as it is kept. */
export function keptDevice(device: InventoryDevice, source: Source): KeptDevice {
  const values = Object.entries(device.attributes).flatMap(([attribute, list]) =>
    list.map(({ value, confidence, evidence }) => ({
      ...{ attribute, value, confidence },
      evidence: evidence.slice(0, EVIDENCE_LIMIT).map(({ capture: _, ...item }) => ({ ...item, source })),
    })),
  );
  const { macs, ips, vlans, hostnames, category, services, firstAt, lastAt, packets, octets, peers } = device;
  return { macs, ips, vlans, hostnames, category, services, firstAt, lastAt, packets, octets, peers, values };
}

/**
 * Keys that only this device has, strongest first. An address names a device without anything better, since addresses
 * are given to others; a random MAC names a device as long as it keeps it.
 */
export function keysOf({ id, macs }: Pick<InventoryDevice, 'id' | 'macs'>): readonly string[] {
  const isFactory = (mac: string) => !isLocallyAdministered(macWords(mac).high);
  const factory = macs.filter(isFactory);
  if (factory.length > 0) return factory.map((mac) => `mac:${mac}`);
  return macs.length > 0 ? macs.map((mac) => `mac:${mac}`) : [id];
}

/** Both as one. The later sighting wins where values are equally sure, since devices are updated. */
export function mergeDevice(known: KeptDevice, seen: KeptDevice): KeptDevice {
  const [older, newer] = known.lastAt <= seen.lastAt ? [known, seen] : [seen, known];
  return {
    macs: union(newer.macs, older.macs).slice(0, ADDRESS_LIMIT),
    ips: union(newer.ips, older.ips).slice(0, ADDRESS_LIMIT),
    vlans: union(newer.vlans, older.vlans).sort((a, b) => a - b),
    hostnames: unionBy(
      [...newer.hostnames, ...older.hostnames],
      ({ value, protocol }) => `${protocol} ${value}`,
    ).slice(0, VALUE_LIMIT),
    category: newer.category.confidence >= older.category.confidence ? newer.category : older.category,
    services: unionBy([...newer.services, ...older.services], serviceKey).slice(0, SERVICE_LIMIT),
    firstAt: [known.firstAt, seen.firstAt].sort()[0] ?? seen.firstAt,
    lastAt: newer.lastAt,
    packets: known.packets + seen.packets,
    octets: known.octets + seen.octets,
    peers: Math.max(known.peers, seen.peers),
    values: mergeValues(newer.values, older.values),
  };
}

/** The values of each attribute, best first; the same value from both has the evidence of both. */
function mergeValues(newer: readonly KeptValue[], older: readonly KeptValue[]): KeptValue[] {
  const byKey = new Map<string, KeptValue>();
  for (const value of [...newer, ...older]) {
    const key = `${value.attribute} ${value.value}`;
    const other = byKey.get(key);
    byKey.set(key, other ? joinValue(other, value) : value);
  }
  const kept = new Map<string, number>();
  return [...byKey.values()]
    .sort((a, b) => b.confidence - a.confidence)
    .filter(({ attribute }) => {
      const count = kept.get(attribute) ?? 0;
      kept.set(attribute, count + 1);
      return count < VALUE_LIMIT;
    });
}

function joinValue(newer: KeptValue, older: KeptValue): KeptValue {
  const evidence = unionBy(
    [...newer.evidence, ...older.evidence],
    ({ protocol, field, value }) => `${protocol} ${field} ${value}`,
  );
  const confidence = Math.max(newer.confidence, older.confidence);
  return { ...newer, confidence, evidence: evidence.slice(0, EVIDENCE_LIMIT) };
}

const serviceKey = ({ transport, port, protocol, role }: InventoryDevice['services'][number]) =>
  `${transport} ${port} ${protocol} ${role}`;

function union<Item>(first: readonly Item[], second: readonly Item[]): Item[] {
  return [...new Set([...first, ...second])];
}

/** The first of those with equal keys. */
function unionBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const byKey = new Map<string, Item>();
  for (const item of items) if (!byKey.has(keyOf(item))) byKey.set(keyOf(item), item);
  return [...byKey.values()];
}
