/** GET, POST and DELETE /api/demonstration */

import { Demonstration, DemonstrationState, RemovedDemonstration } from '../../contract/demonstration.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  addDemonstration,
  demonstrationOf,
  demonstrationProgress,
  isDemonstration,
  removeDemonstration,
} from '../../store/demonstrations.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { DEMONSTRATION_NAME, DEMONSTRATION_PLACES } from '../demonstration-places.ts';
import { notFound, ProblemError } from '../problem.ts';

export const demonstrationRoutes: Routes =
  ({ database, riskDesk }) =>
  async (server) => {
    server.get('/api/demonstration', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'The demonstration hospital of this organisation, and how far it is loaded',
        response: { 200: DemonstrationState, ...PROBLEMS },
      },
      handler: async (request) => ({ demonstration: await present(callerOfRoute(request).organisation) }),
    });

    server.post('/api/demonstration', {
      config: { access: 'administration:edit', audit: 'demonstration.add' },
      schema: {
        summary: 'Bring a demonstration hospital: invented devices in an organisation of their own',
        response: { 201: Demonstration, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { organisation, organisations, userId } = callerOfRoute(request);
        if (await isDemonstration(database, organisation))
          throw new ProblemError(409, 'demonstration', 'This is the demonstration hospital already.');
        const made = await addDemonstration(database, organisation, {
          ...{ name: DEMONSTRATION_NAME, places: DEMONSTRATION_PLACES, person: userId },
          roles: organisations.find(({ id }) => id === organisation)?.roles ?? [],
        });
        const found = await present(organisation);
        if (made === undefined || !found)
          throw new ProblemError(409, 'already-begun', 'There is a demonstration hospital. Remove it first.');
        request.audited = { target: { kind: 'demonstration', id: made } };
        return reply.code(201).send(found);
      },
    });

    server.delete('/api/demonstration', {
      config: { access: 'administration:edit', audit: 'demonstration.remove' },
      schema: {
        summary:
          'Remove the demonstration hospital of this organisation with everything in it, and nothing else',
        response: { 200: RemovedDemonstration, ...PROBLEMS },
      },
      handler: async (request) => {
        const removed = await removeDemonstration(database, callerOfRoute(request).organisation);
        if (removed === undefined) throw notFound('demonstration hospital');
        await riskDesk?.forgetDemonstration(removed);
        request.audited = { target: { kind: 'demonstration', id: removed } };
        return { organisation: removed };
      },
    });

    async function present(owner: string) {
      const found = await demonstrationOf(database, owner);
      if (!found) return null;
      const { organisation, madeAt, problem, isLoaded } = found;
      const { files, filesRead, devices, waiting } = await demonstrationProgress(database, organisation);
      const isReady = isLoaded && filesRead === files && waiting === 0;
      const state = problem !== null ? 'failed' : isReady ? 'ready' : 'loading';
      return {
        ...{ organisation, problem, files, filesRead, devices },
        ...{ state: state as 'failed' | 'ready' | 'loading', madeAt: madeAt.toISOString() },
      };
    }
  };
