/**
 * Who may call a route. Each states it in its config: a permission, `signed-in`, or `public`; a route that states nothing
 * does not start, nor does one that changes something and has no name in the audit log. The guard finds the person, their organisation and their roles, and decides by `access/decide`.
 */

import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Circumstances, decide, type Grant, type Person, type Resource } from '../access/decide.ts';
import { type DeviceSelection, selectDevices } from '../access/device-selection.ts';
import { isRole, type Permission } from '../access/permissions.ts';
import { isPrivileged } from '../access/privilege.ts';
import { canonicalIp } from '../base/ip-address.ts';
import { activeBreakGlass } from '../store/break-glass.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import { grantsOf } from '../store/grants.ts';
import { membershipsOf } from '../store/people.ts';
import { zoneOfAddress } from '../store/places.ts';
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
  /** When and from where they ask, and how long ago their second factor was. */
  readonly circumstances: Circumstances;
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

/** How a socket for both versions names an IPv4 address (RFC 4291 2.5.5.2). */
const IPV4_MAPPED = /^::ffff:(?=\d+\.)/i;

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
  const hasSecondFactor = user.twoFactorEnabled === true;
  const now = Date.now();
  const rules = await rulesOf(database, organisation.id, user.id, request.ip, now);
  const mfaMinutes = hasSecondFactor ? minutesSince(found.session.createdAt, now) : undefined;
  return {
    ...{ userId: user.id, name: user.name, email: user.email, organisation: organisation.id },
    organisations: organisations.map(({ id, assignments }) => ({
      id,
      roles: assignments.map(({ role }) => role),
    })),
    person: { roles, grants: rules.grants },
    circumstances: {
      now,
      ...(rules.zone !== undefined && { zone: rules.zone }),
      ...(mfaMinutes !== undefined && { mfaMinutes }),
    },
    hasSecondFactor,
    session: createHash('sha256').update(found.session.id).digest('hex'),
  };
}

/** Rules for this person alone that have not ended, and the zone of the address from which they come. */
function rulesOf(
  database: Database,
  organisation: OrganisationId,
  userId: string,
  address: string,
  now: number,
): Promise<{ readonly grants: readonly Grant[]; readonly zone: string | undefined }> {
  return database.asOrganisation(organisation, async (transaction) => ({
    grants: [
      ...(await grantsOf(transaction, organisation, userId, now)),
      ...(await activeBreakGlass(transaction, userId)),
    ],
    zone: await zoneOf(transaction, organisation, address),
  }));
}

/** Undefined when the address is in no zone, or is none that a subnet can hold. */
function zoneOf(transaction: ZoneTransaction, organisation: OrganisationId, address: string) {
  const ip = canonicalIp(address.replace(IPV4_MAPPED, ''));
  return ip === undefined ? undefined : zoneOfAddress(transaction, organisation, ip);
}
type ZoneTransaction = Parameters<typeof zoneOfAddress>[0];

/** A session of somebody with a second factor began with it. */
function minutesSince(instant: Date, now: number): number {
  return Math.max(0, now - instant.getTime()) / 60_000;
}

/** Throws when the caller asked to act for an organisation that is not theirs. */
function refuseOtherOrganisation(request: FastifyRequest, { organisation }: Caller): void {
  const asked = request.headers[ORGANISATION_HEADER];
  if (asked !== undefined && asked !== organisation) throw noOrganisation();
}

const noOrganisation = (): ProblemError =>
  new ProblemError(
    403,
    'no-organisation',
    'You are not a member of this organisation, or you are suspended. Ask its administrator.',
  );

/**
 * Throws a ProblemError unless the caller has the permission: on one device, or anywhere at all when none is named.
 * Privileged people do nothing before they have a second factor.
 */
export function authorise(caller: Caller, permission: Permission, resource?: Resource): void {
  const { person, hasSecondFactor, circumstances } = caller;
  if (!hasSecondFactor && isPrivileged(person))
    throw new ProblemError(
      403,
      'second-factor-required',
      'Your role needs a second factor. Set one up first.',
    );
  const decision = decide(permission, person, circumstances, resource);
  if (decision.allowed) return;
  if (decision.rules.some(({ because }) => because === 'mfa-too-old'))
    throw new ProblemError(
      403,
      'second-factor-too-old',
      'Your second factor is too long ago for this. Sign in again.',
    );
  throw new ProblemError(403, 'not-allowed', `You may not do this: it needs ${permission}.`);
}

/** The devices on which the caller has a permission, for every query on devices and what hangs on them. */
export function devicesOf({ person, circumstances }: Caller, permission: Permission): DeviceSelection {
  return selectDevices(permission, person, circumstances);
}
