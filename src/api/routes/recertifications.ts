/** GET and POST /api/recertifications, GET …/:id/items, POST /api/recertification-items/:id/decision */

import { grantInWords, type Names, scopeInWords } from '../../access/explain.ts';
import { isRole, ROLES } from '../../access/permissions.ts';
import { IdPath } from '../../contract/device.ts';
import { PAGE_DEFAULT } from '../../contract/limits.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  RecertificationBegun,
  RecertificationDecision,
  RecertificationItem,
  RecertificationItems,
  RecertificationItemsQuery,
  Recertifications,
} from '../../contract/recertification.ts';
import type { OrganisationId } from '../../store/database.ts';
import { findGrants, type StoredGrant } from '../../store/grants.ts';
import { namesOfPeople } from '../../store/members.ts';
import {
  beginRecertification,
  decideRecertification,
  findRecertificationItem,
  listRecertificationItems,
  listRecertifications,
  type RecertificationItem as StoredItem,
} from '../../store/recertification.ts';
import { callerOfRoute, requireAnother } from '../access.ts';
import { namesFor } from '../access-rules.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';

export const recertificationRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/recertifications', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'Reviews of access, latest first',
        response: { 200: Recertifications, ...PROBLEMS },
      },
      handler: async (request) => {
        const found = await listRecertifications(database, callerOfRoute(request).organisation, PAGE_DEFAULT);
        return {
          recertifications: found.map(({ begunAt, dueAt, ...review }) => ({
            ...{ ...review, begunAt: begunAt.toISOString(), dueAt: dueAt.toISOString() },
          })),
        };
      },
    });

    server.post('/api/recertifications', {
      config: { access: 'administration:approve', audit: 'recertification.begin' },
      schema: {
        summary: 'Begin the review of this quarter now, with everything that was given so far',
        response: { 201: RecertificationBegun, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const now = Date.now();
        const id = await beginRecertification(database, callerOfRoute(request).organisation, now, now);
        if (id === undefined)
          throw new ProblemError(409, 'already-begun', 'The review of this quarter was begun before.');
        request.audited = { target: { kind: 'recertification', id } };
        return reply.code(201).send({ id });
      },
    });

    server.get('/api/recertifications/:id/items', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'Roles and rules that a review is about',
        params: IdPath,
        querystring: RecertificationItemsQuery,
        response: { 200: RecertificationItems, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        const { mine, undecided, cursor, limit } = request.query;
        const found = await listRecertificationItems(database, organisation, {
          ...{ recertification: request.params.id, undecided, after: cursor, limit },
          ...(mine && { reviewer: userId }),
        });
        if (!found) throw notFound('review');
        const last = found.length < limit ? undefined : found.at(-1);
        return { items: await present(organisation, found), next: last?.id ?? null };
      },
    });

    server.post('/api/recertification-items/:id/decision', {
      config: { access: 'administration:approve', audit: 'recertification.decide' },
      schema: {
        summary: 'Keep or remove a role or a rule',
        params: IdPath,
        body: RecertificationDecision,
        response: { 200: RecertificationItem, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        const { organisation, userId } = caller;
        const { id } = request.params;
        const item = await findRecertificationItem(database, organisation, id);
        if (!item) throw notFound('item');
        const { userId: of, role, grantId } = item;
        request.audited = { change: { ...request.body, of, role, grant: grantId } };
        requireAnother('review-access', caller, item.userId);
        if (!(await decideRecertification(database, organisation, id, userId, request.body.decision)))
          throw new ProblemError(
            409,
            'already-decided',
            'This was decided before, or withdrawn by its date.',
          );
        const decided = await findRecertificationItem(database, organisation, id);
        const [presented] = decided ? await present(organisation, [decided]) : [];
        if (!presented) throw notFound('item');
        return presented;
      },
    });

    async function present(organisation: OrganisationId, items: readonly StoredItem[]) {
      const grants = await findGrants(
        database,
        organisation,
        items.flatMap(({ grantId }) => grantId ?? []),
      );
      const people = await namesOfPeople(
        database,
        items.flatMap(({ userId, reviewer, decidedBy }) =>
          [userId, reviewer, decidedBy].filter((id) => id !== null),
        ),
      );
      const names = { ...(await namesFor(database, organisation)), people };
      return items.map((item) => presentItem(item, grants, names));
    }
  };

function presentItem(
  item: StoredItem,
  grants: ReadonlyMap<string, StoredGrant>,
  names: Names,
): RecertificationItem {
  const { id, userId, role, grantId, scope, decision, decidedAt, lapse } = item;
  const nameOf = (person: string | null) => (person === null ? null : (names.people.get(person) ?? null));
  const person = { id: userId, name: nameOf(userId) ?? 'somebody whose account is gone' };
  const grant = grantId === null ? undefined : grants.get(grantId);
  const ofRole = role !== null && isRole(role) ? `${ROLES[role]}, ${scopeInWords(scope ?? {}, names)}` : '';
  return {
    ...{ id, person, role, grant: grantId, decision, lapse },
    what: grant ? `${grantInWords(person.name, grant, names)} ${grant.reason}` : ofRole,
    ...{ reviewer: nameOf(item.reviewer), decidedBy: nameOf(item.decidedBy) },
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}
