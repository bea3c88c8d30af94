/** GET /api/roles, GET /api/me/permissions, GET /api/people/:id/permissions, …/check, POST …/preview */

import type { Grant, Person } from '../../access/decide.ts';
import { selectDevices } from '../../access/device-selection.ts';
import {
  type ExplainedPermission as Explanation,
  explainPermission,
  grantInWords,
  type Names,
  PERMISSIONS,
  permissionInWords,
  withoutPresence,
} from '../../access/explain.ts';
import {
  ACTIONS,
  AREAS,
  type Area,
  PERMISSIONS_OF,
  type Permission,
  PRIVILEGED_ROLES,
  ROLES,
  type Role,
} from '../../access/permissions.ts';
import { FUNCTION_OF, keepsAdministrator, refusalOf } from '../../access/separation.ts';
import {
  EffectivePermissions,
  ExplainedPermission,
  PermissionQuestion,
  Roles,
} from '../../contract/access.ts';
import { Preview, PreviewRequest } from '../../contract/grant.ts';
import { PersonPath } from '../../contract/person.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { rolesInForce } from '../../store/administrators.ts';
import type { OrganisationId } from '../../store/database.ts';
import { grantsOf } from '../../store/grants.ts';
import { findMember, type Member } from '../../store/members.ts';
import { amongPeople } from '../../store/people-tables.ts';
import { compareSelections, resourceOfDevice } from '../../store/visible-devices.ts';
import { callerOfRoute } from '../access.ts';
import { checkedAssignments, checkedGrants, checkedPermission, namesFor } from '../access-rules.ts';
import type { Routes } from '../context.ts';
import { notFound } from '../problem.ts';

/** Rules that ended so long ago are still named as the reason for a no. */
const ENDED_SHOWN_MS = 30 * 86_400_000;
/** Areas whose permissions are about devices. */
const DEVICE_AREAS: ReadonlySet<string> = new Set<Area>([
  ...(['inventory', 'evidence', 'risk', 'mitigation', 'active-query', 'patch', 'alert'] as const),
]);

export const permissionRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/roles', {
      config: { access: 'signed-in' },
      schema: { summary: 'Roles and what each may do', response: { 200: Roles, ...PROBLEMS } },
      handler: async () => ({
        areas: { ...AREAS },
        deviceAreas: [...DEVICE_AREAS],
        actions: [...ACTIONS],
        roles: (Object.keys(ROLES) as Role[]).map((id) => ({
          ...{ id, title: ROLES[id], function: FUNCTION_OF[id], privileged: PRIVILEGED_ROLES.has(id) },
          permissions: [...(PERMISSIONS_OF.get(id) ?? [])],
        })),
      }),
    });

    server.get('/api/me/permissions', {
      config: { access: 'signed-in' },
      schema: { summary: 'What I may do, and why', response: { 200: EffectivePermissions, ...PROBLEMS } },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        return explainAll(organisation, userId);
      },
    });

    server.get('/api/people/:id/permissions', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'What a person may do, and why',
        params: PersonPath,
        response: { 200: EffectivePermissions, ...PROBLEMS },
      },
      handler: (request) => explainAll(callerOfRoute(request).organisation, request.params.id),
    });

    server.get('/api/people/:id/permissions/check', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'Whether a person may do one thing, on one device or at all, and why',
        params: PersonPath,
        querystring: PermissionQuestion,
        response: { 200: ExplainedPermission, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const permission = checkedPermission(request.query.permission);
        const { device } = request.query;
        const resource =
          device === undefined
            ? undefined
            : await database.asOrganisation(organisation, (t) => resourceOfDevice(t, device));
        if (device !== undefined && !resource) throw notFound('device');
        const subject = await subjectOf(organisation, request.params.id);
        const names = await namesFor(database, organisation, subject.person.grants);
        return presentExplanation(explain(subject, permission, names, resource));
      },
    });

    server.post('/api/people/:id/permissions/preview', {
      config: { access: 'administration:view', audit: 'person.preview' },
      schema: {
        summary: 'What a change would give and take, before it is made',
        params: PersonPath,
        body: PreviewRequest,
        response: { 200: Preview, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        const { roles, grants, withdraw } = request.body;
        const subject = await subjectOf(organisation, request.params.id);
        const { member, person: before } = subject;
        const proposed = await checkedGrants(database, organisation, grants, Date.now());
        const assignments = roles && (await checkedAssignments(database, organisation, roles));
        const after: Person = {
          roles: assignments ?? before.roles,
          grants: [
            ...before.grants.filter(({ id }) => !withdraw.includes(id)),
            ...proposed.map((rule, index) => proposedGrant(rule, index, userId)),
          ],
        };
        const names = await namesFor(database, organisation, [...before.grants, { grantedBy: userId }]);
        return {
          refusal: await refusalOfChange(organisation, userId, member, assignments),
          sentences: proposed.map((rule) => grantInWords(member.name, rule, names)),
          changes: await changesBetween(organisation, before, after, names),
        };
      },
    });

    async function explainAll(organisation: OrganisationId, id: string) {
      const subject = await subjectOf(organisation, id);
      const names = await namesFor(database, organisation, subject.person.grants);
      return {
        person: id,
        permissions: PERMISSIONS.map((permission) => presentExplanation(explain(subject, permission, names))),
      };
    }

    /** A member with the rules that count for them, and those that ended lately. */
    async function subjectOf(organisation: OrganisationId, id: string): Promise<Subject> {
      const member = await findMember(database, organisation, id);
      if (!member) throw notFound('person');
      const since = Date.now() - ENDED_SHOWN_MS;
      const grants = await database.asOrganisation(organisation, (transaction) =>
        grantsOf(transaction, organisation, id, since),
      );
      const roles = member.roles.filter(({ suspendedBecause }) => suspendedBecause === null);
      return { member, person: { roles, grants } };
    }

    async function refusalOfChange(
      organisation: OrganisationId,
      actor: string,
      member: Member,
      roles: Person['roles'] | undefined,
    ): Promise<string | null> {
      const refusal = refusalOf('change-access', actor, member.id);
      if (refusal !== undefined) return refusal;
      if (!roles) return null;
      const before = await amongPeople(database, organisation, (t) => rolesInForce(t, organisation));
      const after = before.map((each) =>
        each.id === member.id ? { ...each, roles: roles.map(({ role }) => role) } : each,
      );
      return keepsAdministrator(after) || !keepsAdministrator(before)
        ? null
        : 'This is the last platform administrator. Give somebody else the role first.';
    }

    async function changesBetween(
      organisation: OrganisationId,
      before: Person,
      after: Person,
      names: Names,
    ): Promise<Preview['changes']> {
      const now = Date.now();
      const changes: Preview['changes'] = [];
      for (const permission of PERMISSIONS) {
        const [first, second] = [before, after].map((person) =>
          selectDevices(permission, withoutPresence(person), { now }),
        ) as [ReturnType<typeof selectDevices>, ReturnType<typeof selectDevices>];
        if (JSON.stringify(first) === JSON.stringify(second)) continue;
        const isAboutDevices = DEVICE_AREAS.has(permission.split(':')[0] ?? '');
        changes.push({
          ...{ permission, words: permissionInWords(permission) },
          change: first.any.length === 0 ? 'gained' : second.any.length === 0 ? 'lost' : 'changed',
          before: explainPermission(permission, before, now, names).sentence,
          after: explainPermission(permission, after, now, names).sentence,
          devices: isAboutDevices ? await compareSelections(database, organisation, first, second) : null,
        });
      }
      return changes;
    }
  };

interface Subject {
  readonly member: Member;
  readonly person: Person;
}

function explain(
  { member, person }: Subject,
  permission: Permission,
  names: Names,
  resource?: Parameters<typeof explainPermission>[4],
): Explanation {
  if (!member.suspended) return explainPermission(permission, person, Date.now(), names, resource);
  return { permission, allowed: false, sentence: `No. Suspended: ${member.suspended.because}`, rules: [] };
}

/** Judged as if it had begun: a preview shows what a rule will do. */
function proposedGrant(
  { conditions: { from: _from, ...conditions }, ...rule }: Omit<Grant, 'id' | 'grantedBy'>,
  index: number,
  grantedBy: string,
): Grant {
  return { ...rule, conditions, grantedBy, id: `proposed-${index}` };
}

function presentExplanation({ permission, allowed, sentence, where, until, rules }: Explanation) {
  return {
    ...{ permission, words: permissionInWords(permission), allowed, sentence, where: where ?? null },
    until: until === undefined ? null : new Date(until).toISOString(),
    rules: rules.map(({ kind, name, effect, because, sentence: words }) => ({
      ...{ kind, name, effect, counts: because === undefined, sentence: words },
    })),
  };
}
