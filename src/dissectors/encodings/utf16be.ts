/** Text in UTF-16 with the high octet first, as IntelliVue labels and BACnet character strings (set 4) hold it. */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Longest text that is decoded, in UTF-16 units; the octets behind it are skipped. */
export const UTF16BE_LIMIT = 256;

/** The next `count` octets as text up to the first NUL; an odd last octet is dropped. Skips them all. */
export function utf16be(octets: OctetReader, count: number): string {
  const end = octets.position + count;
  if (count < 0 || count > octets.remaining) {
    octets.skip(count);
    return '';
  }
  let text = '';
  for (let unit = 0; unit < Math.min(count >>> 1, UTF16BE_LIMIT); unit++) {
    const code = octets.u16();
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  octets.seek(end);
  return text;
}
