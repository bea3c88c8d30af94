/**
 * Lists of devices: filtered, sorted, page by page, and their number. The first page comes from the scan that counts: who
 * filters mostly has few devices left, and a filter may cost a look at every device.
 */

import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { isEverySelected } from '../access/device-selection.ts';
import type { Filter } from '../query/filter.ts';
import type { Database } from './database.ts';
import { filterSql, isOfOneIndex, rowsThatFit } from './device-filter.ts';
import { PLACE_COLUMNS, type Place, placeOf } from './device-place.ts';
import { type DeviceQuery, type DeviceReader, devicesSeenBy } from './device-reader.ts';
import { FACT_COLUMNS, factsOf } from './device-rows.ts';
import {
  isBehind,
  orderOf,
  placesInOrder,
  SORTS,
  type Sort,
  type SortOrder,
  withOrder,
} from './device-sorts.ts';
import type { KeptDevice } from './merge-device.ts';
import type { Tables } from './schema.ts';

/** Devices that are counted one by one; of more only that there are more is said. */
export const COUNT_LIMIT = 10_000;

/** Devices of this part of those that are counted are looked at sooner than the index of an order. */
const FEW_OF_COUNTED = 0.1;

/** Of more than so many times those that are counted the first are found soon in the order of the list. */
const WALKED_TIMES = 2;

export interface BestValue {
  readonly value: string;
  readonly confidence: number;
  readonly setByPerson?: true;
}

export interface ListedDevice extends Omit<KeptDevice, 'values' | 'services'> {
  readonly id: string;
  readonly place: Place;
  /** Best value of each attribute that has any. */
  readonly best: Readonly<Record<string, BestValue>>;
}

/** A place in a sorted list: just after this device. */
export interface ListPosition {
  /** Text of what it is sorted by; null when that is not known. */
  readonly value: string | null;
  readonly id: string;
}

export interface DeviceListQuery {
  readonly filter: Filter;
  /** Milliseconds since 1970, for ages. */
  readonly now: number;
  readonly sort: SortOrder;
  readonly after?: ListPosition | undefined;
  readonly limit: number;
  /** COUNT_LIMIT when absent. */
  readonly countLimit?: number;
}

export interface DevicePage {
  readonly devices: readonly ListedDevice[];
  /** Undefined on the last page. */
  readonly next: ListPosition | undefined;
  /** The devices that fit, with the first page alone; one more than the limit stands for more than the limit. */
  readonly count: number | undefined;
}

/** The devices that fit. */
export function devicesThatFit(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  filter: Filter,
  now: number,
  { inOrder = false } = {},
): DeviceQuery {
  return filterSql(filter, now, { inOrder }).reduce(
    (query, condition) => query.where(condition),
    devicesSeenBy(transaction, reader),
  );
}

/**
 * One page. It begins after a device and not at a number, so that devices which come and go meanwhile neither repeat nor
 * hide others; one whose own place in the order changes meanwhile may.
 */
export function listDevices(
  database: Database,
  reader: DeviceReader,
  query: DeviceListQuery,
): Promise<DevicePage> {
  return database.readAsOrganisation(reader.organisation, async (transaction) => {
    const { order, count } = query.after
      ? { order: await pageOrder(transaction, reader, query), count: undefined }
      : await firstOrder(transaction, reader, query);
    const page = order.slice(0, query.limit);
    const devices = await listedDevices(
      transaction,
      page.map(({ id }) => id),
    );
    return { devices, next: order.length > query.limit ? page.at(-1) : undefined, count };
  });
}

interface CountedOrder {
  readonly order: readonly ListPosition[];
  readonly count: number;
}

/** `pageOrder` of the first page, with the number of devices. */
async function firstOrder(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  query: DeviceListQuery,
): Promise<CountedOrder> {
  const { filter, now, sort, limit, countLimit = COUNT_LIMIT } = query;
  if (isEverySelected(reader.selection)) {
    if (filter.length === 0) {
      const count = await countWithin(transaction, reader, filter, now, countLimit);
      if (count > countLimit) return { order: await pageOrder(transaction, reader, query), count };
    }
    const ids =
      rowsThatFit(filter, now) ??
      (isOfOneIndex(filter) ? idsThatFit(transaction, reader, filter, now) : undefined);
    if (ids) return firstOfIds(transaction, reader, query, ids);
  }
  const { column, names }: Sort = SORTS[sort.by];
  const direction = sql.raw(sort.descending ? 'desc' : 'asc');
  const some = devicesThatFit(transaction, reader, filter, now)
    .select(['device.id', sql`${column}`.as('value')])
    .limit(countLimit + 1);
  // Names are asked for when it is known which devices fit.
  const places =
    names && sql`left join ${placesInOrder(names, sort.descending)} place on place.id = fitting.value`;
  const value = names ? sql`place.at` : sql`fitting.value`;
  const { rows } = await sql<ListPosition & { readonly count: number }>`
    with fitting as materialized (${some})
    select fitting.id, ${value}::text as value, (select count(*) from fitting) as count
      from fitting ${places ?? sql``}
     order by ${value} ${direction} nulls last, fitting.id ${direction} limit ${limit + 1}`.execute(
    transaction,
  );
  const count = rows[0]?.count ?? 0;
  // Of so many the first are found soon in the order of the list.
  if (count > countLimit) return { order: await pageOrder(transaction, reader, query), count };
  return { order: rows.map(({ id, value: text }) => ({ id, value: text })), count };
}

/**
 * The same where indices or a narrow table alone say which devices fit. Few are looked at one by one; of more their order
 * is read from its index until the page is full, and whole devices are not looked at.
 */
async function firstOfIds(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  query: DeviceListQuery,
  ids: RawBuilder<unknown>,
): Promise<CountedOrder> {
  const { sort, limit, countLimit = COUNT_LIMIT } = query;
  const many = countLimit * WALKED_TIMES;
  const few = Math.floor(countLimit * FEW_OF_COUNTED);
  const direction = sql.raw(sort.descending ? 'desc' : 'asc');
  const number = sql`(select number from counted)`;
  const { value, column, names }: Sort = SORTS[sort.by];
  const lookedAt = sql`
    select device.id, ${value}::text as value
      from fitting cross join lateral (select * from device its where its.id = fitting.id offset 0) device
      ${names ? sql`left join ${placesInOrder(names, sort.descending)} place on place.id = ${column}` : sql``}
     where ${value} is not null and ${number} <= ${few}
     order by ${orderOf(sort, 'all')} limit ${limit + 1}`;
  const walked = withOrder(devicesSeenBy(transaction, reader), sort)
    .select(['device.id', sql<string | null>`${value}::text`.as('value')])
    .where(sql<SqlBool>`${value} is not null`)
    // Said so, the ids are asked of what the order brings; as a plain condition they would be joined and then sorted.
    .where(sql<SqlBool>`(device.id in (select id from fitting)) is true`)
    .where(sql<SqlBool>`${number} between ${few + 1} and ${many}`)
    .orderBy(orderOf(sort, 'all'))
    .limit(limit + 1);
  const { rows } = await sql<{ found: number; count: number; known: ListPosition[]; rest: ListPosition[] }>`
    with found as materialized (${ids} limit ${many + 1}),
         counted as materialized (select count(*) as number from found),
         fitting as materialized (select distinct id from found),
         known as materialized ((${lookedAt}) union all (${walked})),
         rest as (
           select id, null as value from fitting where id not in (select id from known) and ${number} <= ${many}
            order by id ${direction} limit ${limit + 1} - (select count(*) from known))
    select ${number} as found, (select count(*) from fitting) as count, (select coalesce(json_agg(known), '[]') from known) as known,
           (select coalesce(json_agg(rest), '[]') from rest) as rest`.execute(transaction);
  const { found = 0, count = 0, known = [], rest = [] } = rows[0] ?? {};
  if (found <= many) return { order: [...known, ...rest], count: Math.min(count, countLimit + 1) };
  const order = await pageOrder(transaction, reader, query);
  // Many rows may be those of few devices.
  if (count > countLimit) return { order, count: countLimit + 1 };
  return { order, count: await countWithin(transaction, reader, query.filter, query.now, countLimit) };
}

/** The ids of the devices that fit, as `id`. */
function idsThatFit(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  filter: Filter,
  now: number,
): RawBuilder<unknown> {
  const query = filterSql(filter, now, { bare: true })
    .reduce((some, condition) => some.where(condition), devicesSeenBy(transaction, reader))
    .select('device.id');
  return sql`${query}`;
}

/** The ids of a page and of one more, with what they are sorted by: first what is known, then the rest by id. */
async function pageOrder(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  { filter, now, sort, after, limit }: DeviceListQuery,
): Promise<ListPosition[]> {
  const fitting = () => devicesThatFit(transaction, reader, filter, now, { inOrder: true });
  const { value, column } = SORTS[sort.by];
  const direction = sort.descending ? 'desc' : 'asc';
  const rows: ListPosition[] = [];
  if (!after || after.value !== null) {
    let known = withOrder(fitting(), sort)
      .select(['device.id', sql<string | null>`${value}::text`.as('value')])
      .where(sql<SqlBool>`${value} is not null`)
      .orderBy(orderOf(sort, 'all'))
      .limit(limit + 1);
    if (after && after.value !== null) known = known.where(isBehind(sort, after.value, after.id));
    rows.push(...(await known.execute()));
  }
  if (rows.length > limit) return rows;
  let rest = fitting()
    .select(['device.id', sql<string | null>`null`.as('value')])
    .where(sql<SqlBool>`${column} is null`)
    .orderBy('device.id', direction)
    .limit(limit + 1 - rows.length);
  if (after && after.value === null) rest = rest.where('device.id', sort.descending ? '<' : '>', after.id);
  return [...rows, ...(await rest.execute())];
}

/** Devices by id in the order of the ids; one that is gone is left out. */
export async function listedDevices(
  transaction: Transaction<Tables>,
  ids: readonly string[],
): Promise<ListedDevice[]> {
  if (ids.length === 0) return [];
  const rows = await transaction
    .selectFrom('device')
    .select([...FACT_COLUMNS, ...PLACE_COLUMNS])
    .select(({ selectFrom }) => [
      jsonArrayFrom(
        selectFrom('device_attribute')
          .select(['attribute', 'value', 'confidence', 'set_by_person'])
          .whereRef('device_attribute.device_id', '=', 'device.id')
          .where('rank', '=', 0),
      ).as('best'),
    ])
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [{ id, ...factsOf(row), place: placeOf(row), best: bestOf(row.best) }] : [];
  });
}

interface BestRow extends Pick<BestValue, 'value' | 'confidence'> {
  readonly attribute: string;
  readonly set_by_person: boolean;
}

function bestOf(rows: readonly BestRow[]): Record<string, BestValue> {
  return Object.fromEntries(
    rows.map(({ attribute, value, confidence, set_by_person }) => [
      attribute,
      { value, confidence, ...(set_by_person && { setByPerson: true as const }) },
    ]),
  );
}

/** The number of devices that fit; one more than the limit stands for more than the limit. */
export async function countWithin(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  filter: Filter,
  now: number,
  limit = COUNT_LIMIT,
): Promise<number> {
  const some = filterSql(filter, now, { bare: true })
    .reduce((query, condition) => query.where(condition), devicesSeenBy(transaction, reader))
    .select('device.id')
    .limit(limit + 1);
  const row = await transaction
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}
