/** Devices: lists, what they spread over, one whole, and what people say of them. */

import {
  BulkEditRequest,
  BulkEditResult,
  Device,
  DeviceEditRequest,
  Devices,
  DevicesQuery,
  Facets,
  FacetsQuery,
  NoteRequest,
  NoteResult,
} from '../../../src/contract/device.ts';
import { endpoint } from '../endpoint.ts';

const concerns = ['device'];

export const listDevices = endpoint({
  method: 'GET',
  path: '/api/devices',
  query: DevicesQuery,
  response: Devices,
  concerns,
});

export const countFacets = endpoint({
  method: 'GET',
  path: '/api/devices/facets',
  query: FacetsQuery,
  response: Facets,
  concerns,
});

/** Sent as a file: see `api/download.ts`. */
export const EXPORT_PATH = '/api/devices/export';

export const findDevice = endpoint({
  method: 'GET',
  path: '/api/devices/:id',
  response: Device,
  concerns,
  about: 'device',
});

export const editDevice = endpoint({
  method: 'PATCH',
  path: '/api/devices/:id',
  body: DeviceEditRequest,
  response: Device,
  concerns,
});

export const editDevices = endpoint({
  method: 'POST',
  path: '/api/devices/bulk',
  body: BulkEditRequest,
  response: BulkEditResult,
  concerns,
});

export const addNote = endpoint({
  method: 'POST',
  path: '/api/devices/:id/notes',
  body: NoteRequest,
  response: NoteResult,
  concerns,
});
