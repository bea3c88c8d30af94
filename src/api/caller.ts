/** Finds who asks: a person by their session, or a program by its key, with their rules, here and now. */

import type { FastifyRequest } from 'fastify';
import { type Circumstances, decide, type Person } from '../access/decide.ts';
import { type DeviceSelection, selectDevices } from '../access/device-selection.ts';
import { isRole, type Permission } from '../access/permissions.ts';
import { canonicalIp } from '../base/ip-address.ts';
import { type CallerRules, callerRules } from '../store/caller-rules.ts';
import type { Database } from '../store/database.ts';
import { type Membership, membershipsOf } from '../store/people.ts';
import { noteUse } from '../store/sessions.ts';
import { DEFAULT_POLICY, type SignInPolicy } from '../store/sign-in-policy.ts';
import { ProblemError } from './problem.ts';
import { libraryHeaders } from './sign-in/address-header.ts';
import type { Authentication } from './sign-in/authentication.ts';
import { narrowToScopes, type OpenKey, openKey } from './sign-in/key-access.ts';
import { factorMinutes, isIdle, type LiveSession, secondFactorEnrolled } from './sign-in/second-factor.ts';

/** Who asks, as the handlers of routes see it. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly organisation: string;
  readonly organisations: readonly { readonly id: string; readonly roles: readonly string[] }[];
  readonly person: Person;
  /** When and from where they ask, and how long ago their second factor was. */
  readonly circumstances: Circumstances;
  /** Whether one is set up; `session` knows whether it was proven. */
  readonly hasSecondFactor: boolean;
  /** How a person is signed in; undefined for a key. */
  readonly session: LiveSession | undefined;
  /** The key with which a program acts for `userId`; undefined for a person. */
  readonly key: Pick<OpenKey, 'id' | 'name' | 'kind'> | undefined;
  /** How people of the organisation must sign in. */
  readonly policy: SignInPolicy;
}

/** Chooses among the organisations of a person who has several. */
const ORGANISATION_HEADER = 'wardlight-organisation';
/** How a socket for both versions names an IPv4 address (RFC 4291 2.5.5.2). */
const IPV4_MAPPED = /^::ffff:(?=\d+\.)/i;

/** The devices on which the caller has a permission, for every query on devices and what hangs on them. */
export function devicesOf({ person, circumstances }: Caller, permission: Permission): DeviceSelection {
  return selectDevices(permission, person, circumstances);
}

/** Somebody with an account and a session, whatever they are a member of. */
export interface Account {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly session: LiveSession;
}

/** Whose session comes with a request. Throws a ProblemError when nobody's does, or it is over. */
export async function accountCalling(
  request: FastifyRequest,
  authentication: Authentication,
): Promise<Account> {
  const found = await authentication.api.getSession({ headers: libraryHeaders(request) });
  if (!found) throw notSignedIn();
  const session = found.session as unknown as LiveSession;
  await endIdle(session, DEFAULT_POLICY, authentication);
  return { user: found.user, session };
}

/**
 * Who is signed in. Throws a ProblemError when nobody is, the session is over, or its person a member of nothing. `isUse`:
 * whether it counts as a use of the session, which keeps it from falling idle.
 */
export async function personCalling(
  request: FastifyRequest,
  authentication: Authentication,
  database: Database,
  isUse = true,
): Promise<Caller> {
  const { user, session } = await accountCalling(request, authentication);
  const organisations = await organisationsOf(database, user.id, session.organisationId ?? undefined);
  const organisation = chosenOrganisation(request, organisations);
  if (!organisation) throw noOrganisation();
  const rules = await rulesFor(request, user.id, organisation, database);
  const { policy } = rules;
  await endIdle(session, policy, authentication);
  if (isUse) await noteUse(database, session.id, session.lastUsedAt, new Date());
  return {
    ...callerFacts(user, organisation, organisations, rules, factorMinutes(session)),
    hasSecondFactor: await secondFactorEnrolled(database, user),
    ...{ session, key: undefined, policy },
  };
}

/** Ends a session that was without a request for longer than a policy allows, with a ProblemError. */
async function endIdle(
  session: LiveSession,
  { idleMinutes }: SignInPolicy,
  authentication: Authentication,
): Promise<void> {
  if (!isIdle(session, idleMinutes)) return;
  await (await authentication.$context).internalAdapter.deleteSession(session.token);
  throw new ProblemError(401, 'session-idle', `Signed out after ${idleMinutes} minutes without a request.`);
}

/** Who acts with a key: its maker, with no more than the key's scopes. Throws a ProblemError when the key is none. */
export async function keyCalling(request: FastifyRequest, text: string, database: Database): Promise<Caller> {
  const { key, user } = await openKey(database, text, request.ip);
  const organisations = await organisationsOf(database, user.id, key.organisation);
  const organisation = chosenOrganisation(request, organisations);
  if (!organisation) throw noOrganisation();
  const rules = await rulesFor(request, user.id, organisation, database);
  const facts = callerFacts(user, organisation, organisations, rules, undefined);
  if (key.kind === 'directory' && !decide('administration:edit', facts.person, facts.circumstances).allowed)
    throw new ProblemError(403, 'not-allowed', 'Who made this key may not manage people any more.');
  return {
    ...{ ...facts, person: narrowToScopes(facts.person, key) },
    ...{ hasSecondFactor: false, session: undefined, key, policy: DEFAULT_POLICY },
  };
}

/** Throws when the caller asked to act for an organisation that is not theirs. */
export function refuseOtherOrganisation(request: FastifyRequest, { organisation }: Caller): void {
  const asked = request.headers[ORGANISATION_HEADER];
  if (asked !== undefined && asked !== organisation) throw noOrganisation();
}

export const notSignedIn = (): ProblemError => new ProblemError(401, 'not-signed-in', 'Sign in first.');

const noOrganisation = (): ProblemError =>
  new ProblemError(
    403,
    'no-organisation',
    'You are not a member of this organisation, or you are suspended. Ask its administrator.',
  );

/** Organisations in which a person has roles and is not suspended; one alone when the session or key is bound to it. */
async function organisationsOf(database: Database, userId: string, bound: string | undefined) {
  return (await membershipsOf(database, userId)).filter(({ id }) => bound === undefined || id === bound);
}

/** The one asked for, else the first: who asks for another is refused, and the refusal is written down in the first. */
function chosenOrganisation(
  request: FastifyRequest,
  organisations: readonly Membership[],
): Membership | undefined {
  const asked = request.headers[ORGANISATION_HEADER];
  return organisations.find(({ id }) => id === asked) ?? organisations[0];
}

function callerFacts(
  user: { readonly id: string; readonly name: string; readonly email: string },
  organisation: Membership,
  organisations: readonly Membership[],
  { grants, zone, now }: RulesNow,
  mfaMinutes: number | undefined,
): Pick<Caller, 'userId' | 'name' | 'email' | 'organisation' | 'organisations' | 'person' | 'circumstances'> {
  return {
    ...{ userId: user.id, name: user.name, email: user.email, organisation: organisation.id },
    organisations: organisations.map(({ id, assignments }) => ({
      id,
      roles: assignments.map(({ role }) => role),
    })),
    person: { roles: organisation.assignments.filter(({ role }) => isRole(role)), grants },
    circumstances: {
      now,
      ...(zone !== undefined && { zone }),
      ...(mfaMinutes !== undefined && { mfaMinutes }),
    },
  };
}

interface RulesNow extends CallerRules {
  /** When they were asked for, in milliseconds since 1970. */
  readonly now: number;
}

/** The rules of an organisation for somebody, here and now. */
async function rulesFor(
  request: FastifyRequest,
  userId: string,
  { id }: Membership,
  database: Database,
): Promise<RulesNow> {
  const now = Date.now();
  // An address in no zone, or none that a subnet can hold.
  const address = canonicalIp(request.ip.replace(IPV4_MAPPED, ''));
  return { ...(await callerRules(database, id, userId, address, now)), now };
}
