/** GET /api/devices, GET /api/devices/:id */

import { Device, Devices, DevicesQuery, IdPath } from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { findDevice, type ListedDevice, listDevices, type StoredDevice } from '../../store/devices.ts';
import { callerOfRoute } from '../access.ts';
import { devicesOf } from '../caller.ts';
import type { Routes } from '../context.ts';
import { notFound, ProblemError } from '../problem.ts';

export const deviceRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/devices', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Devices, seen last first',
        querystring: DevicesQuery,
        response: { 200: Devices, ...PROBLEMS },
      },
      handler: async (request) => {
        const { category, text, cursor, limit } = request.query;
        const after = cursor === undefined ? undefined : parseCursor(cursor);
        const caller = callerOfRoute(request);
        const visible = devicesOf(caller, 'inventory:view');
        const found = await listDevices(database, caller.organisation, visible, {
          category,
          text,
          after,
          limit,
        });
        const last = found.length < limit ? undefined : found.at(-1);
        return { devices: found.map(presentListed), next: last ? `${last.lastAt}~${last.id}` : null };
      },
    });

    server.get('/api/devices/:id', {
      config: { access: 'inventory:view', audit: 'device.view-evidence' },
      schema: {
        summary: 'One device with its evidence',
        params: IdPath,
        response: { 200: Device, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        const visible = devicesOf(caller, 'inventory:view');
        const device = await findDevice(database, caller.organisation, visible, request.params.id);
        if (!device) throw notFound('device');
        return presentDevice(device);
      },
    });
  };

function parseCursor(text: string): { lastAt: string; id: string } {
  const [lastAt = '', id = ''] = text.split('~');
  if (Number.isNaN(Date.parse(lastAt)) || !/^[0-9a-f-]{36}$/.test(id))
    throw new ProblemError(400, 'invalid-request', 'The cursor is not one that a page gave.');
  return { lastAt, id };
}

function presentListed({ best, ...device }: ListedDevice): Devices['devices'][number] {
  return { ...presentFacts(device), attributes: best };
}

function presentDevice({ values, services, viaDevice, ...device }: StoredDevice): Device {
  const attributes: Device['attributes'] = {};
  for (const { attribute, value, confidence, evidence } of values) {
    attributes[attribute] ??= [];
    attributes[attribute].push({ value, confidence, evidence: [...evidence] });
  }
  return { ...presentFacts(device), attributes, services: [...services], viaDevice };
}

/** Copies, since the contract's arrays may be changed by those who parse it. */
function presentFacts(device: Omit<ListedDevice, 'best'>) {
  const { macs, ips, vlans, hostnames, category } = device;
  return {
    ...device,
    ...{ macs: [...macs], ips: [...ips], vlans: [...vlans], hostnames: [...hostnames] },
    category: { ...category, reasons: [...category.reasons] },
  };
}
