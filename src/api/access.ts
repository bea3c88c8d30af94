/**
 * Who may call a route. Each states it in its config: a permission, `signed-in`, or `public`; a route that states nothing
 * does not start, nor does one that changes something and has no name in the audit log. The guard finds the person, their organisation and their roles, and decides by `access/decide`.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Circumstances, decide, type Person } from '../access/decide.ts';
import { isRole, type Permission } from '../access/permissions.ts';
import type { Database } from '../store/database.ts';
import { type Membership, membershipsOf } from '../store/people.ts';
import { noteUse } from '../store/sessions.ts';
import { DEFAULT_POLICY, type SignInPolicy, signInPolicyOf } from '../store/sign-in-policy.ts';
import { suspensionsOf } from '../store/suspensions.ts';
import { ProblemError } from './problem.ts';
import { libraryHeaders } from './sign-in/address-header.ts';
import type { Authentication } from './sign-in/authentication.ts';
import { bearerKey, narrowToScopes, openKey } from './sign-in/key-access.ts';
import {
  factorMinutes,
  isIdle,
  type LiveSession,
  requireFactor,
  requireRecentFactor,
  secondFactorEnrolled,
} from './sign-in/second-factor.ts';

/** `directory`: a directory that provisions people, with a key of its own (SCIM). */
export type RouteAccess = Permission | 'signed-in' | 'directory' | 'public';

/** Who asks, as the handlers of routes see it. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly organisation: string;
  readonly organisations: readonly { readonly id: string; readonly roles: readonly string[] }[];
  readonly person: Person;
  /** Whether one is set up; `session` knows whether it was proven. */
  readonly hasSecondFactor: boolean;
  /** How a person is signed in; undefined for a key. */
  readonly session: LiveSession | undefined;
  /** The key with which a program acts for `userId`; undefined for a person. */
  readonly key: { readonly id: string; readonly name: string } | undefined;
  /** How people of the organisation must sign in. */
  readonly policy: SignInPolicy;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** What a call of a route that changes something is called in the audit log: `upload.begin`. */
    audit?: string;
    /** Sensitive: needs a second factor that was proven within the last minutes. */
    stepUp?: true;
    /** Answered also while a session's second factor is not proven yet. */
    unconfirmed?: true;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

/** Chooses among the organisations of a person who has several. */
const ORGANISATION_HEADER = 'wardlight-organisation';

/** RFC 9110 9.2.1. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export function guardRoutes(
  server: FastifyInstance,
  authentication: Authentication,
  database: Database,
  origin: string,
): void {
  server.decorateRequest('caller', undefined);
  server.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined)
      throw new Error(`${String(method)} ${url} does not state who may call it`);
    const changes = [method].flat().some((name) => !SAFE_METHODS.has(name));
    if (changes && config.access !== 'public' && config.audit === undefined)
      throw new Error(
        `${String(method)} ${url} changes something and does not state what the audit log calls it`,
      );
  });
  server.addHook('onRequest', async (request) => {
    const { access, stepUp, unconfirmed } = request.routeOptions.config;
    // A path without a route has no config: it is answered by "not found".
    if (access === undefined || access === 'public') return;
    const key = bearerKey(request);
    const caller =
      key === undefined
        ? await callerOf(request, authentication, database, origin)
        : await callerOfKey(request, key, access, database);
    request.caller = caller;
    const { session } = caller;
    if (session && caller.hasSecondFactor && !session.factorAt && !unconfirmed)
      throw new ProblemError(403, 'step-up-required', 'Confirm with your second factor first.');
    if (access === 'directory') {
      if (session) throw new ProblemError(401, 'not-signed-in', 'Use the key of a directory.');
    } else if (access !== 'signed-in') authorise(caller, access);
    if (stepUp) requireRecentFactor(session);
  });
}

/** Here and now, for `decide`. */
export function circumstancesOf({ session }: Caller): Circumstances {
  const mfaMinutes = session && factorMinutes(session);
  return { now: Date.now(), ...(mfaMinutes !== undefined && { mfaMinutes }) };
}

/** The session of the person who calls. Throws a ProblemError when a key does. */
export function sessionOfRoute(request: FastifyRequest): LiveSession {
  const { session } = callerOfRoute(request);
  if (session) return session;
  throw new ProblemError(403, 'person-required', 'A key may not do this. Sign in as a person.');
}

/** The caller of a route that is not public. */
export function callerOfRoute(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error(`${request.routeOptions.url} is public and has no caller`);
  return request.caller;
}

async function callerOf(
  request: FastifyRequest,
  authentication: Authentication,
  database: Database,
  origin: string,
): Promise<Caller> {
  const notSignedIn = new ProblemError(401, 'not-signed-in', 'Sign in first.');
  // A page of another origin cannot send the cookie; should a browser let it, this refuses.
  const from = request.headers.origin;
  if (!SAFE_METHODS.has(request.method) && from !== undefined && from !== origin) throw notSignedIn;
  const found = await authentication.api.getSession({ headers: libraryHeaders(request) });
  if (!found) throw notSignedIn;
  const { user } = found;
  const session = found.session as unknown as LiveSession;
  const organisations = await organisationsOf(database, user.id, session.organisationId ?? undefined);
  const organisation = chosenOrganisation(request, organisations);
  const policy = organisation ? await signInPolicyOf(database, organisation.id) : DEFAULT_POLICY;
  const { idleMinutes } = policy;
  if (isIdle(session, idleMinutes)) {
    await (await authentication.$context).internalAdapter.deleteSession(session.token);
    throw new ProblemError(401, 'session-idle', `Signed out after ${idleMinutes} minutes without a request.`);
  }
  if (!organisation) throw noOrganisation();
  await noteUse(database, session.id, session.lastUsedAt, new Date());
  return {
    ...callerFacts(user, organisation, organisations),
    hasSecondFactor: await secondFactorEnrolled(database, user),
    ...{ session, key: undefined, policy },
  };
}

/** Who acts with a key: its maker, with no more than the key's scopes. */
async function callerOfKey(
  request: FastifyRequest,
  text: string,
  access: RouteAccess,
  database: Database,
): Promise<Caller> {
  const { key, user } = await openKey(database, text, request.ip);
  if ((key.kind === 'directory') !== (access === 'directory'))
    throw new ProblemError(403, 'not-allowed', 'This key is for something else.');
  const organisations = await organisationsOf(database, user.id, key.organisation);
  const organisation = chosenOrganisation(request, organisations);
  if (!organisation) throw noOrganisation();
  const facts = callerFacts(user, organisation, organisations);
  if (key.kind === 'directory' && !decide('administration:edit', facts.person, { now: Date.now() }).allowed)
    throw new ProblemError(403, 'not-allowed', 'Who made this key may not manage people any more.');
  return {
    ...{ ...facts, person: narrowToScopes(facts.person, key) },
    ...{ hasSecondFactor: false, session: undefined, key: { id: key.id, name: key.name } },
    policy: DEFAULT_POLICY,
  };
}

/** Organisations in which a person has roles and is not suspended; one alone when the session or key is bound to it. */
async function organisationsOf(database: Database, userId: string, bound: string | undefined) {
  const suspended = await suspensionsOf(database, userId);
  return (await membershipsOf(database, userId)).filter(
    ({ id }) => !suspended.has(id) && (bound === undefined || id === bound),
  );
}

function callerFacts(
  user: { readonly id: string; readonly name: string; readonly email: string },
  organisation: Membership,
  organisations: readonly Membership[],
) {
  const roles = organisation.assignments.filter(({ role }) => isRole(role));
  return {
    ...{ userId: user.id, name: user.name, email: user.email, organisation: organisation.id },
    organisations: organisations.map(({ id, assignments }) => ({
      id,
      roles: assignments.map(({ role }) => role),
    })),
    person: { roles, grants: [] } as Person,
  };
}

function chosenOrganisation(
  request: FastifyRequest,
  organisations: readonly Membership[],
): Membership | undefined {
  const asked = request.headers[ORGANISATION_HEADER];
  return asked === undefined ? organisations[0] : organisations.find(({ id }) => id === asked);
}

const noOrganisation = () =>
  new ProblemError(403, 'no-organisation', 'You are not a member of this organisation.');

/** Whose role needs a second factor does nothing before it is proven. Throws a ProblemError unless the caller may. */
function authorise(caller: Caller, permission: Permission): void {
  const { person, session, policy } = caller;
  if (session) requireFactor(session, person, policy);
  if (!decide(permission, person, circumstancesOf(caller)).allowed)
    throw new ProblemError(403, 'not-allowed', `You may not do this: it needs ${permission}.`);
}
