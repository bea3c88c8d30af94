/** GET /api/health */

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { Health } from '../../contract/health.ts';
import type { Database } from '../../store/database.ts';

export const healthRoutes =
  ({ kysely }: Database, version: string): FastifyPluginAsyncZod =>
  async (server) => {
    server.get('/api/health', {
      config: { access: 'public' },
      schema: { summary: 'Whether the server works', response: { 200: Health, 503: Health } },
      handler: async (_request, reply) => {
        const database = await sql`select 1`.execute(kysely).then(
          () => 'ok' as const,
          () => 'failing' as const,
        );
        return reply.code(database === 'ok' ? 200 : 503).send({ status: database, version, database });
      },
    });
  };
