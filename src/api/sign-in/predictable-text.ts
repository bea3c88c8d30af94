/**
 * How much of a password remains when what an attacker tries first is taken out of it: common words, words that belong to
 * its owner or the house, rows of keys, years, repetitions. Signs that stand for letters are read as those.
 */

import { FREQUENT_WORDS, ROWS } from './frequent-words.ts';

const SHORTEST_RUN = 4;
const SHORTEST_OWN_WORD = 3;
/** Longest password is 256 characters; longer texts are judged by their beginning. */
const JUDGED_CHARACTERS = 256;
const STANDS_FOR: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b' },
  ...{ '@': 'a', $: 's', '!': 'i', '€': 'e' },
};
const RUNS: ReadonlySet<string> = new Set(
  ROWS.flatMap((row) => [row, [...row].reverse().join('')]).flatMap((row) =>
    Array.from({ length: row.length - SHORTEST_RUN + 1 }, (_, at) => row.slice(at, at + SHORTEST_RUN)),
  ),
);

/** Words of three letters or more in names, addresses and the like. */
export function ownWords(texts: readonly string[]): string[] {
  const words = texts.flatMap((text) => plain(text).split(/[^\p{L}\p{N}]+/u));
  return [...new Set(words)].filter((word) => word.length >= SHORTEST_OWN_WORD);
}

/** Number of letters and digits that are left, each repetition counted once. */
export function unpredictableLength(password: string, own: readonly string[]): number {
  const text = plain(password).slice(0, JUDGED_CHARACTERS);
  const letters = [...text].map((sign) => STANDS_FOR[sign] ?? sign).join('');
  const taken = new Uint8Array(text.length);
  for (const word of [...FREQUENT_WORDS, ...own]) {
    takeAll(text, word, taken);
    takeAll(letters, word, taken);
  }
  takeRuns(text, taken);
  for (const { index, 0: year } of text.matchAll(/(?:19|20)\d\d/g)) taken.fill(1, index, index + year.length);
  takeRepetitions(text, taken);
  let left = 0;
  for (let at = 0; at < text.length; at++) if (!taken[at] && /[\p{L}\p{N}]/u.test(text.charAt(at))) left++;
  return left;
}

/** Lower case without accents, one unit for each sign. */
function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

function takeAll(text: string, word: string, taken: Uint8Array): void {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    taken.fill(1, at, at + word.length);
}

function takeRuns(text: string, taken: Uint8Array): void {
  for (let at = 0; at + SHORTEST_RUN <= text.length; at++)
    if (RUNS.has(text.slice(at, at + SHORTEST_RUN))) taken.fill(1, at, at + SHORTEST_RUN);
}

/** A piece that stood before, directly or anywhere, tells nothing new. */
function takeRepetitions(text: string, taken: Uint8Array): void {
  for (let at = 1; at < text.length; at++) {
    const isThird = at >= 2 && text[at] === text[at - 1] && text[at] === text[at - 2];
    if (isThird) taken[at] = 1;
    const piece = text.slice(at, at + SHORTEST_RUN);
    if (piece.length === SHORTEST_RUN && text.indexOf(piece) + SHORTEST_RUN <= at)
      taken.fill(1, at, at + SHORTEST_RUN);
  }
}
