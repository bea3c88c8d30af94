/** GET and POST /api/grants, GET /api/grants/:id, POST /api/grants/:id/withdraw */

import { grantInWords, type Names } from '../../access/explain.ts';
import { refusalOf } from '../../access/separation.ts';
import { IdPath } from '../../contract/device.ts';
import { Grant, GrantRequest, Grants, GrantsQuery, WithdrawRequest } from '../../contract/grant.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import type { OrganisationId } from '../../store/database.ts';
import {
  addGrant,
  findGrant,
  GRANTS_LIMIT,
  listGrants,
  type StoredGrant,
  withdrawGrant,
} from '../../store/grants.ts';
import { findMember, namesOfPeople } from '../../store/members.ts';
import { callerOfRoute } from '../access.ts';
import { checkedGrants, namesFor, presentScope } from '../access-rules.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';

export const grantRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/grants', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'Rules for single people, made last first',
        querystring: GrantsQuery,
        response: { 200: Grants, ...PROBLEMS },
      },
      handler: async (request) => {
        const { person, state, cursor, limit } = request.query;
        const { organisation } = callerOfRoute(request);
        const found = await listGrants(database, organisation, {
          ...{ userId: person, state, after: cursor, limit },
        });
        const last = found.length < limit ? undefined : found.at(-1);
        return { grants: await present(organisation, found), next: last?.id ?? null };
      },
    });

    server.get('/api/grants/:id', {
      config: { access: 'administration:view' },
      schema: { summary: 'One rule', params: IdPath, response: { 200: Grant, ...PROBLEMS } },
      handler: async (request) => presentOne(callerOfRoute(request).organisation, request.params.id),
    });

    server.post('/api/grants', {
      config: { access: 'administration:edit', audit: 'grant.make' },
      schema: {
        summary: 'Allow or deny one person something',
        body: GrantRequest,
        response: { 201: Grant, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation, userId } = callerOfRoute(request);
        const { person, ...proposal } = request.body;
        const { effect, permission, reason } = proposal;
        request.audited = { target: { kind: 'person', id: person }, reason, change: { effect, permission } };
        refuseOneself(userId, person);
        if (!(await findMember(database, organisation, person))) throw notFound('person');
        const [rule] = await checkedGrants(database, organisation, [proposal], Date.now());
        if (!rule) throw notFound('grant');
        const made = await addGrant(database, organisation, { ...rule, userId: person, grantedBy: userId });
        if (made === 'too-many')
          throw new ProblemError(
            409,
            'too-many-grants',
            `This person has ${GRANTS_LIMIT} rules. Withdraw some, or give a role instead.`,
          );
        return reply.code(201).send(await presentOne(organisation, made));
      },
    });

    server.post('/api/grants/:id/withdraw', {
      config: { access: 'administration:edit', audit: 'grant.withdraw' },
      schema: {
        summary: 'End a rule from now on',
        params: IdPath,
        body: WithdrawRequest,
        response: { 200: Grant, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        const { id } = request.params;
        request.audited = { reason: request.body.reason };
        const grant = await findGrant(database, organisation, id);
        if (!grant) throw notFound('grant');
        refuseOneself(userId, grant.userId);
        const isDone = await database.asOrganisation(organisation, (transaction) =>
          withdrawGrant(transaction, organisation, id, userId, request.body.reason),
        );
        if (!isDone) throw new ProblemError(409, 'already-withdrawn', 'This rule was withdrawn before.');
        return presentOne(organisation, id);
      },
    });

    async function presentOne(organisation: OrganisationId, id: string): Promise<Grant> {
      const grant = await findGrant(database, organisation, id);
      const [presented] = grant ? await present(organisation, [grant]) : [];
      if (!presented) throw notFound('grant');
      return presented;
    }

    async function present(organisation: OrganisationId, grants: readonly StoredGrant[]): Promise<Grant[]> {
      const people = await namesOfPeople(
        database,
        grants.flatMap(({ userId, grantedBy, withdrawnBy }) =>
          [userId, grantedBy, withdrawnBy].filter((id) => id !== null),
        ),
      );
      const names = { ...(await namesFor(database, organisation)), people };
      return grants.map((grant) => presentGrant(grant, names));
    }
  };

function refuseOneself(actor: string, subject: string): void {
  const refusal = refusalOf('change-access', actor, subject);
  if (refusal !== undefined) throw new ProblemError(403, 'separation-of-duties', refusal);
}

function presentGrant(grant: StoredGrant, names: Names): Grant {
  const { id, userId, effect, permission, scope, conditions, reason, state, createdAt } = grant;
  const nameOf = (person: string | null) => (person === null ? null : (names.people.get(person) ?? null));
  const person = { id: userId, name: nameOf(userId) ?? 'somebody whose account is gone' };
  const { from, until, zones, mfaWithinMinutes } = conditions;
  return {
    ...{ id, person, effect, permission, scope: presentScope(scope), reason, state },
    from: from === undefined ? null : new Date(from).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
    ...{ zones: zones ? [...zones] : null, mfaWithinMinutes: mfaWithinMinutes ?? null },
    sentence: grantInWords(person.name, grant, names),
    ...{ grantedBy: nameOf(grant.grantedBy), createdAt: createdAt.toISOString() },
    withdrawn:
      grant.withdrawnAt && grant.withdrawnBecause !== null
        ? {
            ...{ at: grant.withdrawnAt.toISOString(), by: nameOf(grant.withdrawnBy) },
            because: grant.withdrawnBecause,
          }
        : null,
  };
}
