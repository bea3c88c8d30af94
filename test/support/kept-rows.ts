/** What a database holds, as text, for tests that look for what may not stand in it. */

import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { asOwner } from './test-database.ts';

/**
 * Every row of every table as JSON, by table: of an embedded database all of them, of a hospital's own those of one
 * organisation and those of none.
 */
export async function keptRows(
  database: Database,
  organisation: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace`.execute(
    database.kysely,
  );
  expect(tables.length).toBeGreaterThan(40);
  const kept = new Map<string, readonly string[]>();
  for (const { name } of tables) {
    const all = sql<{ row: string }>`select to_jsonb(t)::text as row from ${sql.table(name)} t`;
    const { rows } = await asOwner(database, organisation, all);
    kept.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return kept;
}
