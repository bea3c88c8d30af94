/**
 * What an HTML page of a device says about it: the title, and in small pages the values beside allow-listed labels
 * (`<td>Serial number</td><td>XYZ</td>`, `Firmware: 1.2.3`) or in prose. Reads text between tags, runs no script.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { decodeCharacterReferences } from '../encodings/xml-entities.ts';
import {
  IDENTITY_LABEL_LIMIT,
  IDENTITY_VALUE_LIMIT,
  type IdentityPairs,
  isIdentityLabel,
} from './identity-pairs.ts';
import { readProseIdentity } from './prose-identity.ts';

/** Octets of a title that are read. */
export const TITLE_LIMIT = 512;
/** Texts between tags of one page that are looked at. */
export const TEXT_RUN_LIMIT = 1_024;

/** Encodings of pages that are neither UTF-8 nor Latin-1; every one of them is known to TextDecoder (WHATWG Encoding). */
const DECODABLE = new Set([
  'big5',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'gb2312',
  'gbk',
  'iso-8859-2',
  'iso-8859-5',
  'koi8-r',
  'shift_jis',
  'windows-1250',
  'windows-1251',
  'windows-1252',
]);
/** Octets at the start of a page that are searched for its charset (HTML standard, 13.2.3.2). */
const CHARSET_OCTETS = 1_024;

/** A title that may name a person is no fact about a device. */
const MAY_NAME_A_PERSON = /\^|@|\b(?:patient|mrn|dob|born|study|inbox)\b|\b(?:welcome|hello|hi|dear)[,!]/i;

/**
 * Title of the page in the next `count` octets, decoded; empty when it is missing, unfinished or may name a person.
 * `charset` is that of the Content-Type, lower case, or empty.
 */
export function readHtmlTitle(octets: OctetReader, count: number, charset: string): string {
  const start = octets.position;
  const text = findTitle(octets, count);
  if (!text) return '';
  octets.seek(start);
  const label = charset || declaredCharset(octets.latin1(Math.min(count, CHARSET_OCTETS)));
  const title = decodeCharacterReferences(decodeText(text, label)).replace(/\s+/g, ' ').trim();
  return MAY_NAME_A_PERSON.test(title) ? '' : title;
}

/** Whether the next `count` octets hold a whole title already. */
export function hasHtmlTitle(octets: OctetReader, count: number): boolean {
  const start = octets.position;
  const found = findTitle(octets, count) !== undefined;
  octets.seek(start);
  return found;
}

/** Octets between the first title tag and the next tag. */
function findTitle(octets: OctetReader, count: number): Buffer | undefined {
  const end = octets.position + Math.min(count, octets.remaining);
  let tag = -1;
  for (const spelling of ['<title', '<TITLE', '<Title']) {
    const distance = octets.distanceToText(spelling, end - octets.position);
    if (distance >= 0 && (tag < 0 || distance < tag)) tag = distance;
  }
  if (tag < 0) return undefined;
  octets.skip(tag);
  const open = octets.distanceTo(0x3e, Math.min(TITLE_LIMIT, end - octets.position));
  if (open < 0) return undefined;
  octets.skip(open + 1);
  const length = octets.distanceTo(0x3c, Math.min(TITLE_LIMIT, end - octets.position));
  return length < 0 ? undefined : octets.copy(length);
}

function declaredCharset(head: string): string {
  return /charset=["']?([\w-]{2,20})/i.exec(head)?.[1]?.toLowerCase() ?? '';
}

function decodeText(octets: Buffer, charset: string): string {
  if (DECODABLE.has(charset)) return new TextDecoder(charset).decode(octets);
  const text = octets.toString('utf8');
  return text.includes('\ufffd') ? octets.toString('latin1') : text;
}

/** Reads the labelled values of a page into `pairs`, those in prose into `prose`. A text counts when a tag ends it. */
export function readHtmlIdentity(text: string, pairs: IdentityPairs, prose: IdentityPairs): void {
  let label = '';
  let at = 0;
  for (let run = 0; run < TEXT_RUN_LIMIT; run++) {
    const tag = text.indexOf('<', at);
    if (tag < 0) return;
    label = readRun(text, at, tag, label, pairs, prose);
    at = tagEnd(text, tag);
  }
}

/** Takes one text between tags; answers the label whose value is still to come. */
function readRun(
  text: string,
  from: number,
  to: number,
  label: string,
  pairs: IdentityPairs,
  prose: IdentityPairs,
): string {
  if (to === from) return label;
  if (to - from > 2 * (IDENTITY_LABEL_LIMIT + IDENTITY_VALUE_LIMIT)) return '';
  const run = decodeCharacterReferences(text.slice(from, to)).trim();
  if (run === '' || run === ':') return label;
  const colon = run.search(/[:=]/);
  const name = (colon < 0 ? run : run.slice(0, colon)).trim();
  if (isIdentityLabel(name)) {
    const value = colon < 0 ? '' : run.slice(colon + 1).trim();
    if (value === '') return name;
    pairs.add(name, value);
    return '';
  }
  if (label !== '') pairs.add(label, run);
  else readProseIdentity(run, prose);
  return '';
}

/** Position behind the tag at `at`, or behind the whole element when it is a script, a style or a comment. */
function tagEnd(text: string, at: number): number {
  const second = text[at + 1] ?? '';
  const opaque = 'sS!'.includes(second)
    ? /^<(script|style|!--)/i.exec(text.slice(at, at + 8))?.[1]
    : undefined;
  const closing = opaque === '!--' ? '-->' : `</${opaque}`;
  const from = opaque ? text.indexOf(closing, at) : at;
  const end = from < 0 ? -1 : text.indexOf('>', from);
  return end < 0 ? text.length : end + 1;
}
