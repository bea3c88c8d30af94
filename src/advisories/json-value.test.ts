import { describe, expect, it } from 'vitest';
import {
  choiceOf,
  LIST_LIMIT,
  listOf,
  microsOf,
  NAME_LIMIT,
  nameOf,
  numberOf,
  present,
  TEXT_LIMIT,
  textOf,
} from './json-value.ts';

describe('microsOf', () => {
  it.each([
    ['2026-01-02', Date.UTC(2026, 0, 2)],
    ['20260102', Date.UTC(2026, 0, 2)],
    ['2026-01-02T03:04Z', Date.UTC(2026, 0, 2, 3, 4)],
    ['2026-01-02T03:04:05.678', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ['2026-01-02 03:04:05 UTC', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02T03:04:05+0200', Date.UTC(2026, 0, 2, 1, 4, 5)],
    ['2026-01-02T03:04:05-05:30', Date.UTC(2026, 0, 2, 8, 34, 5)],
  ])('%s', (text, ms) => {
    expect(microsOf(text)).toBe(ms * 1_000);
  });

  it('keeps microseconds', () => {
    expect(microsOf('1970-01-01T00:00:00.123456789Z')).toBe(123_456);
  });

  it.each(['', '2026', '2026-13-01', '2026-02-30', '2026-01-01T25:00', 'soon', 7, null, 'x'.repeat(100)])(
    '%j is none',
    (value) => {
      expect(microsOf(value)).toBeUndefined();
    },
  );
});

describe('looks at values', () => {
  it('cuts names and texts at their limits', () => {
    expect(nameOf('x'.repeat(NAME_LIMIT + 1))).toHaveLength(NAME_LIMIT);
    expect(textOf('x'.repeat(TEXT_LIMIT + 1))).toHaveLength(TEXT_LIMIT);
  });

  it('cuts lists at their limit', () => {
    expect(listOf(new Array(LIST_LIMIT + 1).fill(0))).toHaveLength(LIST_LIMIT);
  });

  it.each([
    ['12', 12],
    [1.5, 1.5],
    ['', undefined],
    [Number.NaN, undefined],
    ['x', undefined],
  ])('number of %j is %j', (value, number) => {
    expect(numberOf(value)).toBe(number);
  });

  it('finds only the own words of a table', () => {
    expect(choiceOf({ a: 1 }, 'a')).toBe(1);
    expect(choiceOf({ a: 1 }, 'constructor')).toBeUndefined();
  });

  it('leaves out what is undefined', () => {
    expect(Object.keys(present({ a: 1, b: undefined, c: null }))).toEqual(['a', 'c']);
  });
});
