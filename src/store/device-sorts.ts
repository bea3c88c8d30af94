/** What lists of devices can be sorted by: one line a column. What is not known comes last, in either direction. */

import { type RawBuilder, sql } from 'kysely';
import { canonicalIp } from '../base/ip-address.ts';
import { parseMac } from '../base/mac-address.ts';
import { type SaidColumn, saidText } from './device-place.ts';

type SortType = 'text' | 'bigint' | 'timestamptz' | 'date' | 'inet' | 'macaddr';

export interface Sort {
  readonly type: SortType;
  /** Null where it is not known. */
  readonly value: RawBuilder<unknown>;
}

const column = (type: SortType, name: string): Sort => ({ type, value: sql.ref(`device.${name}`) });
const said = (name: SaidColumn): Sort => ({ type: 'text', value: sql`${saidText(name)} collate "C"` });
const word = (name: string): Sort => ({ type: 'text', value: sql`${sql.ref(`device.${name}`)} collate "C"` });
/** By name: the places are put into order once, and each device asked for the number of its own. */
const named = (table: 'site' | 'unit', reference: string): Sort => ({
  type: 'bigint',
  value: sql`array_position((select array_agg(id order by lower(name) collate "C", id) from ${sql.table(table)}),
                            ${sql.ref(`device.${reference}`)})`,
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
  vlan: { type: 'bigint', value: sql`device.vlans[1]` },
  site: named('site', 'site_id'),
  unit: named('unit', 'unit_id'),
  room: said('room'),
  zone: word('zone'),
  owner: said('owner'),
  'asset-tag': said('asset_tag'),
  criticality: column('bigint', 'effective_criticality'),
  sensitivity: word('data_sensitivity'),
  use: word('use_state'),
  contract: said('service_contract'),
  'support-ends': column('date', 'support_ends'),
  confidence: {
    type: 'bigint',
    value: sql`case when device.known_category is not null then device.category_confidence end`,
  },
  'seen-as': word('seen_as'),
  profile: word('profile'),
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
