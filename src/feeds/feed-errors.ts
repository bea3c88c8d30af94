/** Expected failures of feeds, each with a sentence for people. */

/** A catalogue file that is cut short or not what its trailer says. It can be compiled anew. */
export class CatalogueDamagedError extends Error {
  readonly code = 'catalogue-damaged';
  override readonly name = 'CatalogueDamagedError';

  constructor(what: string, options?: ErrorOptions) {
    super(`The compiled catalogue is damaged: ${what}.`, options);
  }
}

const READING_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  ENOTDIR: 'a part of its path is not a folder',
  EIO: 'the storage device reports a read error',
};

/** Thrown when feed data cannot be opened or read; `cause` is the error of the operating system. */
export class FeedUnreadableError extends Error {
  readonly code = 'feed-unreadable';
  override readonly name = 'FeedUnreadableError';

  constructor(path: string, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const problem = READING_PROBLEMS[code] ?? (cause instanceof Error ? cause.message : String(cause));
    super(`${path} cannot be read: ${problem}.`, { cause });
  }
}
