/** Rules of access as requests bring them and answers show them: checked against what the organisation has, and in words. */

import { isEverything, type RoleAssignment, type Grant as Rule, type Scope } from '../access/decide.ts';
import type { Names } from '../access/explain.ts';
import { isPermission, isRole, type Permission } from '../access/permissions.ts';
import type { RoleAssignment as AssignmentRequest, Scope as ScopeDocument } from '../contract/access.ts';
import type { GrantProposal } from '../contract/grant.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import type { NewGrant } from '../store/grants.ts';
import { namesOfPeople } from '../store/members.ts';
import { type PlaceKind, placeNames, unknownPlaces } from '../store/places.ts';
import { invalidRequest } from './problem.ts';

/** Longest life of a grant and longest time until an external person is looked at again. */
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;

/** Throws a ProblemError for a role or a place that there is none. */
export async function checkedAssignments(
  database: Database,
  organisation: OrganisationId,
  roles: readonly AssignmentRequest[],
): Promise<readonly RoleAssignment[]> {
  const assignments = roles.map(({ role, scope }) => {
    if (!isRole(role)) throw invalidRequest(`There is no role "${role}".`);
    const assignment = { role, scope: definedScope(scope) };
    if (role === 'platform-administrator' && !isEverything(assignment.scope))
      throw invalidRequest('Who administers the platform does so everywhere. Leave the scope out.');
    return assignment;
  });
  await checkPlaces(
    database,
    organisation,
    assignments.map(({ scope }) => scope),
  );
  return assignments;
}

/** Throws a ProblemError for a permission, place, zone or time that a rule cannot have. */
export async function checkedGrants(
  database: Database,
  organisation: OrganisationId,
  proposals: readonly GrantProposal[],
  now: number,
): Promise<readonly Omit<NewGrant, 'userId' | 'grantedBy'>[]> {
  const rules = proposals.map((proposal) => checkedGrant(proposal, now));
  const zones = rules.flatMap(({ conditions }) => conditions.zones ?? []);
  await checkPlaces(
    database,
    organisation,
    rules.map(({ scope }) => scope),
    zones,
  );
  return rules;
}

function checkedGrant(proposal: GrantProposal, now: number): Omit<NewGrant, 'userId' | 'grantedBy'> {
  const { effect, scope, zones, mfaWithinMinutes, reason } = proposal;
  const from = proposal.from === undefined ? undefined : Date.parse(proposal.from);
  const until = proposal.until === undefined ? undefined : Date.parse(proposal.until);
  if (effect === 'allow' && until === undefined) throw invalidRequest('Say until when: a grant must end.');
  if (until !== undefined && until <= Math.max(now, from ?? now))
    throw invalidRequest('The end must lie after the beginning, and in the future.');
  if (effect === 'allow' && until !== undefined && until > now + LONGEST_DAYS * DAY_MS)
    throw invalidRequest('A grant lasts a year at most.');
  const permission = checkedPermission(proposal.permission);
  // Asked without a device, a narrow grant would allow it as a whole and a narrow denial nothing.
  if (/^(?:administration|audit):/.test(permission) && !isEverything(definedScope(scope)))
    throw invalidRequest('This permission is about the organisation as a whole. Leave the scope out.');
  return {
    ...{ effect, reason, permission, scope: definedScope(scope) },
    conditions: {
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
      ...(zones && { zones }),
      ...(mfaWithinMinutes !== undefined && { mfaWithinMinutes }),
    },
  };
}

/** Throws a ProblemError for what is no permission. */
export function checkedPermission(text: string): Permission {
  if (!isPermission(text)) throw invalidRequest(`There is no permission "${text}".`);
  return text;
}

/** Throws a ProblemError unless an external person is looked at again within a year. */
export function checkedExternal(
  external: { readonly company: string; readonly reviewAt: string } | null,
  now: number,
): { readonly company: string; readonly reviewAt: Date } | null {
  if (external === null) return null;
  const reviewAt = Date.parse(external.reviewAt);
  if (reviewAt <= now || reviewAt > now + LONGEST_DAYS * DAY_MS)
    throw invalidRequest('The review date must lie in the future, within a year.');
  return { company: external.company, reviewAt: new Date(reviewAt) };
}

async function checkPlaces(
  database: Database,
  organisation: OrganisationId,
  scopes: readonly Scope[],
  zones: readonly string[] = [],
): Promise<void> {
  const asked: readonly (readonly [PlaceKind, readonly string[]])[] = [
    ['site', scopes.flatMap(({ sites }) => sites ?? [])],
    ['unit', scopes.flatMap(({ units }) => units ?? [])],
    ['zone', zones],
  ];
  await database.asOrganisation(organisation, async (transaction) => {
    for (const [kind, ids] of asked) {
      const [unknown] = await unknownPlaces(transaction, organisation, kind, ids);
      if (unknown !== undefined) throw invalidRequest(`There is no ${kind} ${unknown}.`);
    }
  });
}

/** Names for sentences: of all places, and of the people who gave these rules. */
export async function namesFor(
  database: Database,
  organisation: OrganisationId,
  rules: readonly Pick<Rule, 'grantedBy'>[] = [],
): Promise<Names> {
  const people = await namesOfPeople(
    database,
    rules.map(({ grantedBy }) => grantedBy),
  );
  return { ...(await placeNames(database, organisation)), people };
}

/** A scope as answers show it. */
export function presentScope(scope: Scope): ScopeDocument {
  return definedScope(scope);
}

/** A copy without members that are present and undefined. */
function definedScope({ sites, units, categories, vendors, criticality }: ScopeLike) {
  return {
    ...(sites && { sites: [...sites] }),
    ...(units && { units: [...units] }),
    ...(categories && { categories: [...categories] }),
    ...(vendors && { vendors: [...vendors] }),
    ...(criticality !== undefined && { criticality }),
  };
}

/** A scope of a request or a rule. */
type ScopeLike = { readonly [Member in keyof Scope]: Scope[Member] | undefined };
