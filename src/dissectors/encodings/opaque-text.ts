/**
 * Values that a specification leaves open (relay agent identifiers, vendor data, identifiers of local meaning): text
 * when every character is printable, otherwise hexadecimal digits. One rule, so that the same identifier reads the
 * same from every protocol.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Longest value that is shown; further octets are dropped. */
export const OPAQUE_LIMIT_OCTETS = 512;

// Controls, separators, the byte order mark and U+FFFD, which stands for octets that are not UTF-8.
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the purpose
const NOT_TEXT = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffd]/;

/** The next `count` octets as text without trailing NULs; empty when they are not printable UTF-8. Skips them. */
export function printableOctets(octets: OctetReader, count: number): string {
  const shown = Math.min(count, OPAQUE_LIMIT_OCTETS);
  const start = octets.position;
  const text = withoutTrailingNuls(octets.utf8(shown));
  octets.seek(start);
  octets.skip(count);
  return NOT_TEXT.test(text) || octets.failed ? '' : text.trim();
}

/** The next `count` octets as printable text or else as hexadecimal digits; empty when they are not there. */
export function textOrHex(octets: OctetReader, count: number): string {
  const start = octets.position;
  const text = printableOctets(octets, count);
  if (text !== '' || octets.failed) return text;
  octets.seek(start);
  const hex = octets.hex(Math.min(count, OPAQUE_LIMIT_OCTETS));
  octets.seek(start + count);
  return hex;
}

function withoutTrailingNuls(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return text.slice(0, end);
}
