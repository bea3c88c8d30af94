/** Which devices the list asks for: the same question by the page, and ahead of it. */

import type { AddressState } from '../../design/address-state.ts';

export const DEVICES_PATH = '/api/devices';
export const DEFAULT_SORT = '-seen';
const PAGE_ROWS = 100;

/** The question of an address. */
export function devicesAsked({ query, sort }: AddressState) {
  return { query: { query: query?.trim() || undefined, sort: sort ?? DEFAULT_SORT, limit: PAGE_ROWS } };
}
