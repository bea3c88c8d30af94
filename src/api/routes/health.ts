/** GET /api/health */

import { Health } from '../../contract/health.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import type { Routes } from '../context.ts';

export const healthRoutes: Routes =
  ({ database, version }) =>
  async (server) => {
    server.get('/api/health', {
      config: { access: 'public' },
      schema: { summary: 'Whether the server works', response: { 200: Health, 503: Health, ...PROBLEMS } },
      handler: async (_request, reply) => {
        const answers = await database.answers();
        const status = answers ? ('ok' as const) : ('failing' as const);
        return reply.code(answers ? 200 : 503).send({ status, version, database: status });
      },
    });
  };
