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
  vlan: column('first_vlan'),
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
  return database.readAsOrganisation(reader.organisation, async (transaction) => {
    // The devices are looked for once, whatever the number of facets.
    const fitting = devicesThatFit(transaction, reader, filter, now).select(
      names.map((name) => sql<string | null>`${FACETS[name].value}::text`.as(name)),
    );
    const counted = names.map((name) => {
      const value = sql.ref(name);
      return sql`(
        select ${name} as name, value, count, total, ${labelOf(FACETS[name])} as label from (
          select ${value} as value, count(*)::int as count, (sum(count(*)) over ())::int as total
            from fitting group by ${value} order by count(*) desc, ${value} limit ${sql.lit(FACET_LIMIT)}) frequent)`;
    });
    const { rows } = await sql<FacetValue & { readonly name: string; readonly total: number }>`
      with fitting as materialized (${fitting}) ${sql.join(counted, sql` union all `)}
      order by name, count desc, value`.execute(transaction);
    return Object.fromEntries(
      names.map((name) => {
        const its = rows.filter((row) => row.name === name);
        const shown = its.reduce((sum, { count }) => sum + count, 0);
        const values = its.map(({ value, label, count }) => ({ value, label, count }));
        return [name, { values, others: (its[0]?.total ?? 0) - shown }];
      }),
    );
  });
}

function labelOf({ attribute: name, place: table }: FacetColumn): RawBuilder<unknown> {
  if (table) return sql`(select name from ${sql.table(table)} p where p.id::text = value)`;
  if (name === undefined) return sql`value`;
  return sql`(
    select a.value from device_attribute a
     where a.attribute = ${name} and a.rank = 0 and a.device_id = (
       select id from device where part_of is null and device.${sql.ref(name)} = frequent.value limit 1)
     order by a.set_by_person desc, a.value limit 1)`;
}
