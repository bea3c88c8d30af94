/**
 * Domain names in DNS wire form outside of DNS messages, where compression is not allowed (RFC 8415 10, RFC 4702 2.3.1).
 * A name that a client knows only in part ends without the root label (RFC 4704 4.2).
 *
 *   name   { length1 (0-63)  label }…  [ 00 ]
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** RFC 1035 2.3.4: a name takes at most 255 octets, hence at most 127 labels. */
export const NAME_LIMIT_OCTETS = 255;
const LABEL_LIMIT_OCTETS = 63; // RFC 1035 2.3.4

/**
 * The name at the reader with dots between its labels, lower case not forced; empty for the root and for a malformed
 * name (a label beyond the range, a compression pointer, more than 255 octets). Reads to the end of the name.
 */
export function readUncompressedName(octets: OctetReader): string {
  const start = octets.position;
  let name = '';
  while (octets.remaining > 0) {
    const length = octets.u8();
    if (length === 0) break;
    if (length > LABEL_LIMIT_OCTETS || octets.position - start + length > NAME_LIMIT_OCTETS) return '';
    const label = octets.utf8(length);
    if (octets.failed) return '';
    name = name === '' ? label : `${name}.${label}`;
  }
  return name;
}
