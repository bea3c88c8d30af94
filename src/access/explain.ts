/**
 * What a person may do, in words: the answer for each permission with the rules that decided it, where it holds, until
 * when and under which conditions. The person is not here: conditions on their network zone and second factor are stated,
 * not judged.
 */

import {
  type Decision,
  decide,
  type Grant,
  isEverything,
  type Person,
  type Resource,
  type Rule,
  type Scope,
} from './decide.ts';
import { ACTIONS, AREAS, type Area, type Permission, ROLES, type Role } from './permissions.ts';

/** Names for people of what rules mention by id. */
export interface Names {
  readonly sites: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
  readonly zones: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
}

export interface ExplainedRule extends Rule {
  /** `Role Auditor, everywhere` and so on. */
  readonly sentence: string;
}

export interface ExplainedPermission {
  readonly permission: Permission;
  readonly allowed: boolean;
  /** The answer with its cause. */
  readonly sentence: string;
  /** Where it holds, in words; absent when it does not. */
  readonly where?: string;
  /** When the last rule ends that allows it (milliseconds since 1970); absent when one has no end. */
  readonly until?: number;
  readonly rules: readonly ExplainedRule[];
}

/** Every permission that a role gives or a rule names: the rows of a person's page. */
export const PERMISSIONS: readonly Permission[] = (Object.keys(AREAS) as Area[]).flatMap((area) =>
  ACTIONS.map((action): Permission => `${area}:${action}`),
);

const AREA_WORDS: Readonly<Record<Area, string>> = {
  inventory: 'devices',
  evidence: 'evidence that may hold patient data',
  risk: 'risk scores and accepted risks',
  mitigation: 'countermeasures',
  'active-query': 'questions sent to devices',
  patch: 'patches',
  alert: 'alerts and incidents',
  procurement: 'assessments before purchase',
  advisory: 'advisories',
  training: 'courses and their results',
  administration: 'people, policies and integrations',
  audit: 'the audit log',
};
const ACTION_WORDS = { view: 'see', edit: 'change', approve: 'approve', execute: 'carry out' } as const;

/** `inventory:view` as `see devices`. */
export function permissionInWords(permission: Permission): string {
  const [area, action] = permission.split(':') as [Area, keyof typeof ACTION_WORDS];
  return `${ACTION_WORDS[action]} ${AREA_WORDS[area]}`;
}

/** Explains one permission, on one device or, without a resource, anywhere at all. */
export function explainPermission(
  permission: Permission,
  person: Person,
  now: number,
  names: Names,
  resource?: Resource,
): ExplainedPermission {
  const decision = decide(permission, withoutPresence(person), { now }, resource);
  const grants = new Map(person.grants.map((grant) => [grant.id, grant]));
  const roles = new Map(person.roles.map(({ role, scope }) => [role as string, scope]));
  const rules = decision.rules.map((rule) => ({
    ...rule,
    sentence: ruleInWords(rule, grants.get(rule.name), roles.get(rule.name) ?? {}, names),
  }));
  const deciding = rules.filter(({ because }) => because === undefined);
  if (!decision.allowed)
    return { permission, allowed: false, sentence: refusalInWords(deciding, rules), rules };
  const ends = deciding.map(({ name }) => grants.get(name)?.conditions.until);
  const until = ends.every((end) => end !== undefined) ? Math.max(...ends) : undefined;
  const where = resource === undefined ? placesInWords(decision, person, names, now) : undefined;
  return {
    ...{ permission, allowed: true, rules },
    sentence: `Yes${until === undefined ? '' : `, until ${instantInWords(until)}`}. ${deciding.map(({ sentence }) => sentence).join('. ')}.`,
    ...(where !== undefined && { where }),
    ...(until !== undefined && { until }),
  };
}

/** `everywhere`, or `in ICU, category infusion-pump, criticality 4 and above`. */
export function scopeInWords(scope: Scope, { sites, units }: Names): string {
  if (isEverything(scope)) return 'everywhere';
  const listed = (values: readonly string[], named?: ReadonlyMap<string, string>) =>
    values.length === 0
      ? 'nothing'
      : values.map((value) => named?.get(value) ?? (named ? 'a place that is gone' : value)).join(' or ');
  return [
    ...(scope.sites ? [`at ${listed(scope.sites, sites)}`] : []),
    ...(scope.units ? [`in ${listed(scope.units, units)}`] : []),
    ...(scope.categories ? [`category ${listed(scope.categories)}`] : []),
    ...(scope.vendors ? [`made by ${listed(scope.vendors)}`] : []),
    ...(scope.criticality === undefined
      ? []
      : [`criticality ${scope.criticality}${scope.criticality < 5 ? ' and above' : ''}`]),
  ].join(', ');
}

/** What a rule for one person says: `Ben may see devices in ICU until 2026-03-17 18:00 UTC.` */
export function grantInWords(
  person: string,
  grant: Pick<Grant, 'effect' | 'permission' | 'scope' | 'conditions'>,
  names: Names,
): string {
  const { from, until } = grant.conditions;
  return [
    `${person} ${grant.effect === 'allow' ? 'may' : 'may not'} ${permissionInWords(grant.permission)}`,
    scopeInWords(grant.scope, names),
    ...(from === undefined ? [] : [`from ${instantInWords(from)}`]),
    ...(until === undefined ? [] : [`until ${instantInWords(until)}`]),
    ...conditionsInWords(grant, names),
  ]
    .join(' ')
    .concat('.');
}

/** UTC, to the minute. */
export function instantInWords(millis: number): string {
  const text = new Date(millis).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

const BECAUSE: Readonly<Record<NonNullable<Rule['because']>, string>> = {
  'another-permission': 'it is about something else',
  'out-of-scope': 'it is not about this',
  'not-yet': 'it has not begun',
  expired: 'it has ended',
  'wrong-zone': 'it holds in another network zone',
  'mfa-too-old': 'the second factor is too long ago',
};

function ruleInWords(rule: Rule, grant: Grant | undefined, scopeOfRole: Scope, names: Names): string {
  const unmet = rule.because === undefined ? '' : ` (does not count: ${BECAUSE[rule.because]})`;
  if (!grant) return `Role ${ROLES[rule.name as Role]}, ${scopeInWords(scopeOfRole, names)}${unmet}`;
  const giver = names.people.get(grant.grantedBy) ?? 'somebody who has left';
  const { until } = grant.conditions;
  const end = until === undefined ? '' : ` until ${instantInWords(until)}`;
  const conditions = conditionsInWords(grant, names).map((condition) => ` ${condition}`);
  return `${grant.effect === 'allow' ? 'Granted' : 'Denied'} by ${giver}, ${scopeInWords(grant.scope, names)}${end}${conditions.join('')}: ${grant.reason}${unmet}`;
}

function refusalInWords(deciding: readonly ExplainedRule[], all: readonly ExplainedRule[]): string {
  const denial = deciding.find(({ effect }) => effect === 'deny');
  if (denial) return `No. ${denial.sentence}.`;
  const [nearest] = all.filter(({ effect }) => effect === 'allow');
  return nearest ? `No. ${nearest.sentence}.` : 'No. No role and no grant allows it.';
}

/** Where the rules that count allow it, and where denials that hold now take it away again. */
function placesInWords({ rules }: Decision, person: Person, names: Names, now: number): string {
  const grants = new Map(person.grants.map((grant) => [grant.id, grant]));
  const scopes = rules
    .filter(({ because }) => because === undefined)
    .flatMap(({ kind, name }) => {
      const grant = kind === 'grant' ? grants.get(name) : undefined;
      return grant
        ? [grant.scope]
        : person.roles.filter(({ role }) => role === name).map(({ scope }) => scope);
    });
  const allowed = scopes.some(isEverything)
    ? 'everywhere'
    : [...new Set(scopes.map((scope) => scopeInWords(scope, names)))].join('; ');
  const denied = rules
    .flatMap(({ name, effect }) => (effect === 'deny' ? (grants.get(name) ?? []) : []))
    .filter(({ conditions: { from, until } }) => (from ?? now) <= now && now < (until ?? now + 1))
    .map(({ scope }) => scopeInWords(scope, names));
  return denied.length === 0 ? allowed : `${allowed}; but not ${denied.join(', nor ')}`;
}

function conditionsInWords({ conditions }: Pick<Grant, 'conditions'>, { zones }: Names): string[] {
  const { zones: listed, mfaWithinMinutes } = conditions;
  return [
    ...(listed ? [`from the zone ${listed.map((id) => zones.get(id) ?? 'that is gone').join(' or ')}`] : []),
    ...(mfaWithinMinutes === undefined
      ? []
      : [`with a second factor within the last ${mfaWithinMinutes} minutes`]),
  ];
}

/** The rules without what only the presence of the person can meet. */
export function withoutPresence(person: Person): Person {
  return {
    ...person,
    grants: person.grants.map((grant) => {
      const { zones: _zones, mfaWithinMinutes: _minutes, ...conditions } = grant.conditions;
      return { ...grant, conditions };
    }),
  };
}
