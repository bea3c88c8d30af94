/**
 * An inventory that continues an earlier one: which device is which (serial number before MAC before name and address), and
 * what is known of it from now on (retain-values.ts). A device keeps the id that it had, whatever its address is today.
 */

import { addUnder } from '../base/lists-by-key.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import { sameValue } from './fuse-evidence.ts';
import type { InventoryAttribute, InventoryChange, InventoryDevice } from './inventory.ts';
import { identifyingSerial, type PreviousDevice } from './previous-inventory.ts';
import { type KnownValue, retainValue } from './retain-values.ts';
import type { VendorDirectory } from './vendors.ts';

export interface ContinuedInventory {
  readonly devices: readonly InventoryDevice[];
  /** Devices of the earlier inventory of which nothing was seen. */
  readonly notSeen: readonly PreviousDevice[];
}

export interface Link {
  readonly previous: PreviousDevice;
  readonly changes: readonly InventoryChange[];
}

/** Devices with the ids and values that they had, each with what changed and why. */
export function continueInventory(
  previous: readonly PreviousDevice[],
  devices: readonly InventoryDevice[],
  vendors: VendorDirectory,
): ContinuedInventory {
  const links = linkDevices(previous, devices, vendors);
  const linked = new Set([...links.values()].map((link) => link.previous));
  const ids = continuedIds(devices, links);
  const continued = devices.map((device) => {
    const via = device.viaGateway === null ? null : (ids.get(device.viaGateway) ?? device.viaGateway);
    const renamed = { ...device, id: ids.get(device.id) ?? device.id, viaGateway: via };
    const link = links.get(device);
    return link ? retain(renamed, link, vendors) : { ...renamed, previousId: null, changes: [] };
  });
  return { devices: continued, notSeen: previous.filter((device) => !linked.has(device)) };
}

/** Today's ids to the ids that devices keep; a new device does not take the id of another. */
function continuedIds(
  devices: readonly InventoryDevice[],
  links: ReadonlyMap<InventoryDevice, Link>,
): ReadonlyMap<string, string> {
  const taken = new Set([...links.values()].map(({ previous }) => previous.id));
  const ids = new Map<string, string>();
  for (const device of devices) {
    let id = links.get(device)?.previous.id;
    if (id === undefined) {
      id = device.id;
      for (let count = 2; taken.has(id); count++) id = `${device.id}#${count}`;
      taken.add(id);
    }
    ids.set(device.id, id);
  }
  return ids;
}

/** Which device is which: each of the devices with the one that it was, when it was one. */
export function linkDevices(
  previous: readonly PreviousDevice[],
  devices: readonly InventoryDevice[],
  vendors: VendorDirectory,
): ReadonlyMap<InventoryDevice, Link> {
  const links = new Map<InventoryDevice, Link>();
  const free = new Set(previous);
  const take = (device: InventoryDevice, found: PreviousDevice | undefined) => {
    if (!found) return;
    links.set(device, { previous: found, changes: interfaceChanges(found, device) });
    free.delete(found);
  };
  const bySerial = listBy(previous, ({ serial }) => (serial === undefined ? [] : [serial]));
  for (const device of devices) {
    const serial = serialOf(device);
    const same = (serial === undefined ? [] : (bySerial.get(serial) ?? [])).filter(
      (candidate) => free.has(candidate) && vendorsAgree(candidate, device, vendors),
    );
    if (areOneDevice(same)) take(device, same.find((candidate) => sharesMac(candidate, device)) ?? same[0]);
  }
  // Weaker keys: a MAC or name whose device states another serial number today is another device.
  const fits = (candidate: PreviousDevice, device: InventoryDevice) => {
    const serial = serialOf(device);
    return free.has(candidate) && (!candidate.serial || !serial || candidate.serial === serial);
  };
  const byMac = listBy(previous, ({ macs }) => macs);
  const byId = listBy(previous, ({ id }) => [id]);
  for (const device of devices) {
    if (links.has(device)) continue;
    const candidates = [
      ...device.macs.flatMap((mac) => byMac.get(mac) ?? []),
      ...(byId.get(device.id) ?? []),
    ];
    take(
      device,
      candidates.find((candidate) => fits(candidate, device)),
    );
  }
  return links;
}

/** Two devices with one serial number are a copy, and neither is taken for the third that states it. */
function areOneDevice([first, ...others]: readonly PreviousDevice[]): boolean {
  return others.every(({ whole }) => whole !== undefined && whole === first?.whole);
}

const sharesMac = (previous: PreviousDevice, { macs }: InventoryDevice) =>
  previous.macs.some((mac) => macs.includes(mac));

const serialOf = (device: InventoryDevice) => identifyingSerial(device.attributes.serialNumber?.[0]);

function vendorsAgree(previous: PreviousDevice, device: InventoryDevice, vendors: VendorDirectory): boolean {
  const before = previous.attributes.get('vendor')?.value;
  const now = device.attributes.vendor?.[0]?.value;
  return before === undefined || now === undefined || vendors.sameVendor(before, now);
}

function listBy(devices: readonly PreviousDevice[], keysOf: (device: PreviousDevice) => readonly string[]) {
  const lists = new Map<string, PreviousDevice[]>();
  for (const device of devices) for (const key of keysOf(device)) addUnder(lists, key, device);
  return lists;
}

type Addresses = Pick<InventoryDevice, 'macs' | 'ips'>;

/** Another MAC, or another address, when none of the old ones is left. */
export function interfaceChanges(previous: Addresses, device: Addresses): InventoryChange[] {
  const changes: InventoryChange[] = [];
  const add = (what: 'mac' | 'ip', before: readonly string[], now: readonly string[], reason: string) => {
    if (before.length === 0 || now.length === 0 || before.some((text) => now.includes(text))) return;
    changes.push({ what, outcome: 'changed', from: before.join(' '), to: now.join(' '), reason });
  };
  add('mac', previous.macs, device.macs, 'the serial number stayed: its network module was changed');
  add('ip', previous.ips, device.ips, 'the device stayed and has a new address');
  return changes;
}

function retain(
  device: InventoryDevice,
  { previous, changes }: Link,
  vendors: VendorDirectory,
): InventoryDevice {
  const all = [...changes];
  const attributes: Partial<Record<Attribute, readonly InventoryAttribute[]>> = { ...device.attributes };
  const names = new Set([...previous.attributes.keys(), ...(Object.keys(attributes) as Attribute[])]);
  for (const name of names) {
    const fresh = device.attributes[name] ?? [];
    const kept = isWithdrawn(device, name) ? undefined : previous.attributes.get(name);
    const isSame = (a: string, b: string) => sameValue(name, a, b, vendors);
    const retention = retainValue(name, kept, fresh.map(knownValue), isSame);
    if (!retention) continue;
    if (retention.outcome !== 'unchanged')
      all.push(changeOf(name, kept, retention.outcome, retention.known, retention.reason));
    attributes[name] = withKnownFirst(retention.known, fresh, isSame);
  }
  const category = retainCategory(device, previous, all);
  return { ...device, attributes, category, previousId: previous.id, changes: all };
}

function retainCategory(
  device: InventoryDevice,
  previous: PreviousDevice,
  changes: InventoryChange[],
): InventoryDevice['category'] {
  const { category } = device;
  const kept = isWithdrawn(device, 'category') ? undefined : previous.category;
  const fresh = category.value === 'unknown' ? [] : [knownValue(category)];
  const retention = retainValue('category', kept, fresh, (a, b) => a === b);
  if (!retention) return category;
  const { outcome, known, reason } = retention;
  if (outcome !== 'unchanged') changes.push(changeOf('category', kept, outcome, known, reason));
  const reasons =
    known.value === category.value
      ? category.reasons
      : [`known from the earlier inventory`, ...category.reasons];
  return { value: known.value, confidence: known.confidence, reasons, ...mark(known.setByPerson) };
}

/** A person took back, in the decisions of this run, what was set before. */
function isWithdrawn(device: InventoryDevice, attribute: Attribute | 'category'): boolean {
  return device.decisions.some(({ kind, withdraws }) => kind === 'value-set' && withdraws === attribute);
}

function changeOf(
  what: InventoryChange['what'],
  kept: KnownValue | undefined,
  outcome: InventoryChange['outcome'],
  known: KnownValue,
  reason: string,
): InventoryChange {
  return { what, outcome, from: kept?.value ?? null, to: known.value, reason };
}

const mark = (setByPerson: boolean) => (setByPerson ? { setByPerson: true as const } : {});

function knownValue(entry: Pick<InventoryAttribute, 'value' | 'confidence' | 'setByPerson'>): KnownValue {
  return { value: entry.value, confidence: entry.confidence, setByPerson: entry.setByPerson === true };
}

/** The known value first, with today's evidence when the traffic shows it too; then what else the traffic shows. */
function withKnownFirst(
  known: KnownValue,
  fresh: readonly InventoryAttribute[],
  isSame: (a: string, b: string) => boolean,
): readonly InventoryAttribute[] {
  const agreeing = fresh.find(({ value }) => isSame(value, known.value));
  const { value, confidence, setByPerson } = known;
  const first = { value, confidence, evidence: agreeing?.evidence ?? [], ...mark(setByPerson) };
  return [
    agreeing ? first : { ...first, kept: true as const },
    ...fresh.filter((entry) => entry !== agreeing),
  ];
}
