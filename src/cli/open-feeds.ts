/** Opens the feeds that a command names for matching, and says when they hold nothing, for then nothing can be said. */

import { type Matching, matchingOver } from '../main/matching.ts';
import type { ReviewRules } from '../vulnerability/review-rules.ts';
import { type NamedFeeds, openFeedCatalogue } from './open-feed-catalogue.ts';
import type { Refusal } from './read-sources.ts';

export async function openFeeds(options: NamedFeeds, rules?: ReviewRules): Promise<Matching | Refusal> {
  const catalogue = await openFeedCatalogue(options);
  if ('status' in catalogue) return catalogue;
  if (catalogue.recordCount === 0) {
    process.stderr.write('wardlight: the feeds hold no vulnerability: no finding means unknown, not safe\n');
  }
  return matchingOver(catalogue, rules);
}
