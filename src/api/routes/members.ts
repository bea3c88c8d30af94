/** GET /api/people, GET and DELETE /api/people/:id, PUT …/roles, PUT …/standing, POST …/suspend, POST …/reactivate */

import { type Names, scopeInWords } from '../../access/explain.ts';
import { ROLES } from '../../access/permissions.ts';
import { isPrivileged } from '../../access/privilege.ts';
import {
  People,
  PeopleQuery,
  Person,
  PersonPath,
  RolesRequest,
  StandingRequest,
  SuspendRequest,
} from '../../contract/person.ts';
import { NoContent, PROBLEMS } from '../../contract/problem.ts';
import {
  findMember,
  listMembers,
  type Member,
  removeMember,
  setRoles,
  setStanding,
} from '../../store/members.ts';
import { reactivateMember, suspendMember } from '../../store/suspensions.ts';
import { callerOfRoute, requireAnother } from '../access.ts';
import { checkedAssignments, checkedExternal, namesFor, presentScope } from '../access-rules.ts';
import type { Caller } from '../caller.ts';
import type { ApiContext, Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';

export const memberRoutes: Routes = (context) => async (server) => {
  const { database } = context;

  server.get('/api/people', {
    config: { access: 'administration:view' },
    schema: {
      summary: 'People of the organisation, by name',
      querystring: PeopleQuery,
      response: { 200: People, ...PROBLEMS },
    },
    handler: async (request) => {
      const { text, cursor, limit } = request.query;
      const { organisation } = callerOfRoute(request);
      const found = await listMembers(database, organisation, { text, after: cursor, limit });
      const names = await namesFor(database, organisation);
      const last = found.length < limit ? undefined : found.at(-1);
      return { people: found.map((member) => presentMember(member, names)), next: last?.id ?? null };
    },
  });

  server.get('/api/people/:id', {
    config: { access: 'administration:view' },
    schema: { summary: 'One person', params: PersonPath, response: { 200: Person, ...PROBLEMS } },
    handler: async (request) => present(context, callerOfRoute(request), request.params.id),
  });

  server.put('/api/people/:id/roles', {
    config: { access: 'administration:edit', stepUp: true, audit: 'person.change-roles' },
    schema: {
      summary: 'Give a person exactly these roles',
      params: PersonPath,
      body: RolesRequest,
      response: { 200: Person, ...PROBLEMS },
    },
    handler: async (request) => {
      const caller = notAboutOneself(callerOfRoute(request), request.params.id);
      const { organisation, userId } = caller;
      request.audited = { change: changeOf(request.body) };
      const roles = await checkedAssignments(database, organisation, request.body.roles);
      const isDone = await setRoles(database, organisation, request.params.id, roles, userId);
      if (!isDone) throw notFound('person');
      return present(context, caller, request.params.id);
    },
  });

  server.put('/api/people/:id/standing', {
    config: { access: 'administration:edit', stepUp: true, audit: 'person.change-standing' },
    schema: {
      summary:
        "Say whether a person is the organisation's own or of a company, and when they are looked at again",
      params: PersonPath,
      body: StandingRequest,
      response: { 200: Person, ...PROBLEMS },
    },
    handler: async (request) => {
      const caller = notAboutOneself(callerOfRoute(request), request.params.id);
      request.audited = { change: changeOf(request.body) };
      const external = checkedExternal(request.body.external, Date.now());
      if (!(await setStanding(database, caller.organisation, request.params.id, external)))
        throw notFound('person');
      return present(context, caller, request.params.id);
    },
  });

  server.post('/api/people/:id/suspend', {
    config: { access: 'administration:edit', audit: 'person.suspend' },
    schema: {
      summary: 'Suspend a person; their sessions end at once',
      params: PersonPath,
      body: SuspendRequest,
      response: { 200: Person, ...PROBLEMS },
    },
    handler: async (request) => {
      const { id } = request.params;
      request.audited = { reason: request.body.reason };
      const caller = notAboutOneself(callerOfRoute(request), id);
      const { organisation, userId } = caller;
      request.audited = { reason: request.body.reason };
      const reason = { by: userId, because: request.body.reason };
      await suspendMember(database, organisation, id, reason);
      return present(context, caller, id);
    },
  });

  server.post('/api/people/:id/reactivate', {
    config: { access: 'administration:edit', stepUp: true, audit: 'person.reactivate' },
    schema: {
      summary: 'Let a suspended person in again',
      params: PersonPath,
      response: { 200: Person, ...PROBLEMS },
    },
    handler: async (request) => {
      const { id } = request.params;
      const caller = notAboutOneself(callerOfRoute(request), id);
      const member = await findMember(database, caller.organisation, id);
      if (!member) throw notFound('person');
      if (member.reviewAt && member.reviewAt.getTime() <= Date.now())
        throw new ProblemError(409, 'review-due', 'The review date has passed. Set a new one first.');
      await reactivateMember(database, caller.organisation, id);
      return present(context, caller, id);
    },
  });

  server.delete('/api/people/:id', {
    config: { access: 'administration:edit', stepUp: true, audit: 'person.remove' },
    schema: {
      summary: 'Remove a person from the organisation',
      params: PersonPath,
      response: { 204: NoContent, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { organisation, userId } = notAboutOneself(callerOfRoute(request), request.params.id);
      if (!(await removeMember(database, organisation, request.params.id, userId))) throw notFound('person');
      return reply.code(204).send(null);
    },
  });
};

function notAboutOneself(caller: Caller, id: string): Caller {
  requireAnother('change-access', caller, id);
  return caller;
}

async function present({ database }: ApiContext, { organisation }: Caller, id: string): Promise<Person> {
  const member = await findMember(database, organisation, id);
  if (!member) throw notFound('person');
  return presentMember(member, await namesFor(database, organisation));
}

function presentMember(member: Member, names: Names): Person {
  const { id, name, email, company, reviewAt, suspended, lastSignInAt, grants } = member;
  return {
    ...{ id, name, email, grants, joinedAt: member.joinedAt.toISOString() },
    roles: member.roles.map(({ role, scope, givenAt, suspendedBecause }) => ({
      ...{ role, title: ROLES[role], scope: presentScope(scope), where: scopeInWords(scope, names) },
      ...{ givenAt: givenAt.toISOString(), suspendedBecause },
    })),
    external: company !== null && reviewAt ? { company, reviewAt: reviewAt.toISOString() } : null,
    suspended: suspended && { at: suspended.at.toISOString(), because: suspended.because },
    lastSignInAt: lastSignInAt?.toISOString() ?? null,
    secondFactor: {
      ...{ oneTimeCodes: member.hasOneTimeCodes, passkeys: member.passkeys },
      required: isPrivileged({ roles: member.roles, grants: [] }),
    },
  };
}
