/** GET and POST /api/devices/:id/controls, DELETE /api/devices/:id/controls/:control */

import type { FastifyRequest } from 'fastify';
import {
  type Control,
  ControlPath,
  ControlRequest,
  Controls,
  DecisionMade,
} from '../../contract/decision.ts';
import { IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import {
  controlsOfDevice,
  dropControl,
  isDocumentOf,
  putControl,
  type Control as StoredControl,
} from '../../store/controls.ts';
import { isDeviceSeen } from '../../store/device-reader.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { readerOf } from '../devices/read-filter.ts';
import { invalidRequest, notFound } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';

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
        database.asOrganisation(await organisationOf(request, 'risk:view'), async (transaction) => {
          const controls = await controlsOfDevice(transaction, request.params.id);
          return {
            controls: controls.map(presentControl),
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
        const { countermeasure, validation, since, verifiedAt, note, expiresAt, document } = request.body;
        request.audited = { change: changeOf(request.body) };
        const organisation = await organisationOf(request, 'mitigation:edit');
        const { name } = callerOfRoute(request);
        if ((validation === 'verified') !== (verifiedAt !== undefined))
          throw invalidRequest('State `verifiedAt` with `verified`, and only then.');
        if ([since, verifiedAt].some((text) => text !== undefined && Date.parse(text) > Date.now()))
          throw invalidRequest('A control stands and is tested before it counts.');
        if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now())
          throw invalidRequest('A control that has expired does not count.');
        const id = await database.asOrganisation(organisation, async (transaction) => {
          if (document !== undefined && !(await isDocumentOf(transaction, document, request.params.id)))
            throw notFound('document');
          return putControl(transaction, organisation, request.params.id, {
            ...{ countermeasure, validation, since: new Date(since), note: note ?? null },
            verifiedAt: verifiedAt === undefined ? null : new Date(verifiedAt),
            ...{ putBy: name, document: document ?? null },
            expiresAt: expiresAt === undefined ? null : new Date(expiresAt),
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
        request.audited = { change: { control } };
        const organisation = await organisationOf(request, 'mitigation:edit');
        const dropped = await database.asOrganisation(organisation, (transaction) =>
          dropControl(transaction, organisation, id, control),
        );
        if (!dropped) throw notFound('control');
        return { id: control };
      },
    });

    /** The organisation of the caller, who may do this on the device of the path. Throws a ProblemError. */
    async function organisationOf(
      request: FastifyRequest,
      permission: 'risk:view' | 'mitigation:edit',
    ): Promise<string> {
      const reader = readerOf(request, permission);
      const { id } = request.params as { readonly id: string };
      if (!(await isDeviceSeen(database, reader, id))) throw notFound('device');
      return reader.organisation;
    }
  };

export function presentControl(control: StoredControl): Control {
  const { since, verifiedAt, putAt, expiresAt, ...rest } = control;
  return {
    ...{ ...rest, since: since.toISOString(), verifiedAt: verifiedAt?.toISOString() ?? null },
    ...{ putAt: putAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null },
    counts: expiresAt === null || expiresAt.getTime() > Date.now(),
  };
}
