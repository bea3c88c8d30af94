/** How old the vulnerability feeds of the server are, for its metrics. */

import type { Database } from '../store/database.ts';
import { catalogueState } from '../store/feeds-state.ts';
import { updatedMicros } from '../vulnerability/feed-age.ts';

const MICROS_PER_MILLI = 1_000;
const MICROS_PER_SECOND = 1e6;

/** Seconds at `nowMs` since each feed was updated; a feed that is absent, or does not tell its time, is left out. */
export async function feedAgeSeconds(
  database: Database,
  nowMs: number,
): Promise<ReadonlyMap<string, number>> {
  const ages = new Map<string, number>();
  for (const feed of (await catalogueState(database))?.feeds ?? []) {
    const updated = feed.items > 0 ? updatedMicros(feed) : undefined;
    if (updated === undefined) continue;
    const seconds = Math.max(0, (nowMs * MICROS_PER_MILLI - updated) / MICROS_PER_SECOND);
    // Of a feed in several parts the oldest counts.
    ages.set(feed.feed, Math.max(seconds, ages.get(feed.feed) ?? 0));
  }
  return ages;
}
