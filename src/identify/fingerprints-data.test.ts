/** The shipped fingerprint data: every example, every overlap, the vocabularies, and the cost on hostile input. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type FingerprintFile, FingerprintSet, MATCHED_INPUT_LIMIT } from './fingerprints.ts';
import { failingExamples, validateFingerprintFile } from './fingerprints-validate.ts';
import type { CategoryFile } from './models.ts';
import { VendorDirectory, type VendorFile } from './vendors.ts';

const FOLDER = new URL('../../fingerprints/', import.meta.url);
/** Files of the folder with another shape. */
const OTHER_FILES = ['vendors.json', 'models.json', 'categories.json'];
/** Milliseconds for all patterns over all hostile texts; some 50 are usual. */
const HOSTILE_BUDGET_MS = 5_000;

const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json') && !OTHER_FILES.includes(name))
  .sort();
const files: readonly FingerprintFile[] = names.map((name) => validateFingerprintFile(readJson(name)));
const all = files.flatMap((file) => file.fingerprints);
const vendors = new VendorDirectory(readJson('vendors.json') as VendorFile);
const categories = new Set((readJson('categories.json') as CategoryFile).categories.map(({ id }) => id));

test('there is a good number of fingerprints', () => {
  expect(names.length).toBeGreaterThan(20);
  expect(all.length).toBeGreaterThan(500);
});

test.each(names.map((name, index) => [name, index] as const))(
  '%s: every example gives what it expects',
  (_, index) => {
    const file = files[index];
    expect(file && failingExamples(file).join('\n')).toBe('');
  },
);

test('ids are unique over all files, and so are the facts', () => {
  const ids = all.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const facts = files.flatMap((file) => file.facts);
  expect(facts.filter((fact, index) => facts.indexOf(fact) !== index)).toEqual([]);
});

test('an example matches no other fingerprint of its fact, unless the overlap is declared', () => {
  const declared = new Map(all.map(({ id, overlapsWith }) => [id, overlapsWith ?? []]));
  const undeclared: string[] = [];
  for (const file of files) {
    const set = new FingerprintSet([file]);
    for (const fingerprint of file.fingerprints)
      for (const { value } of fingerprint.examples)
        for (const { fingerprintId } of set.match(file.facts[0] ?? '', value))
          if (
            fingerprintId !== fingerprint.id &&
            !declared.get(fingerprint.id)?.includes(fingerprintId) &&
            !declared.get(fingerprintId)?.includes(fingerprint.id)
          )
            undeclared.push(`${fingerprintId} matches the example of ${fingerprint.id}: ${value}`);
  }
  expect(undeclared.join('\n')).toBe('');
});

test('no overlap is about two makers', () => {
  const contradictions: string[] = [];
  for (const file of files) {
    const set = new FingerprintSet([file]);
    for (const { value } of file.fingerprints.flatMap(({ examples }) => examples)) {
      const makers = set
        .match(file.facts[0] ?? '', value)
        .map(({ attributes }) => attributes.vendor)
        .filter((vendor) => vendor !== undefined);
      for (const maker of makers)
        if (makers[0] && !vendors.sameVendor(makers[0], maker))
          contradictions.push(`${value}: ${makers[0]} and ${maker}`);
    }
  }
  expect(contradictions.join('\n')).toBe('');
});

test('makers are canonical names and categories are of the vocabulary', () => {
  const unknown: string[] = [];
  for (const { id, attributes, category, examples, overlapsWith } of all) {
    if (attributes.vendor && !attributes.vendor.includes('{') && !vendors.vendor(attributes.vendor))
      unknown.push(`${id}: vendor ${attributes.vendor}`);
    for (const { expect: expected } of examples)
      if (expected.vendor && !vendors.canonicalVendor(expected.vendor))
        unknown.push(`${id}: vendor ${expected.vendor} of an example`);
    if (category && !categories.has(category)) unknown.push(`${id}: category ${category}`);
    for (const other of overlapsWith ?? [])
      if (!all.some((fingerprint) => fingerprint.id === other)) unknown.push(`${id}: overlapsWith ${other}`);
  }
  expect(unknown.join('\n')).toBe('');
});

test('a fingerprint that states nothing has confidence 0, and one that states something has more', () => {
  const wrong = all.filter(
    ({ attributes, category, confidence }) =>
      (Object.keys(attributes).length > 0 || category !== undefined) !== confidence > 0,
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('no value makes matching slow', () => {
  const pieces = [
    'a',
    '0',
    ' ',
    '.',
    '-',
    'a ',
    'a.',
    '1.',
    '/',
    ';',
    'Linux ',
    'A1-',
    '(',
    '\u00e9',
    'Version 1',
    'CN=',
    ',',
  ];
  const hostile = pieces.map((piece) => piece.repeat(MATCHED_INPUT_LIMIT).slice(0, MATCHED_INPUT_LIMIT));
  const prefixed = all.flatMap(({ examples }) =>
    examples.slice(0, 1).map(({ value }) => value + 'a. 1-'.repeat(100)),
  );
  const set = new FingerprintSet(files);
  const start = performance.now();
  for (const file of files)
    for (const value of [...hostile, ...prefixed.slice(0, 400)]) set.match(file.facts[0] ?? '', value);
  expect(performance.now() - start).toBeLessThan(HOSTILE_BUDGET_MS);
});
