/**
 * Fingerprints that were imported, as they lie in the knowledge folder: one file for each source and fact. The form is that
 * of `fingerprints/*.json` with what imports need besides: where they come from, how a fact's value is written for them,
 * and the flags of their patterns, which are RE2 syntax.
 */

import { isObject } from '../base/json-object.ts';
import type { Fingerprint, FingerprintFile } from '../identify/fingerprints.ts';

export const IMPORTED_SCHEMA = 'wardlight.fingerprints/1';

/** Formats that are read. */
export const IMPORT_FORMATS = ['wardlight', 'recog', 'fingerbank', 'satori', 'p0f'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ImportedFingerprint extends Omit<Fingerprint, 'overlapsWith'> {
  /** Any of `i` (case does not count), `m`, `s`; `i` when absent, as in `fingerprints/`. */
  readonly flags?: string;
}

export interface ImportedFile extends Omit<FingerprintFile, 'fingerprints'> {
  readonly schema: typeof IMPORTED_SCHEMA;
  /** Name of the source, which evidence shows: `recog`, `st-olav-hospital`. */
  readonly origin: string;
  readonly format: ImportFormat;
  /** How a value is written for these patterns: `Basic realm="{value}"`; as it is when absent. */
  readonly form?: string;
  readonly fingerprints: readonly ImportedFingerprint[];
}

/** Most confidence of a fingerprint from a third party's list (a banner that ours read has 85). */
export const THIRD_PARTY_CONFIDENCE_LIMIT = 60;
/** Most confidence of a fingerprint that the hospital wrote in Wardlight's own form. */
export const OWN_CONFIDENCE_LIMIT = 80;

/** How far a fingerprint of this format is believed at most, 0 to 100. */
export function confidenceLimit(format: ImportFormat): number {
  return format === 'wardlight' ? OWN_CONFIDENCE_LIMIT : THIRD_PARTY_CONFIDENCE_LIMIT;
}

const DEFAULT_FLAGS = 'i';

export function flagsOf(fingerprint: ImportedFingerprint): string {
  return fingerprint.flags ?? DEFAULT_FLAGS;
}

/** `value` of a fact in the form that the patterns of a file expect. */
export function inForm(form: string | undefined, value: string): string {
  return form === undefined ? value : form.replace('{value}', () => value);
}

/** `json` as an imported file; undefined when it is none or damaged. What its patterns may cost is bounded where they run. */
export function asImportedFile(json: unknown): ImportedFile | undefined {
  if (!isObject(json) || json['schema'] !== IMPORTED_SCHEMA) return undefined;
  const { origin, format, facts, form, fingerprints } = json;
  const isWhole =
    typeof origin === 'string' &&
    IMPORT_FORMATS.some((known) => known === format) &&
    isTextList(facts) &&
    (form === undefined || typeof form === 'string') &&
    Array.isArray(fingerprints) &&
    (fingerprints as unknown[]).every(isFingerprint);
  return isWhole ? (json as unknown as ImportedFile) : undefined;
}

function isFingerprint(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  const { attributes, examples, flags, category, confidence } = entry;
  return (
    ['id', 'pattern', 'describes', 'source'].every((key) => typeof entry[key] === 'string') &&
    (flags === undefined || typeof flags === 'string') &&
    (category === undefined || typeof category === 'string') &&
    typeof confidence === 'number' &&
    isObject(attributes) &&
    isTextList(Object.values(attributes)) &&
    Array.isArray(examples) &&
    (examples as unknown[]).every((example) => isObject(example) && typeof example['value'] === 'string')
  );
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
