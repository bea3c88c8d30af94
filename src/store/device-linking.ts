/**
 * Which known record a device of an inventory is: by identify/continue-inventory.ts, with serial number before MAC before
 * name and address, over those records that share a key or a serial number with it.
 */

import { sql, type Transaction } from 'kysely';
import type { Attribute } from '../dissectors/dissector.ts';
import { linkDevices } from '../identify/continue-inventory.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import { identifyingSerial, type PreviousDevice } from '../identify/previous-inventory.ts';
import type { KnownValue } from '../identify/retain-values.ts';
import { wholesOf } from './device-parts.ts';
import { type DeviceRules, loadDevices } from './device-rows.ts';
import { type KeptDevice, keysOf } from './merge-device.ts';
import type { Tables } from './schema.ts';

export interface KnownRecord {
  readonly id: string;
  readonly whole: string;
  readonly keys: readonly string[];
  readonly serial: string | undefined;
  readonly device: KeptDevice;
}

export interface LinkedBatch {
  /** Records that share anything with the devices, by id. */
  readonly known: ReadonlyMap<string, KnownRecord>;
  readonly recordOf: ReadonlyMap<InventoryDevice, KnownRecord>;
  /** Record that a key belongs to. */
  readonly ownerOf: Map<string, string>;
}

export const serialOf = ({ attributes }: InventoryDevice): string | undefined =>
  identifyingSerial(attributes.serialNumber?.[0]);

/** Links devices to records, leaving out those that others of the same inventory were linked to. */
export async function linkBatch(
  transaction: Transaction<Tables>,
  devices: readonly InventoryDevice[],
  taken: ReadonlySet<string>,
  { vendors }: DeviceRules,
): Promise<LinkedBatch> {
  const known = await loadRecords(transaction, devices);
  const ownerOf = new Map<string, string>();
  for (const { id, keys } of known.values()) for (const key of keys) ownerOf.set(key, id);
  const free = [...known.values()]
    .filter(({ id }) => !taken.has(id))
    .sort((a, b) => Date.parse(b.device.lastAt) - Date.parse(a.device.lastAt) || (a.id < b.id ? -1 : 1));
  // Keys stand in the place of MACs: those of random MACs beside a factory one name nobody.
  const keyed = new Map(devices.map((device) => [{ ...device, macs: keysOf(device) }, device]));
  const links = linkDevices(free.map(previousOf), [...keyed.keys()], vendors);
  const recordOf = new Map<InventoryDevice, KnownRecord>();
  for (const [stand, { previous }] of links) {
    const [device, record] = [keyed.get(stand), known.get(previous.id)];
    if (device && record) recordOf.set(device, record);
  }
  return { known, recordOf, ownerOf };
}

async function loadRecords(
  transaction: Transaction<Tables>,
  devices: readonly InventoryDevice[],
): Promise<Map<string, KnownRecord>> {
  const byKey = await transaction
    .selectFrom('device_key')
    .select('device_id')
    .distinct()
    .where('key', '=', sql<string>`any(${devices.flatMap(keysOf)}::text[])`)
    .execute();
  const serials = devices.flatMap((device) => serialOf(device) ?? []);
  const bySerial = await transaction
    .selectFrom('device')
    .select('id')
    .where('identifying_serial', '=', sql<string>`any(${serials}::text[])`)
    // A whole of several parts has no facts of its own.
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('device as part').select('part.id').whereRef('part.part_of', '=', 'device.id'))),
    )
    .execute();
  const ids = [...new Set([...byKey.map((row) => row.device_id), ...bySerial.map(({ id }) => id)])];
  const loaded = await loadDevices(transaction, ids);
  const wholes = await wholesOf(transaction, ids);
  const keys = new Map<string, string[]>(ids.map((id) => [id, []]));
  const rows = await transaction
    .selectFrom('device_key')
    .select(['key', 'device_id'])
    .where('device_id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('key')
    .execute();
  for (const { key, device_id } of rows) keys.get(device_id)?.push(key);
  return new Map(
    [...loaded].map(([id, device]) => [
      id,
      {
        ...{ id, device, whole: wholes.get(id) ?? id, keys: keys.get(id) ?? [] },
        serial: identifyingSerial(bestOf(device, 'serialNumber')),
      },
    ]),
  );
}

function bestOf({ values }: KeptDevice, name: Attribute): KnownValue | undefined {
  const best = values.find(({ attribute }) => attribute === name);
  return best && { ...best, setByPerson: best.setByPerson === true };
}

function previousOf({ id, whole, keys, serial, device }: KnownRecord): PreviousDevice {
  const vendor = bestOf(device, 'vendor');
  return {
    ...{ id, whole, macs: keys, ips: device.ips, lastAt: undefined, category: undefined, serial },
    attributes: new Map(vendor ? [['vendor', vendor]] : []),
  };
}
