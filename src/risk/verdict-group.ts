/** The five heaps in which people see findings: what to do about one on a device, from its verdict and its deadline. */

import type { ProductStatus } from '../vulnerability/vulnerability-record.ts';
import type { Exploitability } from './preconditions/verdict.ts';

/** In the order in which they need people; not knowing stands before what only a change would open. */
export const VERDICT_GROUPS = ['act-now', 'plan', 'cannot-tell', 'watch', 'not-exploitable'] as const;
export type VerdictGroup = (typeof VERDICT_GROUPS)[number];

/** Outcomes of the deployer's table that leave days and not the usual cycle. */
const URGENT: ReadonlySet<string> = new Set([
  ...['immediate', 'out-of-cycle', 'act'],
  ...['3 days', '3 days & forensic investigation', '14 days'],
]);
const OPEN_STATUSES: ReadonlySet<ProductStatus> = new Set(['unknown', 'under-investigation']);

/** A person who accepts a risk watches it. */
export function verdictGroupOf(
  status: ProductStatus,
  exploitability: Exploitability,
  outcome: string,
  isAccepted = false,
): VerdictGroup {
  if (status === 'fixed' || status === 'not-affected' || exploitability === 'not-exploitable-as-used')
    return 'not-exploitable';
  if (isAccepted) return 'watch';
  if (OPEN_STATUSES.has(status) || exploitability === 'unknown') return 'cannot-tell';
  if (exploitability === 'needs-change') return 'watch';
  return URGENT.has(outcome) && exploitability === 'exploitable-now' ? 'act-now' : 'plan';
}
