/** What went wrong, in the words that the error brings along. */
export const errorWords = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
