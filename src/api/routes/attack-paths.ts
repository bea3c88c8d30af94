/** GET /api/risk/choke-points, GET /api/devices/:id/attack-paths */

import { isEverySelected } from '../../access/device-selection.ts';
import { ChokePoints, DeviceAttackPaths, PROTECTED_LIMIT } from '../../contract/attack-path.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { chokePointsFor, lastPathRun, pathsToDevice } from '../../store/attack-paths.ts';
import type { KnownDevice } from '../../store/conversations/known-ends.ts';
import { productOfDevice } from '../../store/products.ts';
import type { Routes } from '../context.ts';
import { readerOf } from '../devices/read-filter.ts';
import { notFound } from '../problem.ts';

export const attackPathRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/risk/choke-points', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'What is best closed first, over what was seen',
        response: { 200: ChokePoints, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation, selection } = readerOf(request, 'risk:view');
        return database.asOrganisation(organisation, async (transaction) => {
          const run = await lastPathRun(transaction);
          const points = await chokePointsFor(transaction, selection);
          const isWhole = isEverySelected(selection);
          return {
            ...presentRun(run),
            ...{ devices: run?.devices ?? 0, flows: run?.flows ?? 0, notWalked: run?.not_walked ?? 0 },
            points: points.map(({ kind, device, service, partners, lowersBy, protects }) => ({
              ...{ kind, service, partners, device: presentDevice(device) },
              share: isWhole && run && run.risk > 0 ? Math.min(1, lowersBy / run.risk) : null,
              protects: protects.slice(0, PROTECTED_LIMIT).map(({ device: its, before, after }) => ({
                ...{ device: presentDevice(its), before, after },
              })),
              protectsMore: Math.max(0, protects.length - PROTECTED_LIMIT),
            })),
          };
        });
      },
    });

    server.get('/api/devices/:id/attack-paths', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'How an attacker would come to a device, over what was seen',
        params: IdPath,
        response: { 200: DeviceAttackPaths, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = request.params;
        const { organisation, selection } = readerOf(request, 'risk:view');
        return database.asOrganisation(organisation, async (transaction) => {
          if (!(await productOfDevice(transaction, selection, id))) throw notFound('device');
          const run = await lastPathRun(transaction);
          const found = await pathsToDevice(transaction, selection, id);
          return {
            ...presentRun(run),
            isWalked: found !== undefined || run?.not_walked === 0,
            reach: found?.reach ?? null,
            paths: (found?.paths ?? []).map(({ steps, ...path }) => ({ ...path, steps: [...steps] })),
          };
        });
      },
    });
  };

function presentRun(run: Awaited<ReturnType<typeof lastPathRun>>) {
  return {
    standing: run?.standing ?? ('waiting' as const),
    computedAt: run?.computed_at.toISOString() ?? null,
    areFlowsDropped: run?.flows_dropped ?? false,
  };
}

function presentDevice({ id, category, name, ip }: KnownDevice) {
  return { id, category, name, ip };
}
