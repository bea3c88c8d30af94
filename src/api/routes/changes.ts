/** GET /api/changes */

import { Changes, ChangesQuery } from '../../contract/change.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { changesSince, newestChange } from '../../store/changes.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';

export const changeRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/changes', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'What changed since a number',
        querystring: ChangesQuery,
        response: { 200: Changes, ...PROBLEMS },
      },
      handler: async (request) => {
        const { since, limit, newest } = request.query;
        const { organisation } = callerOfRoute(request);
        if (newest) return { changes: [], next: await newestChange(database, organisation) };
        const found = await changesSince(database, organisation, since, limit);
        return {
          changes: found.map((change) => ({ ...change, at: change.at.toISOString() })),
          next: found.at(-1)?.sequence ?? since,
        };
      },
    });
  };
