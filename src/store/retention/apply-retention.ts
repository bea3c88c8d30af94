/**
 * Takes away what is older than an organisation keeps it: in bounded portions, and whole partitions where no organisation
 * keeps any of their rows. May run twice, and while data comes in.
 */

import { sql, type Transaction } from 'kysely';
import { HOURS_CLASS } from '../conversations/hours-kept.ts';
import { rollUpDays } from '../conversations/roll-up.ts';
import type { Database, OrganisationId } from '../database.ts';
import { allOrganisations } from '../organisations.ts';
import type { Tables } from '../schema.ts';
import { RETENTION_CLASSES, type RetentionClass } from './classes.ts';
import { dropOldPartitions } from './drop-partitions.ts';
import { keptDays } from './settings.ts';

/** Rows that one transaction takes away: sums, and objects of which each is noted in the feed of changes. */
const PORTION = 10_000;
const OBJECTS_PORTION = 500;
const DAY_MS = 86_400_000;
/** A clock that is wrong may date rows ahead: beyond this they are kept by when they were learnt. */
const AHEAD_DAYS = 2;

export interface Removal {
  readonly organisation: OrganisationId;
  readonly class: string;
  /** What is older is gone. */
  readonly keptSince: Date;
  readonly rows: number;
}

/** Applies the retention of every organisation, and says what went. Dropped partitions count none of their rows. */
export async function applyRetention(
  database: Database,
  now: Date,
): Promise<{ readonly removals: readonly Removal[]; readonly partitions: readonly string[] }> {
  const organisations = await allOrganisations(database);
  const cutoffs = new Map<OrganisationId, ReadonlyMap<string, Date>>();
  for (const organisation of organisations) {
    await rollUpDays(database, organisation, now);
    cutoffs.set(organisation, await noteCutoffs(database, organisation, now));
    // What came between is moved to its day before hours are taken away.
    await rollUpDays(database, organisation, now);
  }
  const partitions = await dropOldPartitions(database, cutoffs);
  const removals: Removal[] = [];
  for (const [organisation, ofClass] of cutoffs)
    for (const one of RETENTION_CLASSES) {
      const keptSince = ofClass.get(one.id);
      if (keptSince === undefined) continue;
      const rows = await removeOld(database, organisation, one, keptSince, now);
      await addToRun(database, organisation, one.id, rows);
      removals.push({ organisation, class: one.id, keptSince, rows });
    }
  await removeShared(database, [...cutoffs.values()]);
  return { removals, partitions };
}

/** Notes from when on each class is kept, at midnight (UTC); never earlier than what is gone already. */
async function noteCutoffs(
  database: Database,
  organisation: OrganisationId,
  now: Date,
): Promise<ReadonlyMap<string, Date>> {
  return database.asOrganisation(organisation, async (transaction) => {
    const days = await keptDays(transaction, organisation);
    const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
    const cutoffs = new Map<string, Date>();
    for (const { id, removal } of RETENTION_CLASSES) {
      if (removal.kind === 'elsewhere') continue;
      const keptSince = new Date(today - (days.get(id) ?? 0) * DAY_MS);
      const row = { organisation_id: organisation, class: id, ran_at: now, kept_since: keptSince, rows: 0 };
      // Only of hours it matters that nobody takes back what is gone; of others the wish of today counts.
      const noted = await transaction
        .insertInto('retention_run')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['organisation_id', 'class']).doUpdateSet({
            ran_at: now,
            rows: 0,
            kept_since:
              id === HOURS_CLASS
                ? sql`greatest(retention_run.kept_since, excluded.kept_since)`
                : sql`excluded.kept_since`,
          }),
        )
        .returning('kept_since')
        .executeTakeFirstOrThrow();
      cutoffs.set(id, noted.kept_since);
    }
    return cutoffs;
  });
}

async function addToRun(
  database: Database,
  organisation: OrganisationId,
  id: string,
  rows: number,
): Promise<void> {
  await database.asOrganisation(organisation, (transaction) =>
    transaction
      .updateTable('retention_run')
      .set({ rows })
      .where('organisation_id', '=', organisation)
      .where('class', '=', id)
      .execute(),
  );
}

async function removeOld(
  database: Database,
  organisation: OrganisationId,
  { id, removal }: RetentionClass,
  keptSince: Date,
  now: Date,
): Promise<number> {
  if (removal.kind === 'partitions') {
    const old = oldBins(id, keptSince, now);
    const rows = await inPortions(database, organisation, (transaction) =>
      removePortion(transaction, removal.table, organisation, old, PORTION),
    );
    if (id !== HOURS_CLASS)
      await inPortions(database, organisation, removeEmptyConversations(organisation, keptSince));
    return rows;
  }
  if (removal.kind !== 'rows') return 0;
  let rows = 0;
  for (const { table, age, where = 'true' } of removal.of) {
    const old = sql`${sql.ref(age)} < ${keptSince} and ${sql.raw(where)}`;
    rows += await inPortions(database, organisation, (transaction) =>
      removePortion(transaction, table, organisation, old, OBJECTS_PORTION),
    );
  }
  return rows;
}

/** Hours go by when they were; days too, but one that was learnt late is kept as long as one that was learnt at once. */
function oldBins(id: string, keptSince: Date, now: Date) {
  const ahead = new Date(now.getTime() + AHEAD_DAYS * DAY_MS);
  if (id !== HOURS_CLASS)
    return sql`(bin < ${keptSince} or bin > ${ahead}) and learnt_on < ${keptSince}::timestamptz`;
  return sql`(bin < ${keptSince} or (bin > ${ahead} and learnt_on < ${keptSince}::timestamptz))
    and not exists (
      select from conversation_stale_day s
       where s.organisation_id = victim.organisation_id and s.day = date_trunc('day', victim.bin, 'UTC')
         and s.day < ${keptSince})`;
}

async function removePortion(
  transaction: Transaction<Tables>,
  table: string,
  organisation: OrganisationId,
  old: ReturnType<typeof sql>,
  portion: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where (tableoid, ctid) in (
      select tableoid, ctid from ${sql.table(table)} as victim
       where organisation_id = ${organisation} and ${old} limit ${portion})`.execute(transaction);
  return Number(numAffectedRows ?? 0n);
}

/** Conversations of which no sums are left; those of late have perhaps not been rolled up. */
function removeEmptyConversations(organisation: OrganisationId, keptSince: Date) {
  return async (transaction: Transaction<Tables>): Promise<number> => {
    const { numAffectedRows } = await sql`
      delete from conversation where id in (
        select id from conversation c
         where organisation_id = ${organisation} and first_at < ${keptSince}
           and not exists (select from conversation_day d where d.conversation_id = c.id)
           and not exists (select from conversation_hour h where h.conversation_id = c.id)
         limit ${PORTION})`.execute(transaction);
    return Number(numAffectedRows ?? 0n);
  };
}

/** Runs a step, each time in a transaction of its own, until it finds nothing; returns the rows of all. */
async function inPortions(
  database: Database,
  organisation: OrganisationId,
  step: (transaction: Transaction<Tables>) => Promise<number>,
): Promise<number> {
  let rows = 0;
  for (;;) {
    const taken = await database.asOrganisation(organisation, step);
    rows += taken;
    if (taken === 0) return rows;
  }
}

async function removeShared(
  { kysely }: Database,
  cutoffs: readonly ReadonlyMap<string, Date>[],
): Promise<void> {
  for (const { id, removal } of RETENTION_CLASSES) {
    if (removal.kind !== 'shared-rows') continue;
    const instants = cutoffs.flatMap((ofClass) => ofClass.get(id)?.getTime() ?? []);
    if (instants.length === 0) continue;
    const oldest = new Date(Math.min(...instants));
    await sql`delete from ${sql.table(removal.table)} where ${sql.ref(removal.age)} < ${oldest}`.execute(
      kysely,
    );
  }
}
