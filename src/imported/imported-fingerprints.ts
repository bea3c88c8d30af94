/**
 * Imported fingerprints beside the shipped ones. Files are read and patterns compiled when a value first needs them, so that
 * tens of thousands cost nothing at the start. What a shipped fingerprint states about a value stands: a third party's
 * list adds to it and does not contradict it; a hospital's own rules always speak. None is believed as much as a reviewed
 * one: see the limits below.
 */

import type { Attribute } from '../dissectors/dissector.ts';
import {
  type AttributeTexts,
  type FingerprintMatch,
  type FingerprintMatcher,
  fillAttributes,
  MATCHED_INPUT_LIMIT,
} from '../identify/fingerprints.ts';
import { type RequiredText, requiredText } from '../identify/required-text.ts';
import { FingerprintIndex } from './fingerprint-index.ts';
import {
  confidenceLimit,
  flagsOf,
  type ImportedFile,
  type ImportedFingerprint,
  inForm,
} from './imported-file.ts';
import { LinearPattern } from './linear-pattern.ts';

/**
 * Steps (instructions times characters) for one value and file; fingerprints beyond are not tried. Ordinary values take a
 * hundredth of it.
 */
export const STEPS_PER_VALUE = 4_000_000;
/** Fingerprints of one file that one value tries at most, for each may have to be compiled; recog's need 22. */
export const TRIED_PER_VALUE = 256;
/** Compiled patterns kept; all are dropped at the limit. */
const COMPILED_LIMIT = 2_048;
/** Values remembered with their matches; all are dropped at the limit. */
const MEMORY_LIMIT = 4_096;

/** A source of imported fingerprints, whose files are read when they are needed. */
export interface ImportedSource {
  readonly origin: string;
  /** Facts for which it has fingerprints. */
  readonly factIds: readonly string[];
  /** The fingerprints for one of these facts; undefined when they cannot be read any more. */
  read(factId: string): ImportedFile | undefined;
}

export class ImportedFingerprints implements FingerprintMatcher {
  readonly #shipped: FingerprintMatcher;
  readonly #sources: readonly ImportedSource[];
  readonly #files = new Map<string, readonly IndexedFile[]>();
  readonly #memory = new Map<string, readonly FingerprintMatch[]>();
  readonly #compiled = new CompiledPatterns();

  constructor(shipped: FingerprintMatcher, sources: readonly ImportedSource[]) {
    this.#shipped = shipped;
    this.#sources = sources;
  }

  get factIds(): readonly string[] {
    return [...new Set([...this.#shipped.factIds, ...this.#sources.flatMap(({ factIds }) => factIds)])];
  }

  /** Those of the shipped ones: who a device is does not hang on the rules of others. */
  factIdsStating(attribute: Attribute): readonly string[] {
    return this.#shipped.factIdsStating(attribute);
  }

  match(factId: string, value: string): readonly FingerprintMatch[] {
    const shipped = this.#shipped.match(factId, value);
    const files = this.#filesOf(factId);
    if (files.length === 0) return shipped;
    const input = value.length > MATCHED_INPUT_LIMIT ? value.slice(0, MATCHED_INPUT_LIMIT) : value;
    const key = `${factId}\n${input}`;
    const remembered = this.#memory.get(key);
    if (remembered) return remembered;
    const imported = files.flatMap((file) => file.match(input).map((match) => beside(shipped, file, match)));
    const matches = [...shipped, ...imported];
    if (this.#memory.size >= MEMORY_LIMIT) this.#memory.clear();
    this.#memory.set(key, matches);
    return matches;
  }

  #filesOf(factId: string): readonly IndexedFile[] {
    const known = this.#files.get(factId);
    if (known) return known;
    const files = this.#sources
      .filter((source) => source.factIds.includes(factId))
      .flatMap((source) => source.read(factId) ?? [])
      .map((file) => new IndexedFile(file, this.#compiled));
    this.#files.set(factId, files);
    return files;
  }
}

/** What an imported match adds to what the shipped fingerprints say about the same value. */
function beside(
  shipped: readonly FingerprintMatch[],
  file: IndexedFile,
  match: FingerprintMatch,
): FingerprintMatch {
  if (file.isOwn || shipped.length === 0) return match;
  const stated = new Set(shipped.flatMap(({ attributes }) => Object.keys(attributes)));
  const attributes: AttributeTexts = Object.fromEntries(
    Object.entries(match.attributes).filter(([attribute]) => !stated.has(attribute)),
  );
  if (!shipped.some(({ category }) => category !== undefined)) return { ...match, attributes };
  const { category: _, ...rest } = match;
  return { ...rest, attributes, categoryConfidence: 0 };
}

/** Patterns compiled when they are first tried. */
class CompiledPatterns {
  readonly #patterns = new Map<ImportedFingerprint, LinearPattern | undefined>();

  /** Undefined for a pattern that is refused, which the import has told already. */
  of(fingerprint: ImportedFingerprint): LinearPattern | undefined {
    if (this.#patterns.has(fingerprint)) return this.#patterns.get(fingerprint);
    const compiled = LinearPattern.compile(fingerprint.pattern, flagsOf(fingerprint));
    const pattern = typeof compiled === 'string' ? undefined : compiled;
    if (this.#patterns.size >= COMPILED_LIMIT) this.#patterns.clear();
    this.#patterns.set(fingerprint, pattern);
    return pattern;
  }
}

/** One imported file, ready to be asked. */
export class IndexedFile {
  readonly isOwn: boolean;
  readonly #file: ImportedFile;
  readonly #compiled: CompiledPatterns;
  readonly #index: FingerprintIndex;

  constructor(file: ImportedFile, compiled: CompiledPatterns = new CompiledPatterns()) {
    this.isOwn = file.format === 'wardlight';
    this.#file = file;
    this.#compiled = compiled;
    this.#index = new FingerprintIndex(file.fingerprints.map(requirementOf));
  }

  /** All matches in the order of the file, up to the first exclusive one. */
  match(value: string): FingerprintMatch[] {
    const text = inForm(this.#file.form, value);
    const matches: FingerprintMatch[] = [];
    let steps = 0;
    for (const position of this.#index.candidates(text).slice(0, TRIED_PER_VALUE)) {
      const fingerprint = this.#file.fingerprints[position];
      const pattern = fingerprint && this.#compiled.of(fingerprint);
      if (!fingerprint || !pattern) continue;
      steps += pattern.size * (text.length + 1);
      if (steps > STEPS_PER_VALUE) break;
      const groups = pattern.find(text);
      if (!groups) continue;
      matches.push(this.#matchOf(fingerprint, fillAttributes(fingerprint.attributes, groups)));
      if (fingerprint.exclusive) break;
    }
    return matches;
  }

  #matchOf(fingerprint: ImportedFingerprint, attributes: AttributeTexts): FingerprintMatch {
    const limit = confidenceLimit(this.#file.format);
    const { id, describes, confidence, category, categoryConfidence } = fingerprint;
    return {
      fingerprintId: id,
      origin: this.#file.origin,
      describes,
      attributes,
      confidence: Math.min(confidence, limit),
      ...(category === undefined ? {} : { category }),
      categoryConfidence: category === undefined ? 0 : Math.min(categoryConfidence ?? confidence, limit),
    };
  }
}

function requirementOf(fingerprint: ImportedFingerprint): RequiredText {
  return requiredText(fingerprint.pattern);
}
