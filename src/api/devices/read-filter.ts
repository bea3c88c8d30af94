/** What a request asks of devices: query and parameters as one filter, the order, and the place in the list. */

import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { isEverySelected } from '../../access/device-selection.ts';
import type { Permission } from '../../access/permissions.ts';
import { CONDITION_LIMIT, type Filter, QUERY_LIMIT } from '../../query/filter.ts';
import { type ParsedFilter, parseFilter, parseParameter } from '../../query/parse-filter.ts';
import { printFilter } from '../../query/print-filter.ts';
import type { Author } from '../../store/device-edits.ts';
import type { ListPosition } from '../../store/device-list.ts';
import type { DeviceReader } from '../../store/device-reader.ts';
import { isSortName, isSortValue, SORTS, type SortOrder } from '../../store/device-sorts.ts';
import { callerOfRoute } from '../access.ts';
import { devicesOf } from '../caller.ts';
import { ProblemError, someDevicesOnly } from '../problem.ts';

/** Parameters that are no fields. */
const OTHERS: ReadonlySet<string> = new Set(['query', 'sort', 'cursor', 'limit', 'facets', 'format']);

/** Who asks, with the devices on which they have a permission. */
export function readerOf(request: FastifyRequest, permission: Permission = 'inventory:view'): DeviceReader {
  const caller = callerOfRoute(request);
  return { organisation: caller.organisation, selection: devicesOf(caller, permission) };
}

/** Throws a ProblemError unless who asks has the permission on every device. */
export function requireEveryDevice(request: FastifyRequest, permission: Permission): void {
  if (!isEverySelected(readerOf(request, permission).selection)) throw someDevicesOnly();
}

export function authorOf(request: FastifyRequest): Author {
  const { userId, name } = callerOfRoute(request);
  return { id: userId, name };
}

/** The filter of a query string. Throws a ProblemError that says where the mistake is. */
export function filterOf(parameters: Readonly<Record<string, unknown>>): Filter {
  const { query } = parameters;
  const conditions = [...(typeof query === 'string' ? checked(parseFilter(query), 'The query') : [])];
  for (const [name, value] of Object.entries(parameters)) {
    if (OTHERS.has(name) || value === undefined) continue;
    const texts = [value].flat().map(String);
    conditions.push(...checked(parseParameter(name, texts), `The parameter ${name}`));
  }
  if (conditions.length > CONDITION_LIMIT || printFilter(conditions).length > QUERY_LIMIT)
    throw new ProblemError(400, 'invalid-query', `Ask with at most ${CONDITION_LIMIT} conditions.`);
  return conditions;
}

function checked(parsed: ParsedFilter, what: string): Filter {
  if ('filter' in parsed) return parsed.filter;
  throw new ProblemError(
    400,
    'invalid-query',
    `${what} is not understood at character ${parsed.at + 1}: ${parsed.problem}`,
  );
}

/** The query of a body or a saved one, in the form in which it is kept. */
export function canonicalQuery(query: string): string {
  return printFilter(filterOf({ query }));
}

/** `-seen` is by when it was seen, latest first. */
export function sortOf(text: string): SortOrder {
  const descending = text.startsWith('-');
  const by = descending ? text.slice(1) : text;
  if (isSortName(by)) return { by, descending };
  throw new ProblemError(
    400,
    'invalid-sort',
    `Devices cannot be sorted by "${by}". Sort by one of ${Object.keys(SORTS).join(', ')}.`,
  );
}

/** A place in a list as text for the next request; it fits that list alone. */
export function printCursor({ value, id }: ListPosition, filter: Filter, sort: SortOrder): string {
  return Buffer.from(JSON.stringify([markOf(filter, sort), id, value])).toString('base64url');
}

export function parseCursor(text: string, filter: Filter, sort: SortOrder): ListPosition {
  const found = readCursor(text);
  if (!found || (found.value !== null && !isSortValue(sort.by, found.value)))
    throw new ProblemError(400, 'invalid-cursor', 'The cursor is not one that a page gave.');
  if (found.mark !== markOf(filter, sort))
    throw new ProblemError(
      400,
      'invalid-cursor',
      'The cursor is of another query or order. Begin at the first page.',
    );
  return { value: found.value, id: found.id };
}

function readCursor(text: string): (ListPosition & { readonly mark: string }) | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const [mark, id, value] = Array.isArray(parts) ? (parts as unknown[]) : [];
    if (typeof mark !== 'string' || typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) return undefined;
    return typeof value === 'string' || value === null ? { mark, id, value } : undefined;
  } catch {
    return undefined;
  }
}

function markOf(filter: Filter, { by, descending }: SortOrder): string {
  const text = `${descending ? '-' : ''}${by} ${printFilter(filter)}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
