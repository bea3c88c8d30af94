/** GET /api/devices, /api/devices/facets, /api/devices/export, /api/devices/:id */

import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import {
  Device,
  Devices,
  DevicesQuery,
  ExportFile,
  ExportQuery,
  Facets,
  FacetsQuery,
  IdPath,
} from '../../contract/device.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { printFilter } from '../../query/print-filter.ts';
import { exportDevices } from '../../store/device-export.ts';
import { countFacets, FACET_NAMES, type FacetName, type FacetValue } from '../../store/device-facets.ts';
import { COUNT_LIMIT, listDevices } from '../../store/device-list.ts';
import { findDevice } from '../../store/device-page.ts';
import type { Routes } from '../context.ts';
import { EXPORT_FORMATS } from '../devices/export-lines.ts';
import { presentDevice, presentListed } from '../devices/present-device.ts';
import { filterOf, parseCursor, printCursor, readerOf, sortOf } from '../devices/read-filter.ts';
import { endAfter } from '../export-stream.ts';
import { notFound, ProblemError } from '../problem.ts';

/** Exports at a time: each holds a connection of the database as long as its reader reads. */
const EXPORT_LIMIT = 4;
const EXPORT_LIMIT_MS = 15 * 60_000;

export const deviceRoutes: Routes =
  ({ database }) =>
  async (server) => {
    let exporting = 0;

    server.get('/api/devices', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Devices that fit, in any order',
        querystring: DevicesQuery,
        response: { 200: Devices, ...PROBLEMS },
      },
      handler: async (request) => {
        const { sort: sortText, cursor, limit } = request.query;
        const [filter, sort, now] = [filterOf(request.query), sortOf(sortText), Date.now()];
        const after = cursor === undefined ? undefined : parseCursor(cursor, filter, sort);
        const asked = { filter, now, sort, after, limit };
        const { devices, next, count } = await listDevices(database, readerOf(request), asked);
        return {
          devices: devices.map(presentListed),
          next: next ? printCursor(next, filter, sort) : null,
          total:
            count === undefined ? null : { count: Math.min(count, COUNT_LIMIT), exact: count <= COUNT_LIMIT },
          query: printFilter(filter),
        };
      },
    });

    server.get('/api/devices/facets', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'How the devices that fit spread over values',
        querystring: FacetsQuery,
        response: { 200: Facets, ...PROBLEMS },
      },
      handler: async (request) => {
        const names = facetNames(request.query.facets as string | undefined);
        const filter = filterOf(request.query);
        const found = await countFacets(database, readerOf(request), filter, Date.now(), names);
        const facets = Object.entries(found).map(
          ([name, { values, others }]): [string, { values: FacetValue[]; others: number }] => [
            name,
            { values: [...values], others },
          ],
        );
        return { facets: Object.fromEntries(facets) };
      },
    });

    server.get('/api/devices/export', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'All devices that fit, as CSV or NDJSON',
        querystring: ExportQuery,
        produces: ['text/csv', 'application/x-ndjson'],
        response: { 200: ExportFile, ...PROBLEMS },
      },
      handler: (request, reply) => {
        const [filter, sort] = [filterOf(request.query), sortOf(request.query.sort)];
        const format = request.query.format as 'csv' | 'ndjson';
        const { mediaType, head, line } = EXPORT_FORMATS[format];
        if (exporting >= EXPORT_LIMIT)
          throw new ProblemError(503, 'export-busy', 'Others export at the moment. Try again in a minute.');
        exporting += 1;
        const lines = new PassThrough();
        const tooLong = setTimeout(
          () => lines.destroy(new Error('the export took too long')),
          EXPORT_LIMIT_MS,
        );
        lines.write(head);
        const asked = { filter, now: Date.now(), sort };
        const writing = exportDevices(database, readerOf(request), asked, async (devices) => {
          if (lines.destroyed) return false;
          const hasRoom = lines.write(devices.map((device) => line(presentListed(device))).join(''));
          if (!hasRoom) await Promise.race([once(lines, 'drain'), once(lines, 'close')]);
          return !lines.destroyed;
        });
        void endAfter(writing, lines, request).finally(() => {
          clearTimeout(tooLong);
          exporting -= 1;
        });
        return reply
          .type(mediaType)
          .header('content-disposition', `attachment; filename="devices.${format}"`)
          .send(lines);
      },
    });

    server.get('/api/devices/:id', {
      config: { access: 'inventory:view', audit: 'device.view-evidence' },
      schema: {
        summary: 'One device with its evidence; of a part the whole device',
        params: IdPath,
        response: { 200: Device, ...PROBLEMS },
      },
      handler: async (request) => {
        const device = await findDevice(database, readerOf(request), request.params.id);
        if (!device) throw notFound('device');
        return presentDevice(device);
      },
    });
  };

function facetNames(text: string | undefined): readonly FacetName[] {
  if (text === undefined) return FACET_NAMES;
  return [...new Set(text.split(','))].map((name) => {
    const known = FACET_NAMES.find((facet) => facet === name);
    if (known) return known;
    const detail = `There is no facet "${name}". Ask for some of ${FACET_NAMES.join(', ')}.`;
    throw new ProblemError(400, 'invalid-facet', detail);
  });
}
