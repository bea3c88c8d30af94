/** What each class takes on disk, of all organisations together, measured once a day. */

import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { RETENTION_CLASSES } from './classes.ts';
import type { SizeOfDay } from './forecast.ts';

const DAY_MS = 86_400_000;
/** Days of which sizes are kept. */
const SIZES_KEPT_DAYS = 400;

/** Octets of the tables of each class with indexes, now; a class whose tables do not exist is absent. */
export async function classSizes({ kysely }: Database): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const { id, tables } of RETENTION_CLASSES) {
    const { rows } = await sql<{ octets: number | null }>`
      select sum(pg_total_relation_size(coalesce(part.relid, named.oid)))::bigint as octets
        from (select to_regclass(quote_ident(name)) as oid from unnest(${[...tables]}::text[]) as name) as named
        -- A table without partitions has no tree.
        left join lateral pg_partition_tree(named.oid) as part on part.isleaf
       where named.oid is not null`.execute(kysely);
    const octets = rows[0]?.octets;
    if (octets !== null && octets !== undefined) sizes.set(id, octets);
  }
  return sizes;
}

/** Notes today's sizes. */
export async function measureSizes(database: Database, now: Date): Promise<void> {
  const measured_on = now.toISOString().slice(0, 10);
  const rows = [...(await classSizes(database))].map(([id, octets]) => ({ measured_on, class: id, octets }));
  if (rows.length > 0)
    await database.kysely
      .insertInto('class_size')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['class', 'measured_on'])
          .doUpdateSet((eb) => ({ octets: eb.ref('excluded.octets') })),
      )
      .execute();
  await database.kysely
    .deleteFrom('class_size')
    .where(sql<boolean>`measured_on < ${new Date(now.getTime() - SIZES_KEPT_DAYS * DAY_MS)}`)
    .execute();
}

/** Sizes of the days that were measured, by class. */
export async function measuredSizes({
  kysely,
}: Database): Promise<ReadonlyMap<string, readonly SizeOfDay[]>> {
  const { rows } = await sql<{ class: string; day: number; octets: number }>`
    select class, measured_on - date '1970-01-01' as day, octets from class_size order by 1, 2`.execute(
    kysely,
  );
  const byClass = new Map<string, SizeOfDay[]>();
  for (const { class: id, day, octets } of rows) {
    const sizes = byClass.get(id) ?? [];
    sizes.push({ day, octets });
    byClass.set(id, sizes);
  }
  return byClass;
}
