import { expect, test } from 'vitest';
import {
  type Fingerprint,
  type FingerprintFile,
  FingerprintSet,
  MATCHED_INPUT_LIMIT,
} from './fingerprints.ts';

const fingerprint = (id: string, pattern: string, more: Partial<Fingerprint> = {}): Fingerprint => ({
  id,
  pattern,
  describes: `About ${id}`,
  attributes: {},
  confidence: 60,
  source: 'test',
  examples: [{ value: '', expect: {} }],
  ...more,
});
const file = (facts: readonly string[], ...fingerprints: Fingerprint[]): FingerprintFile => ({
  facts,
  about: 'Test.',
  fingerprints,
});

test('a match fills the attributes from named groups and gives category and confidences', () => {
  const set = new FingerprintSet([
    file(
      ['dhcp/vendor-class'],
      fingerprint('axis', '^AXIS,(?<model>[\\w-]+),(?<version>[\\d.]+)', {
        attributes: { vendor: 'Axis', model: 'AXIS {model}', firmwareVersion: '{version}' },
        category: 'ip-camera',
        categoryConfidence: 55,
      }),
    ),
  ]);
  expect(set.match('dhcp/vendor-class', 'axis,P3245-LV,10.12.114')).toEqual([
    {
      fingerprintId: 'axis',
      describes: 'About axis',
      attributes: { vendor: 'Axis', model: 'AXIS P3245-LV', firmwareVersion: '10.12.114' },
      confidence: 60,
      category: 'ip-camera',
      categoryConfidence: 55,
    },
  ]);
});

test('an attribute whose group matched nothing is left out', () => {
  const set = new FingerprintSet([
    file(
      ['a/b'],
      fingerprint('x', '^HP(?: (?<model>\\w+))?( )?', { attributes: { vendor: 'HP', model: '{model}' } }),
    ),
  ]);
  expect(set.match('a/b', 'HP')[0]?.attributes).toEqual({ vendor: 'HP' });
  expect(set.match('a/b', 'HP X1')[0]?.attributes).toEqual({ vendor: 'HP', model: 'X1' });
});

test('all matching fingerprints apply until an exclusive one', () => {
  const set = new FingerprintSet([
    file(
      ['a/b'],
      fingerprint('first', 'a'),
      fingerprint('special', 'ab', { exclusive: true }),
      fingerprint('general', 'a'),
    ),
    file(['a/b'], fingerprint('other-file', 'b')),
  ]);
  const ids = (value: string) => set.match('a/b', value).map(({ fingerprintId }) => fingerprintId);
  expect(ids('a')).toEqual(['first', 'general']);
  expect(ids('ab')).toEqual(['first', 'special', 'other-file']);
});

test('a fact without fingerprints, or a value that none fits, matches nothing', () => {
  const set = new FingerprintSet([file(['a/b', 'a/c'], fingerprint('x', 'x'))]);
  expect(set.factIds).toEqual(['a/b', 'a/c']);
  expect(set.match('a/d', 'x')).toEqual([]);
  expect(set.match('a/c', 'y')).toEqual([]);
  expect(set.match('a/c', 'X')).toHaveLength(1);
});

test('what stands behind the input limit is not seen', () => {
  const set = new FingerprintSet([file(['a/b'], fingerprint('x', 'x$'))]);
  expect(set.match('a/b', `${' '.repeat(MATCHED_INPUT_LIMIT - 1)}x`)).toHaveLength(1);
  expect(set.match('a/b', `${' '.repeat(MATCHED_INPUT_LIMIT)}x`)).toHaveLength(0);
});

test('a value seen again gives the same matches, also after the memory has been full', () => {
  const set = new FingerprintSet([file(['a/b'], fingerprint('x', '^v7$'))]);
  const first = set.match('a/b', 'v7');
  expect(set.match('a/b', 'v7')).toBe(first);
  for (let index = 0; index < 10_000; index += 1) set.match('a/b', `v${index}`);
  expect(set.match('a/b', 'v7')).toEqual(first);
});
