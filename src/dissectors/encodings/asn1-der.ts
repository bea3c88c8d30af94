/**
 * Values of ASN.1 character string and time types as certificates hold them (ITU-T X.690 8.23 to 8.26, RFC 5280 4.1).
 * Elements themselves are entered with `ber.ts`; DER is BER with one way to write each value.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { enterBer } from './ber.ts';

const UTF8_STRING = 0x0c;
const NUMERIC_STRING = 0x12;
const PRINTABLE_STRING = 0x13;
const TELETEX_STRING = 0x14;
const IA5_STRING = 0x16;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const VISIBLE_STRING = 0x1a;
const BMP_STRING = 0x1e;

/** Octets of a string that are read; RFC 5280 A.1 bounds names to 64 characters, the longest (ub-name) to 32,768. */
export const DER_STRING_LIMIT_OCTETS = 512;

/**
 * Reads the character string that starts at the next octet and ends before `end`, cut to the limit; empty when it is
 * of no string type. Moves behind the element where it is whole.
 */
export function readDerString(octets: OctetReader, end: number): string {
  const tag = octets.peek();
  const next = enterBer(octets, tag, end);
  if (next < 0) return '';
  const length = Math.min(next - octets.position, DER_STRING_LIMIT_OCTETS);
  const text = readStringContent(octets, tag, length);
  octets.seek(next);
  return text;
}

function readStringContent(octets: OctetReader, tag: number, length: number): string {
  switch (tag) {
    case UTF8_STRING:
      return octets.utf8(length);
    case NUMERIC_STRING:
    case PRINTABLE_STRING:
    case TELETEX_STRING:
    case IA5_STRING:
    case VISIBLE_STRING:
      return octets.latin1(length);
    case BMP_STRING: {
      let text = '';
      for (let at = 0; at + 2 <= length; at += 2) text += String.fromCharCode(octets.u16());
      return text;
    }
    default:
      return '';
  }
}

/**
 * Reads the UTCTime or GeneralizedTime that starts at the next octet as `2026-06-02T00:00:00Z`; empty when it is
 * malformed. RFC 5280 4.1.2.5: seconds and Z are always there, a UTCTime year of 50 or more is 19xx.
 */
export function readDerTime(octets: OctetReader, end: number): string {
  const tag = octets.peek();
  if (tag !== UTC_TIME && tag !== GENERALIZED_TIME) return '';
  const next = enterBer(octets, tag, end);
  if (next < 0) return '';
  const length = next - octets.position;
  const short = tag === UTC_TIME;
  const text = length === (short ? 13 : 15) ? octets.latin1(length) : '';
  octets.seek(next);
  const digits = short ? `${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}` : text;
  const match = /^(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)Z$/.exec(
    digits,
  );
  return match ? `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z` : '';
}
