/** Devices. */

import { Device, Devices, DevicesQuery } from '../../../src/contract/device.ts';
import { endpoint } from '../endpoint.ts';

export const listDevices = endpoint({
  method: 'GET',
  path: '/api/devices',
  query: DevicesQuery,
  response: Devices,
  concerns: ['device'],
});

export const findDevice = endpoint({
  method: 'GET',
  path: '/api/devices/:id',
  response: Device,
  concerns: ['device'],
});
