/** What lists of devices can be sorted by: one line a column. What is not known comes last, in either direction. */

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { canonicalIp } from '../base/ip-address.ts';
import { parseMac } from '../base/mac-address.ts';
import { type SaidColumn, saidText } from './device-place.ts';
import type { DeviceQuery } from './device-reader.ts';

type SortType = 'text' | 'bigint' | 'timestamptz' | 'date' | 'inet' | 'macaddr';

export interface Sort {
  readonly type: SortType;
  /** Null where it is not known. */
  readonly value: RawBuilder<unknown>;
  /** The column of the device; null where the value is. */
  readonly column: RawBuilder<unknown>;
  /** Of an order by name: where the names stand, one for each value of the column. */
  readonly names?: 'site' | 'unit';
}

const column = (type: SortType, name: string): Sort => {
  const value = sql.ref(`device.${name}`);
  return { type, value, column: value };
};
const said = (name: SaidColumn): Sort => ({ type: 'text', value: saidText(name), column: saidText(name) });
/** By name: the number of its place among all in their order. */
const named = (names: 'site' | 'unit', reference: string): Sort => ({
  ...{ type: 'bigint', names, value: sql`place.at`, column: sql.ref(`device.${reference}`) },
});

export const SORTS = {
  seen: column('timestamptz', 'last_at'),
  first: column('timestamptz', 'first_at'),
  category: column('text', 'known_category'),
  vendor: column('text', 'vendor'),
  model: column('text', 'model'),
  serial: column('text', 'serial_number'),
  software: column('text', 'software_version'),
  firmware: column('text', 'firmware_version'),
  hardware: column('text', 'hardware_version'),
  os: column('text', 'os'),
  'os-version': column('text', 'os_version'),
  hostname: column('text', 'hostname'),
  'ae-title': column('text', 'dicom_ae_title'),
  app: column('text', 'app_name'),
  udi: column('text', 'udi'),
  function: column('text', 'function'),
  application: column('text', 'application'),
  address: column('inet', 'first_ip'),
  mac: column('macaddr', 'first_mac'),
  vlan: column('bigint', 'first_vlan'),
  site: named('site', 'site_id'),
  unit: named('unit', 'unit_id'),
  room: said('room'),
  zone: column('text', 'zone'),
  owner: said('owner'),
  'asset-tag': said('asset_tag'),
  criticality: column('bigint', 'effective_criticality'),
  sensitivity: column('text', 'data_sensitivity'),
  use: column('text', 'use_state'),
  contract: said('service_contract'),
  'support-ends': column('date', 'support_ends'),
  confidence: column('bigint', 'known_confidence'),
  'seen-as': column('text', 'seen_as'),
  profile: column('text', 'profile'),
  packets: column('bigint', 'packets'),
  octets: column('bigint', 'octets'),
  peers: column('bigint', 'peers'),
} as const satisfies Readonly<Record<string, Sort>>;

export type SortName = keyof typeof SORTS;

export interface SortOrder {
  readonly by: SortName;
  readonly descending: boolean;
}

export function isSortName(text: string): text is SortName {
  return Object.hasOwn(SORTS, text);
}

/** Places by `id` with their number in order, `at`; they come in the order that is asked for. */
export function placesInOrder(names: 'site' | 'unit', descending: boolean): RawBuilder<{ id: string }> {
  const direction = sql.raw(descending ? 'desc' : 'asc');
  return sql`(
    select id, lower(name) collate "C" as name, row_number() over (order by lower(name) collate "C", id) as at
      from ${sql.table(names)} order by 2 ${direction}, 1 ${direction})`;
}

/**
 * The query with what `value` of its order refers to. Of an order by name the places come in it: the devices of one are
 * looked up when all before it did not fill the page.
 */
export function withOrder(query: DeviceQuery, { by, descending }: SortOrder): DeviceQuery {
  const { names, column: reference }: Sort = SORTS[by];
  if (names === undefined) return query;
  const places = placesInOrder(names, descending).as('place');
  const joined = query.leftJoin(places, (join) => join.on(sql<SqlBool>`place.id = ${reference}`));
  return joined as unknown as DeviceQuery;
}

/** What devices are ordered by, what is not known last. Those of one value stand by id. */
export function orderOf({ by, descending }: SortOrder, known: 'some' | 'all'): RawBuilder<unknown> {
  const { names, value }: Sort = SORTS[by];
  const direction = sql.raw(`${descending ? 'desc' : 'asc'}${known === 'all' ? '' : ' nulls last'}`);
  const keys = names === undefined ? [value] : [sql`place.name`, sql`place.id`];
  return sql.join([...keys, sql`device.id`].map((key) => sql`${key} ${direction}`));
}

/** Whether a device stands behind the one with this value and id. Both are known. */
export function isBehind({ by, descending }: SortOrder, text: string, id: string): RawBuilder<SqlBool> {
  const { type, value, names }: Sort = SORTS[by];
  const sign = sql.raw(descending ? '<' : '>');
  const collation = type === 'text' ? sql` collate "C"` : sql``;
  const [last, lastId] = [sql`${text}::${sql.raw(type)}${collation}`, sql`${id}::uuid`];
  // In two parts, so that places which are passed are not entered.
  if (names)
    return sql`(${value} ${sign}= ${last} and (${value} ${sign} ${last} or device.id ${sign} ${lastId}))`;
  return sql`(${value}, device.id) ${sign} (${last}, ${lastId})`;
}

const IS_VALUE: Readonly<Record<SortType, (text: string) => boolean>> = {
  text: (text) => !text.includes('\0') && text.isWellFormed(),
  bigint: (text) => /^-?\d{1,18}$/.test(text),
  timestamptz: (text) => /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/.test(text),
  date: (text) => /^\d{4,6}-\d\d-\d\d$/.test(text),
  inet: (text) => canonicalIp(text) === text,
  macaddr: (text) => parseMac(text) === text,
};

/** Whether a text from outside can be a value of the sort: the database need not refuse it. */
export function isSortValue(by: SortName, text: string): boolean {
  return IS_VALUE[SORTS[by].type](text);
}
