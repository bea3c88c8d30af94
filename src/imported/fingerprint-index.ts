/**
 * Finds, among tens of thousands of fingerprints of one fact, the few that a value can match: by the whole value where a
 * pattern names it (lists of DHCP options), else by three letters of a text that every match contains. Of such a text the
 * three letters that fewest others have are taken, so that no list grows long.
 */

import { addUnder } from '../base/lists-by-key.ts';
import { REQUIRED_TEXT_MIN, type RequiredText } from '../identify/required-text.ts';

const GRAM = 3;
const NO_ENTRIES: readonly Entry[] = [];

interface Entry {
  readonly text: string;
  /** Position of the fingerprint in its file. */
  readonly fingerprint: number;
}

export class FingerprintIndex {
  readonly #whole = new Map<string, number[]>();
  readonly #byGram = new Map<number, Entry[]>();
  /** Fingerprints of which nothing is known: each value must try them. */
  readonly #always: number[] = [];
  /** Fingerprints found for the value in hand carry its number. */
  readonly #seen: Int32Array;
  #round = 0;

  /** `required[n]` is what fingerprint n requires. */
  constructor(required: readonly RequiredText[]) {
    this.#seen = new Int32Array(required.length);
    const frequency = gramFrequency(required);
    required.forEach(({ anyOf, whole }, fingerprint) => {
      if (whole) for (const text of whole) addUnder(this.#whole, text, fingerprint);
      else if (anyOf) {
        for (const text of anyOf) addUnder(this.#byGram, rarestGram(text, frequency), { text, fingerprint });
      } else this.#always.push(fingerprint);
    });
  }

  /** Positions, in order, of all fingerprints that `value` can match, and few others. */
  candidates(value: string): number[] {
    const text = value.toLowerCase();
    const found: number[] = [];
    this.#round++;
    this.#add(this.#always, found);
    this.#add(this.#whole.get(text) ?? [], found);
    for (let at = 0; at + REQUIRED_TEXT_MIN <= text.length; at++) {
      this.#addContained(gramAt(text, at, REQUIRED_TEXT_MIN), text, found);
      if (at + GRAM <= text.length) this.#addContained(gramAt(text, at, GRAM), text, found);
    }
    return found.sort((a, b) => a - b);
  }

  #addContained(gram: number, text: string, found: number[]): void {
    for (const entry of this.#byGram.get(gram) ?? NO_ENTRIES)
      if (this.#seen[entry.fingerprint] !== this.#round && text.includes(entry.text))
        this.#add([entry.fingerprint], found);
  }

  #add(fingerprints: readonly number[], found: number[]): void {
    for (const fingerprint of fingerprints) {
      if (this.#seen[fingerprint] === this.#round) continue;
      this.#seen[fingerprint] = this.#round;
      found.push(fingerprint);
    }
  }
}

/** The `length` letters at `at` as one number; two different ones may share it, which costs a look and no more. */
function gramAt(text: string, at: number, length: number): number {
  let gram = length;
  for (let end = at + length; at < end; at++) gram = (Math.imul(gram, 0x01000193) ^ text.charCodeAt(at)) | 0;
  return gram;
}

function gramsOf(text: string): Set<number> {
  const length = Math.min(GRAM, text.length);
  const grams = new Set<number>();
  for (let at = 0; at + length <= text.length; at++) grams.add(gramAt(text, at, length));
  return grams;
}

/** How many required texts hold each gram. */
function gramFrequency(required: readonly RequiredText[]): Map<number, number> {
  const frequency = new Map<number, number>();
  for (const { anyOf, whole } of required) {
    if (whole) continue;
    for (const text of anyOf ?? [])
      for (const gram of gramsOf(text)) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
  }
  return frequency;
}

function rarestGram(text: string, frequency: ReadonlyMap<number, number>): number {
  let rarest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const gram of gramsOf(text)) {
    const count = frequency.get(gram) ?? 0;
    if (count < least) [rarest, least] = [gram, count];
  }
  return rarest;
}
