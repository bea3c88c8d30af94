/** One device with everything that is kept of it: values with evidence, services, decisions, history, notes. */

import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import { wholesOf } from './device-parts.ts';
import { PLACE_COLUMNS, type Place, placeOf } from './device-place.ts';
import { type DeviceReader, devicesSeenBy } from './device-reader.ts';
import { loadDevices } from './device-rows.ts';
import type { KeptDevice } from './merge-device.ts';
import type { Tables } from './schema.ts';
import type { DeviceChangeTable, IdentityDecisionTable } from './schema-devices.ts';

/** Latest changes, notes and decisions that come with a device. */
export const HISTORY_SHOWN = 100;

export interface DeviceNote {
  readonly id: string;
  readonly text: string;
  readonly author: string;
  readonly at: Date;
}

export interface DeviceChange {
  readonly attribute: string;
  readonly outcome: DeviceChangeTable['outcome'];
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly at: Date;
  readonly sourceKind: DeviceChangeTable['source_kind'];
  readonly sourceId: string;
  readonly sourceName: string | null;
}

export interface StoredDecision {
  readonly id: string;
  readonly kind: IdentityDecisionTable['kind'];
  readonly by: IdentityDecisionTable['by'];
  readonly device: string;
  readonly other: string | null;
  readonly attribute: string | null;
  readonly value: string | null;
  readonly reason: string;
  readonly until: Date | null;
  readonly madeBy: string | null;
  readonly madeAt: Date;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnReason: string | null;
}

export interface StoredDevice extends KeptDevice {
  readonly id: string;
  readonly place: Place;
  readonly viaDevice: string | null;
  /** Ids of the records that decisions took for this device, beside its own. */
  readonly parts: readonly {
    readonly id: string;
    readonly macs: readonly string[];
    readonly ips: readonly string[];
  }[];
  readonly identity: readonly StoredDecision[];
  readonly history: readonly DeviceChange[];
  readonly notes: readonly DeviceNote[];
}

/** The id of the device that the reader may see under this id: of a part its whole. */
export async function seenDevice(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  id: string,
): Promise<string | undefined> {
  const seen = (device: string) =>
    devicesSeenBy(transaction, reader).select('device.id').where('device.id', '=', device).executeTakeFirst();
  const found = await seen(id);
  if (found) return found.id;
  const whole = (await wholesOf(transaction, [id])).get(id);
  return whole === undefined || whole === id ? undefined : (await seen(whole))?.id;
}

export function findDevice(
  database: Database,
  reader: DeviceReader,
  asked: string,
): Promise<StoredDevice | undefined> {
  return database.readAsOrganisation(reader.organisation, async (transaction) => {
    const id = await seenDevice(transaction, reader, asked);
    return id === undefined ? undefined : loadStoredDevice(transaction, id);
  });
}

export async function loadStoredDevice(
  transaction: Transaction<Tables>,
  id: string,
): Promise<StoredDevice | undefined> {
  const device = (await loadDevices(transaction, [id])).get(id);
  const row = await transaction
    .selectFrom('device')
    .select(['via_device_id', ...PLACE_COLUMNS])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!device || !row) return undefined;
  const via = row.via_device_id;
  return {
    ...{ ...device, id, place: placeOf(row) },
    viaDevice: via === null ? null : ((await wholesOf(transaction, [via])).get(via) ?? null),
    parts: await loadParts(transaction, id),
    identity: await loadDecisions(transaction, id),
    history: await loadHistory(transaction, id),
    notes: await loadNotes(transaction, id),
  };
}

function loadParts(transaction: Transaction<Tables>, id: string): Promise<StoredDevice['parts']> {
  return transaction
    .selectFrom('device')
    .select(['id', 'macs', 'ips'])
    .where('part_of', '=', id)
    .orderBy('last_at', 'desc')
    .orderBy('id')
    .execute();
}

async function loadDecisions(transaction: Transaction<Tables>, id: string): Promise<StoredDecision[]> {
  return transaction
    .selectFrom('identity_decision')
    .select([
      ...(['id', 'kind', 'by', 'device_id as device', 'other_id as other', 'attribute', 'value'] as const),
      ...(['reason', 'until', 'made_by_name as madeBy', 'made_at as madeAt'] as const),
      ...(['withdrawn_at as withdrawnAt', 'withdrawn_by_name as withdrawnBy'] as const),
      'withdrawn_reason as withdrawnReason',
    ])
    .where(({ or, eb }) => or([eb('device_id', '=', id), eb('other_id', '=', id)]))
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .limit(HISTORY_SHOWN)
    .execute();
}

function loadHistory(transaction: Transaction<Tables>, id: string): Promise<DeviceChange[]> {
  return transaction
    .selectFrom('device_change')
    .select([
      ...(['attribute', 'outcome', 'from_value as from', 'to_value as to', 'reason', 'at'] as const),
      ...(['source_kind as sourceKind', 'source_id as sourceId', 'source_name as sourceName'] as const),
    ])
    .where('device_id', '=', id)
    .orderBy('id', 'desc')
    .limit(HISTORY_SHOWN)
    .execute();
}

function loadNotes(transaction: Transaction<Tables>, id: string): Promise<DeviceNote[]> {
  return transaction
    .selectFrom('device_note')
    .select(['id', 'text', 'author_name as author', 'at'])
    .where('device_id', '=', id)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(HISTORY_SHOWN)
    .execute();
}
