/**
 * Devices of an organisation. What a source showed is merged with what is known in one transaction, together with the mark
 * that the source was applied, so that it counts once however often the job runs.
 */

import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { InventoryChange, InventoryDevice } from '../identify/inventory.ts';
import type { OrganisationId } from './database.ts';
import { type DeviceHistory, recordChanges } from './device-history.ts';
import { type KnownRecord, type LinkedBatch, linkBatch, serialOf } from './device-linking.ts';
import { areKeptApart, joinRecords, renewWholes, wholesOf } from './device-parts.ts';
import { type DeviceRules, writeDevices } from './device-rows.ts';
import { type KeptDevice, keptDevice, keysOf, mergeDevice, type Source } from './merge-device.ts';
import { addFollowUp, MATCH_PRODUCTS } from './products.ts';
import type { Tables } from './schema.ts';

/** Devices that are looked up and written together. */
const BATCH = 250;

/** What the devices of an inventory have become in the store, by their ids in the inventory. */
export interface AppliedDevices {
  /** Whole devices, as people see them. */
  readonly wholes: ReadonlyMap<string, string>;
  /** Records: what is seen of a device stands under its own, also while it is a part of another. */
  readonly records: ReadonlyMap<string, string>;
}

/**
 * Merges devices with what is known, within a transaction that also notes that the source was applied. A source that comes
 * in portions keeps `taken`, the records that its devices have become, from one to the next.
 */
export async function applyDevices(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  source: Source,
  devices: readonly InventoryDevice[],
  rules: DeviceRules,
  taken: Set<string> = new Set(),
): Promise<AppliedDevices> {
  // Two sources at a time would each make a device of what both see first.
  await sql`select from organisation where id = ${organisation} for no key update`.execute(transaction);
  const records = new Map<string, string>();
  for (let at = 0; at < devices.length; at += BATCH) {
    const batch = new DeviceBatch(transaction, organisation, source, rules);
    await batch.apply(devices.slice(at, at + BATCH), taken, records);
  }
  const wholeOf = await wholesOf(transaction, [...new Set(records.values())]);
  const wholes = new Map([...records].map(([id, record]) => [id, wholeOf.get(record) ?? record]));
  await linkGateways(transaction, devices, wholes);
  await addFollowUp(transaction, MATCH_PRODUCTS, organisation);
  return { wholes, records };
}

interface Join {
  readonly into: string;
  readonly other: string;
  readonly reason: string;
}

/** One batch of devices on its way into the store. */
class DeviceBatch {
  private readonly transaction: Transaction<Tables>;
  private readonly organisation: OrganisationId;
  private readonly source: Source;
  private readonly rules: DeviceRules;
  private readonly written = new Map<string, KeptDevice>();
  private readonly history: DeviceHistory[] = [];
  private readonly joins: Join[] = [];
  private readonly movedKeys = new Map<string, string>();

  constructor(
    transaction: Transaction<Tables>,
    organisation: OrganisationId,
    source: Source,
    rules: DeviceRules,
  ) {
    this.transaction = transaction;
    this.organisation = organisation;
    this.source = source;
    this.rules = rules;
  }

  async apply(
    devices: readonly InventoryDevice[],
    taken: Set<string>,
    recordOf: Map<string, string>,
  ): Promise<void> {
    const linked = await linkBatch(this.transaction, devices, taken, this.rules);
    const apart = await this.keptApart(linked);
    for (const device of devices) {
      const record = linked.recordOf.get(device);
      const id = record
        ? this.continueRecord(device, record, linked, apart)
        : this.beginRecord(device, linked);
      taken.add(id);
      recordOf.set(device.id, id);
    }
    await this.write();
  }

  /** Pairs of whole devices that a decision keeps apart. */
  private async keptApart({ known }: LinkedBatch): Promise<ReadonlySet<string>> {
    const wholes = [...new Set([...known.values()].map(({ whole }) => whole))];
    const rows = await this.transaction
      .selectFrom('identity_decision')
      .select(['device_id', 'other_id'])
      .where('kind', 'in', ['kept-apart', 'split'])
      .where('withdrawn_at', 'is', null)
      .where('device_id', '=', sql<string>`any(${wholes}::uuid[])`)
      .execute();
    return new Set(
      rows.flatMap(({ device_id, other_id }) => [`${device_id} ${other_id}`, `${other_id} ${device_id}`]),
    );
  }

  private continueRecord(
    device: InventoryDevice,
    record: KnownRecord,
    linked: LinkedBatch,
    apart: ReadonlySet<string>,
  ): string {
    const keys = keysOf(device);
    if (!keys.some((key) => record.keys.includes(key))) return this.moveInterface(device, record, linked);
    const foreign = new Set<string>();
    for (const key of keys) {
      const owner = linked.known.get(linked.ownerOf.get(key) ?? '');
      if (!owner) {
        linked.ownerOf.set(key, record.id);
        this.movedKeys.set(key, record.id);
      } else if (owner.whole === record.whole) continue;
      else if (apart.has(`${owner.whole} ${record.whole}`)) foreign.add(key);
      else if (isAnother(owner, serialOf(device))) this.takeKey(key, device, owner, record.id, record.whole);
      else this.join(record.whole, owner.whole, reasonOf(device));
    }
    const seen = keptDevice(withoutMacs(device, foreign), this.source);
    const { device: merged, changes } = mergeDevice(
      this.written.get(record.id) ?? record.device,
      seen,
      this.rules.vendors,
    );
    this.written.set(record.id, merged);
    this.note(record.whole, device.lastAt, changes);
    return record.id;
  }

  /** A serial number that was known behind another MAC: the same device, with a record of its own for the new interface. */
  private moveInterface(device: InventoryDevice, record: KnownRecord, linked: LinkedBatch): string {
    const id = this.beginRecord(device, linked);
    const serial = device.attributes.serialNumber?.[0]?.value ?? '';
    this.join(record.whole, id, `serial number ${serial} moved to another network interface`);
    const change = { what: 'mac', outcome: 'changed', from: record.device.macs[0] ?? null } as const;
    const reason = 'the serial number stayed: its network module was changed';
    this.note(record.whole, device.lastAt, [{ ...change, to: device.macs[0] ?? device.id, reason }]);
    return id;
  }

  private beginRecord(device: InventoryDevice, linked: LinkedBatch): string {
    const id = randomUUID();
    for (const key of keysOf(device)) {
      const owner = linked.known.get(linked.ownerOf.get(key) ?? '');
      if (owner) this.takeKey(key, device, owner, id, id);
      else {
        linked.ownerOf.set(key, id);
        this.movedKeys.set(key, id);
      }
    }
    this.written.set(id, keptDevice(device, this.source));
    return id;
  }

  /** A network interface that left its device; the later sighting knows where it is. */
  private takeKey(
    key: string,
    { lastAt, attributes }: InventoryDevice,
    owner: KnownRecord,
    to: string,
    whole: string,
  ): void {
    if (Date.parse(lastAt) < Date.parse(owner.device.lastAt)) return;
    this.movedKeys.set(key, to);
    const serial = attributes.serialNumber?.[0]?.value ?? '';
    const change = { what: 'mac', outcome: 'changed', from: key.replace(/^mac:/, '') } as const;
    const reason = `a device with serial number ${serial} answers from this interface now`;
    if (owner.whole !== whole) this.note(owner.whole, lastAt, [{ ...change, to: '', reason }]);
  }

  private join(into: string, other: string, reason: string): void {
    this.joins.push({ into, other, reason });
  }

  private note(device: string, at: string, changes: readonly InventoryChange[]): void {
    for (const change of changes)
      this.history.push({ device, at, change, source: { ...this.source, name: null } });
  }

  private async write(): Promise<void> {
    const { transaction, organisation, rules } = this;
    await writeDevices(transaction, organisation, this.written, rules);
    const keys = [...this.movedKeys].map(([key, device_id]) => ({
      ...{ organisation_id: organisation, key, device_id },
    }));
    if (keys.length > 0)
      await transaction
        .insertInto('device_key')
        .values(keys)
        .onConflict((conflict) =>
          conflict
            .columns(['organisation_id', 'key'])
            .doUpdateSet((eb) => ({ device_id: eb.ref('excluded.device_id') })),
        )
        .execute();
    await renewWholes(transaction, organisation, [...this.written.keys()], rules);
    for (const join of this.joins) await this.carryOut(join);
    await recordChanges(transaction, organisation, this.history);
  }

  private async carryOut({ into, other, reason }: Join): Promise<void> {
    const { transaction, organisation } = this;
    // An earlier join may have made either a part of the other.
    const wholes = await wholesOf(transaction, [into, other]);
    const [whole, part] = [wholes.get(into), wholes.get(other)];
    if (whole === undefined || part === undefined || whole === part) return;
    if (await areKeptApart(transaction, whole, part)) return;
    await joinRecords(transaction, organisation, whole, part, this.rules);
    await transaction
      .insertInto('identity_decision')
      .values({
        ...{
          organisation_id: organisation,
          kind: 'joined',
          by: 'inference',
          device_id: whole,
          other_id: part,
        },
        ...{ attribute: null, value: null, reason, made_by: null, made_by_name: null },
      })
      .execute();
  }
}

/** Whether a device that states this serial number is not the one of the record. */
function isAnother({ serial }: KnownRecord, stated: string | undefined): boolean {
  return serial !== undefined && stated !== undefined && serial !== stated;
}

function reasonOf({ decisions }: InventoryDevice): string {
  const joined = decisions.find(({ kind }) => kind === 'joined');
  return joined?.reason ?? 'one sighting shows the addresses of both as one device';
}

function withoutMacs(device: InventoryDevice, keys: ReadonlySet<string>): InventoryDevice {
  return keys.size === 0 ? device : { ...device, macs: device.macs.filter((mac) => !keys.has(`mac:${mac}`)) };
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
