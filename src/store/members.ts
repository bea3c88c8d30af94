/** Who belongs to an organisation, with which roles, and in which standing. */

import { type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import type { RoleAssignment } from '../access/decide.ts';
import { isRole, type Role } from '../access/permissions.ts';
import { keepingAdministrator } from './administrators.ts';
import type { Database, OrganisationId } from './database.ts';
import { amongPeople } from './people-tables.ts';
import type { Tables } from './schema.ts';
import { endSessionsFor } from './sessions.ts';

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly MemberRole[];
  /** Null for the organisation's own people. */
  readonly company: string | null;
  /** When an external person is looked at again, or else suspended. */
  readonly reviewAt: Date | null;
  readonly joinedAt: Date;
  readonly suspended: { readonly at: Date; readonly because: string } | null;
  readonly lastSignInAt: Date | null;
  readonly hasOneTimeCodes: boolean;
  readonly passkeys: number;
  /** Rules for this person that hold now. */
  readonly grants: number;
}

export interface MemberRole extends RoleAssignment {
  readonly givenAt: Date;
  /** Why it does not count for the time being. */
  readonly suspendedBecause: string | null;
}

export interface MemberListQuery {
  /** Part of a name or an address. */
  readonly text?: string | undefined;
  /** Id of the last person of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Members by name; equal names by id. */
export async function listMembers(
  database: Database,
  organisation: OrganisationId,
  { text, after, limit }: MemberListQuery,
): Promise<readonly Member[]> {
  return amongPeople(database, organisation, async (transaction) => {
    let query = membersOf(transaction, organisation).orderBy(sql`lower(u.name)`).orderBy('u.id').limit(limit);
    if (after !== undefined)
      query = query.where(
        sql<boolean>`(lower(u.name), u.id) > (select lower(last.name), last.id from "user" last where last.id = ${after})`,
      );
    if (text !== undefined) {
      const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
      query = query.where(sql<boolean>`(u.name ilike ${pattern} or u.email ilike ${pattern})`);
    }
    return withRoles(transaction, organisation, await query.execute());
  });
}

export async function findMember(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<Member | undefined> {
  return amongPeople(database, organisation, async (transaction) => {
    const rows = await membersOf(transaction, organisation).where('u.id', '=', id).execute();
    return (await withRoles(transaction, organisation, rows))[0];
  });
}

/** Names of people by id, for those who were ever members, such as the giver of a rule. */
export async function namesOfPeople(
  { kysely }: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await kysely
    .selectFrom('user')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * Gives a member exactly these roles. Roles that stay keep the date from which they are reviewed; a suspended role that is
 * given again counts again. False for nobody of the organisation. Throws a LastAdministratorError.
 */
export async function setRoles(
  database: Database,
  organisation: OrganisationId,
  id: string,
  roles: readonly RoleAssignment[],
  by: string | undefined,
): Promise<boolean> {
  return amongPeople(database, organisation, (transaction) =>
    keepingAdministrator(transaction, organisation, async () => {
      if (!(await isMember(transaction, organisation, id))) return false;
      await dropRolesBut(
        transaction,
        organisation,
        id,
        roles.map(({ role }) => role),
      );
      await giveRoles(transaction, organisation, id, roles, by);
      return true;
    }),
  );
}

/** Makes somebody a member, without a role yet; who is one stays as they are. */
export async function admit(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  { company, reviewAt }: Pick<Member, 'company' | 'reviewAt'> = { company: null, reviewAt: null },
): Promise<void> {
  await transaction
    .insertInto('member')
    .values({ organisation_id: organisation, user_id: id, company, review_at: reviewAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Adds roles to what somebody has, as a member; one that is there already gets the new scope. */
export async function giveRoles(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  roles: readonly RoleAssignment[],
  by: string | undefined,
): Promise<void> {
  if (roles.length === 0) return;
  await transaction
    .insertInto('membership')
    .values(
      roles.map(({ role, scope }) => ({
        ...{ organisation_id: organisation, user_id: id, role, scope: JSON.stringify(scope) },
        ...(by !== undefined && { given_by: by }),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'user_id', 'role']).doUpdateSet((eb) => ({
        scope: eb.ref('excluded.scope'),
        suspended_at: null,
        suspended_because: null,
      })),
    )
    .execute();
}

/** Takes one role away. False when the person does not have it. Throws a LastAdministratorError. */
export async function takeRole(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  role: string,
): Promise<boolean> {
  return keepingAdministrator(transaction, organisation, async () => {
    const { numDeletedRows } = await transaction
      .deleteFrom('membership')
      .where('organisation_id', '=', organisation)
      .where('user_id', '=', id)
      .where('role', '=', role)
      .executeTakeFirstOrThrow();
    return numDeletedRows === 1n;
  });
}

/** Says whether somebody is the organisation's own or of a company. False for nobody of the organisation. */
export async function setStanding(
  database: Database,
  organisation: OrganisationId,
  id: string,
  external: { readonly company: string; readonly reviewAt: Date } | null,
): Promise<boolean> {
  return amongPeople(database, organisation, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('member')
      .set({ company: external?.company ?? null, review_at: external?.reviewAt ?? null })
      .where('organisation_id', '=', organisation)
      .where('user_id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n;
  });
}

/**
 * Removes somebody from the organisation: roles go, rules are withdrawn, sessions end, and neither sign-on nor a directory
 * brings them back; the account stays, for what it did is recorded under it. False for nobody of the organisation. Throws a LastAdministratorError.
 */
export async function removeMember(
  database: Database,
  organisation: OrganisationId,
  id: string,
  by: string,
): Promise<boolean> {
  return amongPeople(database, organisation, (transaction) =>
    keepingAdministrator(transaction, organisation, async () => {
      const { numDeletedRows } = await transaction
        .deleteFrom('member')
        .where('organisation_id', '=', organisation)
        .where('user_id', '=', id)
        .executeTakeFirstOrThrow();
      if (numDeletedRows !== 1n) return false;
      for (const table of ['sign_on_identity', 'directory_group_member', 'directory_user'] as const)
        await transaction
          .deleteFrom(table)
          .where('organisation_id', '=', organisation)
          .where('user_id', '=', id)
          .execute();
      await transaction
        .updateTable('grant_rule')
        .set({ withdrawn_at: new Date(), withdrawn_by: by, withdrawn_because: 'Left the organisation.' })
        .where('organisation_id', '=', organisation)
        .where('user_id', '=', id)
        .where('withdrawn_at', 'is', null)
        .execute();
      await endSessionsFor(transaction, organisation, id);
      return true;
    }),
  );
}

/** Whether somebody belongs to an organisation, suspended or not. */
export async function isMember(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('member')
    .select('user_id')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

async function dropRolesBut(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  id: string,
  kept: readonly Role[],
): Promise<void> {
  let drop = transaction
    .deleteFrom('membership')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', id);
  if (kept.length > 0) drop = drop.where('role', 'not in', [...kept]);
  await drop.execute();
}

function membersOf(transaction: Transaction<Tables>, organisation: OrganisationId) {
  return transaction
    .selectFrom('member')
    .innerJoin('user as u', 'u.id', 'member.user_id')
    .select(['u.id', 'u.name', 'u.email', 'u.last_sign_in_at', 'u.twoFactorEnabled'])
    .select(['member.company', 'member.review_at', 'member.joined_at'])
    .select(['member.suspended_at', 'member.suspended_because'])
    .select(sql<number>`(select count(*) from passkey where passkey."userId" = u.id)`.as('passkeys'))
    .select(
      sql<number>`(select count(*) from grant_rule g
        where g.organisation_id = ${organisation} and g.user_id = u.id and g.withdrawn_at is null
          and coalesce(g.starts_at, now()) <= now() and (g.expires_at is null or g.expires_at > now()))`.as(
        'grants',
      ),
    )
    .where('member.organisation_id', '=', organisation);
}

type MemberRow = RowOf<ReturnType<typeof membersOf>>;
type RowOf<Query> = Query extends SelectQueryBuilder<infer _Tables, infer _Table, infer Row> ? Row : never;

async function withRoles(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  rows: readonly MemberRow[],
): Promise<readonly Member[]> {
  if (rows.length === 0) return [];
  const roles = await transaction
    .selectFrom('membership')
    .select(['user_id', 'role', 'scope', 'given_at', 'suspended_because'])
    .where('organisation_id', '=', organisation)
    .where(
      'user_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('role')
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, name: row.name, email: row.email, company: row.company, reviewAt: row.review_at },
    ...{ joinedAt: row.joined_at, lastSignInAt: row.last_sign_in_at, passkeys: row.passkeys },
    ...{ hasOneTimeCodes: row.twoFactorEnabled === true, grants: row.grants },
    suspended:
      row.suspended_at && row.suspended_because !== null
        ? { at: row.suspended_at, because: row.suspended_because }
        : null,
    roles: roles
      .filter(({ user_id }) => user_id === row.id)
      .flatMap(({ role, scope, given_at, suspended_because }) =>
        isRole(role) ? { role, scope, givenAt: given_at, suspendedBecause: suspended_because } : [],
      ),
  }));
}
