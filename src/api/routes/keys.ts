/** GET and POST /api/keys, DELETE /api/keys/:id */

import { decide } from '../../access/decide.ts';
import { isPermission } from '../../access/permissions.ts';
import { IdPath } from '../../contract/device.ts';
import { KeyRequest, Keys, KeysQuery, NewKey, RemovedKey } from '../../contract/key.ts';
import { PROBLEMS } from '../../contract/problem.ts';
import { addKey, listKeys, removeKey, type StoredKey } from '../../store/api-keys.ts';
import { authorise, callerOfRoute, sessionOfRoute } from '../access.ts';
import type { Caller } from '../caller.ts';
import type { Routes } from '../context.ts';
import { invalidRequest, notFound, ProblemError } from '../problem.ts';
import { changeOf } from '../record/recorded-calls.ts';
import { isNetwork } from '../sign-in/key-access.ts';

const LONGEST_DAYS = 366;
const DAY_MS = 86_400_000;

export const keyRoutes: Routes =
  ({ database }) =>
  async (server) => {
    server.get('/api/keys', {
      config: { access: 'signed-in' },
      schema: { summary: 'Keys of programs', querystring: KeysQuery, response: { 200: Keys, ...PROBLEMS } },
      handler: async (request) => {
        sessionOfRoute(request);
        const caller = callerOfRoute(request);
        const { all } = request.query;
        if (all) authorise(caller, 'administration:view');
        const found = await listKeys(database, caller.organisation, all ? undefined : caller.userId);
        return { keys: found.map(presentKey) };
      },
    });

    server.post('/api/keys', {
      config: { access: 'signed-in', stepUp: true, audit: 'key.make' },
      schema: {
        summary: 'Make a key with some of the own permissions',
        body: KeyRequest,
        response: { 201: NewKey, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const caller = callerOfRoute(request);
        const { name, kind, scopes, addresses, expiresAt } = request.body;
        request.audited = { change: changeOf(request.body) };
        checkScopes(caller, kind, scopes);
        const wrong = addresses.find((address) => !isNetwork(address));
        if (wrong !== undefined) throw invalidRequest(`${wrong} is no address and no network.`);
        const end = new Date(expiresAt);
        if (end.getTime() <= Date.now() || end.getTime() > Date.now() + LONGEST_DAYS * DAY_MS)
          throw invalidRequest('A key expires within a year from now.');
        const made = await addKey(database, caller.organisation, {
          ...{ kind, name, scopes: [...new Set(scopes)], addresses, expiresAt: end, userId: caller.userId },
        });
        if (made === 'full')
          throw new ProblemError(
            409,
            'too-many-keys',
            'There are too many keys. Remove those that are not used.',
          );
        request.audited = { ...request.audited, target: { kind: 'key', id: made.id } };
        return reply.code(201).send({ id: made.id, key: made.text });
      },
    });

    server.delete('/api/keys/:id', {
      config: { access: 'signed-in', audit: 'key.remove' },
      schema: {
        summary: 'Revoke a key; it is refused from now on',
        params: IdPath,
        response: { 200: RemovedKey, ...PROBLEMS },
      },
      handler: async (request) => {
        sessionOfRoute(request);
        const caller = callerOfRoute(request);
        const mayAll = decide('administration:edit', caller.person, caller.circumstances).allowed;
        const owner = mayAll ? undefined : caller.userId;
        const { id } = request.params;
        if (!(await removeKey(database, caller.organisation, id, owner))) throw notFound('key');
        return { id };
      },
    });
  };

/** Nobody gives a key more than they have. */
function checkScopes(caller: Caller, kind: 'api' | 'directory', scopes: readonly string[]): void {
  if (kind === 'directory') {
    authorise(caller, 'administration:edit');
    if (scopes.length > 0) throw invalidRequest('The key of a directory has no scopes.');
    return;
  }
  if (scopes.length === 0) throw invalidRequest('A key needs at least one scope.');
  for (const scope of scopes) {
    if (!isPermission(scope)) throw invalidRequest(`There is no permission ${scope}.`);
    authorise(caller, scope);
  }
}

function presentKey(key: StoredKey) {
  const { id, name, kind, lastAddress } = key;
  return {
    ...{ id, name, kind, lastAddress, scopes: [...key.scopes], addresses: [...key.addresses] },
    owner: key.userId,
    madeAt: key.madeAt.toISOString(),
    expiresAt: key.expiresAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}
