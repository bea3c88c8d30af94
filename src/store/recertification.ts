/**
 * Reviews of access, once in a quarter: each role of a person and each rule for one stands in the review with somebody who
 * is to decide whether it stays. What nobody confirms in time lapses: grants are withdrawn, roles are suspended (they count
 * no more, and one decision restores them); denials stay, for taking one away would give access, and so does the role of
 * the last administrator.
 */

import { sql, type Transaction } from 'kysely';
import type { Scope } from '../access/decide.ts';
import { isRole, PERMISSIONS_OF } from '../access/permissions.ts';
import { quarterOf } from '../access/quarter.ts';
import { keepingAdministrator, LastAdministratorError, rolesInForce } from './administrators.ts';
import type { Database, OrganisationId } from './database.ts';
import { withdrawGrant } from './grants.ts';
import { takeRole } from './members.ts';
import { amongPeople } from './people-tables.ts';
import type { Tables } from './schema.ts';

/** Time to decide. */
export const REVIEW_DAYS = 30;
const DAY_MS = 86_400_000;
/** Rows that are written at once. */
const BATCH = 500;

export interface Recertification {
  readonly id: string;
  readonly quarter: string;
  readonly begunAt: Date;
  readonly dueAt: Date;
  readonly items: number;
  readonly undecided: number;
}

export interface RecertificationItem {
  readonly id: string;
  readonly recertification: string;
  readonly userId: string;
  readonly role: string | null;
  /** Of the role. */
  readonly scope: Scope | null;
  readonly grantId: string | null;
  readonly reviewer: string | null;
  readonly decision: 'keep' | 'remove' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly lapse: 'suspended' | 'withdrawn' | 'left' | null;
}

/**
 * Begins the review of the quarter with everything given before an instant (milliseconds since 1970): before the quarter
 * began, when none is named. Undefined when it was begun before, or nothing is to be reviewed.
 */
export async function beginRecertification(
  database: Database,
  organisation: OrganisationId,
  now: number,
  givenBefore: number = quarterOf(now).start,
): Promise<string | undefined> {
  return amongPeople(database, organisation, async (transaction) => {
    const due = await dueItems(transaction, organisation, new Date(givenBefore));
    if (due.length === 0) return undefined;
    const begun = await transaction
      .insertInto('recertification')
      .values({
        ...{ organisation_id: organisation, quarter: quarterOf(now).name },
        ...{ begun_at: new Date(now), due_at: new Date(now + REVIEW_DAYS * DAY_MS) },
      })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'quarter']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!begun) return undefined;
    const reviewerOf = reviewers(await rolesInForce(transaction, organisation));
    const rows = due.map((item, index) => ({
      ...item,
      ...{ organisation_id: organisation, recertification_id: begun.id },
      scope: item.scope && JSON.stringify(item.scope),
      reviewer: reviewerOf(item.user_id, index),
    }));
    for (let at = 0; at < rows.length; at += BATCH)
      await transaction
        .insertInto('recertification_item')
        .values(rows.slice(at, at + BATCH))
        .execute();
    return begun.id;
  });
}

/** Lets lapse what nobody decided in time, in every review that is due; returns how much that was. */
export async function lapseRecertifications(
  database: Database,
  organisation: OrganisationId,
  now: number,
): Promise<number> {
  return amongPeople(database, organisation, async (transaction) => {
    const due = await transaction
      .updateTable('recertification')
      .set({ lapsed_at: new Date(now) })
      .where('organisation_id', '=', organisation)
      .where('lapsed_at', 'is', null)
      .where('due_at', '<=', new Date(now))
      .returning(['id', 'quarter'])
      .execute();
    let lapsed = 0;
    for (const { id, quarter } of due) {
      const items = await transaction
        .selectFrom('recertification_item')
        .selectAll()
        .where('recertification_id', '=', id)
        .where('decision', 'is', null)
        .where('lapse', 'is', null)
        .orderBy('id')
        .execute();
      for (const item of items) {
        const lapse = await lapseItem(
          transaction,
          organisation,
          item,
          `Not confirmed in the review of ${quarter}.`,
        );
        await transaction
          .updateTable('recertification_item')
          .set({ lapse })
          .where('id', '=', item.id)
          .execute();
        if (lapse !== 'left') lapsed++;
      }
    }
    return lapsed;
  });
}

/** Reviews, latest first, with how much of each is undecided. */
export async function listRecertifications(
  database: Database,
  organisation: OrganisationId,
  limit: number,
): Promise<readonly Recertification[]> {
  return database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('recertification')
      .leftJoin('recertification_item as item', 'item.recertification_id', 'recertification.id')
      .select([
        ...(['recertification.id', 'quarter', 'begun_at as begunAt', 'due_at as dueAt'] as const),
        sql<number>`count(item.id)`.as('items'),
        sql<number>`count(item.id) filter (where item.decision is null)`.as('undecided'),
      ])
      .groupBy('recertification.id')
      .orderBy('begun_at', 'desc')
      .orderBy('recertification.id')
      .limit(limit)
      .execute(),
  );
}

export interface ItemListQuery {
  readonly recertification: string;
  readonly reviewer?: string | undefined;
  readonly undecided?: boolean | undefined;
  /** Id of the last item of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Items of a review by id; undefined for a review that this organisation does not have. */
export async function listRecertificationItems(
  database: Database,
  organisation: OrganisationId,
  { recertification, reviewer, undecided, after, limit }: ItemListQuery,
): Promise<readonly RecertificationItem[] | undefined> {
  return database.asOrganisation(organisation, async (transaction) => {
    const review = transaction.selectFrom('recertification').select('id').where('id', '=', recertification);
    if (!(await review.executeTakeFirst())) return undefined;
    let query = transaction
      .selectFrom('recertification_item')
      .select(ITEM_COLUMNS)
      .where('recertification_id', '=', recertification)
      .orderBy('id')
      .limit(limit);
    if (reviewer !== undefined) query = query.where('reviewer', '=', reviewer);
    if (undecided) query = query.where('decision', 'is', null);
    if (after !== undefined) query = query.where('id', '>', after);
    return query.execute();
  });
}

export async function findRecertificationItem(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<RecertificationItem | undefined> {
  return database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('recertification_item')
      .select(ITEM_COLUMNS)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
}

/**
 * Decides an item and does what was decided, also after it lapsed. False when it was decided before, or what it is about
 * is gone. Throws a LastAdministratorError.
 */
export async function decideRecertification(
  database: Database,
  organisation: OrganisationId,
  id: string,
  by: string,
  decision: 'keep' | 'remove',
): Promise<boolean> {
  return amongPeople(database, organisation, async (transaction) => {
    const item = await transaction
      .updateTable('recertification_item')
      .set({ decision, decided_by: by, decided_at: new Date() })
      .where('organisation_id', '=', organisation)
      .where('id', '=', id)
      .where('decision', 'is', null)
      .where('lapse', 'is distinct from', 'withdrawn')
      .returningAll()
      .executeTakeFirst();
    if (!item) return false;
    const { user_id: person, role, grant_id } = item;
    if (grant_id !== null) {
      if (decision === 'remove')
        await withdrawGrant(transaction, organisation, grant_id, by, 'Removed in a review of access.');
    } else if (role !== null) {
      if (decision === 'remove') await takeRole(transaction, organisation, person, role);
      else if (item.lapse === 'suspended') await restoreRole(transaction, organisation, person, role);
    }
    return true;
  });
}

const ITEM_COLUMNS = [
  ...(['id', 'recertification_id as recertification', 'user_id as userId', 'role', 'scope'] as const),
  ...(['grant_id as grantId', 'reviewer', 'decision', 'decided_by as decidedBy'] as const),
  ...(['decided_at as decidedAt', 'lapse'] as const),
] as const;

interface DueItem {
  readonly user_id: string;
  readonly role: string | null;
  readonly scope: Scope | null;
  readonly grant_id: string | null;
}

/** Roles and rules in force that were given before an instant. */
async function dueItems(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  before: Date,
): Promise<readonly DueItem[]> {
  const roles = await transaction
    .selectFrom('membership')
    .select(['user_id', 'role', 'scope'])
    .where('organisation_id', '=', organisation)
    .where('suspended_at', 'is', null)
    .where('given_at', '<', before)
    .orderBy('user_id')
    .orderBy('role')
    .execute();
  const grants = await transaction
    .selectFrom('grant_rule')
    .select(['user_id', 'id'])
    .where('organisation_id', '=', organisation)
    .where('withdrawn_at', 'is', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]))
    .where('created_at', '<', before)
    .orderBy('user_id')
    .orderBy('id')
    .execute();
  return [
    ...roles.map((role) => ({ ...role, grant_id: null })),
    ...grants.map(({ user_id, id }) => ({ user_id, role: null, scope: null, grant_id: id })),
  ];
}

/**
 * Whom each item goes to: people who may approve administration and are not concerned, security officers before
 * administrators, in turn. Null when there is nobody: then whoever gets the right decides.
 */
function reviewers(people: readonly { readonly id: string; readonly roles: readonly string[] }[]) {
  const may = people.filter(({ roles }) =>
    roles.some((role) => isRole(role) && PERMISSIONS_OF.get(role)?.has('administration:approve')),
  );
  const officers = may.filter(({ roles }) => roles.includes('ciso'));
  return (concerned: string, index: number): string | null => {
    for (const group of [officers, may]) {
      const others = group.filter(({ id }) => id !== concerned);
      const chosen = others[index % Math.max(others.length, 1)];
      if (chosen) return chosen.id;
    }
    return null;
  };
}

async function lapseItem(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  item: { readonly user_id: string; readonly role: string | null; readonly grant_id: string | null },
  because: string,
): Promise<'suspended' | 'withdrawn' | 'left'> {
  const { user_id: person, role, grant_id } = item;
  if (grant_id !== null) {
    const isDenial = await transaction
      .selectFrom('grant_rule')
      .select('id')
      .where('id', '=', grant_id)
      .where('effect', '=', 'deny')
      .executeTakeFirst();
    const isWithdrawn =
      !isDenial && (await withdrawGrant(transaction, organisation, grant_id, null, because));
    return isWithdrawn ? 'withdrawn' : 'left';
  }
  // A savepoint: the role of the last administrator stays, the rest goes on.
  await sql`savepoint lapse`.execute(transaction);
  try {
    const isSuspended = await keepingAdministrator(transaction, organisation, async () => {
      const { numUpdatedRows } = await transaction
        .updateTable('membership')
        .set({ suspended_at: new Date(), suspended_because: because })
        .where('organisation_id', '=', organisation)
        .where('user_id', '=', person)
        .where('role', '=', role ?? '')
        .where('suspended_at', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    });
    return isSuspended ? 'suspended' : 'left';
  } catch (error) {
    if (!(error instanceof LastAdministratorError)) throw error;
    await sql`rollback to savepoint lapse`.execute(transaction);
    return 'left';
  }
}

async function restoreRole(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  person: string,
  role: string,
): Promise<void> {
  await transaction
    .updateTable('membership')
    .set({ suspended_at: null, suspended_because: null })
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', person)
    .where('role', '=', role)
    .execute();
}
