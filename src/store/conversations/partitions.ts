/**
 * The partitions of conversations: a week of hours, a month of days, made before they are needed. Rows of other times wait in
 * the default partition until theirs is made.
 */

import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { allOrganisations } from '../organisations.ts';

const DAY_MS = 86_400_000;
/** Longest wait for those who read: what is not made now is made an hour later. */
const LOCK_WAIT = '5s';
/** Made in one run at most. */
const RUN_LIMIT = 60;

export interface PartitionedTable {
  readonly table: 'conversation_hour' | 'conversation_day';
  readonly width: 'week' | 'month';
  /** Days before and after today in which rows get a partition of their own. */
  readonly daysBack: number;
  readonly daysAhead: number;
}

export const PARTITIONED: readonly PartitionedTable[] = [
  { table: 'conversation_hour', width: 'week', daysBack: 400, daysAhead: 28 },
  { table: 'conversation_day', width: 'month', daysBack: 3_650, daysAhead: 62 },
];

export interface Period {
  /** As `YYYY-MM-DD`; the end is not in it. */
  readonly begins: string;
  readonly ends: string;
}

/** The week (from Monday) or month in UTC that holds the instant. */
export function periodOf(instant: Date, width: 'week' | 'month'): Period {
  const [year, month, day] = [instant.getUTCFullYear(), instant.getUTCMonth(), instant.getUTCDate()];
  const monday = day - ((instant.getUTCDay() + 6) % 7);
  const [begins, ends] =
    width === 'week'
      ? [Date.UTC(year, month, monday), Date.UTC(year, month, monday + 7)]
      : [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
  return { begins: dateText(begins), ends: dateText(ends) };
}

const dateText = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);

/** Periods that begin with the one of `from` and end with the one of `to`. */
export function periodsBetween(from: Date, to: Date, width: 'week' | 'month'): Period[] {
  const periods: Period[] = [];
  for (let period = periodOf(from, width); new Date(period.begins) <= to; ) {
    periods.push(period);
    period = periodOf(new Date(period.ends), width);
  }
  return periods;
}

/** Makes the partitions of the coming weeks, and of what waits in the default ones. Returns how many were made. */
export async function preparePartitions(database: Database, now: Date): Promise<number> {
  const organisations = await allOrganisations(database);
  let made = 0;
  for (const partitioned of PARTITIONED) {
    const { table, width, daysAhead } = partitioned;
    const ahead = periodsBetween(now, new Date(now.getTime() + daysAhead * DAY_MS), width);
    const waiting = await periodsWaiting(database, organisations, partitioned, now);
    const wanted = new Map([...ahead, ...waiting].map((period) => [period.begins, period]));
    const existing = new Set(await partitionsOf(database, table));
    for (const { begins, ends } of wanted.values()) {
      if (made >= RUN_LIMIT) return made;
      if (existing.has(partitionName(table, begins))) continue;
      await database.kysely.transaction().execute(async (transaction) => {
        await sql`select set_config('lock_timeout', ${LOCK_WAIT}, true)`.execute(transaction);
        await sql`call prepare_partition(${table}, ${begins}::date, ${ends}::date, ${organisations}::uuid[])`.execute(
          transaction,
        );
      });
      made++;
    }
  }
  return made;
}

/** Periods, near enough to today, of rows in the default partition. */
async function periodsWaiting(
  database: Database,
  organisations: readonly string[],
  { table, width, daysBack, daysAhead }: PartitionedTable,
  now: Date,
): Promise<Period[]> {
  const from = new Date(now.getTime() - daysBack * DAY_MS);
  const to = new Date(now.getTime() + daysAhead * DAY_MS);
  const periods: Period[] = [];
  for (const organisation of organisations) {
    const { rows } = await database.asOrganisation(organisation, (transaction) =>
      sql<{ begins: Date }>`
        select distinct date_trunc(${width}, bin, 'UTC') as begins from ${sql.table(`${table}_elsewhen`)}
         where organisation_id = ${organisation} and bin >= ${from} and bin < ${to}
         order by 1 limit ${RUN_LIMIT}`.execute(transaction),
    );
    periods.push(...rows.map(({ begins }) => periodOf(begins, width)));
  }
  return periods;
}

/** Names of the partitions of a table, but for the default one. */
export async function partitionsOf({ kysely }: Database, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = to_regclass(${table}) and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
     order by 1`.execute(kysely);
  return rows.map(({ name }) => name);
}

export function partitionName(table: string, begins: string): string {
  return `${table}_${begins.replaceAll('-', '')}`;
}
