/**
 * People whom a sign-on provider or a directory brings, and the roles that their groups give. These transactions see one
 * organisation, but keep the rights of the login role: accounts and memberships belong to no organisation.
 */

import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { isRole, type Role } from '../access/permissions.ts';
import type { Database, OrganisationId } from './database.ts';
import type { RoleManager, Tables } from './schema.ts';

export interface GroupRole {
  readonly group: string;
  readonly role: Role;
}

/** Runs work in one transaction with the tables of an organisation and those of accounts. */
export async function withAccounts<Result>(
  { kysely }: Database,
  organisation: OrganisationId,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return kysely.transaction().execute(async (transaction) => {
    await sql`select set_config('wardlight.organisation', ${organisation}, true)`.execute(transaction);
    return work(transaction);
  });
}

export async function groupRolesOf(
  database: Database,
  organisation: OrganisationId,
): Promise<readonly GroupRole[]> {
  const rows = await database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('group_role')
      .select(['group_name as group', 'role'])
      .where('organisation_id', '=', organisation)
      .orderBy('group_name')
      .orderBy('role')
      .execute(),
  );
  return rows.flatMap(({ group, role }) => (isRole(role) ? [{ group, role }] : []));
}

/** Sets which group gives which roles. People of a directory get and lose roles at once, others at their next sign-on. */
export async function setGroupRoles(
  database: Database,
  organisation: OrganisationId,
  groupRoles: readonly GroupRole[],
): Promise<void> {
  await withAccounts(database, organisation, async (transaction) => {
    await transaction.deleteFrom('group_role').where('organisation_id', '=', organisation).execute();
    if (groupRoles.length > 0)
      await transaction
        .insertInto('group_role')
        .values(
          groupRoles.map(({ group, role }) => ({ organisation_id: organisation, group_name: group, role })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    const people = await transaction
      .selectFrom('directory_user')
      .select('user_id')
      .where('organisation_id', '=', organisation)
      .execute();
    for (const { user_id } of people) await applyDirectoryRoles(transaction, organisation, user_id);
  });
}

/** Roles that groups give; a group that is not listed gives none. */
export async function rolesOfGroups(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  groups: readonly string[],
): Promise<readonly string[]> {
  if (groups.length === 0) return [];
  const rows = await transaction
    .selectFrom('group_role')
    .select('role')
    .distinct()
    .where('organisation_id', '=', organisation)
    .where('group_name', 'in', groups)
    .execute();
  return rows.map(({ role }) => role).filter(isRole);
}

/** Gives and takes the roles that one machinery manages; roles that a person gave stay. */
export async function applyRoles(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
  manager: RoleManager,
  roles: readonly string[],
): Promise<void> {
  let removing = transaction
    .deleteFrom('membership')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', userId)
    .where('managed_by', '=', manager);
  if (roles.length > 0) removing = removing.where('role', 'not in', roles);
  await removing.execute();
  if (roles.length === 0) return;
  await transaction
    .insertInto('membership')
    .values(
      roles.map((role) => ({ organisation_id: organisation, user_id: userId, role, managed_by: manager })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Gives somebody of the directory the roles of their groups. */
export async function applyDirectoryRoles(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
): Promise<void> {
  const groups = await transaction
    .selectFrom('directory_group_member')
    .innerJoin('directory_group', 'directory_group.id', 'directory_group_member.group_id')
    .select('directory_group.name')
    .where('directory_group_member.organisation_id', '=', organisation)
    .where('directory_group_member.user_id', '=', userId)
    .execute();
  const roles = await rolesOfGroups(
    transaction,
    organisation,
    groups.map(({ name }) => name),
  );
  await applyRoles(transaction, organisation, userId, 'directory', roles);
}

/** Makes an account without a password: its person signs on through a provider. Gives its id. */
export async function addAccount(
  transaction: Transaction<Tables>,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<string> {
  const id = randomUUID();
  await transaction
    .insertInto('user')
    .values({ id, name, email: email.toLowerCase(), emailVerified: false })
    .execute();
  return id;
}

/** Somebody with this e-mail address, and whether they belong to the organisation. */
export async function findByEmail(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  email: string,
): Promise<{ readonly id: string; readonly isMember: boolean } | undefined> {
  const user = await transaction
    .selectFrom('user')
    .select('id')
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
  return user && { id: user.id, isMember: await isMember(transaction, organisation, user.id) };
}

async function isMember(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('membership')
    .select('role')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
