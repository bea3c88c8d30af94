import { expect, test } from 'vitest';
import {
  PATTERN_LIMIT,
  patternProblem,
  UNBOUNDED_LIMIT,
  WIDE_UNBOUNDED_LIMIT,
} from './fingerprints-pattern.ts';

const SAFE = [
  '^MSFT 5\\.0$',
  '^AXIS,(?<kind>Network Camera|Video Encoder),(?<model>[\\w-]{2,20})',
  '^(?:a|b){1,3}c+',
  'Version (?<v>\\d[\\w.()]{3,24})',
  '^[^;]*;.*$',
  '^(?=x)a+\\)?$',
  '[)(*+]{2}\\(+',
];
const UNSAFE: readonly (readonly [name: string, pattern: string, reason: RegExp])[] = [
  ['empty', '', /empty/],
  ['too long', 'a'.repeat(PATTERN_LIMIT + 1), /longer/],
  ['does not compile', '(', /no regular expression/],
  ['not a unicode escape', '\\-', /no regular expression/],
  ['nested repetition', '(a+)+$', /repeats a group that repeats/],
  ['nested repetition with a bound', '(?:\\d+,){2,5}', /repeats a group that repeats/],
  ['nested repetition two groups deep', '((a*)b)*', /repeats a group that repeats/],
  ['repeated alternatives', '(?:a|aa)+$', /repeats a group of alternatives/],
  ['back reference', '(a)\\1', /back reference/],
  ['named back reference', '(?<x>a)\\k<x>', /back reference/],
  ['look-behind', '(?<=a)b', /look-behind/],
  ['wide repetitions', '.*a'.repeat(WIDE_UNBOUNDED_LIMIT + 1), /wide class/],
  ['wide repetitions with large bounds', '.{0,80}a'.repeat(WIDE_UNBOUNDED_LIMIT + 1), /wide class/],
  ['many repetitions', 'a+b'.repeat(UNBOUNDED_LIMIT + 1), /unbounded repetitions$/],
];

test.each(SAFE)('accepts %s', (pattern) => {
  expect(patternProblem(pattern)).toBeUndefined();
});

test.each(UNSAFE)('refuses: %s', (_, pattern, reason) => {
  expect(patternProblem(pattern)).toMatch(reason);
});
