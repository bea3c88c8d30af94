/**
 * Lists of devices: filtered, sorted, page by page, and their number. The first page comes from the scan that counts: who
 * filters mostly has few devices left, and a filter may cost a look at every device.
 */

import { type RawBuilder, type SqlBool, sql, type Transaction } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { isEverySelected } from '../access/device-selection.ts';
import type { Filter } from '../query/filter.ts';
import type { Database } from './database.ts';
import { devicesOfShortText, filterSql, isOfOneIndex } from './device-filter.ts';
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

/** When so many devices have a text, the first of them are found soonest in the order of the list. */
const MANY_OF_TEXT = 2_000;

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
): DeviceQuery {
  return filterSql(filter, now).reduce(
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
  const ofText = isEverySelected(reader.selection) ? devicesOfShortText(filter) : undefined;
  if (ofText) return firstOfText(transaction, reader, query, ofText);
  // Where an index counts, that is soon done, and where many fit another soon gives the first in the order of the list.
  if (isEverySelected(reader.selection) && (filter.length === 0 || isOfOneIndex(filter))) {
    const count = await countWithin(transaction, reader, filter, now, countLimit);
    if (count > countLimit) return { order: await pageOrder(transaction, reader, query), count };
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

/** The same where the narrow table of texts alone says which devices fit: whole devices are looked at when few do. */
async function firstOfText(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  query: DeviceListQuery,
  fitting: RawBuilder<unknown>,
): Promise<CountedOrder> {
  const { sort, limit, countLimit = COUNT_LIMIT } = query;
  const few = Math.min(countLimit, MANY_OF_TEXT);
  const first = withOrder(devicesSeenBy(transaction, reader), sort)
    .select(['device.id', sql<string | null>`${SORTS[sort.by].value}::text`.as('value')])
    .where(sql<SqlBool>`device.id in (select id from fitting)`)
    .where(sql<SqlBool>`(select count(*) from fitting) <= ${few}`)
    .orderBy(orderOf(sort, 'some'))
    .limit(limit + 1);
  const { rows } = await sql<{ count: number; order: ListPosition[] }>`
    with fitting as materialized (${fitting} limit ${countLimit + 1})
    select (select count(*) from fitting) as count,
           (select coalesce(json_agg(first), '[]') from (${first}) as first) as "order"`.execute(transaction);
  const { count = 0, order = [] } = rows[0] ?? {};
  return { order: count > few ? await pageOrder(transaction, reader, query) : order, count };
}

/** The ids of a page and of one more, with what they are sorted by: first what is known, then the rest by id. */
async function pageOrder(
  transaction: Transaction<Tables>,
  reader: DeviceReader,
  { filter, now, sort, after, limit }: DeviceListQuery,
): Promise<ListPosition[]> {
  const fitting = () => devicesThatFit(transaction, reader, filter, now);
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
