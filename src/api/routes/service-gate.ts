/** GET /api/devices/:id/service-gate, POST /api/devices/:id/into-service */

import { Device, IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { IntoServiceRequest, ServiceGate } from '../../contract/service-gate.ts';
import { isOpen, serviceGate } from '../../procure/service-gate.ts';
import { editDevices } from '../../store/device-edits.ts';
import { findDevice } from '../../store/device-page.ts';
import { gateFactsOf } from '../../store/service-gate.ts';
import type { Routes } from '../context.ts';
import { editedCount } from '../devices/edited-count.ts';
import { presentDevice } from '../devices/present-device.ts';
import { authorOf, readerOf } from '../devices/read-filter.ts';
import { notFound, ProblemError } from '../problem.ts';

export const serviceGateRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/devices/:id/service-gate', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'What is missing before a device goes into service',
        params: IdPath,
        response: { 200: ServiceGate, ...PROBLEMS },
      },
      handler: async (request) => {
        const found = await gateFactsOf(database, readerOf(request), request.params.id);
        if (!found) throw notFound('device');
        const checks = serviceGate(found.facts);
        return { isOpen: isOpen(checks), checks: [...checks], version: found.version };
      },
    });

    server.post('/api/devices/:id/into-service', {
      config: { access: 'inventory:edit', audit: 'device.into-service' },
      schema: {
        summary: 'Put a device into service, through its gate or by an exception that you sign',
        params: IdPath,
        body: IntoServiceRequest,
        response: { 200: Device, ...PROBLEMS },
      },
      handler: async (request) => {
        const [reader, author] = [readerOf(request, 'inventory:edit'), authorOf(request)];
        const { version, exception } = request.body;
        const found = await gateFactsOf(database, reader, request.params.id);
        if (!found) throw notFound('device');
        const missing = serviceGate(found.facts).filter(({ met }) => !met);
        if (missing.length > 0 && exception === undefined)
          throw new ProblemError(
            409,
            'gate-shut',
            `Not yet: ${missing.map(({ because }) => because).join(' ')} Settle it, or sign an exception with a reason.`,
          );
        const seen = new Map([[found.id, version]]);
        const reason =
          missing.length === 0
            ? 'the gate into service is met'
            : `by exception: ${exception} Missing: ${missing.map(({ id }) => id).join(', ')}.`;
        editedCount(await editDevices(database, reader, author, seen, { use: 'in-use' }, reason));
        const device = await findDevice(database, reader, found.id);
        if (!device) throw notFound('device');
        return presentDevice(device);
      },
    });
  };
