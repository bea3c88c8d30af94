/** `wardlight match`: which vulnerabilities concern a product in a version, a batch of them, or the devices of an inventory. */

import fs from 'node:fs';
import type { Matching } from '../main/matching.ts';
import type { Finding } from '../vulnerability/finding.ts';
import type { MatchResult } from '../vulnerability/matcher.ts';
import type { ProductQuery } from '../vulnerability/product-query.ts';
import type { UncertainPair } from '../vulnerability/review-rules.ts';
import { questionsOfInventory } from './inventory-questions.ts';
import { type MatchedQuestion, writeMatches } from './match-document.ts';
import { QuestionsError, queryOf, readQuestions } from './match-questions.ts';
import type { NamedFeeds } from './open-feed-catalogue.ts';
import { openFeeds } from './open-feeds.ts';
import { Output } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';
import { renderMatches } from './render-matches.ts';
import { ReviewFile, ReviewFileError } from './review-file.ts';

export interface MatchOptions extends NamedFeeds {
  readonly vendor?: readonly string[];
  readonly product?: string;
  readonly version?: string;
  readonly cpe?: string;
  readonly purl?: string;
  readonly companion?: readonly string[];
  readonly fix?: readonly string[];
  readonly batch?: string;
  readonly inventory?: string;
  readonly review?: string;
  readonly json?: boolean;
  readonly out?: string;
}

/** A question under its id; a device may ask several at once. */
interface Asked {
  readonly id: string;
  readonly queries: readonly ProductQuery[];
}

/** Runs the command; returns the exit status. */
export async function match(options: MatchOptions): Promise<number> {
  let asked: readonly Asked[];
  let review: ReviewFile | undefined;
  try {
    asked = questionsOf(options);
    review = options.review === undefined ? undefined : ReviewFile.open(options.review);
  } catch (error) {
    if (error instanceof QuestionsError || error instanceof ReviewFileError)
      return refuse(error.message, MISUSED).status;
    throw error;
  }
  const matching = await openFeeds(options, review?.rules);
  if ('status' in matching) return matching.status;
  const output = Output.open(options.out);
  if (!output) return FAILED;
  const uncertain: UncertainPair[] = [];
  const results = answers(matching, asked, uncertain);
  if (options.json) writeMatches(matching.catalogue, results, output);
  else output.write(renderMatches([...results]));
  output.close();
  matching.catalogue.close();
  tellReview(options, review, uncertain);
  return 0;
}

function* answers(
  matching: Matching,
  asked: readonly Asked[],
  uncertain: UncertainPair[],
): Generator<MatchedQuestion> {
  for (const { id, queries } of asked) {
    const results: MatchResult[] = queries.map((query) => matching.matcher.match(query));
    for (const result of results) uncertain.push(...result.uncertain);
    yield { id, findings: strongest(results.flatMap(({ findings }) => findings)) };
  }
}

/** A vulnerability may concern the product and its operating system: the finding that says more stands. */
function strongest(findings: readonly Finding[]): Finding[] {
  const order = ['affected', 'under-investigation', 'unknown', 'fixed', 'not-affected'];
  const best = new Map<string, Finding>();
  for (const finding of findings) {
    const known = best.get(finding.cve);
    if (known === undefined || order.indexOf(finding.status) < order.indexOf(known.status))
      best.set(finding.cve, finding);
  }
  return [...best.values()];
}

function questionsOf(options: MatchOptions): readonly Asked[] {
  if (options.batch !== undefined) {
    return readQuestions(readJsonFile(options.batch)).map(({ id, query }) => ({ id, queries: [query] }));
  }
  if (options.inventory !== undefined) {
    return questionsOfInventory(readJsonFile(options.inventory)).map(({ device, queries }) => ({
      id: device,
      queries,
    }));
  }
  const { vendor, product, version, cpe, purl, companion, fix } = options;
  if (product === undefined && cpe === undefined && purl === undefined) {
    throw new QuestionsError('name what to match: --product, --cpe, --purl, --batch or --inventory');
  }
  return [
    {
      id: '1',
      queries: [queryOf({ vendor, product, version, cpe, purl, companions: companion, fixes: fix })],
    },
  ];
}

/** Reads a JSON document. Throws QuestionsError when it cannot be read. */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8'));
  } catch (error) {
    throw new QuestionsError(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function tellReview(
  options: MatchOptions,
  review: ReviewFile | undefined,
  uncertain: readonly UncertainPair[],
): void {
  const added = review?.add(uncertain);
  if (options.quiet) return;
  if (added !== undefined && added > 0) {
    process.stderr.write(`${added} uncertain pairs of names were added to ${options.review} for review\n`);
  } else if (review === undefined && uncertain.length > 0) {
    process.stderr.write(
      `${uncertain.length} uncertain pairs of names; --review FILE keeps them for decision\n`,
    );
  }
}
