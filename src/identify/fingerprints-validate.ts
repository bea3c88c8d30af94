/**
 * Reads a fingerprint file from parsed JSON and says precisely what is wrong with it: a hospital may add rules of its
 * own, and a silent mistake there is a device that is never recognised.
 */

import { isAttribute } from './attributes.ts';
import {
  type AttributeTexts,
  type Fingerprint,
  type FingerprintExample,
  type FingerprintFile,
  FingerprintSet,
} from './fingerprints.ts';
import { patternProblem } from './fingerprints-pattern.ts';

/** Most fingerprints in one file. */
export const FINGERPRINTS_PER_FILE_LIMIT = 5_000;

const FILE_KEYS = ['facts', 'about', 'fingerprints'];
const FINGERPRINT_KEYS = [
  'id',
  'pattern',
  'describes',
  'attributes',
  'category',
  'confidence',
  'categoryConfidence',
  'exclusive',
  'source',
  'examples',
  'overlapsWith',
];

/** A fingerprint file that cannot be used; `problems` has one line per mistake with the place in the file. */
export class FingerprintFileError extends Error {
  readonly code = 'fingerprint-file-invalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The fingerprint file has ${problems.length} problem(s):\n  ${problems.join('\n  ')}`);
    this.name = 'FingerprintFileError';
    this.problems = problems;
  }
}

/** `json` as a fingerprint file. Throws FingerprintFileError with all problems found. */
export function validateFingerprintFile(json: unknown): FingerprintFile {
  const problems: string[] = [];
  if (!isObjectOf<FingerprintFile>(json)) throw new FingerprintFileError(['the file must be a JSON object']);
  checkKeys(json, FILE_KEYS, 'file', problems);
  const facts = json.facts;
  if (!isTextList(facts) || facts.length === 0 || !facts.every((fact) => /^[a-z0-9-]+\/\S+$/.test(fact)))
    problems.push('facts: must list at least one fact as "dissector/field"');
  requireText(json, 'about', 'file', problems);
  const fingerprints = json.fingerprints;
  if (!Array.isArray(fingerprints) || fingerprints.length === 0)
    problems.push('fingerprints: must be a list with at least one entry');
  else if (fingerprints.length > FINGERPRINTS_PER_FILE_LIMIT)
    problems.push(`fingerprints: more than ${FINGERPRINTS_PER_FILE_LIMIT} entries`);
  else checkFingerprints(fingerprints, problems);
  if (problems.length > 0) throw new FingerprintFileError(problems);
  return json as unknown as FingerprintFile;
}

/**
 * Runs the examples of a file against the file itself. Returns one line per example that does not give exactly what
 * it expects; an empty list is success.
 */
export function failingExamples(file: FingerprintFile): readonly string[] {
  const problems: string[] = [];
  const set = new FingerprintSet([file]);
  const factId = file.facts[0] ?? '';
  for (const fingerprint of file.fingerprints) {
    for (const example of fingerprint.examples) {
      const match = set.match(factId, example.value).find((found) => found.fingerprintId === fingerprint.id);
      if (match === undefined) {
        problems.push(`${fingerprint.id}: does not match its example ${JSON.stringify(example.value)}`);
        continue;
      }
      const got = sortedText({
        ...match.attributes,
        ...(match.category ? { category: match.category } : {}),
      });
      const expected = sortedText(example.expect);
      if (got !== expected)
        problems.push(
          `${fingerprint.id}: ${JSON.stringify(example.value)} gives ${got}, expected ${expected}`,
        );
    }
  }
  return problems;
}

function sortedText(values: FingerprintExample['expect']): string {
  return JSON.stringify(Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function checkFingerprints(entries: readonly unknown[], problems: string[]): void {
  const ids = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (!isObjectOf<Fingerprint>(entry)) {
      problems.push(`fingerprints[${index}]: must be an object`);
      continue;
    }
    const id = typeof entry.id === 'string' ? entry.id : `fingerprints[${index}]`;
    if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))
      problems.push(`${id}: id must be lower-case words with hyphens`);
    if (ids.has(id)) problems.push(`${id}: the id is used twice`);
    ids.add(id);
    checkFingerprint(entry, id, problems);
  }
}

/**
 * What is wrong with one entry that came from outside; empty when nothing is. Whether its pattern can be used, and
 * has the groups that its attributes need, is for the caller to find out. It may have `extraKeys`.
 */
export function fingerprintProblems(
  entry: unknown,
  id: string,
  extraKeys: readonly string[],
): readonly string[] {
  const problems: string[] = [];
  if (!isObjectOf<Fingerprint>(entry)) return [`${id}: must be an object`];
  checkMembers(entry, id, extraKeys, undefined, problems);
  return problems;
}

function checkFingerprint(entry: Loose<Fingerprint>, id: string, problems: string[]): void {
  const pattern = entry.pattern;
  const patternFault = typeof pattern === 'string' ? patternProblem(pattern) : undefined;
  if (patternFault !== undefined) problems.push(`${id}: pattern ${patternFault}`);
  checkMembers(entry, id, [], typeof pattern === 'string' ? groupNames(pattern) : new Set(), problems);
}

function checkMembers(
  entry: Loose<Fingerprint>,
  id: string,
  extraKeys: readonly string[],
  groups: ReadonlySet<string> | undefined,
  problems: string[],
): void {
  checkKeys(entry, [...FINGERPRINT_KEYS, ...extraKeys], id, problems);
  for (const key of ['id', 'pattern', 'describes', 'source'] as const) requireText(entry, key, id, problems);
  checkAttributes(entry.attributes, groups, id, problems);
  checkConfidence(entry.confidence, `${id}: confidence`, problems);
  if (entry.category !== undefined) {
    requireText(entry, 'category', id, problems);
    checkConfidence(entry.categoryConfidence, `${id}: categoryConfidence`, problems);
  } else if (entry.categoryConfidence !== undefined)
    problems.push(`${id}: categoryConfidence without category`);
  if (entry.exclusive !== undefined && typeof entry.exclusive !== 'boolean')
    problems.push(`${id}: exclusive must be true or false`);
  if (entry.overlapsWith !== undefined && !isTextList(entry.overlapsWith))
    problems.push(`${id}: overlapsWith must list fingerprint ids`);
  checkExamples(entry.examples, id, problems);
}

function checkAttributes(
  attributes: unknown,
  groups: ReadonlySet<string> | undefined,
  id: string,
  problems: string[],
): void {
  if (!isObjectOf<AttributeTexts>(attributes)) {
    problems.push(`${id}: attributes must be an object (it may be empty)`);
    return;
  }
  for (const [attribute, text] of Object.entries(attributes)) {
    if (!isAttribute(attribute)) problems.push(`${id}: unknown attribute "${attribute}"`);
    if (typeof text !== 'string' || text.trim() === '')
      problems.push(`${id}: attribute "${attribute}" is empty`);
    else
      for (const [, name] of text.matchAll(/\{(\w+)\}/g))
        if (name && groups && !groups.has(name)) problems.push(`${id}: the pattern has no group "${name}"`);
  }
}

function checkExamples(examples: unknown, id: string, problems: string[]): void {
  if (!Array.isArray(examples) || examples.length === 0) {
    problems.push(`${id}: needs at least one example`);
    return;
  }
  for (const example of examples as unknown[]) {
    const isWhole =
      isObjectOf<FingerprintExample>(example) &&
      typeof example.value === 'string' &&
      isObjectOf<object>(example.expect);
    if (!isWhole) problems.push(`${id}: an example needs "value" (text) and "expect" (object)`);
  }
}

function checkConfidence(value: unknown, where: string, problems: string[]): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 100)
    problems.push(`${where} must be a whole number from 0 to 100`);
}

function checkKeys(value: object, known: readonly string[], where: string, problems: string[]): void {
  for (const key of Object.keys(value))
    if (!known.includes(key)) problems.push(`${where}: unknown key "${key}"`);
}

function requireText<T extends object>(
  value: T,
  key: keyof T & string,
  where: string,
  problems: string[],
): void {
  const text = value[key];
  if (typeof text !== 'string' || text.trim() === '') problems.push(`${where}: ${key} must be a text`);
}

function groupNames(pattern: string): Set<string> {
  return new Set([...pattern.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map((match) => match[1] ?? ''));
}

/** A JSON object that is meant to be a T; nothing is known of its members yet. */
type Loose<T> = { readonly [Key in keyof T]?: unknown };

function isObjectOf<T>(value: unknown): value is Loose<T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
