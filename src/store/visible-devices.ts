/**
 * Scope in every list: a selection of devices (access/device-selection) as a condition on the table `device`. Whatever
 * lists, counts or finds devices, or what hangs on them, asks with it.
 */

import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import type { Resource, Scope } from '../access/decide.ts';
import { type DeviceSelection, isEverySelected } from '../access/device-selection.ts';
import { isUuid } from '../base/uuid.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

/** What each part of a scope is compared with: the only place that says where it stands. */
const SITE = sql`device.site_id`;
const UNIT = sql`device.unit_id`;
const CATEGORY = sql`device.category`;
const CRITICALITY = sql`device.effective_criticality`;
const VENDOR = sql`(select a.value from device_attribute a
  where a.device_id = device.id and a.attribute = 'vendor' and a.rank = 0
  order by a.set_by_person desc, a.value limit 1)`;

/**
 * The device of a record, of a part its whole, in a query on `device as record`. Not by coalesce: the database holds that for
 * a function that may tell of rows, and under row-level security looks through all devices for the one.
 */
export const WHOLE_OF_RECORD = sql<string>`case when record.whole_id is null then record.id else record.whole_id end`;

/** Condition of a query on `device`, under this name: true for the devices of the selection, false or null for others. */
export function visibleDevices(selection: DeviceSelection): RawBuilder<SqlBool> {
  if (isEverySelected(selection)) return sql<SqlBool>`true`;
  const { any, except } = selection;
  if (any.length === 0) return sql<SqlBool>`false`;
  if (except.length === 0) return inAnyOf(any);
  // What is not known of a device is in no scope. Null does for "no" but under "not", where it would hide the device.
  return sql<SqlBool>`(${inAnyOf(any)} and not coalesce(${inAnyOf(except)}, false))`;
}

/**
 * Condition of a query on a table that refers to devices: true when `deviceId` (a column, such as `sql.ref('alert.device_id')`)
 * names a device of the selection, or a part of one.
 */
export function ofVisibleDevice(
  selection: DeviceSelection,
  deviceId: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  if (isEverySelected(selection)) return sql<SqlBool>`true`;
  return sql<SqlBool>`exists (
    select from device as record join device on device.id = ${WHOLE_OF_RECORD}
     where record.id = ${deviceId} and ${visibleDevices(selection)})`;
}

/** What rules look at of a device; undefined when there is none with this id. */
export async function resourceOfDevice(
  transaction: Transaction<Tables>,
  id: string,
): Promise<Resource | undefined> {
  const row = await transaction
    .selectFrom('device')
    .select([
      'site_id',
      'unit_id',
      'category',
      'effective_criticality as criticality',
      sql<string | null>`${VENDOR}`.as('vendor'),
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { site_id: site, unit_id: unit, category, criticality, vendor } = row;
  return {
    category,
    ...(site !== null && { site }),
    ...(unit !== null && { unit }),
    ...(vendor !== null && { vendor }),
    ...(criticality !== null && { criticality }),
  };
}

export interface SelectionChange {
  readonly before: number;
  readonly after: number;
  /** Devices of the second selection that are not of the first, and the other way round. */
  readonly gained: number;
  readonly lost: number;
}

/** Counts the devices of two selections and what one has over the other. */
export async function compareSelections(
  database: Database,
  organisation: OrganisationId,
  first: DeviceSelection,
  second: DeviceSelection,
): Promise<SelectionChange> {
  const [before, after] = [first, second].map(
    (selection) => sql<SqlBool>`coalesce(${visibleDevices(selection)}, false)`,
  );
  return database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('device')
      .select([
        sql<number>`count(*) filter (where ${before})`.as('before'),
        sql<number>`count(*) filter (where ${after})`.as('after'),
        sql<number>`count(*) filter (where ${after} and not ${before})`.as('gained'),
        sql<number>`count(*) filter (where ${before} and not ${after})`.as('lost'),
      ])
      .where('whole_id', 'is', null)
      .executeTakeFirstOrThrow(),
  );
}

/** True when a device is in one of the scopes; plain comparisons, so that indexes serve. */
function inAnyOf(scopes: readonly Scope[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${sql.join(scopes.map(inScope), sql` or `)})`;
}

function inScope({ sites, units, categories, vendors, criticality }: Scope): RawBuilder<SqlBool> {
  const parts = [
    ...(sites ? [sql<SqlBool>`${SITE} = any(${sites.filter(isUuid)}::uuid[])`] : []),
    ...(units ? [sql<SqlBool>`${UNIT} = any(${units.filter(isUuid)}::uuid[])`] : []),
    ...(categories ? [sql<SqlBool>`${CATEGORY} = any(${[...categories]}::text[])`] : []),
    ...(vendors ? [sql<SqlBool>`${VENDOR} = any(${[...vendors]}::text[])`] : []),
    ...(criticality === undefined ? [] : [sql<SqlBool>`${CRITICALITY} >= ${criticality}::int`]),
  ];
  return parts.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`(${sql.join(parts, sql` and `)})`;
}
