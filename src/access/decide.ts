/**
 * May this person do that here and now? Roles and grants allow, denials win, conditions narrow, and nothing is allowed
 * that no rule allows (domain specification H.2). Every answer names the rules that it rests on.
 */

import { PERMISSIONS_OF, type Permission, type Role } from './permissions.ts';

/** Devices that a rule is about; an absent member means all. */
export interface Scope {
  readonly sites?: readonly string[];
  readonly units?: readonly string[];
  readonly categories?: readonly string[];
  readonly vendors?: readonly string[];
  /** From this criticality upwards, 1 to 5. */
  readonly criticality?: number;
}

/** What is asked about; an absent member is not known, and a rule that is about it does not match. */
export interface Resource {
  readonly site?: string;
  readonly unit?: string;
  readonly category?: string;
  readonly vendor?: string;
  readonly criticality?: number;
}

export interface RoleAssignment {
  readonly role: Role;
  readonly scope: Scope;
}

/** A rule for one person, on top of the roles. */
export interface Grant {
  readonly id: string;
  readonly effect: 'allow' | 'deny';
  readonly permission: Permission;
  readonly scope: Scope;
  readonly conditions: Conditions;
  readonly reason: string;
  readonly grantedBy: string;
}

export interface Conditions {
  /** Instants (milliseconds since 1970) between which the grant holds; the end is not part of it. */
  readonly from?: number;
  readonly until?: number;
  /** Network zones from which the person must come. */
  readonly zones?: readonly string[];
  /** Most minutes since the last second factor. */
  readonly mfaWithinMinutes?: number;
}

export interface Person {
  readonly roles: readonly RoleAssignment[];
  readonly grants: readonly Grant[];
}

/** Here and now. */
export interface Circumstances {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly zone?: string;
  /** Minutes since the last second factor; absent when there was none. */
  readonly mfaMinutes?: number;
}

export interface Rule {
  readonly kind: 'role' | 'grant';
  /** The role, or the id of the grant. */
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  /** Why it does not count; absent when it does. */
  readonly because?:
    | 'another-permission'
    | 'out-of-scope'
    | 'not-yet'
    | 'expired'
    | 'wrong-zone'
    | 'mfa-too-old';
}

export interface Decision {
  readonly allowed: boolean;
  /** Rules that speak for the permission, those that count first. */
  readonly rules: readonly Rule[];
}

/** Decides, and explains. A resource that is left out asks for the permission anywhere at all. */
export function decide(
  permission: Permission,
  person: Person,
  circumstances: Circumstances,
  resource?: Resource,
): Decision {
  const rules: Rule[] = [];
  for (const { role, scope } of person.roles) {
    if (!PERMISSIONS_OF.get(role)?.has(permission)) continue;
    rules.push(ruleOf('role', role, 'allow', covers(scope, resource) ? undefined : 'out-of-scope'));
  }
  for (const grant of person.grants) {
    if (grant.permission !== permission) continue;
    // A denial of some devices does not deny the permission as such.
    const inScope =
      resource === undefined && grant.effect === 'deny'
        ? isEverything(grant.scope)
        : covers(grant.scope, resource);
    const because = inScope ? unmetCondition(grant, circumstances) : 'out-of-scope';
    rules.push(ruleOf('grant', grant.id, grant.effect, because));
  }
  const counting = rules.filter(({ because }) => because === undefined);
  const denied = counting.some(({ effect }) => effect === 'deny');
  return {
    allowed: !denied && counting.length > 0,
    rules: [...counting, ...rules.filter(({ because }) => because !== undefined)],
  };
}

function ruleOf(kind: Rule['kind'], name: string, effect: Rule['effect'], because: Rule['because']): Rule {
  return because === undefined ? { kind, name, effect } : { kind, name, effect, because };
}

/** The first condition of a grant that does not hold. A denial holds whatever the second factor: it only expires. */
export function unmetCondition(
  { conditions, effect }: Pick<Grant, 'conditions' | 'effect'>,
  { now, zone, mfaMinutes }: Circumstances,
): Rule['because'] {
  const { from, until, zones, mfaWithinMinutes } = conditions;
  if (from !== undefined && now < from) return 'not-yet';
  if (until !== undefined && now >= until) return 'expired';
  if (effect === 'deny') return undefined;
  if (zones && (zone === undefined || !zones.includes(zone))) return 'wrong-zone';
  if (mfaWithinMinutes !== undefined && (mfaMinutes === undefined || mfaMinutes > mfaWithinMinutes))
    return 'mfa-too-old';
  return undefined;
}

/** Whether a scope holds a resource; every scope holds something when nothing in particular is asked about. */
export function covers(scope: Scope, resource: Resource | undefined): boolean {
  if (resource === undefined) return true;
  return (
    holds(scope.sites, resource.site) &&
    holds(scope.units, resource.unit) &&
    holds(scope.categories, resource.category) &&
    holds(scope.vendors, resource.vendor) &&
    (scope.criticality === undefined || (resource.criticality ?? 0) >= scope.criticality)
  );
}

function holds(listed: readonly string[] | undefined, value: string | undefined): boolean {
  return listed === undefined || (value !== undefined && listed.includes(value));
}

/** Whether a scope is about all devices. */
export function isEverything(scope: Scope): boolean {
  return Object.values(scope).every((member) => member === undefined);
}
