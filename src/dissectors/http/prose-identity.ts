/**
 * Identity that a page of a device writes as prose, without colon or table:
 *
 *   Model name NPort 5150A, Serial No. TAGBB1012345, Firmware version 1.5
 *
 * A label and the one token behind it, which must hold a digit; for a model the words up to a comma or the next label.
 */

import { IDENTITY_VALUE_LIMIT, type IdentityPairs } from './identity-pairs.ts';

/** Fields that the prose of one page may state: whoever says more is no status line. */
export const PROSE_FIELD_LIMIT = 6;
/** Labels of one text that are looked at. */
export const PROSE_LABEL_LIMIT = 8;

const LABEL =
  /(?<![\p{L}\p{N}/-])(model(?: name| no\.?)?|serial(?: number| no\.?)?|s\/n|software(?: version)?|firmware(?: version)?|sw|fw|hardware(?: version)?)(?=[ #.]+[\p{L}\p{N}])[ #.]*/giu;
/** A serial number or version: one token, the punctuation of the sentence apart. */
const TOKEN = /^[A-Za-z0-9][\w./+-]*/;
const YEAR = /^(?:19|20)\d\d$/;
/** A model is named by a word that starts with a capital or a digit. */
const MODEL = /^[\p{Lu}\p{N}][\p{L}\p{N} ./+_-]*/u;

/** Reads one text of a page into `pairs`. */
export function readProseIdentity(text: string, pairs: IdentityPairs): void {
  if (pairs.size >= PROSE_FIELD_LIMIT || !/[0-9]|model n/i.test(text)) return;
  const labels = [...text.matchAll(LABEL)].slice(0, PROSE_LABEL_LIMIT);
  for (const [index, match] of labels.entries()) {
    const label = (match[1] ?? '').toLowerCase();
    const end = labels[index + 1]?.index ?? text.length;
    const rest = text.slice(match.index + match[0].length, end);
    const value = label.startsWith('model') ? modelIn(rest, label !== 'model') : tokenIn(rest);
    if (value !== '' && pairs.size < PROSE_FIELD_LIMIT) pairs.add(label, value);
  }
}

function tokenIn(text: string): string {
  const token = (TOKEN.exec(text)?.[0] ?? '').replace(/[./+-]+$/, '');
  return /[0-9]/.test(token) && !YEAR.test(token) ? token : '';
}

/** The word model alone is prose more often than not: what follows must then hold a digit. */
function modelIn(text: string, isNamed: boolean): string {
  const words = (MODEL.exec(text)?.[0] ?? '').trim().replace(/[./+-]+$/, '');
  if (words.length > IDENTITY_VALUE_LIMIT) return '';
  return isNamed || /[0-9]/.test(words) ? words : '';
}
