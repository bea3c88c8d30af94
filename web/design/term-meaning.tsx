/** What a term means, as a sentence. */

import { TERMS, type TermName } from '../text/terms.ts';

export function TermMeaning({ of: term }: { readonly of: TermName }) {
  const meaning = TERMS[term];
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
}
