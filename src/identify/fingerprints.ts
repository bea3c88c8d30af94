/**
 * Fingerprints: data that maps a value seen on the network (a banner, a vendor class, a sysDescr) to attributes and a
 * category of the device. The data lies in `fingerprints/*.json`, one file per matched field; this is what reads it.
 *
 * Order within a file: all matching fingerprints apply, in the order of the file, until one with `exclusive` matches;
 * so the special stands before the general and says `exclusive`.
 */

import { addUnder } from '../base/lists-by-key.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import { requiredText } from './required-text.ts';

/** A value is cut to this many UTF-16 units before it is matched. */
export const MATCHED_INPUT_LIMIT = 512;
/** Values remembered with their matches; the same few values come again and again. All are dropped at the limit. */
const MEMORY_LIMIT = 4_096;

/** Attribute values of a fingerprint; `{name}` stands for the named group of the pattern. */
export type AttributeTexts = Readonly<Partial<Record<Attribute, string>>>;

/** A value that the fingerprint must match, and exactly what it must then state. */
export interface FingerprintExample {
  readonly value: string;
  readonly expect: Readonly<Partial<Record<Attribute | 'category', string>>>;
}

export interface Fingerprint {
  /** Unique over all files: `axis-camera-server`. */
  readonly id: string;
  /** Regular expression, matched without regard to case, with named groups; see `fingerprints-pattern.ts`. */
  readonly pattern: string;
  /** What matching means, for people: "Axis network camera". */
  readonly describes: string;
  /** May be empty: the fingerprint then only says that the value tells nothing (a toolkit, a generic server). */
  readonly attributes: AttributeTexts;
  /** Id from `fingerprints/categories.json`. */
  readonly category?: string;
  /** Confidence of the attributes, 0 to 100. */
  readonly confidence: number;
  /** Confidence of the category, 0 to 100; set exactly when `category` is. */
  readonly categoryConfidence?: number;
  /** When this one matches, later ones of the file are not tried. */
  readonly exclusive?: boolean;
  /** Where the form of the value is publicly known. */
  readonly source: string;
  readonly examples: readonly FingerprintExample[];
  /** Ids of fingerprints for the same fact that rightly match this one's examples too. */
  readonly overlapsWith?: readonly string[];
}

export interface FingerprintFile {
  /** `<dissector id>/<field>`: `snmp/sysDescr`. */
  readonly facts: readonly string[];
  /** One sentence: what the field is, with its specification. */
  readonly about: string;
  readonly fingerprints: readonly Fingerprint[];
}

/** Who knows what a value seen on the network says about the device. */
export interface FingerprintMatcher {
  /** Fact ids that have fingerprints. */
  readonly factIds: readonly string[];
  /** Fact ids whose fingerprints can state this attribute. */
  factIdsStating(attribute: Attribute): readonly string[];
  /** What the fingerprints of this fact (`<dissector id>/<field>`) say about `value`; empty when none matches. */
  match(factId: string, value: string): readonly FingerprintMatch[];
}

export interface FingerprintMatch {
  readonly fingerprintId: string;
  /** Name of the imported source; absent for a shipped fingerprint. */
  readonly origin?: string;
  readonly describes: string;
  readonly attributes: AttributeTexts;
  readonly confidence: number;
  readonly category?: string;
  /** 0 when there is no category. */
  readonly categoryConfidence: number;
}

/** All fingerprints of several files, found by fact. Patterns are compiled when first needed. */
export class FingerprintSet implements FingerprintMatcher {
  readonly #filesByFact = new Map<string, CompiledFingerprint[][]>();
  /** By fact, then by value: no text has to be made to ask it. */
  readonly #memory = new Map<string, Map<string, readonly FingerprintMatch[]>>();
  #remembered = 0;

  constructor(files: readonly FingerprintFile[]) {
    for (const file of files) {
      const compiled = file.fingerprints.map((fingerprint) => new CompiledFingerprint(fingerprint));
      for (const factId of file.facts) addUnder(this.#filesByFact, factId, compiled);
    }
  }

  /** Fact ids (`<dissector id>/<field>`) for which there are fingerprints. */
  get factIds(): readonly string[] {
    return [...this.#filesByFact.keys()];
  }

  /** Fact ids whose fingerprints can state this attribute. */
  factIdsStating(attribute: Attribute): readonly string[] {
    return [...this.#filesByFact]
      .filter(([, files]) => files.some((file) => file.some((fingerprint) => fingerprint.states(attribute))))
      .map(([factId]) => factId);
  }

  match(factId: string, value: string): readonly FingerprintMatch[] {
    const files = this.#filesByFact.get(factId);
    if (files === undefined) return NO_MATCHES;
    const input = value.length > MATCHED_INPUT_LIMIT ? value.slice(0, MATCHED_INPUT_LIMIT) : value;
    const remembered = this.#memory.get(factId)?.get(input);
    if (remembered) return remembered;
    const matches = files.flatMap((file) => matchesOf(file, input));
    this.#remember(factId, input, matches);
    return matches;
  }

  #remember(factId: string, input: string, matches: readonly FingerprintMatch[]): void {
    if (this.#remembered >= MEMORY_LIMIT) {
      this.#memory.clear();
      this.#remembered = 0;
    }
    const ofFact = this.#memory.get(factId) ?? new Map<string, readonly FingerprintMatch[]>();
    this.#memory.set(factId, ofFact.set(input, matches));
    this.#remembered++;
  }
}

const NO_MATCHES: readonly FingerprintMatch[] = [];

function matchesOf(file: readonly CompiledFingerprint[], input: string): FingerprintMatch[] {
  const matches: FingerprintMatch[] = [];
  const folded = input.toLowerCase();
  for (const fingerprint of file) {
    if (!fingerprint.mayMatch(folded)) continue;
    const match = fingerprint.match(input);
    if (match === undefined) continue;
    matches.push(match);
    if (fingerprint.isExclusive) break;
  }
  return matches;
}

class CompiledFingerprint {
  readonly #fingerprint: Fingerprint;
  #expression: RegExp | undefined;
  /** Texts of which a value that matches has one, lower case; empty when nothing is known, undefined before it was asked. */
  #required: readonly string[] | undefined;

  constructor(fingerprint: Fingerprint) {
    this.#fingerprint = fingerprint;
  }

  get isExclusive(): boolean {
    return this.#fingerprint.exclusive === true;
  }

  states(attribute: Attribute): boolean {
    return Object.hasOwn(this.#fingerprint.attributes, attribute);
  }

  /** False when the value, in lower case, cannot match: most patterns are never compiled. */
  mayMatch(folded: string): boolean {
    this.#required ??= requiredText(this.#fingerprint.pattern).anyOf ?? [];
    return this.#required.length === 0 || this.#required.some((text) => folded.includes(text));
  }

  match(input: string): FingerprintMatch | undefined {
    this.#expression ??= new RegExp(this.#fingerprint.pattern, 'iu');
    const found = this.#expression.exec(input);
    if (found === null) return undefined;
    const { id, describes, confidence, category, categoryConfidence } = this.#fingerprint;
    return {
      fingerprintId: id,
      describes,
      attributes: fillAttributes(this.#fingerprint.attributes, found.groups ?? {}),
      confidence,
      ...(category === undefined ? {} : { category }),
      categoryConfidence: category === undefined ? 0 : (categoryConfidence ?? confidence),
    };
  }
}

/** The attributes with `{name}` replaced; one that needs a group that matched nothing is left out. */
export function fillAttributes(
  texts: AttributeTexts,
  groups: Readonly<Record<string, string | undefined>>,
): AttributeTexts {
  const filled: Partial<Record<Attribute, string>> = {};
  for (const [attribute, text] of Object.entries(texts)) {
    const value = fillTemplate(text, groups);
    if (value !== undefined) filled[attribute as Attribute] = value;
  }
  return filled;
}

/** `text` with each `{name}` replaced by its group; undefined when a group is missing or empty. */
export function fillTemplate(
  text: string,
  groups: Readonly<Record<string, string | undefined>>,
): string | undefined {
  let isComplete = true;
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = groups[name]?.trim();
    if (!value) isComplete = false;
    return value ?? '';
  });
  return isComplete && filled !== '' ? filled : undefined;
}
