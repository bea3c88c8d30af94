/**
 * People and groups that a directory provisions for an organisation (SCIM). Who is not active any more is suspended, and
 * their sessions end in the same step. An account that other organisations share keeps its name and address.
 */

import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { isUuid } from '../base/uuid.ts';
import type { Database, OrganisationId } from './database.ts';
import { admit, isMember } from './members.ts';
import { addPerson, findPersonByEmail } from './people.ts';
import { amongPeople } from './people-tables.ts';
import { applyDirectoryRoles, applyRoles } from './provisioning.ts';
import type { Tables } from './schema.ts';
import { reactivate, suspend } from './suspensions.ts';

export interface DirectoryPerson {
  readonly userName: string;
  readonly externalId: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

export interface StoredPerson extends DirectoryPerson {
  readonly id: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly madeAt: Date;
  readonly changedAt: Date;
}

export interface Page {
  /** Objects to pass over. */
  readonly offset: number;
  readonly limit: number;
}

/** What lists of people are searched by. */
export type PersonKey = 'id' | 'userName' | 'externalId' | 'email' | 'name';

/** `taken`: somebody has this name or address already, or is kept outside of the directory. */
export type DirectoryRefusal = 'taken';

export async function findPeople(
  database: Database,
  organisation: OrganisationId,
  search: { readonly key: PersonKey; readonly value: string } | undefined,
  { offset, limit }: Page,
): Promise<{ readonly total: number; readonly people: readonly StoredPerson[] }> {
  return amongPeople(database, organisation, async (transaction) => {
    let query = selectPeople(transaction, organisation);
    if (search) {
      const { key, value } = search;
      if (key === 'id')
        query = query.where('directory_user.id', '=', isUuid(value) ? value : (null as never));
      else if (key === 'externalId') query = query.where('external_id', '=', value);
      else {
        const column = { userName: 'user_name', email: 'user.email', name: 'user.name' }[key];
        query = query.where(sql<string>`lower(${sql.ref(column)})`, '=', value.toLowerCase());
      }
    }
    const { total } = await query
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const rows = await query
      .orderBy('user_name')
      .orderBy('directory_user.id')
      .offset(offset)
      .limit(limit)
      .execute();
    return { total, people: await withGroups(transaction, organisation, rows) };
  });
}

export async function findDirectoryPerson(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<StoredPerson | undefined> {
  const page = { offset: 0, limit: 1 };
  return (await findPeople(database, organisation, { key: 'id', value: id }, page)).people[0];
}

/** Adds somebody, with a new account or the one of a member with this address. */
export async function addDirectoryPerson(
  database: Database,
  organisation: OrganisationId,
  person: DirectoryPerson,
): Promise<{ readonly id: string } | DirectoryRefusal> {
  return amongPeople(database, organisation, async (transaction) => {
    if (await isNameTaken(transaction, organisation, person.userName)) return 'taken';
    const userId = await accountFor(transaction, organisation, person);
    if (userId === undefined) return 'taken';
    const { id } = await transaction
      .insertInto('directory_user')
      .values({ organisation_id: organisation, user_id: userId, ...columnsOf(person) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await setActive(transaction, organisation, userId, person.active);
    return { id };
  });
}

/**
 * Changes somebody by a function of what they are; others wait meanwhile. What the function throws undoes everything.
 * Undefined when there is nobody like this.
 */
export async function changeDirectoryPerson(
  database: Database,
  organisation: OrganisationId,
  id: string,
  change: (present: DirectoryPerson) => DirectoryPerson,
): Promise<'changed' | DirectoryRefusal | undefined> {
  return amongPeople(database, organisation, async (transaction) => {
    const row = await selectPeople(transaction, organisation)
      .where('directory_user.id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return undefined;
    const present = personOf(row);
    const next = change(present);
    if (await isNameTaken(transaction, organisation, next.userName, id)) return 'taken';
    if (next.email !== present.email || next.name !== present.name) {
      if (await hasOtherOrganisation(transaction, organisation, row.userId)) return 'taken';
      const owner = await findPersonByEmail(transaction, next.email);
      if (owner && owner.id !== row.userId) return 'taken';
      await transaction
        .updateTable('user')
        .set({ email: next.email.toLowerCase(), name: next.name })
        .where('id', '=', row.userId)
        .execute();
    }
    await transaction
      .updateTable('directory_user')
      .set({ ...columnsOf(next), changed_at: sql<Date>`now()` })
      .where('organisation_id', '=', organisation)
      .where('id', '=', id)
      .execute();
    if (next.active !== present.active) await setActive(transaction, organisation, row.userId, next.active);
    return 'changed';
  });
}

/** Takes somebody out: their roles of the directory go, their access rests, the account stays. False when there is nobody. */
export async function removeDirectoryPerson(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<boolean> {
  return amongPeople(database, organisation, async (transaction) => {
    const removed = await transaction
      .deleteFrom('directory_user')
      .where('organisation_id', '=', organisation)
      .where('id', '=', id)
      .returning('user_id as userId')
      .executeTakeFirst();
    if (!removed) return false;
    await transaction
      .deleteFrom('directory_group_member')
      .where('organisation_id', '=', organisation)
      .where('user_id', '=', removed.userId)
      .execute();
    await applyRoles(transaction, organisation, removed.userId, 'directory', []);
    await setActive(transaction, organisation, removed.userId, false);
    return true;
  });
}

/** Whom a person suspended stays so, whatever the directory says. Throws a LastAdministratorError. */
async function setActive(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
  active: boolean,
): Promise<void> {
  if (active) await reactivate(transaction, organisation, userId, 'directory');
  else await suspend(transaction, organisation, userId, NOT_ACTIVE);
}

const NOT_ACTIVE = { by: null, managedBy: 'directory', because: 'Not active in the directory.' } as const;

/** The account for somebody new: a member's own, one that was of the directory before, or a new one. */
async function accountFor(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  { email, name }: DirectoryPerson,
): Promise<string | undefined> {
  const found = await findPersonByEmail(transaction, email);
  if (!found) {
    const id = await addPerson(transaction, { email, name });
    await admit(transaction, organisation, id);
    return id;
  }
  const inDirectory = await transaction
    .selectFrom('directory_user')
    .select('id')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', found.id)
    .executeTakeFirst();
  // Who administers by a person's decision is the way back in when the directory is wrong: it cannot suspend them.
  const administrator = await transaction
    .selectFrom('membership')
    .select('role')
    .where('organisation_id', '=', organisation)
    .where('user_id', '=', found.id)
    .where('role', '=', 'platform-administrator')
    .where('managed_by', 'is', null)
    .executeTakeFirst();
  const isOurs = await isMember(transaction, organisation, found.id);
  return inDirectory || administrator || !isOurs ? undefined : found.id;
}

async function isNameTaken(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userName: string,
  besides?: string,
): Promise<boolean> {
  let query = transaction
    .selectFrom('directory_user')
    .select('id')
    .where('organisation_id', '=', organisation)
    .where(sql<string>`lower(user_name)`, '=', userName.toLowerCase());
  if (besides !== undefined) query = query.where('id', '<>', besides);
  return (await query.executeTakeFirst()) !== undefined;
}

async function hasOtherOrganisation(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userId: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('member')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('organisation_id', '<>', organisation)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

function selectPeople(transaction: Transaction<Tables>, organisation: OrganisationId) {
  return transaction
    .selectFrom('directory_user')
    .innerJoin('user', 'user.id', 'directory_user.user_id')
    .select(['directory_user.id', 'directory_user.user_id as userId', 'user_name as userName'])
    .select(['external_id as externalId', 'given_name as givenName', 'family_name as familyName', 'active'])
    .select(['user.name', 'user.email', 'made_at as madeAt', 'changed_at as changedAt'])
    .where('directory_user.organisation_id', '=', organisation);
}

type PersonRow = Omit<StoredPerson, 'groups'> & { readonly userId: string };

async function withGroups(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  rows: readonly PersonRow[],
): Promise<readonly StoredPerson[]> {
  if (rows.length === 0) return [];
  const groups = await transaction
    .selectFrom('directory_group_member')
    .innerJoin('directory_group', 'directory_group.id', 'directory_group_member.group_id')
    .select(['directory_group.id', 'directory_group.name', 'directory_group_member.user_id as userId'])
    .where('directory_group_member.organisation_id', '=', organisation)
    .where(
      'directory_group_member.user_id',
      'in',
      rows.map(({ userId }) => userId),
    )
    .orderBy('directory_group.name')
    .execute();
  return rows.map((row) => ({
    ...{ ...personOf(row), id: row.id, madeAt: row.madeAt, changedAt: row.changedAt },
    groups: groups.filter(({ userId }) => userId === row.userId).map(({ id, name }) => ({ id, name })),
  }));
}

function personOf(row: PersonRow): DirectoryPerson {
  const { userName, externalId, givenName, familyName, name, email, active } = row;
  return { userName, externalId, givenName, familyName, name, email, active };
}

function columnsOf({ userName, externalId, givenName, familyName, active }: DirectoryPerson) {
  return {
    ...{ user_name: userName, external_id: externalId, active },
    ...{ given_name: givenName, family_name: familyName },
  };
}

/** Gives the people of a group, before or after a change, the roles that follow. */
export async function applyRolesOf(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  userIds: Iterable<string>,
): Promise<void> {
  for (const userId of new Set(userIds)) await applyDirectoryRoles(transaction, organisation, userId);
}
