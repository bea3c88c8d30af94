/**
 * Text that came from the network, made safe to store and show: no control characters (terminal escapes, line
 * breaks), no bidirectional overrides, no lone surrogates, bounded length.
 */

/** Longest text that a fact, a name or an attribute keeps, in UTF-16 units. */
export const PRINTABLE_TEXT_LIMIT = 256;

// C0, DEL, C1, line and paragraph separators, bidirectional controls, byte order mark, replacement character.
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]+/g;
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

/** `text` with unprintable runs turned into one space, trimmed and cut to `limit`; empty when nothing remains. */
export function printableText(text: string, limit: number = PRINTABLE_TEXT_LIMIT): string {
  if (text.length <= limit && PLAIN.test(text)) return text;
  const clean = text
    .slice(0, limit * 4)
    .replace(UNPRINTABLE, ' ')
    .trim();
  return (clean.length > limit ? clean.slice(0, limit).trimEnd() : clean).toWellFormed();
}
