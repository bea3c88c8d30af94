/** Errors of forms in which no field has a place for its own. */

import { ApiError } from '../api/api-error.ts';
import { errorWords } from '../design/error-words.ts';

/** What the server says of each field, else what it says of the whole. */
export function errorSentence(error: unknown): string {
  if (error instanceof ApiError && error.fields.size > 0) return [...error.fields.values()].join(' ');
  return errorWords(error);
}
