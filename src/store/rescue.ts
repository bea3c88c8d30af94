/** What a person at the machine itself may do when nobody can sign in any more: look, invite, take a second factor away. */

import { sql } from 'kysely';
import type { RoleAssignment } from '../access/decide.ts';
import { isRole, ROLES } from '../access/permissions.ts';
import type { Json } from '../audit/canonical-json.ts';
import type { Act, Target } from '../audit/entry.ts';
import { appendAct, recordAct } from './audit.ts';
import type { Database, OrganisationId } from './database.ts';
import { invite } from './invitations.ts';
import { listMembers, type Member } from './members.ts';
import { allOrganisations, organisationSettings } from './organisations.ts';
import { lookAt } from './people-tables.ts';
import { endSessions } from './sessions.ts';

/** Members that are read at once. */
const BATCH = 500;

/** What cannot be done; the message is for people and says what to do. */
export class RescueError extends Error {
  override readonly name = 'RescueError';
}

export interface MemberOfOrganisation extends Member {
  readonly organisation: string;
}

/** Everybody, by organisation and name. */
export async function listEveryone(database: Database): Promise<readonly MemberOfOrganisation[]> {
  const everyone: MemberOfOrganisation[] = [];
  for (const id of await allOrganisations(database)) {
    const { name: organisation } = await organisationSettings(database, id);
    let page: readonly Member[] = [];
    do {
      page = await listMembers(database, id, { limit: BATCH, after: page.at(-1)?.id });
      everyone.push(...page.map((member) => ({ ...member, organisation })));
    } while (page.length === BATCH);
  }
  return everyone;
}

/**
 * Takes one-time codes and passkeys of an account away and ends its sessions: the next sign-in is by password alone and,
 * for privileged roles, sets up a new second factor before anything else. Throws a RescueError for an unknown address.
 */
export async function resetSecondFactor(
  { kysely }: Database,
  email: string,
): Promise<{ readonly name: string; readonly oneTimeCodes: number; readonly passkeys: number }> {
  return kysely.transaction().execute(async (transaction) => {
    const person = await transaction
      .updateTable('user')
      .set({ twoFactorEnabled: false })
      .where('email', '=', email.toLowerCase())
      .returning(['id', 'name'])
      .executeTakeFirst();
    if (!person)
      throw new RescueError(`Nobody has the address ${email}. \`wardlight people list\` names all.`);
    const codes = await transaction
      .deleteFrom('twoFactor')
      .where('userId', '=', person.id)
      .executeTakeFirstOrThrow();
    const passkeys = await sql`delete from passkey where "userId" = ${person.id}`.execute(transaction);
    await endSessions(transaction, person.id);
    const taken = {
      oneTimeCodes: Number(codes.numDeletedRows),
      passkeys: Number(passkeys.numAffectedRows ?? 0n),
    };
    const target = { kind: 'person', id: person.id };
    const of = await transaction
      .selectFrom('member')
      .select('organisation_id as id')
      .where('user_id', '=', person.id)
      .orderBy('id')
      .execute();
    for (const { id } of of) {
      await lookAt(transaction, id);
      await appendAct(transaction, id, act('person.reset-second-factor', target, taken));
    }
    return { name: person.name, ...taken };
  });
}

export interface RescueInvitation {
  readonly email: string;
  /** Names of roles, each for everything. */
  readonly roles: readonly string[];
  /** Name or id; may be left out where there is one alone. */
  readonly organisation?: string | undefined;
}

/** Invites somebody into an organisation; returns its name and the token, once. Throws a RescueError. */
export async function inviteFromMachine(
  database: Database,
  { email, roles, organisation }: RescueInvitation,
): Promise<{ readonly organisation: string; readonly token: string }> {
  const assignments = roles.map((role): RoleAssignment => {
    if (!isRole(role))
      throw new RescueError(`There is no role "${role}". Roles: ${Object.keys(ROLES).join(', ')}.`);
    return { role, scope: {} };
  });
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new RescueError(`"${email}" is no address.`);
  const { id, name } = await chosenOrganisation(database, organisation);
  const made = await invite(database, id, { email, roles: assignments, external: null, invitedBy: null });
  if (made === 'member') throw new RescueError(`${email} belongs to ${name} already.`);
  if (made === 'too-many')
    throw new RescueError('There are too many open invitations. Withdraw some in the console first.');
  const target = { kind: 'invitation', id: made.id };
  await recordAct(database, id, act('invitation.make', target, { roles: [...roles] }));
  return { organisation: name, token: made.token };
}

/** Who sits at the machine is not known: the log says what was done, and that it was done there. */
function act(action: string, target: Target, change: Json): Act {
  return {
    ...{ who: { kind: 'system', id: null, name: 'wardlight people' }, roles: [], action, target },
    ...{ result: 'done', code: null, reason: null, change, ip: null, session: null },
  };
}

/** The one called so, or the only one there is. Throws a RescueError. */
export async function chosenOrganisation(
  database: Database,
  asked: string | undefined,
): Promise<{ readonly id: OrganisationId; readonly name: string }> {
  const all = await Promise.all(
    (await allOrganisations(database)).map(async (id) => ({
      id,
      name: (await organisationSettings(database, id)).name,
    })),
  );
  if (all.length === 0)
    throw new RescueError(
      'Nobody has an account yet. Start the server: it prints a token for the first one.',
    );
  const fitting = asked === undefined ? all : all.filter(({ id, name }) => id === asked || name === asked);
  const [chosen, second] = fitting;
  if (chosen && !second) return chosen;
  const named = all.map(({ name, id }) => `${name} (${id})`).join(', ');
  throw new RescueError(`Say which organisation with --organisation: ${named}.`);
}
