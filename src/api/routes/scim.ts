/** /scim/v2/…: SCIM 2.0 (RFC 7643, RFC 7644) for the directory of an organisation */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isUuid } from '../../base/uuid.ts';
import {
  SCIM_PAGE_LIMIT,
  ScimList,
  ScimPatch,
  ScimPath,
  ScimRead,
  ScimResource,
} from '../../contract/scim.ts';
import { LastAdministratorError } from '../../store/administrators.ts';
import type { Page } from '../../store/directory.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { ProblemError } from '../problem.ts';
import { GROUPS, type Refusal, type ScimCollection, USERS } from '../sign-in/directory/scim-collections.ts';
import { resourceTypes, schemas, serviceProviderConfig } from '../sign-in/directory/scim-discovery.ts';
import { noResource, presentError, SCIM_TYPE, ScimError } from '../sign-in/directory/scim-error.ts';
import { type Comparison, parseFilter } from '../sign-in/directory/scim-filter.ts';
import { applyOperations, type Document, type Shape } from '../sign-in/directory/scim-patch.ts';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** A group of ten thousand members. */
const BODY_LIMIT = 4 << 20;

export const scimRoutes: Routes =
  ({ database, origin }) =>
  async (server) => {
    const base = `${origin}/scim/v2`;
    server.setErrorHandler(sendScimError);
    server.addContentTypeParser(
      [SCIM_TYPE, 'application/json'],
      { parseAs: 'string', bodyLimit: BODY_LIMIT },
      server.getDefaultJsonParser('error', 'error'),
    );
    server.addHook('onSend', async (_request, reply) => {
      reply.type(SCIM_TYPE);
    });
    const read = { config: { access: 'directory' as const } };
    const change = (audit: string) => ({ config: { access: 'directory' as const, audit } });

    server.get('/scim/v2/ServiceProviderConfig', { ...read, schema: { hide: true } }, () =>
      serviceProviderConfig(base),
    );
    server.get('/scim/v2/ResourceTypes', { ...read, schema: { hide: true } }, () =>
      listOf(resourceTypes(base)),
    );
    server.get('/scim/v2/Schemas', { ...read, schema: { hide: true } }, () => listOf(schemas(base)));

    serveCollection(USERS);
    serveCollection(GROUPS);

    function serveCollection<Facts, Stored extends Facts, Key extends string>(
      collection: ScimCollection<Facts, Stored, Key>,
    ): void {
      const { path, recordedAs, keys, shape } = collection;
      const all = `/scim/v2/${path}`;
      const one = `${all}/:id`;
      const factsOf = (body: Document) => collection.factsOf(canonical(body, shape));

      async function show(organisation: string, id: string, withMembers = true) {
        const found = await collection.find(database, organisation, id);
        if (!found) throw noResource();
        return collection.present(found, base, withMembers);
      }

      async function replace(organisation: string, id: string, next: (present: Facts) => Facts) {
        if (!isUuid(id)) throw noResource();
        accepted(await collection.change(database, organisation, id, next));
        return show(organisation, id);
      }

      server.get(all, { ...read, schema: { hide: true, querystring: ScimList } }, async (request) => {
        const { filter, startIndex, count, excludedAttributes } = request.query;
        const search = filter === undefined ? undefined : searchOf(parseFilter(filter), keys);
        const page = pageOf(startIndex, count);
        const withMembers = !excludesMembers(excludedAttributes);
        const { organisation } = callerOfRoute(request);
        const { total, found } = await collection.list(database, organisation, search, page, withMembers);
        return listOf(
          found.map((stored) => collection.present(stored, base, withMembers)),
          total,
          page,
        );
      });
      server.get(
        one,
        { ...read, schema: { hide: true, params: ScimPath, querystring: ScimRead } },
        (request) => {
          const withMembers = !excludesMembers(request.query.excludedAttributes);
          return show(callerOfRoute(request).organisation, request.params.id, withMembers);
        },
      );
      server.post(
        all,
        { ...change(`${recordedAs}.add`), schema: { hide: true, body: ScimResource } },
        async (request, reply) => {
          const { organisation } = callerOfRoute(request);
          const { id } = accepted(await collection.add(database, organisation, factsOf(request.body)));
          return reply
            .code(201)
            .header('location', `${base}/${path}/${id}`)
            .send(await show(organisation, id));
        },
      );
      server.put(
        one,
        { ...change(`${recordedAs}.replace`), schema: { hide: true, params: ScimPath, body: ScimResource } },
        (request) => {
          const next = factsOf(request.body);
          return replace(callerOfRoute(request).organisation, request.params.id, () => next);
        },
      );
      server.patch(
        one,
        { ...change(`${recordedAs}.change`), schema: { hide: true, params: ScimPath, body: ScimPatch } },
        (request) => {
          const { Operations: operations } = request.body;
          return replace(callerOfRoute(request).organisation, request.params.id, (present) =>
            collection.factsOf(applyOperations(collection.documentOf(present), operations, shape)),
          );
        },
      );
      server.delete(
        one,
        { ...change(`${recordedAs}.remove`), schema: { hide: true, params: ScimPath } },
        async (request, reply) => {
          const { id } = request.params;
          const { organisation } = callerOfRoute(request);
          if (!isUuid(id) || !(await collection.remove(database, organisation, id))) throw noResource();
          return reply.code(204).send();
        },
      );
    }
  };

/** What the store took. Throws the error that SCIM has for its refusal. */
function accepted<Outcome>(outcome: Outcome | Refusal | undefined): Exclude<Outcome, Refusal | undefined> {
  if (outcome === undefined) throw noResource();
  if (outcome === 'taken')
    throw new ScimError(
      409,
      'uniqueness',
      'This name or address is taken, or is kept outside of the directory.',
    );
  if (outcome === 'unknown-member')
    throw new ScimError(400, 'invalidValue', 'A member is nobody of the directory.');
  return outcome as Exclude<Outcome, Refusal | undefined>;
}

/** A resource as it was sent, with the names of its attributes as the specification writes them. */
function canonical(body: Document, shape: Shape): Document {
  const { schemas: _schemas, id: _id, meta: _meta, ...value } = body as Record<string, Document[string]>;
  return applyOperations({}, [{ op: 'add', value }], shape);
}

function searchOf<Key>({ attribute, value }: Comparison, keys: Readonly<Record<string, Key>>) {
  const key = Object.hasOwn(keys, attribute) ? keys[attribute] : undefined;
  if (key === undefined || typeof value !== 'string')
    throw new ScimError(
      400,
      'invalidFilter',
      `Filters may compare ${Object.keys(keys).join(', ')} with a text.`,
    );
  return { key, value };
}

function pageOf(startIndex: number, count: number): Page {
  return { offset: Math.max(startIndex, 1) - 1, limit: Math.min(Math.max(count, 0), SCIM_PAGE_LIMIT) };
}

function listOf(
  resources: readonly object[],
  total = resources.length,
  page: Page = { offset: 0, limit: total },
) {
  return {
    ...{ schemas: [LIST_SCHEMA], totalResults: total, startIndex: page.offset + 1 },
    ...{ itemsPerPage: resources.length, Resources: resources },
  };
}

function excludesMembers(excluded: string | undefined): boolean {
  return (excluded ?? '').split(',').some((name) => name.trim().toLowerCase() === 'members');
}

function sendScimError(
  error: FastifyError | ScimError | ProblemError | LastAdministratorError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (error instanceof ScimError)
    return reply.code(error.status).send(presentError(error.status, error.scimType, error.message));
  if (error instanceof LastAdministratorError)
    return reply.code(409).send(presentError(409, undefined, error.message));
  if (error instanceof ProblemError)
    return reply.code(error.status).send(presentError(error.status, undefined, error.message));
  if (hasZodFastifySchemaValidationErrors(error))
    return reply
      .code(400)
      .send(presentError(400, 'invalidSyntax', 'The request is not as SCIM describes it.'));
  const status = error.statusCode ?? 500;
  if (status < 500) return reply.code(status).send(presentError(status, 'invalidSyntax', error.message));
  request.log.error({ err: error }, 'a request failed');
  return reply
    .code(500)
    .send(
      presentError(500, undefined, `Something went wrong here. Report it with the number ${request.id}.`),
    );
}
