/** GET and POST /api/saved-queries, PATCH and DELETE /api/saved-queries/:id */

import { IdPath } from '../../contract/device.ts';
import { Nothing, PROBLEMS } from '../../contract/problem.ts';
import { SavedQueries, SavedQuery, SavedQueryChange, SavedQueryRequest } from '../../contract/saved-query.ts';
import {
  type QueryContent,
  SAVED_QUERY_LIMIT,
  SavedQueryStore,
  type SavedQuery as StoredQuery,
} from '../../store/saved-queries.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { authorOf, canonicalQuery, sortOf } from '../devices/read-filter.ts';
import { notFound, ProblemError } from '../problem.ts';

export const savedQueryRoutes: Routes =
  ({ database }) =>
  async (server) => {
    const queries = new SavedQueryStore(database);

    server.get('/api/saved-queries', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Your saved queries, and shared ones',
        response: { 200: SavedQueries, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        const found = await queries.list(organisation, userId);
        return { queries: found.map((query) => presentQuery(query, userId)) };
      },
    });

    server.post('/api/saved-queries', {
      config: { access: 'inventory:view', audit: 'saved-query.add' },
      schema: {
        summary: 'Keep a query',
        body: SavedQueryRequest,
        response: { 201: SavedQuery, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation, userId } = callerOfRoute(request);
        sortOf(request.body.sort);
        const content = { ...request.body, query: canonicalQuery(request.body.query) };
        const added = await queries.add(organisation, authorOf(request), content);
        if (added === 'full')
          throw new ProblemError(
            409,
            'too-many-queries',
            `You have ${SAVED_QUERY_LIMIT} queries. Drop one first.`,
          );
        if (added === 'taken') throw nameTaken();
        return reply.code(201).send(presentQuery(added, userId));
      },
    });

    server.patch('/api/saved-queries/:id', {
      config: { access: 'inventory:view', audit: 'saved-query.change' },
      schema: {
        summary: 'Change a query of yours',
        params: IdPath,
        body: SavedQueryChange,
        response: { 200: SavedQuery, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, userId } = callerOfRoute(request);
        const { version, query, ...rest } = request.body;
        if (rest.sort !== undefined) sortOf(rest.sort);
        const content = { ...rest, ...(query !== undefined && { query: canonicalQuery(query) }) };
        const present = Object.fromEntries(
          Object.entries(content).filter(([, value]) => value !== undefined),
        );
        const changed = await queries.change(
          organisation,
          userId,
          request.params.id,
          version,
          present as Partial<QueryContent>,
        );
        if (changed === 'not-found') throw notFound('saved query of yours');
        if (changed === 'taken') throw nameTaken();
        if (changed === 'conflict')
          throw new ProblemError(409, 'edit-conflict', 'The query was changed meanwhile. Load it again.');
        return presentQuery(changed, userId);
      },
    });

    server.delete('/api/saved-queries/:id', {
      config: { access: 'inventory:view', audit: 'saved-query.drop' },
      schema: { summary: 'Drop a query of yours', params: IdPath, response: { 204: Nothing, ...PROBLEMS } },
      handler: async (request, reply) => {
        const { organisation, userId } = callerOfRoute(request);
        if (!(await queries.drop(organisation, userId, request.params.id)))
          throw notFound('saved query of yours');
        return reply.code(204).send(undefined);
      },
    });
  };

const nameTaken = () => new ProblemError(409, 'name-taken', 'You have a query of this name.');

function presentQuery({ ownerId, ownerName, updatedAt, ...query }: StoredQuery, person: string): SavedQuery {
  return { ...query, own: ownerId === person, owner: ownerName, updatedAt: updatedAt.toISOString() };
}
