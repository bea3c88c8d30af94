/**
 * What an import says, merged with what is known in one transaction: contradictions are noted with what is kept and why, and
 * what documents claim stands beside the device. Applied once, however often the job runs.
 */

import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Attribute } from '../dissectors/dissector.ts';
import { PLURAL_ATTRIBUTES } from '../identify/attributes.ts';
import { sameValue } from '../identify/fuse-evidence.ts';
import type { InventoryAttribute, InventoryDevice } from '../identify/inventory.ts';
import type { VendorDirectory } from '../identify/vendors.ts';
import type { Database, OrganisationId } from './database.ts';
import { type DeviceRules, loadDevices } from './device-rows.ts';
import { applyDevices } from './devices.ts';
import type { ImportSummary } from './imports.ts';
import { type KeptDevice, keysOf } from './merge-device.ts';
import { markFileRead } from './received-files.ts';
import type { Tables } from './schema.ts';

/** Rows written or looked up together. */
const BATCH = 500;
/** Addresses are given to others: an import names a device by one only when both were seen within this time. */
const SAME_ADDRESS_HOURS = 24;
/** A shorter serial number is worn by devices of several makers. */
const SERIAL_MINIMUM = 5;
/** Conflicts noted of one import. */
export const CONFLICT_LIMIT = 50_000;

export interface ReadImport {
  readonly summary: ImportSummary;
  /** Devices with an address. */
  readonly devices: readonly InventoryDevice[];
  /** Devices of rows without one: found by serial number and asset number, or not at all. */
  readonly unplaced: readonly InventoryDevice[];
  /** It is a document, and no sighting. */
  readonly isDocument: boolean;
  /** Why the file was not read to its end, for people; null when it was. */
  readonly damage: string | null;
}

type Conflict = Omit<Tables['import_conflict'], 'id' | 'organisation_id' | 'import_id'>;

/** Merges an import; false when it was read before and nothing was done. */
export async function applyImport(
  database: Database,
  organisation: OrganisationId,
  id: string,
  { summary, devices, unplaced, isDocument, damage }: ReadImport,
  rules: DeviceRules,
): Promise<boolean> {
  return database.asOrganisation(organisation, async (t) => {
    if (!(await markFileRead(t, 'import', id, { summary, problem: damage }))) return false;
    const found = await findUnplaced(t, unplaced);
    const named = await withKnownMacs(t, [...devices, ...found]);
    const before = await knownOf(t, named);
    const dated = isDocument ? named.map((device) => asOf(device, before.get(device))) : named;
    const source = { kind: 'import', id } as const;
    const { wholes: idOf } = await applyDevices(t, organisation, source, dated, rules);
    const touched = [...new Set(idOf.values())];
    const after = new Map<string, KeptDevice>();
    for (const some of inBatches(touched))
      for (const [device, kept] of await loadDevices(t, some)) after.set(device, kept);
    const conflicts = named.flatMap((device) => {
      const deviceId = idOf.get(device.id);
      const known = before.get(device);
      return deviceId === undefined || !known
        ? []
        : conflictsOf(deviceId, device, known, after.get(deviceId), rules.vendors);
    });
    const own = { organisation_id: organisation, import_id: id };
    for (const some of inBatches(conflicts.slice(0, CONFLICT_LIMIT)))
      await t
        .insertInto('import_conflict')
        .values(some.map((conflict) => ({ ...own, ...conflict })))
        .execute();
    const claims = named.flatMap((device) =>
      (device.claims ?? []).map(({ field, value, line }) => ({
        ...{ ...own, device_id: idOf.get(device.id) ?? '', field, value, line },
      })),
    );
    for (const some of inBatches(claims))
      await t
        .insertInto('import_claim')
        .values(some)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    await t
      .updateTable('import')
      .set({
        ...{ devices: touched.length, conflicts: conflicts.length },
        unmatched: unplaced.length - found.length,
      })
      .where('id', '=', id)
      .execute();
    return true;
  });
}

/** What the import says otherwise than was known before. Both stay with the device; `kept` says which stands first. */
export function conflictsOf(
  deviceId: string,
  device: InventoryDevice,
  before: KeptDevice,
  after: KeptDevice | undefined,
  vendors: VendorDirectory,
): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const [attribute, [said]] of Object.entries(device.attributes) as [
    Attribute,
    InventoryAttribute[],
  ][]) {
    if (!said || PLURAL_ATTRIBUTES.has(attribute)) continue;
    const isSame = (a: string, b: string) => sameValue(attribute, a, b, vendors);
    const known = before.values.find((value) => value.attribute === attribute);
    if (!known || isSame(known.value, said.value)) continue;
    const first = after?.values.find((value) => value.attribute === attribute);
    const kept = first && isSame(first.value, said.value) ? 'import' : 'known';
    const sureness = `${said.confidence} against ${known.confidence}`;
    conflicts.push({
      ...{ device_id: deviceId, attribute, kept, line: said.evidence[0]?.packet ?? null },
      ...{ said: said.value, said_confidence: said.confidence },
      ...{ known: known.value, known_confidence: known.confidence },
      why: whyKept(kept, said.confidence - known.confidence, sureness),
    });
  }
  for (const { field, value, line } of device.claims ?? []) {
    const [known] = before.ips;
    if (field !== 'ip-address' || known === undefined || before.ips.includes(value)) continue;
    conflicts.push({
      ...{ device_id: deviceId, attribute: 'ip', kept: 'known', line, said: value, said_confidence: null },
      ...{ known, known_confidence: null },
      why: 'What a document says of an address is no sighting: the address that was seen stands.',
    });
  }
  return conflicts;
}

function whyKept(kept: 'known' | 'import', surer: number, sureness: string): string {
  if (kept === 'import')
    return surer > 0
      ? `The import is surer (${sureness}); the known value is kept beside it.`
      : `Both are equally sure (${sureness}) and the import is newer; the known value is kept beside it.`;
  return surer < 0
    ? `What is known is surer (${sureness}); the value of the import is kept beside it.`
    : `The import is not newer or does not outrank what is known (${sureness}); its value is kept beside it.`;
}

/** A document tells nothing of when a device was seen: a known one keeps its times. */
function asOf(device: InventoryDevice, known: KeptDevice | undefined): InventoryDevice {
  return known ? { ...device, firstAt: known.lastAt, lastAt: known.lastAt } : device;
}

/** What is known of the devices before, by the keys that they will be merged by. */
async function knownOf(
  t: Transaction<Tables>,
  devices: readonly InventoryDevice[],
): Promise<Map<InventoryDevice, KeptDevice>> {
  const found = new Map<InventoryDevice, KeptDevice>();
  for (const some of inBatches(devices)) {
    const rows = await t
      .selectFrom('device_key')
      .select(['key', 'device_id'])
      .where('key', 'in', some.flatMap(keysOf))
      .execute();
    const owners = new Map(rows.map(({ key, device_id }) => [key, device_id]));
    const kept = await loadDevices(t, [...new Set(owners.values())]);
    for (const device of some) {
      const owner = keysOf(device).map((key) => owners.get(key));
      const known = kept.get(owner.find((id) => id !== undefined) ?? '');
      if (known) found.set(device, known);
    }
  }
  return found;
}

/** Devices that the import knows by their address alone, with the MAC of the one device that had it at that time. */
async function withKnownMacs(
  t: Transaction<Tables>,
  devices: readonly InventoryDevice[],
): Promise<readonly InventoryDevice[]> {
  const bare = devices.filter(({ macs, ips }) => macs.length === 0 && ips.length > 0);
  const macsOf = new Map<InventoryDevice, readonly string[]>();
  for (const device of bare) {
    const { rows } = await sql<{ macs: string[] }>`
      select macs::text[] as macs from device
       where ips && ${device.ips}::inet[] and cardinality(macs) > 0
         and last_at between ${device.firstAt}::timestamptz - make_interval(hours => ${SAME_ADDRESS_HOURS})
                         and ${device.lastAt}::timestamptz + make_interval(hours => ${SAME_ADDRESS_HOURS})
       limit 2`.execute(t);
    const [only, another] = rows;
    if (only && !another) macsOf.set(device, only.macs);
  }
  return devices.map((device) => {
    const macs = macsOf.get(device);
    return macs ? { ...device, macs } : device;
  });
}

/** The devices of rows without an address that are known by asset number or by serial number and maker. */
async function findUnplaced(
  t: Transaction<Tables>,
  rows: readonly InventoryDevice[],
): Promise<readonly InventoryDevice[]> {
  const found: InventoryDevice[] = [];
  for (const row of rows) {
    const owner = (await ownerBySerial(t, row)) ?? (await ownerByAssetTag(t, row));
    if (owner === undefined) continue;
    const kept = (await loadDevices(t, [owner])).get(owner);
    const key = await t
      .selectFrom('device_key')
      .select('key')
      .where('device_id', '=', owner)
      .executeTakeFirst();
    if (kept && key) found.push({ ...row, id: kept.macs.length > 0 ? row.id : key.key, macs: kept.macs });
  }
  return found;
}

async function ownerBySerial(t: Transaction<Tables>, row: InventoryDevice): Promise<string | undefined> {
  const serial = row.attributes.serialNumber?.[0]?.value ?? '';
  if (serial.length < SERIAL_MINIMUM) return undefined;
  const maker = row.attributes.vendor?.[0]?.value ?? null;
  const { rows } = await sql<{ id: string }>`
    select distinct a.device_id as id from device_attribute a
     where a.attribute = 'serialNumber' and a.rank = 0 and lower(a.value) = lower(${serial})
       and (${maker}::text is null or not exists (
         select from device_attribute v where v.device_id = a.device_id and v.attribute = 'vendor' and v.rank = 0
            and position(lower(${maker}::text) in lower(v.value)) = 0
            and position(lower(v.value) in lower(${maker}::text)) = 0))
     limit 2`.execute(t);
  return rows.length === 1 ? rows[0]?.id : undefined;
}

async function ownerByAssetTag(t: Transaction<Tables>, row: InventoryDevice): Promise<string | undefined> {
  const tag = row.claims?.find(({ field }) => field === 'asset-tag')?.value;
  if (tag === undefined) return undefined;
  const { rows } = await sql<{ id: string }>`
    select distinct device_id as id from import_claim
     where field = 'asset-tag' and lower(value) = lower(${tag}) limit 2`.execute(t);
  return rows.length === 1 ? rows[0]?.id : undefined;
}

function* inBatches<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}
