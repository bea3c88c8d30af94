/** What findings and vulnerabilities are called here. */

import type { z } from 'zod';
import type { Band, Exploitability, VerdictGroup } from '../../src/contract/verdict.ts';
import type { Verdict } from '../design/verdict.tsx';

export type Group = z.output<typeof VerdictGroup>;
export type RiskBand = z.output<typeof Band>;

/** The group that needs people most comes first; unknown never stands last. */
export const GROUPS: readonly Group[] = ['act-now', 'plan', 'cannot-tell', 'watch', 'not-exploitable'];

const VERDICT_OF: Readonly<Record<z.output<typeof Exploitability>, Verdict>> = {
  'exploitable-now': 'exploitable-now',
  'exploitable-if-reached-from': 'in-zone',
  'needs-change': 'needs-change',
  'not-exploitable-as-used': 'not-exploitable',
  unknown: 'unknown',
};

/** How the chip names what can be done with it on a device; words that this console does not know stay unknown. */
export function verdictOf(exploitability: string | null): Verdict {
  return VERDICT_OF[exploitability as z.output<typeof Exploitability>] ?? 'unknown';
}

/** `41 %`, `2.3 %`, `0.04 %`: a share with as many digits as it needs. */
export function shareOf(probability: number): string {
  const percent = probability * 100;
  const digits = percent >= 10 ? 0 : percent >= 1 ? 1 : 2;
  return `${percent.toLocaleString('en', { maximumFractionDigits: digits })} %`;
}
