/**
 * Who may call a route. Each states it in its config: a permission, `signed-in`, `sensor`, or `public`; a route that states nothing
 * does not start, nor does one that changes something and has no name in the audit log. The guard finds the person, their organisation and their roles, and decides by `access/decide`.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { decide, type Person } from '../access/decide.ts';
import { isRole, type Permission, PRIVILEGED_ROLES } from '../access/permissions.ts';
import type { Database } from '../store/database.ts';
import { membershipsOf } from '../store/people.ts';
import { ProblemError } from './problem.ts';
import { authenticateSensor, checkSensorBody } from './sensor-access.ts';
import { type Authentication, IDLE_SECONDS } from './sign-in/authentication.ts';
import type { SessionActivity } from './sign-in/session-activity.ts';

/** `sensor`: an enrolled sensor alone, by its signature. */
export type RouteAccess = Permission | 'signed-in' | 'sensor' | 'public';

/** Who asks, as the handlers of routes see it. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly organisation: string;
  readonly organisations: readonly { readonly id: string; readonly roles: readonly string[] }[];
  readonly person: Person;
  readonly hasSecondFactor: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess;
    /** What a call of a route that changes something is called in the audit log: `upload.begin`. */
    audit?: string;
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
  activity: SessionActivity,
  database: Database,
): void {
  server.decorateRequest('caller', undefined);
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
  });
  server.addHook('onRequest', async (request) => {
    const { access } = request.routeOptions.config;
    // A path without a route has no config: it is answered by "not found".
    if (access === undefined || access === 'public') return;
    if (access === 'sensor') {
      request.sensorCaller = await authenticateSensor(request, database);
      return;
    }
    request.caller = await callerOf(request, authentication, activity, database);
    if (access !== 'signed-in') authorise(request.caller, access);
  });
  server.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.access === 'sensor') checkSensorBody(request);
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
  const organisation = chosenOrganisation(request, organisations);
  const roles = organisation.assignments.filter(({ role }) => isRole(role));
  return {
    ...{ userId: user.id, name: user.name, email: user.email, organisation: organisation.id },
    organisations: organisations.map(({ id, assignments }) => ({
      id,
      roles: assignments.map(({ role }) => role),
    })),
    person: { roles, grants: [] },
    hasSecondFactor: user.twoFactorEnabled === true,
  };
}

function chosenOrganisation<Organisation extends { readonly id: string }>(
  request: FastifyRequest,
  organisations: readonly Organisation[],
): Organisation {
  const asked = request.headers[ORGANISATION_HEADER];
  const chosen = asked === undefined ? organisations[0] : organisations.find(({ id }) => id === asked);
  if (chosen) return chosen;
  throw new ProblemError(403, 'no-organisation', 'You are not a member of this organisation.');
}

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
