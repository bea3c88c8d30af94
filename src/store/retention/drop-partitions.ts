/** Drops partitions of conversations of which no organisation keeps a row: that frees their disk at once. */

import { sql } from 'kysely';
import { HOURS_CLASS } from '../conversations/hours-kept.ts';
import { partitionsOf } from '../conversations/partitions.ts';
import type { Database, OrganisationId } from '../database.ts';
import { RETENTION_CLASSES } from './classes.ts';

/** Longest wait for those who read; what is not dropped now is dropped tomorrow. */
const LOCK_WAIT = '5s';
const LOCK_NOT_AVAILABLE = '55P03';
const WEEK_DAYS = 7;

/** Drops them and returns their names. `cutoffs`: from when on each organisation keeps each class. */
export async function dropOldPartitions(
  database: Database,
  cutoffs: ReadonlyMap<OrganisationId, ReadonlyMap<string, Date>>,
): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const { id, removal } of RETENTION_CLASSES) {
    if (removal.kind !== 'partitions') continue;
    const sinces = [...cutoffs].map(([organisation, ofClass]) => ({
      organisation,
      since: ofClass.get(id) ?? new Date(0),
    }));
    const latest = new Date(Math.max(...sinces.map(({ since }) => since.getTime())));
    for (const name of await partitionsOf(database, removal.table)) {
      const end = endOf(name, removal.table);
      if (end <= latest && (await drop(database, { name, end }, id, sinces))) dropped.push(name);
    }
  }
  return dropped;
}

/** When the partition ends: its name says when it begins. */
function endOf(name: string, table: string): Date {
  const [, year, month, day] = /_(\d{4})(\d{2})(\d{2})$/.exec(name) ?? [];
  return table === 'conversation_hour'
    ? new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + WEEK_DAYS))
    : new Date(Date.UTC(Number(year), Number(month), 1));
}

async function drop(
  { kysely }: Database,
  { name, end }: { readonly name: string; readonly end: Date },
  id: string,
  sinces: readonly { readonly organisation: OrganisationId; readonly since: Date }[],
): Promise<boolean> {
  try {
    return await kysely.transaction().execute(async (transaction) => {
      await sql`select set_config('lock_timeout', ${LOCK_WAIT}, true)`.execute(transaction);
      // Who writes into it is waited for, and then its rows are seen here.
      await sql`lock table ${sql.table(name)} in access exclusive mode`.execute(transaction);
      for (const { organisation, since } of sinces) {
        await sql`select set_config('wardlight.organisation', ${organisation}, true)`.execute(transaction);
        const kept =
          since < end
            ? sql`select from ${sql.table(name)} where organisation_id = ${organisation}`
            : id === HOURS_CLASS
              ? sql`select from conversation_stale_day s join ${sql.table(name)} h
                on h.organisation_id = s.organisation_id and h.bin >= s.day and h.bin < s.day + interval '1 day'
               where s.organisation_id = ${organisation} and s.day < ${since}`
              : sql`select from ${sql.table(name)} where organisation_id = ${organisation}
                and learnt_on >= ${since}::timestamptz`;
        const { rows } = await sql<{ any: boolean }>`select exists (${kept}) as any`.execute(transaction);
        if (rows[0]?.any !== false) return false;
      }
      await sql`select set_config('wardlight.organisation', '', true)`.execute(transaction);
      await sql`drop table ${sql.table(name)}`.execute(transaction);
      return true;
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
