/** Runs in a worker thread: matches products against the compiled catalogue, as far as an update of the feeds concerns them. */

import { workerData } from 'node:worker_threads';
import { openCompiledCatalogue, readChanges, revisionOf } from '../feeds/open-catalogue.ts';
import { profileDigest, threatDigest } from '../risk/vulnerability-profile.ts';
import type { GivenBill } from '../store/device-documents.ts';
import type { FoundFinding, ListedThreats } from '../store/findings.ts';
import type { ProductToMatch } from '../store/products.ts';
import { ConcernedProducts } from '../vulnerability/record-changes.ts';
import { type PairRule, ReviewRules, type UncertainPair } from '../vulnerability/review-rules.ts';
import { concernOfTuple, keptFinding, matchTuple } from './match-product.ts';
import { matchingOver } from './matching.ts';
import { answerQuestions, ThreadProblem } from './worker-thread.ts';

export interface MatchThreadInput {
  readonly feedFolder: string;
  readonly cacheFolder: string;
  readonly rules: readonly PairRule[];
}

export type MatchQuestion =
  | {
      readonly kind: 'match';
      readonly products: readonly ProductToMatch[];
      /** Those that the products name. */
      readonly bills: readonly GivenBill[];
    }
  | { readonly kind: 'threats'; readonly cves: readonly string[] };

type ProductFindings = readonly (readonly [product: number, findings: readonly FoundFinding[]])[];

export interface MatchedProducts {
  /** Products with all of their findings. */
  readonly whole: ProductFindings;
  /** Products that were matched with the catalogue before, with their findings on what changed since. */
  readonly renewed: ProductFindings;
  /** Vulnerabilities that changed; empty where no product is renewed. */
  readonly changed: readonly string[];
  /** Products that nothing of it concerns. */
  readonly untouched: readonly number[];
  readonly uncertain: readonly UncertainPair[];
}

const { feedFolder, cacheFolder, rules } = workerData as MatchThreadInput;
const catalogue = openCompiledCatalogue([feedFolder], cacheFolder);
const review = new ReviewRules(rules);
const matching = catalogue && matchingOver(catalogue, review);
let read: { readonly since: ReturnType<typeof changesSince> } | undefined;
const profiles = new Map<string, string>();

answerQuestions(async (question: MatchQuestion): Promise<MatchedProducts | ListedThreats> => {
  if (!matching) throw new ThreadProblem('There is no compiled catalogue.');
  if (question.kind === 'threats')
    return question.cves.map((cve) => [cve, threatDigest(cve, matching.catalogue)] as const);
  return match(question, matching.matcher);
});

function match(
  { products, bills }: Extract<MatchQuestion, { kind: 'match' }>,
  matcher: NonNullable<typeof matching>['matcher'],
): MatchedProducts {
  const whole: [number, FoundFinding[]][] = [];
  const renewed: [number, FoundFinding[]][] = [];
  const untouched: number[] = [];
  const uncertain: UncertainPair[] = [];
  for (const product of products) {
    const since = product.matchedWith === null ? undefined : sinceOf();
    const concern =
      since && product.matchedWith === since.from
        ? concernOfTuple(since.products, product, bills)
        : 'everything';
    if (concern === 'nothing') {
      untouched.push(product.id);
      continue;
    }
    const rows = concern === 'everything' ? undefined : since?.products.rows;
    const found = matchTuple(matcher, product, bills, rows);
    uncertain.push(...found.uncertain);
    const kept = found.parts.map((part) => keptFinding(part, profileOf(part.finding.cve)));
    (rows ? renewed : whole).push([product.id, kept]);
  }
  const changed = renewed.length > 0 ? (sinceOf()?.ids ?? []) : [];
  return { whole, renewed, changed, untouched, uncertain };
}

/** Read when it is first asked for: most jobs match products that are new. */
function sinceOf(): ReturnType<typeof changesSince> {
  read ??= { since: changesSince() };
  return read.since;
}

/** What the last update changed, when it led to this catalogue. */
function changesSince() {
  const changes = readChanges([feedFolder], cacheFolder);
  if (!catalogue || !matching || changes?.to !== revisionOf(catalogue)) return undefined;
  const { from, ids } = changes;
  return { from, ids, products: new ConcernedProducts(changes, catalogue, matching.vendors, review) };
}

function profileOf(cve: string): string {
  const known = profiles.get(cve);
  if (known !== undefined || !catalogue) return known ?? '';
  const digest = profileDigest(cve, catalogue);
  profiles.set(cve, digest);
  return digest;
}
