/** What matching finds in one product tuple, as the store keeps it. */

import type { GivenBill } from '../store/device-documents.ts';
import type { FoundFinding } from '../store/findings.ts';
import type { Finding } from '../vulnerability/finding.ts';
import type { Matcher } from '../vulnerability/matcher.ts';
import {
  type PartQuestion,
  type ProductTuple,
  questionsOfTuple,
  saysMore,
} from '../vulnerability/product-tuple.ts';
import type { Concern, ConcernedProducts } from '../vulnerability/record-changes.ts';
import type { UncertainPair } from '../vulnerability/review-rules.ts';
import type { RemediationCategory } from '../vulnerability/vulnerability-record.ts';

/** Findings of one product that are kept; a product with more is one that feeds describe without sense. */
export const FINDING_LIMIT = 20_000;
const BECAUSE_LIMIT = 600;
const INPUT_LIMIT = 300;
const NEEDS_LIMIT = 8;

/** The best that a maker may offer first. */
const REMEDIES: readonly RemediationCategory[] = [
  ...(['vendor_fix', 'optional_patch', 'workaround', 'mitigation', 'fix_planned', 'no_fix_planned'] as const),
  ...(['none_available', 'unknown'] as const),
];

export interface MatchedPart extends Pick<PartQuestion, 'part' | 'familyOnly'> {
  readonly finding: Finding;
}

/**
 * Findings of a tuple, one for each vulnerability: the product and its operating system may both have it. `bills` holds those
 * that the tuple names, and maybe others; with `rows` only vulnerabilities are looked at whose records stand there.
 */
export function matchTuple(
  matcher: Matcher,
  tuple: ProductTuple,
  bills: readonly GivenBill[] = [],
  rows?: ReadonlySet<number>,
): { readonly parts: readonly MatchedPart[]; readonly uncertain: readonly UncertainPair[] } {
  const best = new Map<string, MatchedPart>();
  const uncertain: UncertainPair[] = [];
  for (const { part, query, familyOnly } of questionsOfTuple(tuple)) {
    const result = matcher.match(query, part === 'product' ? billsOf(tuple, bills) : [], rows);
    uncertain.push(...result.uncertain);
    for (const finding of result.findings) {
      const known = best.get(finding.cve);
      if (!known || saysMore(finding, known.finding)) best.set(finding.cve, { part, familyOnly, finding });
    }
  }
  return { parts: [...best.values()].slice(0, FINDING_LIMIT), uncertain };
}

/** How much of what was found in a tuple an update of the feeds may have changed. */
export function concernOfTuple(
  products: ConcernedProducts,
  tuple: ProductTuple,
  bills: readonly GivenBill[],
): Concern {
  const concerns = questionsOfTuple(tuple).map(({ part, query }) =>
    products.concern(query, part === 'product' ? billsOf(tuple, bills) : []),
  );
  return concerns.includes('everything')
    ? 'everything'
    : (concerns.find((one) => one !== 'nothing') ?? 'nothing');
}

function billsOf({ bills = [] }: ProductTuple, known: readonly GivenBill[]): GivenBill[] {
  return known.filter(({ id }) => bills.includes(id));
}

export function keptFinding({ part, familyOnly, finding }: MatchedPart, profile: string): FoundFinding {
  const { cve, status, conditional, needs, confidence, because, justification, remediations } = finding;
  const [source] = finding.sources;
  const remedy = REMEDIES.find((category) => remediations.some((one) => one.category === category));
  return {
    ...{ cve, part, familyOnly, status, conditional, confidence },
    needs: needs.slice(0, NEEDS_LIMIT).map((need) => keptText(need, INPUT_LIMIT)),
    because: keptText(because, BECAUSE_LIMIT),
    ...{ feed: source?.feed ?? '', document: keptText(source?.document ?? '', INPUT_LIMIT) },
    ...{
      revision: keptText(source?.revision ?? '', INPUT_LIMIT),
      input: keptText(source?.input ?? '', INPUT_LIMIT),
    },
    justification: justification ?? null,
    conflict: finding.conflict === true,
    remedy: remedy ?? null,
    profile,
  };
}

/** Texts of feeds may hold what the database cannot. */
function keptText(text: string, limit: number): string {
  return text.slice(0, limit).replaceAll('\0', '').toWellFormed();
}
