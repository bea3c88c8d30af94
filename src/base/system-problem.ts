/** Errors of the operating system in words. */

/** Why something cannot be read. */
export const READING_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EIO: 'the storage device reports a read error',
  EMFILE: 'too many files are open',
};

/** What `words` say of the code of an error, such as ENOENT; else the message that it has. */
export function systemProblem(error: unknown, words: Readonly<Record<string, string>>): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
