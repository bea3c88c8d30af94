/** GET /api/changes */

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { Changes, ChangesQuery } from '../../contract/change.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { changesSince } from '../../store/changes.ts';
import type { Database } from '../../store/database.ts';
import { callerOfRoute } from '../access.ts';

export const changeRoutes =
  (database: Database): FastifyPluginAsyncZod =>
  async (server) => {
    server.get('/api/changes', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'What changed since a number',
        querystring: ChangesQuery,
        response: { 200: Changes, ...PROBLEMS },
      },
      handler: async (request) => {
        const { since, limit } = request.query;
        const { organisation } = callerOfRoute(request);
        const found = await changesSince(database, organisation, since, limit);
        return {
          changes: found.map((change) => ({ ...change, at: change.at.toISOString() })),
          next: found.at(-1)?.sequence ?? since,
        };
      },
    });
  };
