/**
 * Who may call a route. Each states it in its config: a permission, `signed-in`, or `public`; a route that states nothing
 * does not start, nor does one that changes something and has no name in the audit log. The guard finds the person, their organisation and their roles, and decides by `access/decide`.
 */

import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { decide, type Grant, type Person } from '../access/decide.ts';
import { isRole, type Permission, PRIVILEGED_ROLES } from '../access/permissions.ts';
import { activeBreakGlass } from '../store/break-glass.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { membershipsOf } from '../store/people.ts';
import { ProblemError } from './problem.ts';
import { type Authentication, IDLE_SECONDS } from './sign-in/authentication.ts';
import type { SessionActivity } from './sign-in/session-activity.ts';

export type RouteAccess = Permission | 'signed-in' | 'public';

/** Who asks, as the handlers of routes see it. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly organisation: string;
  readonly organisations: readonly { readonly id: string; readonly roles: readonly string[] }[];
  readonly person: Person;
  readonly hasSecondFactor: boolean;
  /** SHA-256 of the session's id, in hexadecimal digits. */
  readonly session: string;
}

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
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
  interface FastifyInstance {
    /** Every route of the server, for tests that walk them all. */
    statedRoutes: readonly StatedRoute[];
  }
}

/** Chooses among the organisations of a person who has several. */
const ORGANISATION_HEADER = 'wardlight-organisation';

/** RFC 9110 9.2.1. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export function guardRoutes(
  server: FastifyInstance,
  authentication: Authentication,
  activity: SessionActivity,
  database: Database,
): void {
  const stated: StatedRoute[] = [];
  server.decorate('statedRoutes', stated);
  server.decorateRequest('caller', undefined);
  server.addHook('onRoute', ({ method, url, config }) => {
    if (config?.access === undefined)
      throw new Error(`${String(method)} ${url} does not state who may call it`);
    const changes = [method].flat().some((name) => !SAFE_METHODS.has(name));
    if (changes && config.access !== 'public' && config.audit === undefined)
      throw new Error(
        `${String(method)} ${url} changes something and does not state what the audit log calls it`,
      );
    const { access, audit } = config;
    for (const name of [method].flat()) stated.push({ method: name, url, access, audit });
  });
  server.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    // A path without a route has no config: it is answered by "not found".
    if (access === undefined || access === 'public') return;
    request.caller = await callerOf(request, authentication, activity, database);
    refuseOtherOrganisation(request, request.caller);
    if (access !== 'signed-in') authorise(request.caller, access);
  });
}

/** The caller of a route that is not public. */
export function callerOfRoute(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error(`${request.routeOptions.url} is public and has no caller`);
  return request.caller;
}

async function callerOf(
  request: FastifyRequest,
  authentication: Authentication,
  activity: SessionActivity,
  database: Database,
): Promise<Caller> {
  const headers = new Headers();
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie);
  const found = await authentication.api.getSession({ headers });
  if (!found) throw new ProblemError(401, 'not-signed-in', 'Sign in first.');
  if (!activity.touch(found.session.id, Date.now())) {
    await (await authentication.$context).internalAdapter.deleteSession(found.session.token);
    throw new ProblemError(
      401,
      'session-idle',
      `Signed out after ${IDLE_SECONDS / 60} minutes without a request.`,
    );
  }
  const { user } = found;
  const organisations = await membershipsOf(database, user.id);
  const asked = request.headers[ORGANISATION_HEADER];
  const organisation = organisations.find(({ id }) => id === asked) ?? organisations[0];
  if (!organisation) throw noOrganisation();
  const roles = organisation.assignments.filter(({ role }) => isRole(role));
  return {
    ...{ userId: user.id, name: user.name, email: user.email, organisation: organisation.id },
    organisations: organisations.map(({ id, assignments }) => ({
      id,
      roles: assignments.map(({ role }) => role),
    })),
    person: { roles, grants: await grantsOf(database, organisation.id, user.id) },
    hasSecondFactor: user.twoFactorEnabled === true,
    session: createHash('sha256').update(found.session.id).digest('hex'),
  };
}

/** What a person may beyond their roles, here and now. */
function grantsOf(
  database: Database,
  organisation: OrganisationId,
  userId: string,
): Promise<readonly Grant[]> {
  return database.asOrganisation(organisation, (transaction) => activeBreakGlass(transaction, userId));
}

/** Throws when the caller asked to act for an organisation that is not theirs. */
function refuseOtherOrganisation(request: FastifyRequest, { organisation }: Caller): void {
  const asked = request.headers[ORGANISATION_HEADER];
  if (asked !== undefined && asked !== organisation) throw noOrganisation();
}

const noOrganisation = (): ProblemError =>
  new ProblemError(403, 'no-organisation', 'You are not a member of this organisation.');

/** Privileged people do nothing before they have a second factor. Throws a ProblemError unless the person may. */
function authorise(caller: Caller, permission: Permission): void {
  const { person, hasSecondFactor } = caller;
  if (!hasSecondFactor && person.roles.some(({ role }) => PRIVILEGED_ROLES.has(role)))
    throw new ProblemError(
      403,
      'second-factor-required',
      'Your role needs a second factor. Set one up first.',
    );
  if (!decide(permission, person, { now: Date.now() }).allowed)
    throw new ProblemError(403, 'not-allowed', `You may not do this: it needs ${permission}.`);
}
