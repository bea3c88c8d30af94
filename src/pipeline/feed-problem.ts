/** Feeds that cannot be used, as the commands tell it. */

import { FeedUnreadableError } from '../feeds/feed-errors.ts';

/** The message is for people. */
export class FeedProblem extends Error {
  override readonly name = 'FeedProblem';
}

/** Runs what reads feeds; a file that cannot be read becomes a FeedProblem. */
export async function readingFeeds<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof FeedUnreadableError) throw new FeedProblem(error.message, { cause: error });
    throw error;
  }
}
