/** Keys of programs: read from a request, checked, and narrowed to their scopes. */

import { BlockList, isIP, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { Grant, Person } from '../../access/decide.ts';
import { ACTIONS, AREAS, type Area } from '../../access/permissions.ts';
import { findKey, noteKeyUse, type StoredKey } from '../../store/api-keys.ts';
import type { Database, OrganisationId } from '../../store/database.ts';
import { type FoundPerson, findPerson } from '../../store/people.ts';
import { ProblemError } from '../problem.ts';

export type OpenKey = StoredKey & { readonly organisation: OrganisationId };

const BEARER = /^Bearer +(\S+)$/i;
const NETWORK = /^([^/]+)(?:\/(\d{1,3}))?$/;

/** The key that a request brings; undefined for one that brings none, and is judged by its cookie. */
export function bearerKey({ headers }: FastifyRequest): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  const text = BEARER.exec(authorization)?.[1];
  if (text === undefined)
    throw new ProblemError(401, 'not-signed-in', 'Send a key as "Authorization: Bearer wl_…".');
  return text;
}

/** The key of a text with its maker. Throws a ProblemError when it is none, has expired, or comes from elsewhere. */
export async function openKey(
  database: Database,
  text: string,
  address: string,
): Promise<{ readonly key: OpenKey; readonly user: FoundPerson }> {
  const key = await findKey(database, text);
  const user = key && (await findPerson(database, key.userId));
  if (!key || !user) throw new ProblemError(401, 'not-signed-in', 'This key is not valid, or has expired.');
  if (!isWithin(address, key.addresses))
    throw new ProblemError(403, 'wrong-address', 'This key may not be used from this address.');
  await noteKeyUse(database, key.organisation, key, address);
  return { key, user };
}

/** A person who may do nothing but what the scopes of a key name, and that only as far as they themselves may. */
export function narrowToScopes(person: Person, { id, kind, scopes }: OpenKey): Person {
  if (kind === 'directory') return { roles: [], grants: [] };
  const denials = (Object.keys(AREAS) as Area[])
    .flatMap((area) => ACTIONS.map((action) => `${area}:${action}` as const))
    .filter((permission) => !scopes.includes(permission))
    .map((permission): Grant => {
      const rule = { id: `key ${id}`, effect: 'deny', permission, scope: {}, conditions: {} } as const;
      return { ...rule, reason: 'not in the scopes of the key', grantedBy: 'key' };
    });
  return { ...person, grants: [...person.grants, ...denials] };
}

/** Whether a text is an address or a network such as `10.20.0.0/16`. */
export function isNetwork(text: string): boolean {
  const [, address = '', prefix] = NETWORK.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(prefix ?? 0) <= (version === 6 ? 128 : 32);
}

/** Whether an address is in one of the networks; an empty list holds every address. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  const list = new BlockList();
  for (const network of networks) {
    const [, first = '', prefix] = NETWORK.exec(network) ?? [];
    const family = isIPv6(first) ? 'ipv6' : 'ipv4';
    list.addSubnet(first, Number(prefix ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
