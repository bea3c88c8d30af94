/** GET and PATCH /api/active-queries/policy, POST /api/active-queries/stop */

import { PROBES } from '../../active/registry.ts';
import { ActiveQueryPolicy, ActiveQueryPolicyChange } from '../../contract/active-query.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { changePolicy, findPolicy, type StoredPolicy } from '../../store/active-queries/policy.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { authorOf } from '../devices/read-filter.ts';
import { presentProbe } from '../present-active-queries.ts';
import { recordWithin } from '../record/recorded-calls.ts';

export const activeQueryPolicyRoutes: Routes =
  ({ database, deviceRules }) =>
  async (server) => {
    const neverAsked = [...deviceRules.scanModeOf].flatMap(([category, mode]) =>
      mode === 'never' ? [category] : [],
    );
    const present = ({ enabled, barredMakers, changedAt, changedBy }: StoredPolicy): ActiveQueryPolicy => ({
      ...{ enabled, barredMakers: [...barredMakers], changedBy, neverAsked },
      ...{ changedAt: changedAt?.toISOString() ?? null, probes: PROBES.map(presentProbe) },
    });

    server.get('/api/active-queries/policy', {
      config: { access: 'active-query:view' },
      schema: {
        summary: 'Whether devices may be asked at all, which probes there are, and which devices never',
        response: { 200: ActiveQueryPolicy, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        return present(await database.asOrganisation(organisation, findPolicy));
      },
    });

    server.patch('/api/active-queries/policy', {
      config: { access: 'administration:approve', stepUp: true, audit: 'active-query.policy' },
      schema: {
        summary: 'Switch active queries on or off, or name makers whose devices are never asked',
        body: ActiveQueryPolicyChange,
        response: { 200: ActiveQueryPolicy, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const { enabled, barredMakers } = request.body;
        const change = {
          ...(enabled !== undefined && { enabled }),
          ...(barredMakers && { barredMakers: [...new Set(barredMakers)] }),
        };
        return database.asOrganisation(organisation, async (t) => {
          const changed = await changePolicy(t, organisation, change, authorOf(request));
          await recordWithin(t, request, { change });
          return present(changed);
        });
      },
    });

    // Whoever sees that a query harms must not have to look for somebody who may stop it.
    server.post('/api/active-queries/stop', {
      config: { access: 'active-query:view', audit: 'active-query.stop' },
      schema: {
        summary: 'Switch active queries off at once; what is permitted and not sent yet ends',
        response: { 200: ActiveQueryPolicy, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        return database.asOrganisation(organisation, async (t) => {
          const changed = await changePolicy(t, organisation, { enabled: false }, authorOf(request));
          await recordWithin(t, request, { change: { enabled: false } });
          return present(changed);
        });
      },
    });
  };
