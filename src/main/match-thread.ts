/** Runs in a worker thread: matches products against the compiled catalogue. */

import { workerData } from 'node:worker_threads';
import { openCompiledCatalogue } from '../feeds/open-catalogue.ts';
import { profileDigest, profileVulnerability } from '../risk/vulnerability-profile.ts';
import type { GivenBill } from '../store/device-documents.ts';
import type { FoundFinding } from '../store/findings.ts';
import type { StoredProduct } from '../store/products.ts';
import { type PairRule, ReviewRules, type UncertainPair } from '../vulnerability/review-rules.ts';
import { keptFinding, matchTuple } from './match-product.ts';
import { matchingOver } from './matching.ts';
import { answerQuestions, ThreadProblem } from './worker-thread.ts';

export interface MatchThreadInput {
  readonly feedFolder: string;
  readonly cacheFolder: string;
  readonly rules: readonly PairRule[];
}

export interface MatchQuestion {
  readonly products: readonly StoredProduct[];
  /** Those that the products name. */
  readonly bills: readonly GivenBill[];
}

export interface MatchedProducts {
  readonly found: readonly (readonly [product: number, findings: readonly FoundFinding[]])[];
  readonly uncertain: readonly UncertainPair[];
}

const { feedFolder, cacheFolder, rules } = workerData as MatchThreadInput;
const catalogue = openCompiledCatalogue([feedFolder], cacheFolder);
const matching = catalogue && matchingOver(catalogue, new ReviewRules(rules));

const profiles = new Map<string, string>();

function profileOf(cve: string): string {
  const known = profiles.get(cve);
  if (known !== undefined || !catalogue) return known ?? '';
  const digest = profileDigest(profileVulnerability(cve, catalogue));
  profiles.set(cve, digest);
  return digest;
}

answerQuestions(async ({ products, bills }: MatchQuestion): Promise<MatchedProducts> => {
  if (!matching) throw new ThreadProblem('There is no compiled catalogue.');
  const uncertain: UncertainPair[] = [];
  const found = products.map((product) => {
    const matched = matchTuple(matching.matcher, product, bills);
    uncertain.push(...matched.uncertain);
    const kept = matched.parts.map((part) => keptFinding(part, profileOf(part.finding.cve)));
    return [product.id, kept] as const;
  });
  return { found, uncertain };
});
