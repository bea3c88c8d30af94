/** Opens the feeds that a command names, with progress on a terminal, and says in a sentence why it cannot. */

import { configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { type Matching, openMatching } from '../main/open-matching.ts';
import type { ReviewRules } from '../vulnerability/review-rules.ts';
import { ProgressBar } from './progress-bar.ts';
import { FAILED, MISUSED, type Refusal, refuse } from './read-sources.ts';

export interface FeedOptions {
  readonly feeds?: readonly string[];
  readonly quiet?: boolean;
}

/** The opened feeds; tells on standard error when they hold no vulnerability at all, for then nothing can be said. */
export async function openFeeds(options: FeedOptions, rules?: ReviewRules): Promise<Matching | Refusal> {
  const feeds = options.feeds ?? [];
  if (feeds.length === 0) return refuse('name at least one feed file or folder with --feeds', MISUSED);
  const bar = ProgressBar.open('feeds', options.quiet !== true && process.stderr.isTTY === true);
  try {
    const config = configOf(readEnvironment());
    const matching = await openMatching(config, {
      feeds,
      onProgress: (read, files) => bar.show(read, files),
      ...(rules && { rules }),
    });
    if (matching.catalogue.recordCount === 0) {
      process.stderr.write(
        'wardlight: the feeds hold no vulnerability: no finding means unknown, not safe\n',
      );
    }
    return matching;
  } catch (error) {
    if (error instanceof ConfigError) return refuse(error.message, MISUSED);
    if (error instanceof Error && 'code' in error && error.code === 'feed-unreadable')
      return refuse(error.message, MISUSED);
    if (error instanceof Error && 'code' in error)
      return refuse(`the feeds cannot be compiled: ${error.message}`, FAILED);
    throw error;
  } finally {
    bar.close();
  }
}
