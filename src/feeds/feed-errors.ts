/** Expected failures of feeds, each with a sentence for people. */

import { READING_PROBLEMS, systemProblem } from '../base/system-problem.ts';

/** A catalogue file that is cut short or not what its trailer says. It can be compiled anew. */
export class CatalogueDamagedError extends Error {
  readonly code = 'catalogue-damaged';
  override readonly name = 'CatalogueDamagedError';

  constructor(what: string, options?: ErrorOptions) {
    super(`The compiled catalogue is damaged: ${what}.`, options);
  }
}

/** Thrown when feed data cannot be opened or read; `cause` is the error of the operating system. */
export class FeedUnreadableError extends Error {
  readonly code = 'feed-unreadable';
  override readonly name = 'FeedUnreadableError';

  constructor(path: string, cause: unknown) {
    const problem = systemProblem(cause, READING_PROBLEMS);
    super(`${path} cannot be read: ${problem}.`, { cause });
  }
}
