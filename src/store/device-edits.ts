/** What people say of devices: place, ownership, use, notes. Two who edit at a time do not overwrite each other. */

import { sql, type Transaction } from 'kysely';
import type { Filter } from '../query/filter.ts';
import type { Database } from './database.ts';
import { foldText, searchLines } from './device-columns.ts';
import { recordChanges } from './device-history.ts';
import { countWithin, devicesThatFit } from './device-list.ts';
import { PLACE_COLUMNS, type Place, placeOf, SAID_COLUMNS } from './device-place.ts';
import { type DeviceReader, devicesSeenBy } from './device-reader.ts';
import type { Tables } from './schema.ts';

/** Devices that are written together. */
const BATCH = 500;

/** Who says it. */
export interface Author {
  readonly id: string;
  readonly name: string;
}

/** What is set; what is absent stays, null takes it back. */
export type DeviceEdit = Partial<Omit<Place, 'version' | 'categoryCriticality'>>;

export type EditOutcome =
  | { readonly kind: 'edited'; readonly count: number }
  /** A device that is not there, or not for this reader. */
  | { readonly kind: 'not-found'; readonly what: 'device' | 'site' | 'unit' }
  /** Somebody else edited one first. */
  | { readonly kind: 'conflict'; readonly id: string; readonly version: number }
  /** Another number of devices fits than was expected. */
  | { readonly kind: 'count-differs'; readonly count: number };

const COLUMN_OF = {
  ...{ site: 'site_id', unit: 'unit_id', room: 'room', zone: 'zone', owner: 'owner', assetTag: 'asset_tag' },
  ...{ criticality: 'criticality', sensitivity: 'data_sensitivity', use: 'use_state' },
  ...{ contract: 'service_contract', supportEnds: 'support_ends' },
} as const satisfies Readonly<Record<keyof DeviceEdit, string>>;

/** Edits devices of which the caller saw these versions; all of them or none. `reason` stands in their history. */
export function editDevices(
  database: Database,
  reader: DeviceReader,
  author: Author,
  seen: ReadonlyMap<string, number>,
  edit: DeviceEdit,
  reason?: string,
): Promise<EditOutcome> {
  return database.asOrganisation(reader.organisation, async (transaction) => {
    const missing = await missingPlace(transaction, edit);
    if (missing) return { kind: 'not-found', what: missing };
    const rows = await devicesSeenBy(transaction, reader)
      .select(['device.id', 'device.version'])
      .where('device.id', '=', sql<string>`any(${[...seen.keys()]}::uuid[])`)
      .orderBy('device.id')
      .forUpdate()
      .execute();
    if (rows.length < seen.size) return { kind: 'not-found', what: 'device' };
    const edited = rows.find(({ id, version }) => seen.get(id) !== version);
    if (edited) return { kind: 'conflict', id: edited.id, version: edited.version };
    await write(
      transaction,
      reader,
      author,
      rows.map(({ id }) => id),
      edit,
      reason,
    );
    return { kind: 'edited', count: rows.length };
  });
}

/** Edits the devices that fit, when there are as many as the caller saw. */
export function editFittingDevices(
  database: Database,
  reader: DeviceReader,
  author: Author,
  { filter, now, expected }: { readonly filter: Filter; readonly now: number; readonly expected: number },
  edit: DeviceEdit,
): Promise<EditOutcome> {
  return database.asOrganisation(reader.organisation, async (transaction) => {
    const missing = await missingPlace(transaction, edit);
    if (missing) return { kind: 'not-found', what: missing };
    // Sightings wait, so that what was counted is what is written.
    await sql`select from organisation where id = ${reader.organisation} for update`.execute(transaction);
    const count = await countWithin(transaction, reader, filter, now);
    if (count !== expected) return { kind: 'count-differs', count };
    const rows = await devicesThatFit(transaction, reader, filter, now).select('device.id').execute();
    const ids = rows.map(({ id }) => id);
    for (let at = 0; at < ids.length; at += BATCH)
      await write(transaction, reader, author, ids.slice(at, at + BATCH), edit);
    return { kind: 'edited', count: ids.length };
  });
}

/** A site or unit that is not one of the organisation: foreign keys look past row-level security. */
async function missingPlace(
  transaction: Transaction<Tables>,
  { site, unit }: DeviceEdit,
): Promise<'site' | 'unit' | undefined> {
  for (const [table, id] of [
    ['site', site],
    ['unit', unit],
  ] as const) {
    if (!id) continue;
    const { rows } = await sql`select from ${sql.table(table)} where id = ${id}`.execute(transaction);
    if (rows.length === 0) return table;
  }
  return undefined;
}

async function write(
  transaction: Transaction<Tables>,
  { organisation }: DeviceReader,
  author: Author,
  ids: readonly string[],
  edit: DeviceEdit,
  reason = 'a person set it',
): Promise<void> {
  const fields = Object.keys(edit) as (keyof DeviceEdit)[];
  const before = await transaction
    .selectFrom('device')
    .select(['id', ...PLACE_COLUMNS])
    .where('id', 'in', [...ids])
    .execute();
  const rows = before.map((row) => {
    const place: Place = { ...placeOf(row), ...edit };
    const said = {
      room: place.room,
      owner: place.owner,
      asset_tag: place.assetTag,
      service_contract: place.contract,
    };
    const folded = SAID_COLUMNS.flatMap((name) =>
      said[name] ? [[name, foldText(said[name])] as const] : [],
    );
    const searched = searchLines([place.room, place.owner, place.assetTag, place.contract, place.zone]);
    return { id: row.id, folded_place: Object.fromEntries(folded), searched_place: searched };
  });
  const values = Object.fromEntries(fields.map((field) => [COLUMN_OF[field], edit[field] ?? null]));
  await transaction
    .updateTable('device')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('id', 'in', [...ids])
    .execute();
  await sql`
    update device set folded_place = r.folded_place, searched_place = r.searched_place
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, folded_place jsonb, searched_place text)
     where device.id = r.id`.execute(transaction);
  const at = new Date().toISOString();
  const history = before.flatMap((row) => {
    const place = placeOf(row);
    return fields.flatMap((field) => {
      const [from, to] = [textOf(place[field]), textOf(edit[field])];
      if (from === to) return [];
      const change = { what: field, outcome: 'changed', from, to, reason } as const;
      return [{ device: row.id, at, change, source: { kind: 'person' as const, ...author } }];
    });
  });
  await recordChanges(transaction, organisation, history);
}

const textOf = (value: string | number | null | undefined) =>
  value === null || value === undefined ? null : String(value);

/** Adds a signed note; the id, or undefined when the reader sees no such device. */
export function addNote(
  database: Database,
  reader: DeviceReader,
  author: Author,
  device: string,
  text: string,
): Promise<string | undefined> {
  return database.asOrganisation(reader.organisation, async (transaction) => {
    const seen = await devicesSeenBy(transaction, reader)
      .select('device.id')
      .where('device.id', '=', device)
      .executeTakeFirst();
    if (!seen) return undefined;
    const { id } = await transaction
      .insertInto('device_note')
      .values({
        ...{ organisation_id: reader.organisation, device_id: device, text },
        ...{ author_id: author.id, author_name: author.name },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });
}
