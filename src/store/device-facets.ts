/** How the devices that fit a filter spread over the values of a column. */

import { type RawBuilder, sql } from 'kysely';
import type { Filter } from '../query/filter.ts';
import type { Database } from './database.ts';
import { devicesThatFit } from './device-list.ts';
import type { DeviceReader } from './device-reader.ts';

/** Values of one facet, the most frequent first. */
export const FACET_LIMIT = 50;

interface FacetColumn {
  readonly value: RawBuilder<unknown>;
  /** A name that a value as it is compared stands for: the first device's wording of it. */
  readonly attribute?: string;
  /** Table that has the name of an id. */
  readonly place?: 'site' | 'unit';
}

const column = (name: string): FacetColumn => ({ value: sql.ref(`device.${name}`) });
const attribute = (name: string, its: string): FacetColumn => ({ ...column(name), attribute: its });
const place = (table: 'site' | 'unit', name: string): FacetColumn => ({ ...column(name), place: table });

export const FACETS = {
  category: column('known_category'),
  vendor: attribute('vendor', 'vendor'),
  model: attribute('model', 'model'),
  os: attribute('os', 'os'),
  site: place('site', 'site_id'),
  unit: place('unit', 'unit_id'),
  zone: column('zone'),
  criticality: column('effective_criticality'),
  sensitivity: column('data_sensitivity'),
  use: column('use_state'),
  'seen-as': column('seen_as'),
  vlan: { value: sql`device.vlans[1]` },
} as const satisfies Readonly<Record<string, FacetColumn>>;

export type FacetName = keyof typeof FACETS;
export const FACET_NAMES = Object.keys(FACETS) as [FacetName, ...FacetName[]];

export interface FacetValue {
  /** Null for the devices of which it is not known. */
  readonly value: string | null;
  readonly label: string | null;
  readonly count: number;
}

export interface Facet {
  /** Most frequent first. */
  readonly values: readonly FacetValue[];
  /** Devices with values beyond the limit. */
  readonly others: number;
}

export function countFacets(
  database: Database,
  reader: DeviceReader,
  filter: Filter,
  now: number,
  names: readonly FacetName[],
): Promise<Record<string, Facet>> {
  return database.asOrganisation(reader.organisation, async (transaction) => {
    const facets: Record<string, Facet> = {};
    for (const name of names) {
      const its: FacetColumn = FACETS[name];
      const groups = devicesThatFit(transaction, reader, filter, now)
        .select([sql<string | null>`${its.value}::text`.as('value'), sql<number>`count(*)`.as('count')])
        .groupBy(sql`${its.value}`);
      const { rows } = await sql<FacetValue & { readonly total: number }>`
        with groups as (${groups}), frequent as (
          select value, count, sum(count) over () as total from groups order by count desc, value limit ${FACET_LIMIT})
        select value, count::int as count, total::int as total, ${labelOf(its)} as label from frequent
         order by count desc, value`.execute(transaction);
      const shown = rows.reduce((sum, { count }) => sum + count, 0);
      facets[name] = {
        values: rows.map(({ value, label, count }) => ({ value, label, count })),
        others: (rows[0]?.total ?? 0) - shown,
      };
    }
    return facets;
  });
}

function labelOf({ attribute: name, place: table }: FacetColumn): RawBuilder<unknown> {
  if (table) return sql`(select name from ${sql.table(table)} p where p.id::text = value)`;
  if (name === undefined) return sql`value`;
  return sql`(
    select a.value from device_attribute a
     where a.attribute = ${name} and a.rank = 0 and a.device_id = (
       select id from device where part_of is null and device.${sql.ref(name)} = frequent.value limit 1))`;
}
