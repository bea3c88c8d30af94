/** The roles that groups of a sign-on provider or a directory give to the people whom these bring. */

import type { Transaction } from 'kysely';
import { isRole, type Role } from '../access/permissions.ts';
import { isLastAdministrator } from './administrators.ts';
import type { Database, OrganisationId } from './database.ts';
import { amongPeople } from './people-tables.ts';
import type { Tables } from './schema.ts';
import type { RoleManager } from './schema-people.ts';

export interface GroupRole {
  readonly group: string;
  readonly role: Role;
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
  await amongPeople(database, organisation, async (transaction) => {
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

/**
 * Gives and takes the roles that one machinery manages; roles that a person gave stay, and so does that of the last
 * administrator.
 */
export async function applyRoles(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
  manager: RoleManager,
  roles: readonly string[],
): Promise<void> {
  const kept = (await isLastAdministrator(transaction, organisation, userId))
    ? [...roles, 'platform-administrator']
    : roles;
  let removing = transaction
    .deleteFrom('membership')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', userId)
    .where('managed_by', '=', manager);
  if (kept.length > 0) removing = removing.where('role', 'not in', kept);
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
