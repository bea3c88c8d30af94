/**
 * POST and GET /api/documents, GET and DELETE /api/documents/:id, GET /api/documents/:id/octets, /components and /answers.
 * The octets are sent to /api/uploads/:id.
 */

import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Upload } from '../../contract/capture.ts';
import { IdPath } from '../../contract/device.ts';
import {
  Answers,
  AnswersQuery,
  Components,
  ComponentsQuery,
  Document,
  DocumentOctets,
  DocumentRequest,
  Documents,
  DocumentsQuery,
  RemovedDocument,
} from '../../contract/document.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { isDeviceSeen } from '../../store/device-reader.ts';
import { DocumentStore, type SeenDocument, type StatedDocument } from '../../store/documents.ts';
import { beginUpload } from '../../store/received-files.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { authorOf, readerOf, requireEveryDevice } from '../devices/read-filter.ts';
import { invalidRequest, notFound } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';

export const documentRoutes: Routes =
  ({ database }) =>
  async (server) => {
    const documents = new DocumentStore(database);

    server.post('/api/documents', {
      config: { access: 'inventory:edit', audit: 'document.begin' },
      schema: {
        summary: 'Begin to send a document of a device or a product; the octets go to /api/uploads/:id',
        body: DocumentRequest,
        response: { 201: Upload, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { file, octets, sha256, device, product, note } = request.body;
        request.audited = { change: changeOf(request.body) };
        if ((device === undefined) === (product === undefined))
          throw invalidRequest('State either `device` or `product`.');
        await mayEdit(request, device);
        const { vendor, version } = product ?? {};
        const stated: StatedDocument = {
          ...(device !== undefined && { device }),
          ...(product && {
            product: { model: product.model, ...(vendor && { vendor }), ...(version && { version }) },
          }),
          ...(note && { note }),
          by: authorOf(request),
        };
        const hash = sha256 === undefined ? null : Buffer.from(sha256, 'hex');
        const { organisation } = callerOfRoute(request);
        const id = await beginUpload(database, organisation, {
          file,
          octets,
          sha256: hash,
          document: stated,
        });
        return reply.code(201).send({ id, octets, received: 0 });
      },
    });

    server.get('/api/documents', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Documents, latest first',
        querystring: DocumentsQuery,
        response: { 200: Documents, ...PROBLEMS },
      },
      handler: async (request) => {
        const { device, kind, cursor, limit } = request.query;
        const found = await documents.list(readerOf(request), { device, kind, after: cursor, limit });
        const next = found.length < limit ? null : (found.at(-1)?.id ?? null);
        return { documents: found.map(presentDocument), next };
      },
    });

    server.get('/api/documents/:id', {
      config: { access: 'inventory:view' },
      schema: { summary: 'One document', params: IdPath, response: { 200: Document, ...PROBLEMS } },
      handler: async (request) => presentDocument(await seen(request, request.params.id)),
    });

    server.get('/api/documents/:id/octets', {
      config: { access: 'inventory:view', audit: 'document.download' },
      schema: {
        summary: 'The document as it was sent, as an attachment',
        params: IdPath,
        produces: ['application/octet-stream'],
        response: { 200: DocumentOctets, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const found = await seen(request, request.params.id);
        const { organisation } = callerOfRoute(request);
        return reply
          .type('application/octet-stream')
          .header('content-length', found.octets)
          .header('content-disposition', attachmentNamed(found.file))
          .header('content-security-policy', "default-src 'none'; sandbox")
          .send(Readable.from(documents.octets(organisation, found.id)) as never);
      },
    });

    server.get('/api/documents/:id/components', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Components that a bill of materials lists',
        params: IdPath,
        querystring: ComponentsQuery,
        response: { 200: Components, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = await seen(request, request.params.id);
        const { organisation } = callerOfRoute(request);
        const found = await documents.components(organisation, id, request.query);
        return {
          components: found.map(({ cpes, purls, supportEnds, ...component }) => ({
            ...{ ...component, cpes: [...cpes], purls: [...purls] },
            supportEnds: supportEnds?.toISOString() ?? null,
          })),
          next: found.length < request.query.limit ? null : (found.at(-1)?.position ?? null),
        };
      },
    });

    server.get('/api/documents/:id/answers', {
      config: { access: 'inventory:view' },
      schema: {
        summary: 'Answers that a security disclosure form (MDS2) gives',
        params: IdPath,
        querystring: AnswersQuery,
        response: { 200: Answers, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id } = await seen(request, request.params.id);
        const { after, limit } = request.query;
        const found = await documents.answers(callerOfRoute(request).organisation, id, after, limit);
        return { answers: found, next: found.length < limit ? null : (found.at(-1)?.position ?? null) };
      },
    });

    server.delete('/api/documents/:id', {
      config: { access: 'inventory:edit', audit: 'document.remove' },
      schema: {
        summary: 'Remove a document, and what was read of it',
        params: IdPath,
        response: { 200: RemovedDocument, ...PROBLEMS },
      },
      handler: async (request) => {
        const { id, device, file, model } = await seen(request, request.params.id);
        request.audited = { change: { file, device, model } };
        await mayEdit(request, device ?? undefined);
        await documents.remove(callerOfRoute(request).organisation, id);
        return { id };
      },
    });

    async function seen(request: FastifyRequest, id: string): Promise<SeenDocument> {
      const found = await documents.findSeen(readerOf(request), id);
      if (!found) throw notFound('document');
      return found;
    }

    /** Throws a ProblemError unless the caller may edit the device; without one, all devices. */
    async function mayEdit(request: FastifyRequest, device: string | undefined): Promise<void> {
      if (device === undefined) requireEveryDevice(request, 'inventory:edit');
      else if (!(await isDeviceSeen(database, readerOf(request, 'inventory:edit'), device)))
        throw notFound('device');
    }
  };

export function presentDocument(found: SeenDocument): Document {
  const { id, file, octets, sha256, device, devices, kind, format, note, state, problem, addedBy } = found;
  const { vendor, model, version, summary, addedAt } = found;
  return {
    ...{ id, file, octets, device, devices, kind, format, note, state, problem, addedBy },
    sha256: sha256.toString('hex'),
    product: model === null ? null : { vendor, model, version },
    ...{ names: summary?.names ?? null, dated: summary?.dated ?? null },
    ...{ items: summary?.items ?? null, skipped: summary?.skipped ?? null },
    addedAt: addedAt.toISOString(),
  };
}

/** A name for what a browser saves (RFC 6266): signs that are no plain text are written by number. */
function attachmentNamed(file: string): string {
  const plain = file.replaceAll(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(file.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
