/**
 * Devices of an organisation. What a capture showed is merged with what is known in one transaction, together with the mark
 * that the capture was read, so that it counts once however often the job runs.
 */

import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { InventoryCapture, InventoryDevice } from '../identify/inventory.ts';
import { markRead } from './captures.ts';
import type { Database, OrganisationId } from './database.ts';
import { type KeptDevice, keptDevice, keysOf, mergeDevice, type Source } from './merge-device.ts';
import { addFollowUp, MATCH_PRODUCTS } from './products.ts';
import type { Tables } from './schema.ts';

/** Devices that are looked up and written together. */
const BATCH = 250;

/** Merges the devices of a capture; false when it was read before and nothing was done. */
export async function applyCapture(
  database: Database,
  organisation: OrganisationId,
  capture: string,
  summary: InventoryCapture,
  devices: readonly InventoryDevice[],
): Promise<boolean> {
  return database.asOrganisation(organisation, async (transaction) => {
    if (!(await markRead(transaction, capture, summary))) return false;
    await applyDevices(transaction, organisation, { kind: 'capture', id: capture }, devices);
    await addFollowUp(transaction, MATCH_PRODUCTS, organisation);
    return true;
  });
}

/**
 * Merges devices with what is known, within a transaction that also notes that the source was applied. Returns the ids of
 * the devices in the store by their ids in the inventory.
 */
export async function applyDevices(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  source: Source,
  devices: readonly InventoryDevice[],
): Promise<ReadonlyMap<string, string>> {
  const idOf = new Map<string, string>();
  for (let at = 0; at < devices.length; at += BATCH)
    await applyBatch(transaction, organisation, source, devices.slice(at, at + BATCH), idOf);
  await linkGateways(transaction, devices, idOf);
  return idOf;
}

async function applyBatch(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  source: Source,
  devices: readonly InventoryDevice[],
  idOf: Map<string, string>,
): Promise<void> {
  const keys = await ownersOf(transaction, devices.flatMap(keysOf));
  const kept = await loadDevices(transaction, [...new Set(keys.values())]);
  const changed = new Map<string, KeptDevice>();
  for (const device of devices) {
    const owner =
      keysOf(device)
        .map((key) => keys.get(key))
        .find((id) => id !== undefined) ?? randomUUID();
    const known = changed.get(owner) ?? kept.get(owner);
    const seen = keptDevice(device, source);
    changed.set(owner, known ? mergeDevice(known, seen) : seen);
    for (const key of keysOf(device)) if (!keys.has(key)) keys.set(key, owner);
    idOf.set(device.id, owner);
  }
  await writeDevices(transaction, organisation, changed);
  const rows = [...keys].map(([key, device_id]) => ({ organisation_id: organisation, key, device_id }));
  await transaction
    .insertInto('device_key')
    .values(rows)
    .onConflict((c) => c.columns(['organisation_id', 'key']).doNothing())
    .execute();
}

async function ownersOf(
  transaction: Transaction<Tables>,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const rows = await transaction
    .selectFrom('device_key')
    .select(['key', 'device_id'])
    .where('key', 'in', [...keys])
    .execute();
  return new Map(rows.map(({ key, device_id }) => [key, device_id]));
}

/** Devices by id, each as `mergeDevice` takes it. */
export async function loadDevices(
  transaction: Transaction<Tables>,
  ids: readonly string[],
): Promise<Map<string, KeptDevice>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('device')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  const values = await transaction
    .selectFrom('device_attribute')
    .select(['device_id', 'attribute', 'value', 'confidence', 'evidence'])
    .where('device_id', 'in', [...ids])
    .orderBy('attribute')
    .orderBy('rank')
    .execute();
  const services = await transaction
    .selectFrom('device_service')
    .select(['device_id', 'transport', 'port', 'protocol', 'role'])
    .where('device_id', 'in', [...ids])
    .orderBy('role', 'desc')
    .orderBy('port')
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...{ macs: row.macs, ips: row.ips, vlans: row.vlans, hostnames: row.hostnames, peers: row.peers },
        category: { value: row.category, confidence: row.category_confidence, reasons: row.category_reasons },
        ...{ firstAt: row.first_at.toISOString(), lastAt: row.last_at.toISOString() },
        ...{ packets: row.packets, octets: row.octets },
        services: services
          .filter(({ device_id }) => device_id === row.id)
          .map(({ device_id: _, ...service }) => service),
        values: values
          .filter(({ device_id }) => device_id === row.id)
          .map(({ device_id: _, ...value }) => value),
      },
    ]),
  );
}

async function writeDevices(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  devices: ReadonlyMap<string, KeptDevice>,
): Promise<void> {
  const ids = [...devices.keys()];
  await transaction
    .insertInto('device')
    .values([...devices].map(([id, device]) => deviceRow(id, organisation, device)))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((eb) =>
          Object.fromEntries(UPDATED_COLUMNS.map((column) => [column, eb.ref(`excluded.${column}`)])),
        ),
    )
    .execute();
  await transaction.deleteFrom('device_attribute').where('device_id', 'in', ids).execute();
  await transaction.deleteFrom('device_service').where('device_id', 'in', ids).execute();
  const values = [...devices].flatMap(([id, { values: list }]) => {
    const ranks = new Map<string, number>();
    return list.map(({ attribute, value, confidence, evidence }) => {
      const rank = ranks.get(attribute) ?? 0;
      ranks.set(attribute, rank + 1);
      return {
        device_id: id,
        organisation_id: organisation,
        attribute,
        value,
        rank,
        confidence,
        evidence: JSON.stringify(evidence),
      };
    });
  });
  if (values.length > 0) await transaction.insertInto('device_attribute').values(values).execute();
  const services = [...devices].flatMap(([id, { services: list }]) =>
    list.map((service) => ({ device_id: id, organisation_id: organisation, ...service })),
  );
  if (services.length > 0) await transaction.insertInto('device_service').values(services).execute();
}

const UPDATED_COLUMNS = [
  ...(['macs', 'ips', 'vlans', 'category', 'category_confidence', 'category_reasons', 'hostnames'] as const),
  ...(['first_at', 'last_at', 'packets', 'octets', 'peers'] as const),
] as const;

function deviceRow(id: string, organisation: OrganisationId, device: KeptDevice) {
  const { macs, ips, vlans, hostnames, category, firstAt, lastAt, packets, octets, peers } = device;
  return {
    ...{ id, organisation_id: organisation, macs, ips, vlans, packets, octets, peers },
    ...{ category: category.value, category_confidence: category.confidence },
    ...{ category_reasons: JSON.stringify(category.reasons), hostnames: JSON.stringify(hostnames) },
    ...{ first_at: firstAt, last_at: lastAt },
  };
}

/** Devices that messages of another one name stand behind it. */
async function linkGateways(
  transaction: Transaction<Tables>,
  devices: readonly InventoryDevice[],
  idOf: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { id, viaGateway } of devices) {
    const child = idOf.get(id);
    const gateway = viaGateway === null ? undefined : idOf.get(viaGateway);
    if (child === undefined || gateway === undefined || child === gateway) continue;
    await transaction
      .updateTable('device')
      .set({ via_device_id: gateway })
      .where('id', '=', child)
      .where(sql<boolean>`via_device_id is distinct from ${gateway}`)
      .execute();
  }
}

export interface DeviceListQuery {
  readonly category?: string | undefined;
  /** Part of an address, a host name or a best value of any attribute. */
  readonly text?: string | undefined;
  readonly after?: { readonly lastAt: string; readonly id: string } | undefined;
  readonly limit: number;
}

export interface ListedDevice extends Omit<KeptDevice, 'values' | 'services'> {
  readonly id: string;
  /** Best value of each attribute that has any. */
  readonly best: Readonly<Record<string, { readonly value: string; readonly confidence: number }>>;
}

/** Devices seen last first; equal instants by id. The page after a device stays the same when others come. */
export async function listDevices(
  database: Database,
  organisation: OrganisationId,
  { category, text, after, limit }: DeviceListQuery,
): Promise<readonly ListedDevice[]> {
  return database.asOrganisation(organisation, async (transaction) => {
    let query = transaction
      .selectFrom('device')
      .selectAll()
      .orderBy('last_at', 'desc')
      .orderBy('id')
      .limit(limit);
    if (category !== undefined) query = query.where('category', '=', category);
    if (after)
      query = query.where(({ or, and, eb }) =>
        or([
          eb('last_at', '<', new Date(after.lastAt)),
          and([eb('last_at', '=', new Date(after.lastAt)), eb('id', '>', after.id)]),
        ]),
      );
    if (text !== undefined) {
      const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
      query = query.where(sql<boolean>`(
        array_to_string(macs, ' ') ilike ${pattern} or array_to_string(ips, ' ') ilike ${pattern}
        or exists (select from device_attribute a where a.device_id = device.id and a.rank = 0 and a.value ilike ${pattern}))`);
    }
    const rows = await query.execute();
    const best = await bestValues(
      transaction,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      ...{
        id: row.id,
        macs: row.macs,
        ips: row.ips,
        vlans: row.vlans,
        hostnames: row.hostnames,
        peers: row.peers,
      },
      category: { value: row.category, confidence: row.category_confidence, reasons: row.category_reasons },
      ...{ firstAt: row.first_at.toISOString(), lastAt: row.last_at.toISOString() },
      ...{ packets: row.packets, octets: row.octets, best: best.get(row.id) ?? {} },
    }));
  });
}

async function bestValues(transaction: Transaction<Tables>, ids: readonly string[]) {
  const found = new Map<string, Record<string, { value: string; confidence: number }>>();
  if (ids.length === 0) return found;
  const rows = await transaction
    .selectFrom('device_attribute')
    .select(['device_id', 'attribute', 'value', 'confidence'])
    .where('device_id', 'in', [...ids])
    .where('rank', '=', 0)
    .execute();
  for (const { device_id, attribute, value, confidence } of rows) {
    const values = found.get(device_id) ?? {};
    values[attribute] = { value, confidence };
    found.set(device_id, values);
  }
  return found;
}

export interface StoredDevice extends KeptDevice {
  readonly id: string;
  readonly viaDevice: string | null;
}

export async function findDevice(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<StoredDevice | undefined> {
  return database.asOrganisation(organisation, async (transaction) => {
    const device = (await loadDevices(transaction, [id])).get(id);
    if (!device) return undefined;
    const row = await transaction
      .selectFrom('device')
      .select('via_device_id')
      .where('id', '=', id)
      .executeTakeFirst();
    return { ...device, id, viaDevice: row?.via_device_id ?? null };
  });
}
