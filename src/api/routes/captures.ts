/** POST /api/uploads, PATCH and GET /api/uploads/:id, GET /api/captures, GET /api/captures/:id */

import type { Readable } from 'node:stream';
import {
  Capture,
  Captures,
  Upload,
  UploadOffset,
  UploadProgress,
  UploadRequest,
} from '../../contract/capture.ts';
import { IdPath } from '../../contract/device.ts';
import type { Document } from '../../contract/document.ts';
import { PAGE_LIMIT } from '../../contract/limits.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { formOf, HEAD_OCTETS } from '../../documents/document-form.ts';
import type { StoredCapture } from '../../store/captures.ts';
import type { OrganisationId } from '../../store/database.ts';
import { DocumentStore } from '../../store/documents.ts';
import { ImportStore } from '../../store/imports.ts';
import {
  beginUpload,
  dropUpload,
  findUpload,
  type ReceivedFiles,
  type StoredFile,
  type Upload as StoredUpload,
} from '../../store/received-files.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { requireEveryDevice } from '../devices/read-filter.ts';
import { notFound, ProblemError } from '../problem.ts';
import { presentDocument } from './documents.ts';
import { presentImport } from './imports.ts';

export const captureRoutes: Routes =
  ({ captures, files, database }) =>
  async (server) => {
    const imports = new ImportStore(database);
    const documents = new DocumentStore(database);
    // Octets are not parsed: they go to disk as they come.
    server.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

    server.post('/api/uploads', {
      config: { access: 'inventory:edit', audit: 'upload.begin' },
      schema: {
        summary: 'Begin to send a capture',
        body: UploadRequest,
        response: { 201: Upload, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        requireEveryDevice(request, 'inventory:edit');
        const { file, octets, sha256 } = request.body;
        const hash = sha256 === undefined ? null : Buffer.from(sha256, 'hex');
        const { organisation } = callerOfRoute(request);
        const id = await beginUpload(database, organisation, { file, octets, sha256: hash, import: null });
        return reply.code(201).send({ id, octets, received: 0 });
      },
    });

    server.get('/api/uploads/:id', {
      config: { access: 'inventory:edit' },
      schema: {
        summary: 'How much of a capture has arrived',
        params: IdPath,
        response: { 200: Upload, ...PROBLEMS },
      },
      handler: async (request) => {
        const upload = await uploadOf(callerOfRoute(request).organisation, request.params.id);
        return { id: upload.id, octets: upload.octets, received: await files.received(upload.id) };
      },
    });

    server.patch('/api/uploads/:id', {
      config: { access: 'inventory:edit', audit: 'upload.append' },
      schema: {
        summary: 'Send octets of a capture, from where it stands; the last ones make it a capture',
        consumes: ['application/octet-stream'],
        params: IdPath,
        querystring: UploadOffset,
        response: { 200: UploadProgress, ...PROBLEMS },
      },
      handler: async (request) => {
        const { organisation } = callerOfRoute(request);
        const upload = await uploadOf(organisation, request.params.id);
        const received = await append(upload, request.query.offset, request.body as Readable | undefined);
        if (received < upload.octets) return { received, capture: null, import: null, document: null };
        return { received, ...(await finish(organisation, upload)) };
      },
    });

    server.get('/api/captures', {
      config: { access: 'inventory:view' },
      schema: { summary: 'The captures received last', response: { 200: Captures, ...PROBLEMS } },
      handler: async (request) => {
        const found = await captures.latest(callerOfRoute(request).organisation, PAGE_LIMIT);
        return { captures: found.map(presentCapture) };
      },
    });

    server.get('/api/captures/:id', {
      config: { access: 'inventory:view' },
      schema: { summary: 'One capture', params: IdPath, response: { 200: Capture, ...PROBLEMS } },
      handler: async (request) => {
        const capture = await captures.find(callerOfRoute(request).organisation, request.params.id);
        if (!capture) throw notFound('capture');
        return presentCapture(capture);
      },
    });

    async function uploadOf(organisation: OrganisationId, id: string): Promise<StoredUpload> {
      const upload = await findUpload(database, organisation, id);
      if (!upload) throw notFound('upload');
      return upload;
    }

    async function append(upload: StoredUpload, offset: number, body: Readable | undefined): Promise<number> {
      // All octets came, and then the answer was lost: nothing is left to send, and the capture is made now.
      if (!body && offset === upload.octets && (await files.received(upload.id)) === offset) return offset;
      if (!body)
        throw new ProblemError(415, 'invalid-request', 'Send the octets as application/octet-stream.');
      const received = await files.append(upload.id, offset, upload.octets, body);
      if (typeof received === 'number') return received;
      if (received === 'busy')
        throw new ProblemError(409, 'upload-busy', 'Another request is sending to this upload.');
      if (received === 'too-long')
        throw new ProblemError(
          413,
          'upload-too-long',
          `More octets came than the ${upload.octets} announced.`,
        );
      const at = await files.received(upload.id);
      throw new ProblemError(409, 'upload-offset', `The upload stands at ${at} octets. Go on from there.`);
    }

    async function finish(
      organisation: OrganisationId,
      upload: StoredUpload,
    ): Promise<Omit<UploadProgress, 'received'>> {
      const sha256 = await files.hash(upload.id);
      if (upload.sha256 && !upload.sha256.equals(sha256)) {
        await dropUpload(database, organisation, upload.id);
        await files.dropUpload(upload.id);
        throw new ProblemError(
          422,
          'upload-differs',
          'What arrived has another SHA-256 than announced. Send it again.',
        );
      }
      const nothing = { capture: null, import: null, document: null };
      if (upload.document !== null)
        return { ...nothing, document: await finishDocument(organisation, upload, sha256) };
      return upload.import === null
        ? { ...nothing, capture: presentCapture(await kept(captures, organisation, upload, sha256)) }
        : { ...nothing, import: presentImport(await kept(imports, organisation, upload, sha256)) };
    }

    async function kept<Stored extends StoredFile<unknown>>(
      store: ReceivedFiles<Stored>,
      organisation: OrganisationId,
      upload: StoredUpload,
      sha256: Buffer,
    ): Promise<Stored> {
      const keep = (id: string) => files.keep(upload.id, id);
      const { id } = await store.finishUpload(organisation, upload, sha256, keep);
      await files.dropUpload(upload.id);
      const found = await store.find(organisation, id);
      if (!found) throw notFound('upload');
      return found;
    }

    async function finishDocument(
      organisation: OrganisationId,
      upload: StoredUpload,
      sha256: Buffer,
    ): Promise<Document> {
      const form = formOf(await files.head(upload.id, HEAD_OCTETS));
      if (form === undefined) {
        await dropUpload(database, organisation, upload.id);
        await files.dropUpload(upload.id);
        throw new ProblemError(
          415,
          'document-refused',
          'This is neither a PDF, a bill of materials in JSON, nor a spreadsheet (XLSX, CSV).',
        );
      }
      const keep = (id: string) => files.keep(upload.id, id);
      const octets = files.read(upload.id);
      const made = await documents.finishUpload(organisation, upload, form, sha256, octets, keep);
      await files.dropUpload(upload.id);
      const found = made && (await documents.find(organisation, made.id));
      if (!found) throw notFound('device');
      return presentDocument({ ...found, devices: 0 });
    }
  };

function presentCapture(capture: StoredCapture): Capture {
  const { id, file, octets, sha256, state, problem, summary, source, site, receivedAt, readAt } = capture;
  return {
    ...{ id, file, octets, state, problem, source, site },
    sha256: sha256.toString('hex'),
    receivedAt: receivedAt.toISOString(),
    readAt: readAt?.toISOString() ?? null,
    ...{
      packets: summary?.packets ?? null,
      firstAt: summary?.firstAt ?? null,
      lastAt: summary?.lastAt ?? null,
    },
    anomalies: { ...summary?.anomalies },
    damagedAt: summary?.damagedAt ?? null,
  };
}
