/** GET /api/changes */

import { Changes, ChangesQuery } from '../../contract/change.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { changesSince, newestChange } from '../../store/changes.ts';
import { callerOfRoute } from '../access.ts';
import { devicesOf } from '../caller.ts';
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
        const caller = callerOfRoute(request);
        if (newest) return { changes: [], next: await newestChange(database, caller.organisation) };
        const visible = devicesOf(caller, 'inventory:view');
        const found = await changesSince(database, caller.organisation, visible, since, limit);
        return {
          changes: found.map((change) => ({ ...change, at: change.at.toISOString() })),
          next: found.at(-1)?.sequence ?? since,
        };
      },
    });
  };
