/** GET and PUT /api/retention */

import { PROBLEMS } from '../../contract/problem.ts';
import { Retention, RetentionRequest } from '../../contract/retention.ts';
import type { OrganisationId } from '../../store/database.ts';
import { classReports } from '../../store/retention/class-report.ts';
import { retentionOf, setRetention } from '../../store/retention/settings.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { ProblemError } from '../problem.ts';

export const retentionRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/retention', {
      config: { access: 'administration:view' },
      schema: {
        summary: 'How long data is kept, and what it takes on disk',
        response: { 200: Retention, ...PROBLEMS },
      },
      handler: (request) => present(callerOfRoute(request).organisation),
    });

    server.put('/api/retention', {
      config: { access: 'administration:edit', audit: 'retention.change' },
      schema: {
        summary: 'Say how long data is kept',
        body: RetentionRequest,
        response: { 200: Retention, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const refused = await setRetention(database, organisation, request.body.days);
        if (refused)
          throw new ProblemError(
            422,
            'retention-bounds',
            `Choose from ${refused.least} to ${refused.most} days for ${refused.id}.`,
          );
        return present(organisation);
      },
    });

    async function present(organisation: OrganisationId): Promise<Retention> {
      const settings = await retentionOf(database, organisation);
      const reports = await classReports(database, new Date());
      return {
        classes: reports.map(({ retention, octets, forecast }) => {
          const own = settings.find(({ id }) => id === retention.id);
          const { id, title, least, most, removal } = retention;
          return {
            ...{ id: id as Retention['classes'][number]['id'], title, least, most, octets },
            days: own?.days ?? retention.days,
            removed: removal.kind !== 'elsewhere',
            lastRun: own?.lastRun
              ? {
                  ranAt: own.lastRun.ranAt.toISOString(),
                  keptSince: own.lastRun.keptSince.toISOString(),
                  rows: own.lastRun.rows,
                }
              : null,
            forecast: {
              octetsPerDay: forecast.octetsPerDay,
              octetsIn30Days: forecast.octetsIn['30'],
              octetsIn90Days: forecast.octetsIn['90'],
            },
          };
        }),
      };
    }
  };
