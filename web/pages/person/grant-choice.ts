/** What is chosen in the form for a rule, and the rules that come of it. */

import type { z } from 'zod';
import type { Roles, Scope } from '../../../src/contract/access.ts';
import type { GrantProposal } from '../../../src/contract/grant.ts';
import { accessText, permissionName } from '../../text/access.ts';
import { roleName } from '../../text/roles.ts';

const text = accessText.grant;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export type End = keyof typeof text.ends;
export type Proposal = z.input<typeof GrantProposal>;
type KnownRoles = z.output<typeof Roles>;

export interface GrantChoice {
  readonly effect: 'allow' | 'deny';
  /** Permissions, and `role:` with a role for all that it gives on devices. */
  readonly what: readonly string[];
  readonly scope: Scope;
  readonly end: End;
  /** As a field of date and time gives it. */
  readonly date: string;
  readonly zones: readonly string[];
  readonly factorMinutes: number | undefined;
  readonly reason: string;
}

/** A week: what a technician on a ward needs; shorter ends are one click away. */
export const FIRST_CHOICE: GrantChoice = {
  ...{ effect: 'allow', what: [], scope: {}, end: 'week', date: '', zones: [] },
  ...{ factorMinutes: undefined, reason: '' },
};

const LENGTHS: Readonly<Partial<Record<End, number>>> = {
  hour: HOUR_MS,
  hours: 2 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
};

/** Undefined while no end is chosen, or it lies in the past; null for none. */
export function endOf({ end, date }: Pick<GrantChoice, 'end' | 'date'>, now: Date): Date | null | undefined {
  if (end === 'never') return null;
  const length = LENGTHS[end];
  // To the next minute: sentences name minutes, and a rule must not end before what they say.
  if (length !== undefined) return new Date(Math.ceil((now.getTime() + length) / MINUTE_MS) * MINUTE_MS);
  const chosen = new Date(date);
  return Number.isNaN(chosen.getTime()) || chosen <= now ? undefined : chosen;
}

/** Permissions that were chosen, those of roles taken apart. */
export function permissionsOf({ what }: Pick<GrantChoice, 'what'>, roles: KnownRoles): readonly string[] {
  const all = what.flatMap((each) => {
    const role = roles.roles.find(({ id }) => each === `role:${id}`);
    return role ? role.permissions.filter((permission) => isOnDevices(permission, roles)) : [each];
  });
  return [...new Set(all)];
}

const isOnDevices = (permission: string, { deviceAreas }: KnownRoles): boolean =>
  deviceAreas.includes(permission.split(':')[0] ?? '');

/** One rule for each permission; undefined while something is missing. */
export function proposalsOf(
  choice: GrantChoice,
  roles: KnownRoles,
  now: Date,
): readonly Proposal[] | undefined {
  const until = endOf(choice, now);
  const permissions = permissionsOf(choice, roles);
  const { effect, scope, zones, factorMinutes, reason } = choice;
  if (until === undefined || permissions.length === 0) return undefined;
  if (until === null && effect === 'allow') return undefined;
  return permissions.map((permission) => ({
    ...{ effect, permission, scope },
    ...(until && { until: until.toISOString() }),
    ...(zones.length > 0 && { zones: [...zones] }),
    ...(factorMinutes !== undefined && { mfaWithinMinutes: factorMinutes }),
    reason: reason.trim() === '' ? text.previewReason : reason.trim(),
  }));
}

/** Rights for the field, by the harm that they can do; before them the work of each role that reaches devices. */
export function choicesOf(roles: KnownRoles) {
  const given = new Set(roles.roles.flatMap(({ permissions }) => permissions));
  const rights = roles.actions.map((action) => ({
    group: text.rightsIn[action as keyof typeof text.rightsIn] ?? action,
    items: Object.keys(roles.areas)
      .map((area) => `${area}:${action}`)
      .filter((permission) => given.has(permission))
      .map((permission) => ({ value: permission, label: permissionName(permission) })),
  }));
  const works = roles.roles
    .filter(({ permissions }) => permissions.some((permission) => isOnDevices(permission, roles)))
    .map(({ id }) => ({ value: `role:${id}`, label: roleName(id) }));
  return [{ group: text.workOf, items: works }, ...rights];
}
