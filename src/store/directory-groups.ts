/** Groups of a directory (SCIM), their members, and the roles that follow from them. */

import { sql, type Transaction } from 'kysely';
import { isUuid } from '../base/uuid.ts';
import type { Database, OrganisationId } from './database.ts';
import { applyRolesOf, type DirectoryRefusal, type Page } from './directory.ts';
import { amongPeople } from './people-tables.ts';
import type { Tables } from './schema.ts';

export interface DirectoryGroup {
  readonly name: string;
  readonly externalId: string | null;
  /** Ids of people of the directory. */
  readonly members: readonly string[];
}

export interface StoredGroup extends DirectoryGroup {
  readonly id: string;
  readonly madeAt: Date;
  readonly changedAt: Date;
}

export type GroupKey = 'id' | 'name' | 'externalId';

/** Groups in the order of their names, without their members unless asked for. */
export async function findGroups(
  database: Database,
  organisation: OrganisationId,
  search: { readonly key: GroupKey; readonly value: string } | undefined,
  { offset, limit }: Page,
  withMembers: boolean,
): Promise<{ readonly total: number; readonly groups: readonly StoredGroup[] }> {
  return amongPeople(database, organisation, async (transaction) => {
    let query = transaction
      .selectFrom('directory_group')
      .select(['id', 'name', 'external_id as externalId', 'made_at as madeAt', 'changed_at as changedAt'])
      .where('organisation_id', '=', organisation);
    if (search?.key === 'id')
      query = query.where('id', '=', isUuid(search.value) ? search.value : (null as never));
    if (search?.key === 'externalId') query = query.where('external_id', '=', search.value);
    if (search?.key === 'name')
      query = query.where(sql<string>`lower(name)`, '=', search.value.toLowerCase());
    const { total } = await query
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const rows = await query.orderBy('name').orderBy('id').offset(offset).limit(limit).execute();
    const members = withMembers
      ? await membersOf(
          transaction,
          organisation,
          rows.map(({ id }) => id),
        )
      : [];
    return {
      total,
      groups: rows.map((row) => ({
        ...row,
        members: members.filter(({ groupId }) => groupId === row.id).map(({ id }) => id),
      })),
    };
  });
}

export async function findGroup(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<StoredGroup | undefined> {
  const page = { offset: 0, limit: 1 };
  return (await findGroups(database, organisation, { key: 'id', value: id }, page, true)).groups[0];
}

/** Adds a group; `unknown-member` when one of its members is nobody of the directory. */
export async function addGroup(
  database: Database,
  organisation: OrganisationId,
  { name, externalId, members }: DirectoryGroup,
): Promise<{ readonly id: string } | DirectoryRefusal | 'unknown-member'> {
  return amongPeople(database, organisation, async (transaction) => {
    if (await isGroupNameTaken(transaction, organisation, name)) return 'taken';
    const userIds = await usersOf(transaction, organisation, members);
    if (!userIds) return 'unknown-member';
    const { id } = await transaction
      .insertInto('directory_group')
      .values({ organisation_id: organisation, name, external_id: externalId })
      .returning('id')
      .executeTakeFirstOrThrow();
    await putMembers(transaction, organisation, id, userIds);
    await applyRolesOf(transaction, organisation, userIds);
    return { id };
  });
}

/** Changes a group by a function of what it is; others wait meanwhile. Undefined when there is none such. */
export async function changeGroup(
  database: Database,
  organisation: OrganisationId,
  id: string,
  change: (present: DirectoryGroup) => DirectoryGroup,
): Promise<'changed' | DirectoryRefusal | 'unknown-member' | undefined> {
  return amongPeople(database, organisation, async (transaction) => {
    const row = await transaction
      .selectFrom('directory_group')
      .select(['name', 'external_id as externalId'])
      .where('organisation_id', '=', organisation)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return undefined;
    const before = await membersOf(transaction, organisation, [id]);
    const next = change({ ...row, members: before.map((member) => member.id) });
    if (await isGroupNameTaken(transaction, organisation, next.name, id)) return 'taken';
    const userIds = await usersOf(transaction, organisation, next.members);
    if (!userIds) return 'unknown-member';
    await transaction
      .updateTable('directory_group')
      .set({ name: next.name, external_id: next.externalId, changed_at: sql<Date>`now()` })
      .where('organisation_id', '=', organisation)
      .where('id', '=', id)
      .execute();
    await putMembers(transaction, organisation, id, userIds);
    const isRenamed = next.name !== row.name;
    const stayed = new Set(before.map(({ userId }) => userId).filter((userId) => userIds.includes(userId)));
    const concerned = [...before.map(({ userId }) => userId), ...userIds].filter(
      (userId) => isRenamed || !stayed.has(userId),
    );
    await applyRolesOf(transaction, organisation, concerned);
    return 'changed';
  });
}

/** Takes a group away with the roles that it gave; false when there is none such. */
export async function removeGroup(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  return amongPeople(database, organisation, async (transaction) => {
    const before = await membersOf(transaction, organisation, [id]);
    const removed = await transaction
      .deleteFrom('directory_group')
      .where('organisation_id', '=', organisation)
      .where('id', '=', id)
      .executeTakeFirst();
    if (removed.numDeletedRows !== 1n) return false;
    await applyRolesOf(
      transaction,
      organisation,
      before.map(({ userId }) => userId),
    );
    return true;
  });
}

async function membersOf(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  groups: readonly string[],
): Promise<readonly { readonly groupId: string; readonly id: string; readonly userId: string }[]> {
  if (groups.length === 0) return [];
  return transaction
    .selectFrom('directory_group_member')
    .innerJoin('directory_user', (join) =>
      join
        .onRef('directory_user.user_id', '=', 'directory_group_member.user_id')
        .onRef('directory_user.organisation_id', '=', 'directory_group_member.organisation_id'),
    )
    .select(['group_id as groupId', 'directory_user.id', 'directory_user.user_id as userId'])
    .where('directory_group_member.organisation_id', '=', organisation)
    .where('group_id', 'in', groups)
    .orderBy('directory_user.user_name')
    .execute();
}

/** Accounts of people of the directory; undefined when one of them is nobody. */
async function usersOf(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  ids: readonly string[],
): Promise<readonly string[] | undefined> {
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  if (wanted.size === 0) return [];
  if (![...wanted].every((id) => isUuid(id))) return undefined;
  const rows = await transaction
    .selectFrom('directory_user')
    .select('user_id')
    .where('organisation_id', '=', organisation)
    .where('id', 'in', [...wanted])
    .execute();
  return rows.length === wanted.size ? rows.map(({ user_id }) => user_id) : undefined;
}

async function putMembers(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  group: string,
  userIds: readonly string[],
): Promise<void> {
  await transaction
    .deleteFrom('directory_group_member')
    .where('organisation_id', '=', organisation)
    .where('group_id', '=', group)
    .execute();
  if (userIds.length > 0)
    await transaction
      .insertInto('directory_group_member')
      .values(userIds.map((user_id) => ({ organisation_id: organisation, group_id: group, user_id })))
      .execute();
}

async function isGroupNameTaken(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  name: string,
  besides?: string,
): Promise<boolean> {
  let query = transaction
    .selectFrom('directory_group')
    .select('id')
    .where('organisation_id', '=', organisation)
    .where(sql<string>`lower(name)`, '=', name.toLowerCase());
  if (besides !== undefined) query = query.where('id', '<>', besides);
  return (await query.executeTakeFirst()) !== undefined;
}
