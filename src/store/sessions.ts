/** Sessions of people: when each was last used, how its second factor was proven, and their end. */

import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { Factor } from './schema-people.ts';

/** At most one write in this time notes that a session is used. */
const NOTE_SECONDS = 60;

/** Name of the job that forgets what has ended. */
export const FORGET_SESSIONS = 'forget-sessions';

export interface StoredSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly factor: Factor | null;
  readonly factorAt: Date | null;
}

/** Notes that a session is used, unless that was noted a moment ago; `lastUsedAt` is what the caller has read. */
export async function noteUse(
  { kysely }: Database,
  session: string,
  lastUsedAt: Date,
  now: Date,
): Promise<void> {
  if (now.getTime() - lastUsedAt.getTime() < NOTE_SECONDS * 1_000) return;
  await kysely
    .updateTable('session')
    .set({ lastUsedAt: now })
    .where('id', '=', session)
    .where('lastUsedAt', '<', now)
    .execute();
}

/** How a session's second factor was proven, and when. */
export async function noteFactor(
  { kysely }: Database,
  token: string,
  factor: Factor,
  factorAt: Date,
): Promise<void> {
  await kysely.updateTable('session').set({ factor, factorAt }).where('token', '=', token).execute();
}

/** Sessions that have not ended, used last first. */
export async function sessionsOf({ kysely }: Database, userId: string): Promise<readonly StoredSession[]> {
  return kysely
    .selectFrom('session')
    .select(['id', 'createdAt', 'expiresAt', 'lastUsedAt', 'ipAddress as address', 'userAgent'])
    .select(['factor', 'factorAt'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', sql<Date>`now()`)
    .orderBy('lastUsedAt', 'desc')
    .orderBy('id')
    .execute();
}

/** Ends one session of a person; false when they have no such session. */
export async function endSession({ kysely }: Database, userId: string, id: string): Promise<boolean> {
  const ended = await kysely
    .deleteFrom('session')
    .where('userId', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  return ended.numDeletedRows === 1n;
}

/** Ends the sessions of a person, but for one if given, and says how many. */
export async function endSessions(db: Kysely<Tables>, userId: string, except?: string): Promise<number> {
  let query = db.deleteFrom('session').where('userId', '=', userId);
  if (except !== undefined) query = query.where('id', '<>', except);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/**
 * Ends the sessions of somebody whose access to an organisation ends. Who has another organisation stays signed in for that
 * one alone: the guard asks with each request where its person is a member.
 */
export async function endSessionsFor(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
): Promise<void> {
  await transaction
    .deleteFrom('session')
    .where('userId', '=', userId)
    .where(
      sql<boolean>`("organisationId" = ${organisation} or not exists (
        select from member m where m.user_id = ${userId} and m.suspended_at is null))`,
    )
    .execute();
}

/** A new session may not outlive the one that it replaces. */
export async function replaceSession(
  { kysely }: Database,
  old: { readonly id: string; readonly expiresAt: Date; readonly organisationId: OrganisationId | null },
  token: string,
): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('session')
      .set({ expiresAt: old.expiresAt, organisationId: old.organisationId })
      .where('token', '=', token)
      .execute();
    await transaction.deleteFrom('session').where('id', '=', old.id).execute();
  });
}

/** Forgets sessions and challenges whose time is over. */
export async function forgetEnded({ kysely }: Database): Promise<void> {
  await kysely.deleteFrom('session').where('expiresAt', '<', sql<Date>`now()`).execute();
  await sql`delete from "verification" where "expiresAt" < now()`.execute(kysely);
}
