/** Which vulnerabilities the list asks for: the same question by the page, and ahead of it. */

import type { z } from 'zod';
import type { VulnerabilitiesQuery } from '../../../src/contract/vulnerability.ts';
import { listVulnerabilities } from '../../api/endpoints/vulnerabilities.ts';
import { askPages } from '../../api/queries.ts';
import { GROUPS } from '../../components/verdict-words.ts';
import { type AddressState, readSort } from '../../design/address-state.ts';

type Query = z.output<typeof VulnerabilitiesQuery>;

const SORTS: readonly Query['sort'][] = ['rank', 'devices', 'epss', 'cvss', 'since'];
export const LISTED = 'listed';
export const NOT_LISTED = 'not-listed';
const PAGE_ROWS = 100;

/** The question of an address. */
export function vulnerabilitiesAsked({ sort, group, category, text, exploited }: AddressState) {
  return {
    query: {
      sort: SORTS.find((each) => each === readSort(sort)?.column) ?? 'rank',
      group: GROUPS.find((each) => each === group),
      category,
      text: text || undefined,
      knownExploited: exploited === LISTED ? true : exploited === NOT_LISTED ? false : undefined,
      limit: PAGE_ROWS,
    },
  };
}

export const askVulnerabilities = (address: AddressState) =>
  askPages(listVulnerabilities, vulnerabilitiesAsked(address));
