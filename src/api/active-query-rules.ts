/** Who may ask devices, and what a request for a query must state; for the routes of active queries. */

import { decide, type Resource } from '../access/decide.ts';
import type { Permission } from '../access/permissions.ts';
import { type ShutGate, type Standing, WINDOW_HOURS } from '../active/gates.ts';
import type { Probe } from '../active/probe.ts';
import { probeOf } from '../active/registry.ts';
import type { ActiveQueryRequest } from '../contract/active-query.ts';
import type { OrganisationTransaction } from '../store/database.ts';
import { devicesSeenBy } from '../store/device-reader.ts';
import { resourceOfDevice } from '../store/visible-devices.ts';
import { type Caller, devicesOf } from './caller.ts';
import { invalidRequest, notFound, ProblemError } from './problem.ts';

const HOUR_MS = 3_600_000;
const DAYS_AHEAD = 30;
const SETTING_NAMES = {
  community: 'the SNMP community',
  calledAe: 'the AE title of the device',
  callingAe: 'the AE title under which Wardlight asks',
} as const;

export function knownProbe(id: string): Probe {
  const probe = probeOf(id);
  if (!probe) throw invalidRequest(`There is no probe ${id}.`);
  return probe;
}

/** The own port of the probe; when the device was seen to serve its protocol elsewhere alone, that. */
export function likelyPort({ port, transport, protocol }: Probe, { served }: Standing): number {
  const same = served.filter((service) => service.transport === transport && service.protocol === protocol);
  return same.some((service) => service.port === port) ? port : (same[0]?.port ?? port);
}

export function checkedWindow(
  from: string | undefined,
  until: string,
): { readonly from: Date; readonly until: Date } {
  const now = Date.now();
  const begin = from === undefined ? now : Date.parse(from);
  const end = Date.parse(until);
  if (end <= Math.max(begin, now))
    throw invalidRequest('The window must end after it begins, and in the future.');
  if (end - begin > WINDOW_HOURS * HOUR_MS)
    throw invalidRequest(`A window is at most ${WINDOW_HOURS} hours long.`);
  if (begin > now + DAYS_AHEAD * 24 * HOUR_MS)
    throw invalidRequest(`A window begins within ${DAYS_AHEAD} days. Ask again nearer to the time.`);
  return { from: new Date(begin), until: new Date(end) };
}

export function checkSettings({ needs }: Probe, stated: ActiveQueryRequest): void {
  const missing = needs.find((name) => stated[name] === undefined);
  if (missing === undefined) return;
  throw invalidRequest(`State ${SETTING_NAMES[missing]}: this probe needs it.`);
}

/** Throws a ProblemError when waiting does not help. */
export function refuseLasting(shut: readonly ShutGate[]): void {
  const lasting = shut.filter((gate) => gate.lasting);
  if (lasting.length === 0) return;
  throw new ProblemError(409, 'query-refused', lasting.map(({ why }) => why).join(' '));
}

/** What rules look at of a device that the caller may see. Throws a ProblemError when there is none. */
export async function visibleResource(
  t: OrganisationTransaction,
  caller: Caller,
  device: string,
): Promise<Resource> {
  const reader = { organisation: caller.organisation, selection: devicesOf(caller, 'active-query:view') };
  const seen = await devicesSeenBy(t, reader)
    .select('device.id')
    .where('device.id', '=', device)
    .executeTakeFirst();
  const resource = seen && (await resourceOfDevice(t, device));
  if (!resource) throw notFound('device');
  return resource;
}

export const mayOn =
  ({ person, circumstances }: Caller, resource: Resource) =>
  (permission: Permission): boolean =>
    decide(permission, person, circumstances, resource).allowed;

/**
 * Roles by which the caller may agree to a query of the device; undefined when they may not. Who may by a grant agrees with the
 * roles that they have.
 */
export function approvingRoles(
  { person, circumstances }: Caller,
  resource: Resource,
): readonly string[] | undefined {
  const decisions = (['active-query:approve', 'active-query:execute'] as const)
    .map((permission) => decide(permission, person, circumstances, resource))
    .filter(({ allowed }) => allowed);
  if (decisions.length === 0) return undefined;
  const counting = decisions
    .flatMap(({ rules }) => rules)
    .filter(({ kind, effect, because }) => kind === 'role' && effect === 'allow' && because === undefined);
  const roles = counting.length > 0 ? counting.map(({ name }) => name) : person.roles.map(({ role }) => role);
  return [...new Set<string>(roles)];
}

export const notAllowed = (permission: string): ProblemError =>
  new ProblemError(403, 'not-allowed', `You may not do this: it needs ${permission}.`);
export const alreadyOver = (): ProblemError =>
  new ProblemError(409, 'query-over', 'It is not waiting any more. Look at it again.');
