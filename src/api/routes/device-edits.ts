/** PATCH /api/devices/:id, POST /api/devices/bulk, POST /api/devices/:id/notes */

import {
  BulkEditRequest,
  BulkEditResult,
  Device,
  DeviceEditRequest,
  IdPath,
  NoteRequest,
  NoteResult,
} from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { addNote, type DeviceEdit, editDevices, editFittingDevices } from '../../store/device-edits.ts';
import { findDevice } from '../../store/device-page.ts';
import type { Routes } from '../context.ts';
import { editedCount } from '../devices/edited-count.ts';
import { presentDevice } from '../devices/present-device.ts';
import { authorOf, filterOf, readerOf } from '../devices/read-filter.ts';
import { notFound } from '../problem.ts';

export const deviceEditRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.patch('/api/devices/:id', {
      config: { access: 'inventory:edit', audit: 'device.edit' },
      schema: {
        summary: 'Say where a device is, whose, and how it is used',
        params: IdPath,
        body: DeviceEditRequest,
        response: { 200: Device, ...PROBLEMS },
      },
      handler: async (request) => {
        const { version, set } = request.body;
        const [reader, { id }] = [readerOf(request, 'inventory:edit'), request.params];
        const seen = new Map([[id, version]]);
        editedCount(await editDevices(database, reader, authorOf(request), seen, set as DeviceEdit));
        const device = await findDevice(database, reader, id);
        if (!device) throw notFound('device');
        return presentDevice(device);
      },
    });

    server.post('/api/devices/bulk', {
      config: { access: 'inventory:edit', audit: 'device.bulk-edit' },
      schema: {
        summary: 'Say the same of many devices',
        body: BulkEditRequest,
        response: { 200: BulkEditResult, ...PROBLEMS },
      },
      handler: async (request) => {
        const { devices, query = '', expected = 0 } = request.body;
        const [reader, author, set] = [
          readerOf(request, 'inventory:edit'),
          authorOf(request),
          request.body.set as DeviceEdit,
        ];
        if (devices) {
          const seen = new Map(devices.map(({ id, version }) => [id, version]));
          return { edited: editedCount(await editDevices(database, reader, author, seen, set)) };
        }
        const fitting = { filter: filterOf({ query }), now: Date.now(), expected };
        return { edited: editedCount(await editFittingDevices(database, reader, author, fitting, set)) };
      },
    });

    server.post('/api/devices/:id/notes', {
      config: { access: 'inventory:edit', audit: 'device.note' },
      schema: {
        summary: 'Add a note; notes are signed and stay',
        params: IdPath,
        body: NoteRequest,
        response: { 201: NoteResult, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const [{ id }, { text }] = [request.params, request.body];
        const note = await addNote(
          database,
          readerOf(request, 'inventory:edit'),
          authorOf(request),
          id,
          text,
        );
        if (note === undefined) throw notFound('device');
        return reply.code(201).send({ id: note });
      },
    });
  };
