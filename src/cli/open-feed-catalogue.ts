/** Opens the catalogue of the feeds that a command names, with progress on a terminal, and says why it cannot. */

import { configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import type { CatalogueFile } from '../feeds/catalogue/catalogue-file.ts';
import { FeedUnreadableError } from '../feeds/feed-errors.ts';
import { openCatalogue } from '../feeds/open-catalogue.ts';
import { ProgressBar } from './progress-bar.ts';
import { FAILED, MISUSED, type Refusal, refuse } from './read-sources.ts';

const MICROS_PER_MILLI = 1_000;

export const nowMicros = () => Date.now() * MICROS_PER_MILLI;

export interface NamedFeeds {
  readonly feeds: readonly string[];
  readonly quiet?: boolean;
}

export async function openFeedCatalogue({ feeds, quiet }: NamedFeeds): Promise<CatalogueFile | Refusal> {
  const bar = ProgressBar.open('feeds', quiet !== true && process.stderr.isTTY === true);
  try {
    const { cacheFolder } = configOf(readEnvironment());
    return await openCatalogue(feeds, {
      cacheFolder,
      nowMicros: nowMicros(),
      onProgress: (read, total) => bar.show(read, total),
    });
  } catch (error) {
    if (error instanceof ConfigError) return refuse(error.message, MISUSED);
    if (error instanceof FeedUnreadableError) return refuse(error.message, FAILED);
    throw error;
  } finally {
    bar.close();
  }
}
