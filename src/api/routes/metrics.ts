/** GET /metrics */

import { MetricsText } from '../../contract/health.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { allOrganisations } from '../../store/organisations.ts';
import type { Routes } from '../context.ts';

export const metricsRoutes: Routes =
  ({ database, metrics }) =>
  async (server) => {
    server.get('/metrics', {
      config: { access: 'administration:view', operatorToken: true },
      schema: {
        summary: 'Metrics for Prometheus',
        description:
          'With an API key the lines of its organisation, with the token of the operator (WARDLIGHT_METRICS_TOKEN) those of all.',
        produces: ['text/plain'],
        response: { 200: MetricsText, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { caller } = request;
        const organisations = caller ? [caller.organisation] : await allOrganisations(database);
        return reply
          .type(metrics.contentType)
          .header('cache-control', 'no-store')
          .send(await metrics.text(organisations));
      },
    });
  };
