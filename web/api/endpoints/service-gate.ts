/** Putting a device into service. */

import { Device } from '../../../src/contract/device.ts';
import { IntoServiceRequest, ServiceGate } from '../../../src/contract/service-gate.ts';
import { endpoint } from '../endpoint.ts';

export const findServiceGate = endpoint({
  method: 'GET',
  path: '/api/devices/:id/service-gate',
  response: ServiceGate,
  concerns: ['device', 'document'],
});

export const putIntoService = endpoint({
  method: 'POST',
  path: '/api/devices/:id/into-service',
  body: IntoServiceRequest,
  response: Device,
  concerns: ['device'],
});
