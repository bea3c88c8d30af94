/** The shipped makers, models and categories: every example, the vocabularies, and the cost on hostile input. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { patternProblem } from './fingerprints-pattern.ts';
import { type CategoryFile, ModelCatalogue, type ModelFile } from './models.ts';
import { foldVendorName, VendorDirectory, type VendorFile } from './vendors.ts';

const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fingerprints/${name}`, import.meta.url), 'utf8'));
const vendorFile = readJson('vendors.json') as VendorFile;
const modelFile = readJson('models.json') as ModelFile;
const { categories } = readJson('categories.json') as CategoryFile;
const directory = new VendorDirectory(vendorFile);
const catalogue = new ModelCatalogue(modelFile, directory);
const families = modelFile.makers.flatMap(({ vendor, models }) =>
  models.map((family) => ({ vendor, ...family })),
);

/** Milliseconds for all families over all hostile texts; some 100 are usual. */
const HOSTILE_BUDGET_MS = 5_000;

test('category ids are unique, labelled and of sensible criticality', () => {
  expect(new Set(categories.map(({ id }) => id)).size).toBe(categories.length);
  for (const { id, label, definition, lifeCritical, criticality } of categories) {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(label).not.toBe('');
    expect(definition).toMatch(/\.$/);
    expect(criticality).toBeGreaterThanOrEqual(lifeCritical ? 4 : 1);
  }
});

test('a spelling of a maker belongs to one maker only', () => {
  const owners = new Map<string, string>();
  const clashes: string[] = [];
  for (const { name, aliases, prefixes } of vendorFile.vendors)
    for (const [kind, texts] of [
      ['name', [name, ...(aliases ?? [])]],
      ['prefix', prefixes ?? []],
    ] as const)
      for (const text of texts) {
        const key = `${kind} ${foldVendorName(text)}`;
        const owner = owners.get(key);
        if (owner !== undefined && owner !== name) clashes.push(`${text}: ${owner} and ${name}`);
        owners.set(key, name);
      }
  expect(clashes.join('\n')).toBe('');
});

test('relations of makers lead to known makers and never in a circle', () => {
  for (const { name, became, partOf } of vendorFile.vendors) {
    for (const step of became ?? []) {
      expect(directory.vendor(step.name), `${name} became ${step.name}`).toBeDefined();
      expect(step.year).toBeGreaterThan(1980);
    }
    if (partOf !== undefined) expect(directory.vendor(partOf), `${name} is part of ${partOf}`).toBeDefined();
    expect(directory.currentVendor(directory.currentVendor(name))).toBe(directory.currentVendor(name));
  }
});

test('families use known makers, known categories and linear patterns', () => {
  const ids = new Set(categories.map(({ id }) => id));
  const problems: string[] = [];
  for (const { vendor, pattern, category, examples } of families) {
    if (!directory.vendor(vendor)) problems.push(`unknown maker ${vendor}`);
    if (!ids.has(category)) problems.push(`${vendor} ${pattern}: unknown category ${category}`);
    const fault = patternProblem(pattern);
    if (fault !== undefined) problems.push(`${vendor} ${pattern} ${fault}`);
    if (examples.length === 0) problems.push(`${vendor} ${pattern}: no example`);
  }
  expect(problems.join('\n')).toBe('');
});

test('every example is classified as its family says, by the first family that fits', () => {
  const problems: string[] = [];
  for (const { vendor, pattern, category, examples } of families)
    for (const example of examples) {
      const found = catalogue.classifyModel(vendor, example);
      if (found?.category !== category || !new RegExp(pattern, 'iu').test(example))
        problems.push(
          `${vendor} ${example}: ${found?.category ?? 'nothing'} instead of ${category} (${pattern})`,
        );
    }
  expect(problems.join('\n')).toBe('');
});

test('a distinctive model text without a maker leads to its own maker', () => {
  const problems: string[] = [];
  for (const { vendor, distinctive, category, examples } of families)
    for (const example of distinctive ? examples : []) {
      const found = catalogue.classifyModel(undefined, example);
      if (!found || found.category !== category || !directory.sameVendor(found.vendor, vendor))
        problems.push(
          `${example}: ${found?.vendor ?? 'none'} ${found?.category ?? ''} instead of ${vendor} ${category}`,
        );
    }
  expect(problems.join('\n')).toBe('');
});

test('no text makes classification slow', () => {
  const hostile = ['a', '0', ' ', '-', 'A1 ', 'MX', 'S', 'Dell '].map((piece) => piece.repeat(600));
  const start = performance.now();
  for (const text of hostile) {
    catalogue.classifyModel(undefined, text);
    for (const { vendor } of modelFile.makers) catalogue.classifyModel(vendor, text);
  }
  expect(performance.now() - start).toBeLessThan(HOSTILE_BUDGET_MS);
});
