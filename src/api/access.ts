/**
 * Who may call a route. Each states it in its config; a route that states nothing does not start, nor does one that changes
 * something and has no name in the audit log. The guard finds who asks (`caller.ts`) and decides by `access/decide`.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { decide, type Resource } from '../access/decide.ts';
import type { Permission } from '../access/permissions.ts';
import { refusalOf, type SeparatedAct } from '../access/separation.ts';
import type { Database } from '../store/database.ts';
import {
  type Account,
  accountCalling,
  type Caller,
  keyCalling,
  notSignedIn,
  personCalling,
  refuseOtherOrganisation,
} from './caller.ts';
import { ProblemError } from './problem.ts';
import { principalLimiter } from './request-limits.ts';
import { authenticateSensor, checkSensorBody } from './sensor-access.ts';
import type { Authentication } from './sign-in/authentication.ts';
import { bearerKey } from './sign-in/key-access.ts';
import {
  type LiveSession,
  personRequired,
  requireFactor,
  requireProof,
  requireRecentFactor,
  secondFactorEnrolled,
} from './sign-in/second-factor.ts';

/**
 * `signed-in`: every member, and the keys of their programs. `account`: a person with an account, who may be a member of
 * nothing yet. `directory`: a directory that provisions people, with a key of its own (SCIM). `sensor`: an enrolled sensor
 * alone, by its signature.
 */
export type RouteAccess = Permission | 'signed-in' | 'account' | 'directory' | 'sensor' | 'public';

/** What a route states of itself. */
export interface StatedRoute {
  readonly method: string;
  /** With its parameters: `/api/devices/:id`. */
  readonly url: string;
  readonly access: RouteAccess;
  readonly audit: string | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** Sensitive: needs a second factor that was proven within the last minutes. */
    stepUp?: true;
    /** Also answered to who brings the operator's token for metrics; such a request has no caller. */
    operatorToken?: true;
    /** Answered also while a session's second factor is not proven yet. */
    unconfirmed?: true;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
    account: Account | undefined;
  }
  interface FastifyInstance {
    /** Every route of the server, for tests that walk them all. */
    statedRoutes: readonly StatedRoute[];
  }
}

/** RFC 9110 9.2.1. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export function guardRoutes(
  server: FastifyInstance,
  authentication: Authentication,
  database: Database,
  { origin, metricsToken }: { readonly origin: string; readonly metricsToken: string | undefined },
): void {
  const countRequest = principalLimiter(server);
  const guarded = { authentication, database, origin, countRequest };
  const stated: StatedRoute[] = [];
  server.decorate('statedRoutes', stated);
  server.decorateRequest('caller', undefined);
  server.decorateRequest('account', undefined);
  server.decorateRequest('sensorCaller', undefined);
  server.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined)
      throw new Error(`${String(method)} ${url} does not state who may call it`);
    const changes = [method].flat().some((name) => !SAFE_METHODS.has(name));
    // The audit log is about people.
    const ofPeople = config.access !== 'public' && config.access !== 'sensor';
    if (changes && ofPeople && config.audit === undefined)
      throw new Error(
        `${String(method)} ${url} changes something and does not state what the audit log calls it`,
      );
    const { access, audit } = config;
    for (const name of [method].flat()) stated.push({ method: name, url, access, audit });
  });
  server.addHook('onRequest', async (request) => {
    const { access, operatorToken } = request.routeOptions.config;
    // A path without a route has no config: it is answered by "not found".
    if (access === undefined || access === 'public') return;
    if (operatorToken && isSameSecret(bearerKey(request), metricsToken)) return;
    if (access === 'sensor') request.sensorCaller = await authenticateSensor(request, database);
    else if (access === 'account') request.account = await provenAccount(request, guarded);
    else await admitCaller(request, guarded, access);
  });
  server.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.access === 'sensor') checkSensorBody(request);
  });
}

interface Guarded {
  readonly authentication: Authentication;
  readonly database: Database;
  readonly origin: string;
  /** Throws when the caller asks too often. */
  readonly countRequest: (request: FastifyRequest) => Promise<void>;
}

/** Who has an account, with the second factor proven when there is one. Throws a ProblemError. */
async function provenAccount(
  request: FastifyRequest,
  { authentication, database, origin }: Guarded,
): Promise<Account> {
  if (bearerKey(request) !== undefined) throw personRequired();
  refuseOtherOrigin(request, origin);
  const account = await accountCalling(request, authentication);
  requireProof(account.session, await secondFactorEnrolled(database, account.user));
  return account;
}

/** Lets the caller pass, or throws a ProblemError: who is refused is known by then, so that the log can say it. */
async function admitCaller(
  request: FastifyRequest,
  { authentication, database, origin, countRequest }: Guarded,
  access: Permission | 'signed-in' | 'directory',
): Promise<void> {
  const { stepUp, unconfirmed } = request.routeOptions.config;
  const key = bearerKey(request);
  if (key === undefined) refuseOtherOrigin(request, origin);
  const caller =
    key === undefined
      ? await personCalling(request, authentication, database)
      : await keyCalling(request, key, database);
  request.caller = caller;
  await countRequest(request);
  refuseOtherOrganisation(request, caller);
  if (caller.session && !unconfirmed) requireProof(caller.session, caller.hasSecondFactor);
  if (access === 'directory' || caller.key?.kind === 'directory') authoriseDirectory(caller, access);
  else if (access !== 'signed-in') authorise(caller, access);
  if (stepUp) requireRecentFactor(caller.session, caller.hasSecondFactor);
}

/** The caller of a route that is not public. */
export function callerOfRoute(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error(`${request.routeOptions.url} is public and has no caller`);
  return request.caller;
}

/** Whose account a route of `account` is called with. */
export function accountOfRoute(request: FastifyRequest): Account {
  if (!request.account) throw new Error(`${request.routeOptions.url} is not for accounts`);
  return request.account;
}

/** The session of the person who calls. Throws a ProblemError when a key does. */
export function sessionOfRoute(request: FastifyRequest): LiveSession {
  const { session } = callerOfRoute(request);
  if (session) return session;
  throw personRequired();
}

/**
 * Throws a ProblemError unless the caller has the permission: on one device, or anywhere at all when none is named. Whose
 * role needs a second factor does nothing before it is proven.
 */
export function authorise(caller: Caller, permission: Permission, resource?: Resource): void {
  const { person, session, policy, circumstances } = caller;
  if (session) requireFactor(session, person, policy);
  const decision = decide(permission, person, circumstances, resource);
  if (decision.allowed) return;
  if (decision.rules.some(({ because }) => because === 'mfa-too-old'))
    throw new ProblemError(
      403,
      'second-factor-too-old',
      'Your second factor is too long ago for this. Confirm with it again.',
    );
  throw new ProblemError(403, 'not-allowed', `You may not do this: it needs ${permission}.`);
}

/** Throws a ProblemError when the caller is the person concerned, and somebody else must do this. */
export function requireAnother(act: SeparatedAct, { userId }: Caller, concerned: string): void {
  const refusal = refusalOf(act, userId, concerned);
  if (refusal !== undefined) throw new ProblemError(403, 'separation-of-duties', refusal);
}

/** Compares in a time that tells nothing. */
function isSameSecret(given: string | undefined, secret: string | undefined): boolean {
  if (given === undefined || secret === undefined) return false;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}

/** A page of another origin cannot send the cookie; should a browser let it, this refuses. */
function refuseOtherOrigin({ method, headers }: FastifyRequest, origin: string): void {
  if (!SAFE_METHODS.has(method) && headers.origin !== undefined && headers.origin !== origin)
    throw notSignedIn();
}

/** The key of a directory is for its routes alone, and they are for such keys alone. */
function authoriseDirectory({ key }: Caller, access: RouteAccess): void {
  if (!key) throw new ProblemError(401, 'not-signed-in', 'Use the key of a directory.');
  if ((key.kind === 'directory') !== (access === 'directory'))
    throw new ProblemError(403, 'not-allowed', 'This key is for something else.');
}
