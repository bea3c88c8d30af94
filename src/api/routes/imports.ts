/** POST and GET /api/imports, GET /api/imports/:id, GET /api/imports/:id/conflicts */

import { Upload } from '../../contract/capture.ts';
import { IdPath } from '../../contract/device.ts';
import {
  Import,
  ImportConflicts,
  ImportConflictsQuery,
  ImportRequest,
  Imports,
} from '../../contract/import.ts';
import { PAGE_LIMIT } from '../../contract/limits.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { ImportStore, type StoredConflict, type StoredImport } from '../../store/imports.ts';
import { beginUpload } from '../../store/received-files.ts';
import { callerOfRoute } from '../access.ts';
import { devicesOf } from '../caller.ts';
import type { Routes } from '../context.ts';
import { requireEveryDevice } from '../devices/read-filter.ts';
import { notFound } from '../problem.ts';

export const importRoutes: Routes =
  ({ database }) =>
  async (server) => {
    const imports = new ImportStore(database);

    server.post('/api/imports', {
      config: { access: 'inventory:edit', audit: 'import.begin' },
      schema: {
        summary: 'Begin to send records of another tool; the octets go to /api/uploads/:id',
        body: ImportRequest,
        response: { 201: Upload, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        requireEveryDevice(request, 'inventory:edit');
        const { file, octets, sha256, format, columns } = request.body;
        const hash = sha256 === undefined ? null : Buffer.from(sha256, 'hex');
        const stated = { ...(format !== undefined && { format }), ...(columns && { columns }) };
        const { organisation } = callerOfRoute(request);
        const upload = { file, octets, sha256: hash, import: stated };
        const id = await beginUpload(database, organisation, upload);
        return reply.code(201).send({ id, octets, received: 0 });
      },
    });

    server.get('/api/imports', {
      config: { access: 'inventory:view' },
      schema: { summary: 'The imports received last', response: { 200: Imports, ...PROBLEMS } },
      handler: async (request) => {
        const found = await imports.latest(callerOfRoute(request).organisation, PAGE_LIMIT);
        return { imports: found.map(presentImport) };
      },
    });

    server.get('/api/imports/:id', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'One import: what was read of it, and left out',
        params: IdPath,
        response: { 200: Import, ...PROBLEMS },
      },
      handler: async (request) => {
        const found = await imports.find(callerOfRoute(request).organisation, request.params.id);
        if (!found) throw notFound('import');
        return presentImport(found);
      },
    });

    server.get('/api/imports/:id/conflicts', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'What an import says otherwise than was known, what is kept and why',
        params: IdPath,
        querystring: ImportConflictsQuery,
        response: { 200: ImportConflicts, ...PROBLEMS },
      },
      handler: async (request) => {
        const caller = callerOfRoute(request);
        const { id } = request.params;
        if (!(await imports.find(caller.organisation, id))) throw notFound('import');
        const { cursor: after, limit } = request.query;
        const visible = devicesOf(caller, 'inventory:view');
        const found = await imports.conflictsOf(caller.organisation, visible, id, { after, limit });
        const next = found.length < limit ? null : (found.at(-1)?.id ?? null);
        return { conflicts: found.map(presentConflict), next };
      },
    });
  };

export function presentImport(found: StoredImport): Import {
  const { id, file, octets, sha256, state, problem, summary, devices, conflicts, unmatched } = found;
  return {
    ...{ id, file, octets, state, problem, devices, conflicts, unmatched },
    sha256: sha256.toString('hex'),
    receivedAt: found.receivedAt.toISOString(),
    readAt: found.readAt?.toISOString() ?? null,
    ...{ format: summary?.format ?? null, read: summary?.read ?? null },
    ...{ skipped: { ...summary?.skipped }, ignoredFields: { ...summary?.ignoredFields } },
    ...{ firstAt: summary?.firstAt ?? null, lastAt: summary?.lastAt ?? null },
  };
}

function presentConflict(conflict: StoredConflict): ImportConflicts['conflicts'][number] {
  const { id, device, attribute, said, saidConfidence, line, known, knownConfidence, kept, why } = conflict;
  return {
    ...{ id, device, attribute, kept, why },
    import: { value: said, confidence: saidConfidence, line },
    known: { value: known, confidence: knownConfidence },
  };
}
