/**
 * Text that came from the network, made safe to store and show: no control characters (terminal escapes, line
 * breaks), no bidirectional overrides, no lone surrogates, bounded length.
 */

/** Longest text that a fact, a name or an attribute keeps, in UTF-16 units. */
export const PRINTABLE_TEXT_LIMIT = 256;

// Control characters, bidirectional controls and others without width, line and paragraph separators, byte order mark,
// interlinear annotations, replacement characters.
const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd]+/gu;
/** The first half of a character that the cut has parted from its second. */
const HALF_CHARACTER = /[\ud800-\udbff]$/;
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

/** `text` with unprintable runs turned into one space, trimmed and cut to `limit`; empty when nothing remains. */
export function printableText(text: string, limit: number = PRINTABLE_TEXT_LIMIT): string {
  if (text.length <= limit && PLAIN.test(text)) return text;
  const clean = text
    .slice(0, limit * 4)
    .toWellFormed()
    .replace(UNSAFE, ' ')
    .trim();
  return clean.length > limit ? clean.slice(0, limit).replace(HALF_CHARACTER, '').trimEnd() : clean;
}
