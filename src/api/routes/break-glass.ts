/** POST and GET /api/break-glass, GET /api/break-glass/running, POST /api/break-glass/:id/end, POST /api/break-glass/:id/review */

import { isPermission, type Permission, type Role } from '../../access/permissions.ts';
import {
  BreakGlass,
  BreakGlassList,
  BreakGlassQuery,
  BreakGlassRequest,
  BreakGlassReview,
  RunningBreakGlass,
} from '../../contract/break-glass.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  activeBreakGlass,
  beginBreakGlass,
  endBreakGlass,
  listBreakGlass,
  lockBreakGlass,
  REVIEW_HOURS,
  reviewBreakGlass,
  runningBreakGlass,
  type BreakGlass as StoredBreakGlass,
} from '../../store/break-glass.ts';
import { callerOfRoute, requireAnother } from '../access.ts';
import type { Caller } from '../caller.ts';
import type { Routes } from '../context.ts';
import { invalidRequest, notFound, ProblemError } from '../problem.ts';
import { recordWithin } from '../record/recorded-calls.ts';

/** Who learns of it at once. */
const AUDIENCE: readonly Role[] = ['ciso', 'privacy-officer'];
/** Who breaks the glass can neither cover it up nor make more of it. */
const NEVER_GIVEN = /^(?:audit|administration):/;
/** People of other companies come by approval, not by emergency. */
const OUTSIDERS: ReadonlySet<string> = new Set<Role>(['manufacturer-engineer', 'provider-analyst']);

export const breakGlassRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.post('/api/break-glass', {
      config: { access: 'signed-in', stepUp: true, audit: 'break-glass.begin' },
      schema: {
        summary: 'Take permissions in an emergency: at once, seen by others, judged afterwards',
        body: BreakGlassRequest,
        response: { 201: BreakGlass, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { reason, minutes } = request.body;
        const caller = callerOfRoute(request);
        request.audited = { reason, change: { permissions: request.body.permissions, minutes } };
        refuseOutsiders(caller);
        const permissions = givenPermissions(request.body.permissions);
        const { organisation, userId, name } = caller;
        const begun = await database.asOrganisation(organisation, async (transaction) => {
          if ((await activeBreakGlass(transaction, userId)).length > 0)
            throw new ProblemError(
              409,
              'already-broken',
              'You have broken the glass already. End that first.',
            );
          const asked = { userId, name, permissions, reason, minutes };
          const row = await beginBreakGlass(transaction, organisation, asked, AUDIENCE);
          const target = { kind: 'break-glass', id: row.id };
          await recordWithin(transaction, request, { target, reason, change: { permissions, minutes } });
          return row;
        });
        return reply.code(201).send(present(begun));
      },
    });

    server.get('/api/break-glass', {
      config: { access: 'audit:view' },
      schema: {
        summary: 'Who broke the glass, latest first',
        querystring: BreakGlassQuery,
        response: { 200: BreakGlassList, ...PROBLEMS },
      },
      handler: async (request) => {
        const { state, cursor, limit } = request.query;
        const { organisation } = callerOfRoute(request);
        const found = await listBreakGlass(database, organisation, { state, after: cursor, limit });
        const next = found.length < limit ? undefined : found.at(-1)?.id;
        return { items: found.map(present), next: next ?? null };
      },
    });

    server.get('/api/break-glass/running', {
      config: { access: 'signed-in' },
      schema: {
        summary: 'What you have taken yourself, while it runs',
        response: { 200: RunningBreakGlass, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        const found = await database.asOrganisation(organisation, (t) => runningBreakGlass(t, userId));
        return { running: found ? present(found) : null };
      },
    });

    server.post('/api/break-glass/:id/end', {
      config: { access: 'signed-in', audit: 'break-glass.end' },
      schema: {
        summary: 'Give the permissions back before their time is over',
        params: IdPath,
        response: { 200: BreakGlass, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        return database.asOrganisation(organisation, async (transaction) => {
          const ended = await endBreakGlass(transaction, request.params.id, userId);
          if (!ended) throw notFound('running break-glass of yours');
          await recordWithin(transaction, request, {});
          return present(ended);
        });
      },
    });

    server.post('/api/break-glass/:id/review', {
      config: { access: 'administration:approve', stepUp: true, audit: 'break-glass.review' },
      schema: {
        summary: 'Judge whether it was justified; what was not ends at once',
        params: IdPath,
        body: BreakGlassReview,
        response: { 200: BreakGlass, ...PROBLEMS },
      },
      handler: async (request) => {
        const { verdict, note } = request.body;
        const caller = callerOfRoute(request);
        const { organisation, userId, name } = caller;
        return database.asOrganisation(organisation, async (transaction) => {
          const found = await lockBreakGlass(transaction, request.params.id);
          if (!found) throw notFound('break-glass');
          requireAnother('review-break-glass', caller, found.userId);
          if (found.review !== null)
            throw new ProblemError(409, 'already-reviewed', 'It has been judged already.');
          const asked = { userId, name, review: verdict, note };
          const reviewed = await reviewBreakGlass(transaction, found.id, asked);
          await recordWithin(transaction, request, { reason: note, change: { verdict, of: found.userId } });
          return present(reviewed);
        });
      },
    });
  };

function refuseOutsiders({ person }: Caller): void {
  if (person.roles.every(({ role }) => OUTSIDERS.has(role)))
    throw new ProblemError(403, 'not-for-outsiders', 'People of other companies must ask for access.');
}

function givenPermissions(asked: readonly string[]): readonly Permission[] {
  const permissions = [...new Set(asked)].filter(isPermission);
  const never = asked.find((permission) => NEVER_GIVEN.test(permission));
  if (never !== undefined)
    throw new ProblemError(403, 'never-given', `Breaking the glass does not give ${never}.`);
  if (permissions.length < new Set(asked).size)
    throw invalidRequest('One of the permissions does not exist.');
  return permissions;
}

function present(stored: StoredBreakGlass): BreakGlass {
  const { id, userId, name, permissions, reason, begunAt, until } = stored;
  const { review, note, reviewedBy, reviewerName, reviewedAt } = stored;
  const due = new Date(begunAt.getTime() + REVIEW_HOURS * 3_600_000);
  return {
    ...{ id, userId, name, permissions: [...permissions], reason },
    ...{ begunAt: begunAt.toISOString(), until: until.toISOString(), reviewDueAt: due.toISOString() },
    overdue: review === null && due.getTime() < Date.now(),
    review:
      review && reviewedAt
        ? {
            ...{ verdict: review, note: note ?? '', userId: reviewedBy ?? '', name: reviewerName ?? '' },
            at: reviewedAt.toISOString(),
          }
        : null,
  };
}
