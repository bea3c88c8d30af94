/** Members whose access to an organisation rests: by a person's decision, after a review date, or by a directory. */

import { type Kysely, sql, type Transaction } from 'kysely';
import { keepingAdministrator, LastAdministratorError } from './administrators.ts';
import type { Database, OrganisationId } from './database.ts';
import { amongPeople } from './people-tables.ts';
import type { Tables } from './schema.ts';
import { endSessionsFor } from './sessions.ts';

/** Who suspends, and why. */
export interface SuspensionReason {
  /** Null when no person does. */
  readonly by: string | null;
  /** Who may lift it again by itself; absent when only a person may. */
  readonly managedBy?: 'directory';
  readonly because: string;
}

/** Suspends a member in a transaction of its own. */
export function suspendMember(
  database: Database,
  organisation: OrganisationId,
  id: string,
  reason: SuspensionReason,
): Promise<boolean> {
  return amongPeople(database, organisation, (transaction) => suspend(transaction, organisation, id, reason));
}

/**
 * Suspends a member, whose sessions end at once. What a person decides takes the place of what a directory says. False when
 * there is nobody to suspend. Throws a LastAdministratorError.
 */
export async function suspend(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  { by, managedBy, because }: SuspensionReason,
): Promise<boolean> {
  return keepingAdministrator(transaction, organisation, async () => {
    const { numUpdatedRows } = await transaction
      .updateTable('member')
      .set({
        ...{ suspended_at: new Date(), suspended_by: by, suspended_because: because },
        suspension_managed_by: managedBy ?? null,
      })
      .where('organisation_id', '=', organisation)
      .where('user_id', '=', id)
      .where(managedBy === undefined ? NOT_DECIDED : sql<boolean>`suspended_at is null`)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) return false;
    await endSessionsFor(transaction, organisation, id);
    return true;
  });
}

const NOT_DECIDED = sql<boolean>`(suspended_at is null or suspension_managed_by is not null)`;

/** Whether somebody may sign in for nothing: suspended wherever they belong, or in the one organisation that is meant. */
export async function isSuspended(
  db: Kysely<Tables>,
  id: string,
  organisation: OrganisationId | undefined,
): Promise<boolean> {
  let query = db
    .selectFrom('member')
    .select(sql<boolean | null>`bool_and(suspended_at is not null)`.as('suspended'))
    .where('user_id', '=', id);
  if (organisation !== undefined) query = query.where('organisation_id', '=', organisation);
  return (await query.executeTakeFirst())?.suspended === true;
}

/** Suspends external people whose review date has passed, but for the last administrator; returns how many. */
export async function suspendUnreviewed(
  database: Database,
  organisation: OrganisationId,
  now: number,
): Promise<number> {
  const due = await amongPeople(database, organisation, (transaction) =>
    transaction
      .selectFrom('member')
      .select('user_id')
      .where('organisation_id', '=', organisation)
      .where('suspended_at', 'is', null)
      .where('review_at', '<=', new Date(now))
      .execute(),
  );
  let suspended = 0;
  for (const { user_id } of due) {
    try {
      if (await suspendMember(database, organisation, user_id, REVIEW_PASSED)) suspended++;
    } catch (error) {
      if (!(error instanceof LastAdministratorError)) throw error;
    }
  }
  return suspended;
}

const REVIEW_PASSED = { by: null, because: 'The review date of this external person has passed.' };

/** Lets somebody in again in a transaction of its own. */
export function reactivateMember(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  return amongPeople(database, organisation, (transaction) => reactivate(transaction, organisation, id));
}

/**
 * Lets somebody in again; with a manager given, only whom it suspended itself. False when there is nobody suspended like
 * this.
 */
export async function reactivate(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  managedBy?: 'directory',
): Promise<boolean> {
  let query = transaction
    .updateTable('member')
    .set({ suspended_at: null, suspended_by: null, suspended_because: null, suspension_managed_by: null })
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', id)
    .where('suspended_at', 'is not', null);
  if (managedBy !== undefined) query = query.where('suspension_managed_by', '=', managedBy);
  return (await query.executeTakeFirstOrThrow()).numUpdatedRows === 1n;
}
