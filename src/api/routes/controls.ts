/** GET and POST /api/devices/:id/controls, DELETE /api/devices/:id/controls/:control */

import { ControlPath, ControlRequest, Controls, DecisionMade } from '../../contract/decision.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { controlsOfDevice, dropControl, putControl } from '../../store/finding-decisions.ts';
import { productOfDevice } from '../../store/products.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { readerOf } from '../devices/read-filter.ts';
import { notFound, ProblemError } from '../problem.ts';

export const controlRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/devices/:id/controls', {
      config: { access: 'risk:view' },
      schema: {
        summary: 'Controls that stand before a device',
        params: IdPath,
        response: { 200: Controls, ...PROBLEMS },
      },
      handler: async (request) =>
        database.asOrganisation(callerOfRoute(request).organisation, async (transaction) => {
          const { selection } = readerOf(request, 'risk:view');
          if (!(await productOfDevice(transaction, selection, request.params.id))) throw notFound('device');
          const controls = await controlsOfDevice(transaction, request.params.id);
          return {
            controls: controls.map(({ since, verifiedAt, ...control }) => ({
              ...{ ...control, since: since.toISOString(), verifiedAt: verifiedAt?.toISOString() ?? null },
            })),
          };
        }),
    });

    server.post('/api/devices/:id/controls', {
      config: { access: 'mitigation:edit', audit: 'control.put' },
      schema: {
        summary: 'Put a control before a device, or state anew what is known of it',
        params: IdPath,
        body: ControlRequest,
        response: { 201: DecisionMade, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { countermeasure, validation, since, verifiedAt, note } = request.body;
        const { organisation } = callerOfRoute(request);
        if ((validation === 'verified') !== (verifiedAt !== undefined))
          throw new ProblemError(
            400,
            'invalid-request',
            'State `verifiedAt` with `verified`, and only then.',
          );
        if ([since, verifiedAt].some((text) => text !== undefined && Date.parse(text) > Date.now()))
          throw new ProblemError(400, 'invalid-request', 'A control stands and is tested before it counts.');
        const id = await database.asOrganisation(organisation, async (transaction) => {
          const { selection } = readerOf(request, 'mitigation:edit');
          if (!(await productOfDevice(transaction, selection, request.params.id))) throw notFound('device');
          return putControl(transaction, organisation, request.params.id, {
            ...{ countermeasure, validation, since: new Date(since), note: note ?? null },
            verifiedAt: verifiedAt === undefined ? null : new Date(verifiedAt),
          });
        });
        return reply.code(201).send({ id });
      },
    });

    server.delete('/api/devices/:id/controls/:control', {
      config: { access: 'mitigation:edit', audit: 'control.drop' },
      schema: {
        summary: 'Take a control away',
        params: ControlPath,
        response: { 200: DecisionMade, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id, control } = request.params;
        const { organisation } = callerOfRoute(request);
        const { selection } = readerOf(request, 'mitigation:edit');
        const dropped = await database.asOrganisation(
          organisation,
          async (transaction) =>
            (await productOfDevice(transaction, selection, id)) !== undefined &&
            dropControl(transaction, organisation, id, control),
        );
        if (!dropped) throw notFound('control');
        return { id: control };
      },
    });
  };
