import { expect, test } from 'vitest';
import {
  FINGERPRINTS_PER_FILE_LIMIT,
  FingerprintFileError,
  failingExamples,
  validateFingerprintFile,
} from './fingerprints-validate.ts';

const GOOD = {
  id: 'ward-hub',
  pattern: '^HUB-(?<model>\\d+)$',
  describes: 'Our hub',
  attributes: { vendor: 'Example', model: 'Hub {model}' },
  category: 'home-hub',
  confidence: 60,
  categoryConfidence: 50,
  source: 'hospital',
  examples: [{ value: 'HUB-7', expect: { vendor: 'Example', model: 'Hub 7', category: 'home-hub' } }],
};
const fileOf = (...fingerprints: unknown[]) => ({ facts: ['dhcp/host-name'], about: 'Names.', fingerprints });

function problemsOf(json: unknown): string {
  try {
    validateFingerprintFile(json);
    return '';
  } catch (error) {
    if (!(error instanceof FingerprintFileError)) throw error;
    return error.problems.join('\n');
  }
}

test('a good file passes and its examples hold', () => {
  const file = validateFingerprintFile(fileOf(GOOD));
  expect(failingExamples(file)).toEqual([]);
});

test.each<[name: string, json: unknown, problem: string]>([
  ['not an object', [], 'the file must be a JSON object'],
  ['null', null, 'the file must be a JSON object'],
  ['no facts', { ...fileOf(GOOD), facts: [] }, 'facts: must list'],
  ['a fact without a dissector', { ...fileOf(GOOD), facts: ['host-name'] }, 'facts: must list'],
  ['no text about it', { ...fileOf(GOOD), about: ' ' }, 'about must be a text'],
  ['an unknown key', { ...fileOf(GOOD), version: 1 }, 'unknown key "version"'],
  ['no fingerprints', fileOf(), 'at least one entry'],
  [
    'too many fingerprints',
    fileOf(...new Array(FINGERPRINTS_PER_FILE_LIMIT + 1).fill(GOOD)),
    'more than 5000',
  ],
  ['a fingerprint that is a text', fileOf('x'), 'fingerprints[0]: must be an object'],
  ['an id with capitals', fileOf({ ...GOOD, id: 'Ward' }), 'lower-case words'],
  ['an id used twice', fileOf(GOOD, GOOD), 'the id is used twice'],
  ['no pattern', fileOf({ ...GOOD, pattern: 1 }), 'pattern must be a text'],
  ['a dangerous pattern', fileOf({ ...GOOD, pattern: '(?<model>a+)+' }), 'repeats a group that repeats'],
  ['an unknown group', fileOf({ ...GOOD, attributes: { model: '{version}' } }), 'no group "version"'],
  ['an unknown attribute', fileOf({ ...GOOD, attributes: { colour: 'red' } }), 'unknown attribute "colour"'],
  [
    'an inherited attribute name',
    fileOf({ ...GOOD, attributes: { toString: 'x' } }),
    'unknown attribute "toString"',
  ],
  ['an empty attribute', fileOf({ ...GOOD, attributes: { vendor: '' } }), '"vendor" is empty'],
  ['attributes that are a list', fileOf({ ...GOOD, attributes: [] }), 'attributes must be an object'],
  ['a confidence above 100', fileOf({ ...GOOD, confidence: 101 }), 'confidence must be a whole number'],
  ['a confidence with a fraction', fileOf({ ...GOOD, confidence: 0.6 }), 'confidence must be a whole number'],
  [
    'a category without confidence',
    fileOf({ ...GOOD, categoryConfidence: undefined }),
    'categoryConfidence must',
  ],
  [
    'a category confidence alone',
    fileOf({ ...GOOD, category: undefined }),
    'categoryConfidence without category',
  ],
  ['no source', fileOf({ ...GOOD, source: undefined }), 'source must be a text'],
  ['exclusive that is a text', fileOf({ ...GOOD, exclusive: 'yes' }), 'exclusive must be'],
  ['overlaps that are a text', fileOf({ ...GOOD, overlapsWith: 'a' }), 'overlapsWith must list'],
  ['no examples', fileOf({ ...GOOD, examples: [] }), 'at least one example'],
  ['an example without expectation', fileOf({ ...GOOD, examples: [{ value: 'x' }] }), 'an example needs'],
])('refuses %s', (_, json, problem) => {
  expect(problemsOf(json)).toContain(problem);
});

test('all problems are told at once, with the name of the fingerprint', () => {
  expect(problemsOf(fileOf({ ...GOOD, confidence: -1, source: '' }))).toBe(
    'ward-hub: source must be a text\nward-hub: confidence must be a whole number from 0 to 100',
  );
});

test('an example that does not match, or gives something else, is told', () => {
  const examples = [
    { value: 'HUB-x', expect: {} },
    { value: 'HUB-8', expect: { vendor: 'Example', model: 'Hub 7', category: 'home-hub' } },
  ];
  const told = failingExamples(validateFingerprintFile(fileOf({ ...GOOD, examples })));
  expect(told).toHaveLength(2);
  expect(told[0]).toContain('does not match its example "HUB-x"');
  expect(told[1]).toContain('Hub 8');
});
