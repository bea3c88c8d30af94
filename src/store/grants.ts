/** Rules for single people: what they may or may not do beside their roles, each with a reason, a giver and an end. */

import { type Selectable, sql, type Transaction } from 'kysely';
import type { Conditions, Grant, Scope } from '../access/decide.ts';
import { isPermission, type Permission } from '../access/permissions.ts';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { GrantRuleTable } from './schema-people.ts';

/** Rules of one person that hold or will hold; beyond, none is made. */
export const GRANTS_LIMIT = 200;

export interface NewGrant {
  readonly userId: string;
  readonly effect: 'allow' | 'deny';
  readonly permission: Permission;
  readonly scope: Scope;
  readonly conditions: Conditions;
  readonly reason: string;
  readonly grantedBy: string;
}

export interface StoredGrant extends Omit<NewGrant, 'grantedBy'> {
  readonly id: string;
  readonly state: GrantState;
  /** Null for somebody whose account is gone. */
  readonly grantedBy: string | null;
  readonly createdAt: Date;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnBecause: string | null;
}

export type GrantState = 'coming' | 'active' | 'expired' | 'withdrawn';

/** Rules of a person that are not withdrawn and had not ended at an instant (milliseconds since 1970). */
export async function grantsOf(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
  notEndedAt: number,
): Promise<readonly Grant[]> {
  return grantsOfRows(await grantRows(transaction, organisation, userId, notEndedAt).execute());
}

/** The query for the rules that `grantsOf` gives. */
export function grantRows(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
  notEndedAt: number,
) {
  return transaction
    .selectFrom('grant_rule')
    .select(['id', 'effect', 'permission', 'scope', 'reason', 'granted_by'])
    .select(['starts_at', 'expires_at', 'zones', 'mfa_within_minutes'])
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', userId)
    .where('withdrawn_at', 'is', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', new Date(notEndedAt))]))
    .orderBy('created_at')
    .orderBy('id');
}

/** The rules of rows of `grantRows`, whose instants may have come as JSON. */
export function grantsOfRows(rows: readonly GrantOfRow[]): readonly Grant[] {
  return rows.flatMap((row) =>
    isPermission(row.permission)
      ? {
          ...{ id: row.id, effect: row.effect, permission: row.permission, scope: row.scope },
          ...{ conditions: conditionsOf(row), reason: row.reason, grantedBy: row.granted_by ?? '' },
        }
      : [],
  );
}

/** Makes a rule for a member and returns its id; `too-many` when the person has GRANTS_LIMIT. */
export async function addGrant(
  database: Database,
  organisation: OrganisationId,
  { userId, effect, permission, scope, conditions, reason, grantedBy }: NewGrant,
): Promise<string | 'too-many'> {
  const { from, until, zones, mfaWithinMinutes } = conditions;
  return database.asOrganisation(organisation, async (transaction) => {
    // Two requests at once count one after the other.
    await sql`select pg_advisory_xact_lock(hashtextextended(${userId}, 0))`.execute(transaction);
    if ((await grantsOf(transaction, organisation, userId, Date.now())).length >= GRANTS_LIMIT)
      return 'too-many';
    const { id } = await transaction
      .insertInto('grant_rule')
      .values({
        ...{
          organisation_id: organisation,
          user_id: userId,
          effect,
          permission,
          reason,
          granted_by: grantedBy,
        },
        scope: JSON.stringify(scope),
        starts_at: from === undefined ? null : new Date(from),
        expires_at: until === undefined ? null : new Date(until),
        zones: zones ? [...zones] : null,
        mfa_within_minutes: mfaWithinMinutes ?? null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });
}

export interface GrantListQuery {
  readonly userId?: string | undefined;
  readonly state?: GrantState | undefined;
  /** Id of the last grant of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Rules made last first. */
export async function listGrants(
  database: Database,
  organisation: OrganisationId,
  { userId, state, after, limit }: GrantListQuery,
): Promise<readonly StoredGrant[]> {
  return database.asOrganisation(organisation, async (transaction) => {
    let query = transaction
      .selectFrom('grant_rule')
      .selectAll()
      .select(STATE.as('state'))
      .where('organisation_id', '=', organisation)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(limit);
    if (userId !== undefined) query = query.where('user_id', '=', userId);
    if (state !== undefined) query = query.where(STATE, '=', state);
    if (after !== undefined)
      query = query.where(sql<boolean>`exists (select from grant_rule last where last.id = ${after}
        and (grant_rule.created_at < last.created_at
          or grant_rule.created_at = last.created_at and grant_rule.id > last.id))`);
    return (await query.execute()).map(storedGrant);
  });
}

export async function findGrant(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<StoredGrant | undefined> {
  return (await findGrants(database, organisation, [id])).get(id);
}

/** Rules by id. */
export async function findGrants(
  database: Database,
  organisation: OrganisationId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredGrant>> {
  if (ids.length === 0) return new Map();
  return database.asOrganisation(organisation, async (transaction) => {
    const rows = await transaction
      .selectFrom('grant_rule')
      .selectAll()
      .select(STATE.as('state'))
      .where('id', 'in', [...ids])
      .execute();
    return new Map(rows.map((row) => [row.id, storedGrant(row)]));
  });
}

/** Ends a rule from now on; false when it was withdrawn before. Within a transaction of the organisation. */
export async function withdrawGrant(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  by: string | null,
  because: string,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('grant_rule')
    .set({ withdrawn_at: new Date(), withdrawn_by: by, withdrawn_because: because })
    .where('organisation_id', '=', organisation)
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** By the clock of the database. */
const STATE = sql<GrantState>`case when withdrawn_at is not null then 'withdrawn' when expires_at <= now() then 'expired'
  when starts_at > now() then 'coming' else 'active' end`;

function storedGrant(row: GrantRow): StoredGrant {
  return {
    ...{ id: row.id, userId: row.user_id, effect: row.effect, permission: row.permission as Permission },
    ...{ scope: row.scope, conditions: conditionsOf(row), reason: row.reason, state: row.state },
    ...{ grantedBy: row.granted_by, createdAt: row.created_at, withdrawnAt: row.withdrawn_at },
    ...{ withdrawnBy: row.withdrawn_by, withdrawnBecause: row.withdrawn_because },
  };
}

function conditionsOf(row: ConditionsRow): Conditions {
  const { starts_at: from, expires_at: until, zones, mfa_within_minutes: minutes } = row;
  return {
    ...(from && { from: new Date(from).getTime() }),
    ...(until && { until: new Date(until).getTime() }),
    ...(zones && { zones }),
    ...(minutes !== null && { mfaWithinMinutes: minutes }),
  };
}

interface ConditionsRow extends Pick<Selectable<GrantRuleTable>, 'zones' | 'mfa_within_minutes'> {
  readonly starts_at: Date | string | null;
  readonly expires_at: Date | string | null;
}

interface GrantOfRow
  extends ConditionsRow,
    Pick<Selectable<GrantRuleTable>, 'id' | 'effect' | 'permission' | 'scope' | 'reason' | 'granted_by'> {}

interface GrantRow extends Selectable<GrantRuleTable> {
  readonly state: GrantState;
}
