/**
 * Break-glass: permissions that a person takes in an emergency, for an hour at most, with a reason that others judge
 * afterwards (domain specification H.2).
 */

import { sql, type Transaction } from 'kysely';
import type { Grant } from '../access/decide.ts';
import type { Permission } from '../access/permissions.ts';
import type { Database, OrganisationId } from './database.ts';
import { closeAlert, raiseAlert } from './raise-alerts.ts';
import type { Tables } from './schema.ts';
import type { BreakGlassReview } from './schema-people.ts';

/** Hours in which somebody else must judge it. */
export const REVIEW_HOURS = 72;

export interface BreakGlass {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly reason: string;
  readonly begunAt: Date;
  readonly until: Date;
  readonly review: BreakGlassReview | null;
  readonly note: string | null;
  readonly reviewedBy: string | null;
  readonly reviewerName: string | null;
  readonly reviewedAt: Date | null;
}

/** `waiting`: not judged yet; `overdue`: for longer than is allowed. */
export type BreakGlassState = 'all' | 'waiting' | 'overdue';

const COLUMNS = [
  ...(['id', 'user_id as userId', 'name', 'permissions', 'reason', 'begun_at as begunAt', 'until'] as const),
  ...(['review', 'note', 'reviewed_by as reviewedBy', 'reviewer_name as reviewerName'] as const),
  'reviewed_at as reviewedAt',
] as const;

/** The permissions that a person has broken the glass for, as grants that end by themselves. */
export async function activeBreakGlass(
  transaction: Transaction<Tables>,
  userId: string,
): Promise<readonly Grant[]> {
  return grantsOfGlass(userId, await brokenGlassRows(transaction, userId).execute());
}

/** The query for what a person has broken the glass for. */
export function brokenGlassRows(transaction: Transaction<Tables>, userId: string) {
  return transaction
    .selectFrom('break_glass')
    .select(['id', 'permissions', 'reason', 'begun_at', 'until'])
    .where('user_id', '=', userId)
    .where('until', '>', sql<Date>`now()`);
}

/** The grants of rows of `brokenGlassRows`, whose instants may have come as JSON. */
export function grantsOfGlass(userId: string, rows: readonly BrokenGlassRow[]): readonly Grant[] {
  return rows.flatMap(({ id, permissions, reason, begun_at, until }) =>
    permissions.map((permission) => ({
      ...{ id, effect: 'allow' as const, permission, scope: {}, reason, grantedBy: userId },
      conditions: { from: new Date(begun_at).getTime(), until: new Date(until).getTime() },
    })),
  );
}

interface BrokenGlassRow {
  readonly id: string;
  readonly permissions: readonly Permission[];
  readonly reason: string;
  readonly begun_at: Date | string;
  readonly until: Date | string;
}

export interface BreakGlassRequest {
  readonly userId: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly reason: string;
  readonly minutes: number;
}

/** Takes effect with the end of the transaction, and tells `audience` of it. */
export async function beginBreakGlass(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { userId, name, permissions, reason, minutes }: BreakGlassRequest,
  audience: readonly string[],
): Promise<BreakGlass> {
  const row = { organisation_id: organisation, user_id: userId, name, permissions, reason };
  const begun = await transaction
    .insertInto('break_glass')
    .values({ ...row, until: sql`now() + ${minutes} * interval '1 minute'` })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  const text = `${name} broke the glass for ${minutes} minutes (${permissions.join(', ')}): ${reason}`;
  await raiseAlert(transaction, organisation, {
    ...{ kind: 'break-glass', about: begun.id, subject: begun.id, audience, text },
  });
  return begun;
}

/** What a person has taken and what is not over yet; undefined when there is none. */
export async function runningBreakGlass(
  transaction: Transaction<Tables>,
  userId: string,
): Promise<BreakGlass | undefined> {
  return transaction
    .selectFrom('break_glass')
    .select(COLUMNS)
    .where('user_id', '=', userId)
    .where('until', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Ends it now; undefined when it is not of this person, or over. */
export async function endBreakGlass(
  transaction: Transaction<Tables>,
  id: string,
  userId: string,
): Promise<BreakGlass | undefined> {
  return transaction
    .updateTable('break_glass')
    .set({ until: AT_ONCE })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('until', '>', sql<Date>`now()`)
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Not before its begin, which the same transaction may have made. */
const AT_ONCE = sql<Date>`greatest(now(), begun_at + interval '1 microsecond')`;

export interface ReviewRequest {
  readonly userId: string;
  readonly name: string;
  readonly review: BreakGlassReview;
  readonly note: string;
}

/** One, which nobody else judges or ends until the transaction is over. */
export function lockBreakGlass(
  transaction: Transaction<Tables>,
  id: string,
): Promise<BreakGlass | undefined> {
  return transaction
    .selectFrom('break_glass')
    .select(COLUMNS)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Judges it, which closes its alert; what was not justified ends at once. */
export async function reviewBreakGlass(
  transaction: Transaction<Tables>,
  id: string,
  { userId, name, review, note }: ReviewRequest,
): Promise<BreakGlass> {
  const reviewed = await transaction
    .updateTable('break_glass')
    .set({
      ...{ review, note, reviewed_by: userId, reviewer_name: name, reviewed_at: new Date() },
      ...(review === 'not-justified' && { until: sql<Date>`least(until, ${AT_ONCE})` }),
    })
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  const verdict = review === 'justified' ? 'Judged: justified.' : 'Judged: not justified.';
  await closeAlert(transaction, 'break-glass', id, verdict, { id: userId, name });
  return reviewed;
}

export interface BreakGlassQuery {
  readonly state: BreakGlassState;
  /** Id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Latest first; equal instants by id. */
export function listBreakGlass(
  database: Database,
  organisation: OrganisationId,
  { state, after, limit }: BreakGlassQuery,
): Promise<readonly BreakGlass[]> {
  return database.asOrganisation(organisation, (transaction) => {
    let query = transaction
      .selectFrom('break_glass')
      .select(COLUMNS)
      .orderBy('begun_at', 'desc')
      .orderBy('id')
      .limit(limit);
    if (state !== 'all') query = query.where('review', 'is', null);
    if (state === 'overdue')
      query = query.where('begun_at', '<', sql<Date>`now() - ${REVIEW_HOURS} * interval '1 hour'`);
    if (after !== undefined)
      query = query.where(
        sql<boolean>`(- extract(epoch from begun_at), id) >
          (select - extract(epoch from b.begun_at), b.id from break_glass b where b.id = ${after}::uuid)`,
      );
    return query.execute();
  });
}
