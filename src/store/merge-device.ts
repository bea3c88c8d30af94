/**
 * What is known of a device and what a sighting showed of it, as one. Pure. Which value stands is decided by
 * identify/retain-values.ts: what was seen earlier is kept, what was seen later is fresh, whichever of them arrives first.
 */

import { groupedBy } from '../base/lists-by-key.ts';
import { isLocallyAdministered, macWords } from '../base/mac-address.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import type { CategoryDecision } from '../identify/categorise.ts';
import { interfaceChanges } from '../identify/continue-inventory.ts';
import { sameValue } from '../identify/fuse-evidence.ts';
import { type IdentityDecision, sortedDecisions } from '../identify/identity-decisions.ts';
import type { InventoryChange, InventoryDevice, InventoryEvidence } from '../identify/inventory.ts';
import { type KnownValue, type Retention, retainValue } from '../identify/retain-values.ts';
import type { VendorDirectory } from '../identify/vendors.ts';

/** Addresses kept of one device, latest first; values of one attribute, best first; evidence of one value. */
export const ADDRESS_LIMIT = 64;
export const VALUE_LIMIT = 8;
export const EVIDENCE_LIMIT = 8;
export const SERVICE_LIMIT = 256;
export const DECISION_LIMIT = 64;

/** Where something was learnt: a capture, a sensor, an import of another tool's records, or an active query, by its id. */
export interface Source {
  readonly kind: 'capture' | 'sensor' | 'import' | 'active-query';
  readonly id: string;
}

/** Evidence that names its source, and not its place in a run. `packet` counts within the source. */
export type KeptEvidence = Omit<InventoryEvidence, 'capture'> & { readonly source: Source };

export interface KeptValue {
  readonly attribute: Attribute;
  readonly value: string;
  readonly confidence: number;
  readonly evidence: readonly KeptEvidence[];
  /** A person has set it; what traffic says stands behind it. */
  readonly setByPerson?: true;
  /** The latest sighting that says anything about the attribute does not show it. */
  readonly kept?: true;
}

/** A category as it is kept, with what decided it. */
export type KeptCategory = CategoryDecision;

export type KeptDevice = Pick<
  InventoryDevice,
  | ('macs' | 'ips' | 'vlans' | 'hostnames' | 'services' | 'firstAt' | 'lastAt')
  | ('packets' | 'octets' | 'peers' | 'conversations' | 'seenAs' | 'profile' | 'decisions')
> & {
  readonly category: KeptCategory;
  /** What traffic says, beside a category that a person has set. */
  readonly inferredCategory?: KeptCategory;
  /** Values of each attribute best first; of one that a person has set, that value first. */
  readonly values: readonly KeptValue[];
};

export interface MergedDevice {
  readonly device: KeptDevice;
  /** What the sighting changed of what was known; empty when it is older than what is known. */
  readonly changes: readonly InventoryChange[];
}

/** A device of an inventory as it is kept. */
export function keptDevice(device: InventoryDevice, source: Source): KeptDevice {
  const values = Object.entries(device.attributes).flatMap(([attribute, list]) =>
    list.slice(0, VALUE_LIMIT).map(({ value, confidence, evidence }) => ({
      ...{ attribute: attribute as Attribute, value, confidence },
      evidence: evidence.slice(0, EVIDENCE_LIMIT).map(({ capture: _, ...item }) => ({ ...item, source })),
    })),
  );
  const { macs, ips, vlans, hostnames, services, firstAt, lastAt, packets, octets, peers } = device;
  const { conversations, seenAs, profile, decisions } = device;
  const { value, confidence, reasons } = device.category;
  return {
    ...{ macs: macs.slice(0, ADDRESS_LIMIT), ips: ips.slice(0, ADDRESS_LIMIT), vlans, hostnames },
    ...{ services: services.slice(0, SERVICE_LIMIT), firstAt, lastAt, packets, octets, peers },
    ...{ conversations, seenAs, profile, decisions: decisions.slice(0, DECISION_LIMIT) },
    ...{ category: { value, confidence, reasons }, values },
  };
}

/**
 * Keys that only this device has, strongest first. An address names a device without anything better, since addresses
 * are given to others; a random MAC names a device as long as it keeps it.
 */
export function keysOf({ id, macs }: Pick<InventoryDevice, 'id' | 'macs'>): readonly string[] {
  const factory = macs.filter((mac) => !isLocallyAdministered(macWords(mac).high));
  if (factory.length > 0) return factory.map((mac) => `mac:${mac}`);
  return macs.length > 0 ? macs.map((mac) => `mac:${mac}`) : [id];
}

/** Both as one, the same whichever is known first. */
export function mergeDevice(known: KeptDevice, seen: KeptDevice, vendors: VendorDirectory): MergedDevice {
  const seenIsNewer = isBefore(known, seen);
  const [older, newer] = seenIsNewer ? [known, seen] : [seen, known];
  const changes: InventoryChange[] = interfaceChanges(older, newer);
  const values = mergeValues(older, newer, vendors, changes);
  const device: KeptDevice = {
    macs: union(newer.macs, older.macs).slice(0, ADDRESS_LIMIT),
    ips: union(newer.ips, older.ips).slice(0, ADDRESS_LIMIT),
    vlans: union(newer.vlans, older.vlans).sort((a, b) => a - b),
    hostnames: unionBy(
      [...newer.hostnames, ...older.hostnames],
      ({ value, protocol }) => `${protocol} ${value}`,
    ).slice(0, VALUE_LIMIT),
    ...mergeCategory(older, newer, changes),
    services: unionBy([...newer.services, ...older.services], serviceKey).slice(0, SERVICE_LIMIT),
    firstAt: Date.parse(older.firstAt) <= Date.parse(newer.firstAt) ? older.firstAt : newer.firstAt,
    lastAt: newer.lastAt,
    packets: known.packets + seen.packets,
    octets: known.octets + seen.octets,
    peers: Math.max(known.peers, seen.peers),
    conversations: {
      bothWays: known.conversations.bothWays + seen.conversations.bothWays,
      oneWay: known.conversations.oneWay + seen.conversations.oneWay,
    },
    seenAs: SEEN_AS.find((way) => known.seenAs === way || seen.seenAs === way) ?? seen.seenAs,
    profile: newer.profile ?? older.profile,
    decisions: mergeDecisions(newer.decisions, older.decisions),
    values,
  };
  return { device, changes: seenIsNewer ? changes : [] };
}

/** What tells most first. */
const SEEN_AS = ['sender', 'peer', 'named'] as const;

/**
 * Whether `a` was seen last before `b`. The database gives milliseconds and an inventory microseconds, so texts cannot be
 * compared; what falls into one millisecond is put into some order that does not depend on which is asked about.
 */
function isBefore(a: KeptDevice, b: KeptDevice): boolean {
  const difference = Date.parse(a.lastAt) - Date.parse(b.lastAt);
  if (difference !== 0) return difference < 0;
  return contentOf(a) <= contentOf(b);
}

const contentOf = ({ values, category, macs, ips, packets }: KeptDevice) =>
  JSON.stringify([packets, macs, ips, category, values]);

const knownOf = ({ value, confidence, setByPerson }: KeptValue | KeptCategory): KnownValue => ({
  ...{ value, confidence, setByPerson: setByPerson === true },
});

/** The values of each attribute, best first, and in `changes` what became of those known before. */
function mergeValues(
  older: KeptDevice,
  newer: KeptDevice,
  vendors: VendorDirectory,
  changes: InventoryChange[],
): KeptValue[] {
  const [past, present] = [groupedBy(older.values, attributeOf), groupedBy(newer.values, attributeOf)];
  const names = [...new Set([...past.keys(), ...present.keys()])].sort();
  return names.flatMap((attribute) => {
    const [before, now] = [past.get(attribute) ?? [], present.get(attribute) ?? []];
    const isSame = (a: string, b: string) => sameValue(attribute, a, b, vendors);
    const set = [...now, ...before].find(({ setByPerson }) => setByPerson);
    const inferredBefore = before.filter(({ setByPerson }) => !setByPerson);
    const inferredNow = now.filter(({ setByPerson }) => !setByPerson);
    const fresh = inferredNow.filter(({ kept }, index) => index === 0 || !kept).map(knownOf);
    const [kept] = inferredBefore;
    const retention = retainValue(attribute, kept && knownOf(kept), fresh, isSame);
    const toPerson = set && retainValue(attribute, knownOf(set), fresh, isSame);
    note(changes, attribute, set ?? kept, toPerson ?? retention);
    const inferred = retention ? ranked(retention.known, inferredNow, inferredBefore, isSame) : [];
    return set ? [set, ...inferred.slice(0, VALUE_LIMIT - 1)] : inferred;
  });
}

const attributeOf = ({ attribute }: KeptValue) => attribute;

/** The known value first, then the others as sure as they are; one value from both has the evidence of both. */
function ranked(
  known: KnownValue,
  now: readonly KeptValue[],
  before: readonly KeptValue[],
  isSame: (a: string, b: string) => boolean,
): KeptValue[] {
  const isSilent = now.length === 0;
  const all = [...now, ...before.map((value) => (isSilent ? value : { ...value, kept: true as const }))];
  const groups: KeptValue[] = [];
  for (const value of all) {
    const index = groups.findIndex((group) => isSame(group.value, value.value));
    const group = groups[index];
    if (group) groups[index] = joinValue(group, value);
    else groups.push(value);
  }
  const best =
    groups.find(({ value }) => value === known.value) ??
    groups.find(({ value }) => isSame(value, known.value));
  const others = groups
    .filter((group) => group !== best)
    .sort((a, b) => b.confidence - a.confidence || (a.value < b.value ? -1 : 1));
  const first = best && { ...best, value: known.value, confidence: known.confidence };
  return [...(first ? [first] : []), ...others].slice(0, VALUE_LIMIT);
}

function joinValue(newer: KeptValue, older: KeptValue): KeptValue {
  const evidence = unionBy(
    [...newer.evidence, ...older.evidence],
    ({ protocol, field, value }) => `${protocol} ${field} ${value}`,
  );
  const confidence = Math.max(newer.confidence, older.confidence);
  return { ...newer, confidence, evidence: evidence.slice(0, EVIDENCE_LIMIT) };
}

function mergeCategory(
  older: KeptDevice,
  newer: KeptDevice,
  changes: InventoryChange[],
): Pick<KeptDevice, 'category' | 'inferredCategory'> {
  const set = [newer.category, older.category].find(({ setByPerson }) => setByPerson);
  const [before, now] = [inferredCategoryOf(older), inferredCategoryOf(newer)];
  const isSame = (a: string, b: string) => a === b;
  const fresh = now.value === 'unknown' ? [] : [knownOf(now)];
  const kept = before.value === 'unknown' ? undefined : knownOf(before);
  const retention = retainValue('category', kept, fresh, isSame);
  const toPerson = set && retainValue('category', knownOf(set), fresh, isSame);
  note(changes, 'category', set ?? kept, toPerson ?? retention);
  const { value, confidence } = retention?.known ?? now;
  const inferred = { value, confidence, reasons: value === now.value ? now.reasons : before.reasons };
  return set ? { category: set, inferredCategory: inferred } : { category: inferred };
}

/** The category that the traffic gives. */
export function inferredCategoryOf({ category, inferredCategory }: KeptDevice): KeptCategory {
  return category.setByPerson ? (inferredCategory ?? UNKNOWN_CATEGORY) : category;
}

const UNKNOWN_CATEGORY: KeptCategory = { value: 'unknown', confidence: 0, reasons: [] };

function note(
  changes: InventoryChange[],
  what: InventoryChange['what'],
  before: { readonly value: string } | undefined,
  retention: Retention | undefined,
): void {
  if (!retention || retention.outcome === 'unchanged') return;
  const { outcome, known, reason } = retention;
  changes.push({ what, outcome, from: before?.value ?? null, to: known.value, reason });
}

function mergeDecisions(
  newer: readonly IdentityDecision[],
  older: readonly IdentityDecision[],
): readonly IdentityDecision[] {
  return sortedDecisions([...newer, ...older]).slice(0, DECISION_LIMIT);
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
