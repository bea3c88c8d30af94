/** People, their memberships, and the first of them, who comes by the one-time set-up token. */

import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { RoleAssignment } from '../access/decide.ts';
import type { Role } from '../access/permissions.ts';
import { appendAct } from './audit.ts';
import type { Database, OrganisationId } from './database.ts';
import { lookAt } from './people-tables.ts';
import type { Tables } from './schema.ts';
import { hashOfToken, newToken } from './token.ts';

const SETUP_HOURS = 24;

export interface Membership {
  readonly id: OrganisationId;
  readonly assignments: readonly RoleAssignment[];
}

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/**
 * Organisations of a person with the roles that count in each, in the order in which they joined: a demonstration comes last. One where the person is suspended
 * is none of theirs; one where every role is suspended is, without roles.
 */
export async function membershipsOf({ kysely }: Database, userId: string): Promise<readonly Membership[]> {
  const rows = await kysely
    .selectFrom('member')
    .leftJoin('membership as role', (join) =>
      join
        .onRef('role.organisation_id', '=', 'member.organisation_id')
        .onRef('role.user_id', '=', 'member.user_id')
        .on('role.suspended_at', 'is', null),
    )
    .select(['member.organisation_id', 'role.role', 'role.scope'])
    .where('member.user_id', '=', userId)
    .where('member.suspended_at', 'is', null)
    .orderBy('member.joined_at')
    .orderBy('member.organisation_id')
    .orderBy('role.role')
    .execute();
  const byOrganisation = new Map<OrganisationId, RoleAssignment[]>();
  for (const { organisation_id: id, role, scope } of rows) {
    const assignments = byOrganisation.get(id) ?? [];
    if (role !== null && scope !== null) assignments.push({ role: role as Role, scope });
    byOrganisation.set(id, assignments);
  }
  return [...byOrganisation].map(([id, assignments]) => ({ id, assignments }));
}

export interface FoundPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** A person by id. */
export async function findPerson({ kysely }: Database, id: string): Promise<FoundPerson | undefined> {
  return kysely.selectFrom('user').select(['id', 'name', 'email']).where('id', '=', id).executeTakeFirst();
}

/** Name of a member of an organisation; undefined when there is none of this id. */
export async function nameOfMember(
  { kysely }: Database,
  organisation: OrganisationId,
  id: string,
): Promise<string | undefined> {
  const row = await kysely
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.user_id')
    .select('user.name')
    .where('member.organisation_id', '=', organisation)
    .where('member.user_id', '=', id)
    .executeTakeFirst();
  return row?.name;
}

/** A new set-up token, valid for a day, when nobody has an account yet; it replaces earlier ones. */
export async function offerSetup({ kysely }: Database): Promise<string | undefined> {
  return kysely.transaction().execute(async (transaction) => {
    if (await hasPeople(transaction)) return undefined;
    const token = newToken([]);
    await transaction.deleteFrom('setup').execute();
    const expires_at = new Date(Date.now() + SETUP_HOURS * 3_600_000);
    await transaction
      .insertInto('setup')
      .values({ token_sha256: hashOfToken(token), expires_at })
      .execute();
    return token;
  });
}

/**
 * Makes the first organisation and its first person, who administers the platform. False when the token is wrong, used or
 * too old. A token counts once, also when two requests bring it at the same moment.
 */
export async function setUp(
  database: Database,
  token: string,
  organisationName: string,
  person: NewPerson,
  roles: readonly Role[],
  ip: string,
): Promise<boolean> {
  const organisation = randomUUID();
  return database.kysely.transaction().execute(async (transaction) => {
    const used = await transaction
      .deleteFrom('setup')
      .where('token_sha256', '=', hashOfToken(token))
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();
    if (used.numDeletedRows !== 1n || (await hasPeople(transaction))) return false;
    await lookAt(transaction, organisation);
    await transaction
      .insertInto('organisation')
      .values({ id: organisation, name: organisationName })
      .execute();
    const userId = await addPerson(transaction, person);
    await transaction
      .insertInto('membership')
      .values(roles.map((role) => ({ organisation_id: organisation, user_id: userId, role })))
      .execute();
    await appendAct(transaction, organisation, {
      ...{ who: { kind: 'person', id: userId, name: person.name }, roles, action: 'organisation.set-up' },
      ...{ target: { kind: 'organisation', id: organisation }, result: 'done', code: null, reason: null },
      ...{ change: { name: organisationName }, ip, session: null },
    });
    return true;
  });
}

/** The sealed secret of a person's one-time codes; undefined without any. */
export async function sealedCodeSecret({ kysely }: Database, userId: string): Promise<string | undefined> {
  const row = await kysely
    .selectFrom('twoFactor')
    .select('secret')
    .where('userId', '=', userId)
    .executeTakeFirst();
  return row?.secret;
}

/** Notes that a code of this time step was used; false when one of it or a later one was before. */
export async function useCodeStep({ kysely }: Database, userId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await kysely
    .updateTable('twoFactor')
    .set({ last_step: step })
    .where('userId', '=', userId)
    .where(({ or, eb }) => or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** What is written down of a person. */
export type PersonName = Pick<FoundPerson, 'id' | 'name'>;

/** A person by the e-mail address of their account. */
export async function findPersonByEmail(db: Kysely<Tables>, email: string): Promise<PersonName | undefined> {
  const address = email.trim().toLowerCase();
  return db.selectFrom('user').select(['id', 'name']).where('email', '=', address).executeTakeFirst();
}

/** A new account; its id. Without a password its person signs on through a provider. The address must not have one. */
export async function addPerson(
  db: Kysely<Tables>,
  { name, email, passwordHash }: Omit<NewPerson, 'passwordHash'> & Partial<NewPerson>,
): Promise<string> {
  const id = randomUUID();
  await db
    .insertInto('user')
    .values({ id, name, email: email.toLowerCase(), emailVerified: false })
    .execute();
  if (passwordHash === undefined) return id;
  await db
    .insertInto('account')
    .values({
      ...{ id: randomUUID(), accountId: id, providerId: 'credential', userId: id },
      ...{ password: passwordHash, updatedAt: new Date() },
    })
    .execute();
  return id;
}

async function hasPeople(db: Kysely<Tables>): Promise<boolean> {
  return (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined;
}
