/** How long an organisation keeps each class of data. */

import type { Transaction } from 'kysely';
import type { Database, OrganisationId } from '../database.ts';
import type { Tables } from '../schema.ts';
import { RETENTION_CLASSES, retentionClass } from './classes.ts';

export interface RetentionRun {
  readonly ranAt: Date;
  readonly keptSince: Date;
  readonly rows: number;
}

export interface ClassRetention {
  readonly id: string;
  readonly days: number;
  /** The last run that looked at it; undefined before the first. */
  readonly lastRun: RetentionRun | undefined;
}

/** All classes, in the order in which they are listed. */
export async function retentionOf(
  database: Database,
  organisation: OrganisationId,
): Promise<readonly ClassRetention[]> {
  return database.asOrganisation(organisation, async (transaction) => {
    const days = await keptDays(transaction, organisation);
    const runs = await transaction
      .selectFrom('retention_run')
      .select(['class', 'ran_at', 'kept_since', 'rows'])
      .where('organisation_id', '=', organisation)
      .execute();
    const runOf = new Map(
      runs.map((run) => [run.class, { ranAt: run.ran_at, keptSince: run.kept_since, rows: run.rows }]),
    );
    return RETENTION_CLASSES.map(({ id }) => ({ id, days: days.get(id) ?? 0, lastRun: runOf.get(id) }));
  });
}

/** Days for which each class is kept. */
export async function keptDays(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction
    .selectFrom('retention')
    .select(['class', 'days'])
    .where('organisation_id', '=', organisation)
    .execute();
  const set = new Map(rows.map((row) => [row.class, row.days]));
  // Limits may have become narrower since it was set.
  return new Map(
    RETENTION_CLASSES.map(({ id, days, least, most }) => [
      id,
      Math.max(least, Math.min(most, set.get(id) ?? days)),
    ]),
  );
}

export interface RefusedRetention {
  readonly id: string;
  readonly least: number;
  readonly most: number;
}

/** Sets days by class. Changes nothing and returns the first that is out of its bounds, if there is one. */
export async function setRetention(
  database: Database,
  organisation: OrganisationId,
  wanted: Readonly<Record<string, number>>,
): Promise<RefusedRetention | undefined> {
  for (const [id, days] of Object.entries(wanted)) {
    const bounds = retentionClass(id);
    if (!bounds) throw new Error(`no class of data is called ${id}`);
    if (days < bounds.least || days > bounds.most) return { id, least: bounds.least, most: bounds.most };
  }
  const rows = Object.entries(wanted).map(([id, days]) => ({
    organisation_id: organisation,
    class: id,
    days,
  }));
  if (rows.length > 0)
    await database.asOrganisation(organisation, (transaction) =>
      transaction
        .insertInto('retention')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(['organisation_id', 'class'])
            .doUpdateSet((eb) => ({ days: eb.ref('excluded.days') })),
        )
        .execute(),
    );
  return undefined;
}
