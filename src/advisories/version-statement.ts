/** Versions as documents write them, told apart: one exact version, or words about versions. */

import type { ProductStatus, VersionStatement } from '../vulnerability/vulnerability-record.ts';

/** One token that holds a digit and none of the signs and words of a range: `2.1.4-rc1`, `A.02.3`, `028U000061`. */
const EXACT = /^(?=.*\d)[\p{L}\p{N}._+~:()/-]+$/u;
const PLACEHOLDERS = /[.\d]x(?:\.|$)|\*/i;

/** `exact` for a text that can only be one version, else `text`. `scheme` is kept with exact versions. */
export function versionStatementOf(text: string, status: ProductStatus, scheme?: string): VersionStatement {
  if (!isExactVersion(text)) return { form: 'text', text, status };
  return scheme === undefined
    ? { form: 'exact', version: text, status }
    : { form: 'exact', version: text, scheme, status };
}

export function isExactVersion(text: string): boolean {
  return EXACT.test(text) && !PLACEHOLDERS.test(text) && !text.startsWith('vers:');
}
