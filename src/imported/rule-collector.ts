/**
 * Takes rules that a reader of a format understood, refuses what cannot be used and says why, entry by entry. Everything
 * that an import can do wrong ends here: patterns that are no RE2 or too costly, rules without a text to find them by,
 * attributes without a value, double entries, lists without end.
 */

import { printableText } from '../base/printable-text.ts';
import type { AttributeTexts } from '../identify/fingerprints.ts';
import { requiredText } from '../identify/required-text.ts';
import {
  confidenceLimit,
  flagsOf,
  IMPORTED_SCHEMA,
  type ImportedFile,
  type ImportedFingerprint,
  type ImportFormat,
} from './imported-file.ts';
import { LinearPattern } from './linear-pattern.ts';
import { exampleProblem } from './run-examples.ts';

/** Most fingerprints of one fact from one source. */
export const FINGERPRINTS_PER_FACT_LIMIT = 100_000;
/** Fingerprints of one fact that no text finds: every value tries them, so they must be few and small. */
export const UNINDEXED_LIMIT = 64;
export const UNINDEXED_PROGRAM_LIMIT = 200;
/** Examples kept of a fingerprint. */
export const EXAMPLES_LIMIT = 8;
const DESCRIPTION_LIMIT = 160;
const ATTRIBUTE_LIMIT = 128;
const ID_LIMIT = 64;
const EXAMPLE_SHOWN = 60;

export interface Refusal {
  /** Which entry: its description, its line. */
  readonly entry: string;
  readonly reason: string;
}

/** Words that imports are put into. */
export interface Vocabulary {
  /** Ids of `fingerprints/categories.json`. */
  readonly categories: ReadonlySet<string>;
  /** The canonical name of the maker with whose name a text begins; undefined when it is not known. */
  makerAtStart(text: string): string | undefined;
}

/** Where a rule of an import is meant to look. */
export interface RuleTarget {
  readonly factId: string;
  /** One sentence: what the field is. */
  readonly about: string;
  /** See ImportedFile. */
  readonly form?: string | undefined;
}

/** A rule before it was checked; its id is made here. */
export type RuleDraft = Omit<ImportedFingerprint, 'id'> & { readonly id?: string };

interface Collected {
  readonly target: RuleTarget;
  readonly fingerprints: ImportedFingerprint[];
  readonly ids: Set<string>;
  readonly patterns: Set<string>;
  unindexed: number;
}

export class RuleCollector {
  readonly refused: Refusal[] = [];
  readonly #format: ImportFormat;
  readonly #origin: string;
  readonly vocabulary: Vocabulary;
  readonly #byFact = new Map<string, Collected>();

  constructor(format: ImportFormat, origin: string, vocabulary: Vocabulary) {
    this.#format = format;
    this.#origin = origin;
    this.vocabulary = vocabulary;
  }

  refuse(entry: string, reason: string): void {
    this.refused.push({ entry: printableText(entry, DESCRIPTION_LIMIT), reason });
  }

  /** Takes a rule, or refuses it with the reason. */
  take(target: RuleTarget, draft: RuleDraft): void {
    const collected = this.#collectedFor(target);
    const fingerprint = { ...draft, id: uniqueId(draft.id ?? draft.describes, collected.ids) };
    const problem = this.#problemOf(fingerprint, collected);
    if (problem !== undefined) {
      this.refuse(draft.describes, problem);
      return;
    }
    collected.ids.add(fingerprint.id);
    collected.patterns.add(patternKey(fingerprint));
    collected.fingerprints.push({
      ...withinConfidence(fingerprint, confidenceLimit(this.#format)),
      describes: printableText(fingerprint.describes, DESCRIPTION_LIMIT),
      examples: fingerprint.examples.slice(0, EXAMPLES_LIMIT),
    });
  }

  /** What was taken, one file for each fact. */
  files(): ImportedFile[] {
    return [...this.#byFact.values()]
      .filter(({ fingerprints }) => fingerprints.length > 0)
      .map(({ target, fingerprints }) => ({
        schema: IMPORTED_SCHEMA,
        origin: this.#origin,
        format: this.#format,
        facts: [target.factId],
        about: target.about,
        ...(target.form === undefined ? {} : { form: target.form }),
        fingerprints,
      }));
  }

  #collectedFor(target: RuleTarget): Collected {
    const known = this.#byFact.get(target.factId);
    if (known) return known;
    const fresh = {
      target,
      fingerprints: [],
      ids: new Set<string>(),
      patterns: new Set<string>(),
      unindexed: 0,
    };
    this.#byFact.set(target.factId, fresh);
    return fresh;
  }

  #problemOf(fingerprint: ImportedFingerprint, collected: Collected): string | undefined {
    if (collected.fingerprints.length >= FINGERPRINTS_PER_FACT_LIMIT)
      return `there are ${FINGERPRINTS_PER_FACT_LIMIT} fingerprints for this field already`;
    if (collected.patterns.has(patternKey(fingerprint)))
      return 'another entry has the same pattern, so this one would never speak';
    if (fingerprint.category !== undefined && !this.vocabulary.categories.has(fingerprint.category))
      return `there is no category "${printableText(fingerprint.category, ID_LIMIT)}"`;
    const pattern = LinearPattern.compile(fingerprint.pattern, flagsOf(fingerprint));
    if (typeof pattern === 'string') return pattern;
    return (
      attributesProblem(fingerprint.attributes, pattern) ??
      examplesProblem(fingerprint, collected.target.form) ??
      indexProblem(fingerprint, pattern, collected)
    );
  }
}

/** `fingerprint` with no more confidence than `limit`. */
function withinConfidence(fingerprint: ImportedFingerprint, limit: number): ImportedFingerprint {
  const { confidence, categoryConfidence } = fingerprint;
  return {
    ...fingerprint,
    confidence: Math.min(confidence, limit),
    ...(categoryConfidence === undefined ? {} : { categoryConfidence: Math.min(categoryConfidence, limit) }),
  };
}

const patternKey = (fingerprint: ImportedFingerprint) =>
  `${flagsOf(fingerprint)}\n${fingerprint.pattern}\n${fingerprint.exclusive === true ? '' : fingerprint.id}`;

function attributesProblem(attributes: AttributeTexts, pattern: LinearPattern): string | undefined {
  for (const [attribute, text] of Object.entries(attributes)) {
    if (text.trim() === '' || text !== printableText(text, ATTRIBUTE_LIMIT))
      return `the value of ${attribute} is empty, too long or not printable`;
    for (const [, group] of text.matchAll(/\{(\w+)\}/g))
      if (group !== undefined && !pattern.hasGroup(group)) return `the pattern has no group "${group}"`;
  }
  return undefined;
}

/** A rule that reads its own examples wrongly would read devices wrongly. */
function examplesProblem(fingerprint: ImportedFingerprint, form: string | undefined): string | undefined {
  for (const example of fingerprint.examples) {
    const problem = exampleProblem(fingerprint, form, example);
    if (problem !== undefined)
      return `its own example "${printableText(example.value, EXAMPLE_SHOWN)}" fails: ${problem}`;
  }
  return undefined;
}

function indexProblem(
  { pattern: text }: ImportedFingerprint,
  pattern: LinearPattern,
  collected: Collected,
): string | undefined {
  const { anyOf, whole } = requiredText(text);
  if (anyOf ?? whole) return undefined;
  if (pattern.size > UNINDEXED_PROGRAM_LIMIT)
    return 'the pattern requires no text of two letters or more by which it could be found, and is large';
  if (collected.unindexed >= UNINDEXED_LIMIT)
    return `the pattern requires no text of two letters or more by which it could be found, and there are ${UNINDEXED_LIMIT} such already`;
  collected.unindexed++;
  return undefined;
}

/** Lower-case words with hyphens, unlike any in `taken`. */
function uniqueId(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, ID_LIMIT)
    .replace(/^-|-$/g, '');
  const base = words === '' ? 'rule' : words;
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
  return id;
}
