/** /scim/v2/…: SCIM 2.0 (RFC 7643, RFC 7644) for the directory of an organisation */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import {
  SCIM_PAGE_LIMIT,
  ScimList,
  ScimPatch,
  ScimPath,
  ScimRead,
  ScimResource,
} from '../../contract/scim.ts';
import { LastAdministratorError } from '../../store/administrators.ts';
import {
  addDirectoryPerson,
  changeDirectoryPerson,
  findDirectoryPerson,
  findPeople,
  type Page,
  type PersonKey,
  removeDirectoryPerson,
} from '../../store/directory.ts';
import {
  addGroup,
  changeGroup,
  findGroup,
  findGroups,
  type GroupKey,
  removeGroup,
} from '../../store/directory-groups.ts';
import { callerOfRoute } from '../access.ts';
import type { Routes } from '../context.ts';
import { ProblemError } from '../problem.ts';
import { resourceTypes, schemas, serviceProviderConfig } from '../sign-in/directory/scim-discovery.ts';
import { noResource, presentError, SCIM_TYPE, ScimError } from '../sign-in/directory/scim-error.ts';
import { type Comparison, parseFilter } from '../sign-in/directory/scim-filter.ts';
import { applyOperations, type Document } from '../sign-in/directory/scim-patch.ts';
import {
  GROUP_SHAPE,
  groupDocument,
  groupOfDocument,
  personOfDocument,
  presentGroup,
  presentUser,
  USER_SHAPE,
  userDocument,
} from '../sign-in/directory/scim-resources.ts';

const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
/** A group of ten thousand members. */
const BODY_LIMIT = 4 << 20;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const USER_KEYS: Readonly<Record<string, PersonKey>> = {
  ...{ id: 'id', username: 'userName', externalid: 'externalId', displayname: 'name' },
  ...{ emails: 'email', 'emails.value': 'email' },
};
const GROUP_KEYS: Readonly<Record<string, GroupKey>> = {
  id: 'id',
  displayname: 'name',
  externalid: 'externalId',
};

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

    server.get(
      '/scim/v2/Users',
      { ...read, schema: { hide: true, querystring: ScimList } },
      async (request) => {
        const { filter, startIndex, count } = request.query;
        const search = filter === undefined ? undefined : searchOf(parseFilter(filter), USER_KEYS);
        const page = pageOf(startIndex, count);
        const { total, people } = await findPeople(
          database,
          callerOfRoute(request).organisation,
          search,
          page,
        );
        return listOf(
          people.map((person) => presentUser(person, base)),
          total,
          page,
        );
      },
    );
    server.get('/scim/v2/Users/:id', { ...read, schema: { hide: true, params: ScimPath } }, (request) =>
      showUser(callerOfRoute(request).organisation, request.params.id),
    );
    server.post(
      '/scim/v2/Users',
      { ...change('directory-person.add'), schema: { hide: true, body: ScimResource } },
      async (request, reply) => {
        const { organisation } = callerOfRoute(request);
        const person = personOfDocument(canonical(request.body, USER_SHAPE));
        const { id } = accepted(await addDirectoryPerson(database, organisation, person));
        return reply
          .code(201)
          .header('location', `${base}/Users/${id}`)
          .send(await showUser(organisation, id));
      },
    );
    server.put(
      '/scim/v2/Users/:id',
      { ...change('directory-person.replace'), schema: { hide: true, params: ScimPath, body: ScimResource } },
      (request) => {
        const next = personOfDocument(canonical(request.body, USER_SHAPE));
        return changeUser(callerOfRoute(request).organisation, request.params.id, () => next);
      },
    );
    server.patch(
      '/scim/v2/Users/:id',
      { ...change('directory-person.change'), schema: { hide: true, params: ScimPath, body: ScimPatch } },
      (request) => {
        const { Operations: operations } = request.body;
        return changeUser(callerOfRoute(request).organisation, request.params.id, (present) =>
          personOfDocument(applyOperations(userDocument(present), operations, USER_SHAPE)),
        );
      },
    );
    server.delete(
      '/scim/v2/Users/:id',
      { ...change('directory-person.remove'), schema: { hide: true, params: ScimPath } },
      async (request, reply) => {
        const { id } = request.params;
        const { organisation } = callerOfRoute(request);
        if (!UUID.test(id) || !(await removeDirectoryPerson(database, organisation, id))) throw noResource();
        return reply.code(204).send();
      },
    );

    server.get(
      '/scim/v2/Groups',
      { ...read, schema: { hide: true, querystring: ScimList } },
      async (request) => {
        const { filter, startIndex, count, excludedAttributes } = request.query;
        const search = filter === undefined ? undefined : searchOf(parseFilter(filter), GROUP_KEYS);
        const page = pageOf(startIndex, count);
        const withMembers = !excludesMembers(excludedAttributes);
        const { organisation } = callerOfRoute(request);
        const { total, groups } = await findGroups(database, organisation, search, page, withMembers);
        return listOf(
          groups.map((group) => presentGroup(group, base, withMembers)),
          total,
          page,
        );
      },
    );
    server.get(
      '/scim/v2/Groups/:id',
      { ...read, schema: { hide: true, params: ScimPath, querystring: ScimRead } },
      (request) => {
        const withMembers = !excludesMembers(request.query.excludedAttributes);
        return showGroup(callerOfRoute(request).organisation, request.params.id, withMembers);
      },
    );
    server.post(
      '/scim/v2/Groups',
      { ...change('directory-group.add'), schema: { hide: true, body: ScimResource } },
      async (request, reply) => {
        const { organisation } = callerOfRoute(request);
        const group = groupOfDocument(canonical(request.body, GROUP_SHAPE));
        const { id } = accepted(await addGroup(database, organisation, group));
        return reply
          .code(201)
          .header('location', `${base}/Groups/${id}`)
          .send(await showGroup(organisation, id));
      },
    );
    server.put(
      '/scim/v2/Groups/:id',
      { ...change('directory-group.replace'), schema: { hide: true, params: ScimPath, body: ScimResource } },
      (request) => {
        const next = groupOfDocument(canonical(request.body, GROUP_SHAPE));
        return putGroup(callerOfRoute(request).organisation, request.params.id, () => next);
      },
    );
    server.patch(
      '/scim/v2/Groups/:id',
      { ...change('directory-group.change'), schema: { hide: true, params: ScimPath, body: ScimPatch } },
      (request) => {
        const { Operations: operations } = request.body;
        return putGroup(callerOfRoute(request).organisation, request.params.id, (present) =>
          groupOfDocument(applyOperations(groupDocument(present), operations, GROUP_SHAPE)),
        );
      },
    );
    server.delete(
      '/scim/v2/Groups/:id',
      { ...change('directory-group.remove'), schema: { hide: true, params: ScimPath } },
      async (request, reply) => {
        const { id } = request.params;
        if (!UUID.test(id) || !(await removeGroup(database, callerOfRoute(request).organisation, id)))
          throw noResource();
        return reply.code(204).send();
      },
    );

    async function showUser(organisation: string, id: string) {
      const person = await findDirectoryPerson(database, organisation, id);
      if (!person) throw noResource();
      return presentUser(person, base);
    }

    async function changeUser(
      organisation: string,
      id: string,
      next: Parameters<typeof changeDirectoryPerson>[3],
    ) {
      if (!UUID.test(id)) throw noResource();
      accepted(await changeDirectoryPerson(database, organisation, id, next));
      return showUser(organisation, id);
    }

    async function showGroup(organisation: string, id: string, withMembers = true) {
      const group = await findGroup(database, organisation, id);
      if (!group) throw noResource();
      return presentGroup(group, base, withMembers);
    }

    async function putGroup(organisation: string, id: string, next: Parameters<typeof changeGroup>[3]) {
      if (!UUID.test(id)) throw noResource();
      accepted(await changeGroup(database, organisation, id, next));
      return showGroup(organisation, id);
    }
  };

/** What the store took. Throws the error that SCIM has for its refusal. */
function accepted<Outcome>(
  outcome: Outcome | 'taken' | 'unknown-member' | undefined,
): Exclude<Outcome, 'taken' | 'unknown-member' | undefined> {
  if (outcome === undefined) throw noResource();
  if (outcome === 'taken')
    throw new ScimError(
      409,
      'uniqueness',
      'This name or address is taken, or is kept outside of the directory.',
    );
  if (outcome === 'unknown-member')
    throw new ScimError(400, 'invalidValue', 'A member is nobody of the directory.');
  return outcome as Exclude<Outcome, 'taken' | 'unknown-member' | undefined>;
}

/** A resource as it was sent, with the names of its attributes as the specification writes them. */
function canonical(body: Document, shape: typeof USER_SHAPE): Document {
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
