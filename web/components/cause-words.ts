/** Why a score or a rank moved, in words. */

import { vulnerabilitiesText } from '../text/vulnerabilities.ts';

export function causeWords(causes: readonly string[]): string {
  const { cause, noCause } = vulnerabilitiesText.page;
  if (causes.length === 0) return noCause;
  return causes.map((each) => cause[each] ?? each.replaceAll('-', ' ')).join(', ');
}
