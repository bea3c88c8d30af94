import { describe, expect, it } from 'vitest';
import { formatAge } from './age.ts';
import { formatDayAndClock, formatFull, formatInstant, readInstant } from './instant.ts';
import { formatCount, formatOctets, formatShare } from './number.ts';
import { cutMiddle, wireText } from './wire-text.ts';

const NOW = new Date('2026-03-10T14:06:40');
const before = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

describe('an age', () => {
  it.each([
    [-5_000, '0 s'],
    [6_900, '6 s'],
    [59_999, '59 s'],
    [240_000, '4 min'],
    [3 * 3_600_000 + 1, '3 h'],
    [502 * 86_400_000, '502 d'],
    [1_502 * 86_400_000, '1,502 d'],
  ])('of %i ms is %s', (age, text) => expect(formatAge(before(age), NOW)).toBe(text));
});

describe('an instant', () => {
  it.each([
    ['2026-03-10T14:02:52', '14:02:52'],
    ['2026-03-09T14:02:52', '9 Mar, 14:02'],
    ['2024-08-31T14:02:52', '31 Aug 2024'],
  ])('%s is %s', (text, shown) => expect(formatInstant(new Date(text), NOW)).toBe(shown));

  it.each([
    ['2026-03-10T14:02:52', '10 Mar, 14:02'],
    ['2024-08-31T14:02:52', '31 Aug 2024, 14:02'],
  ])('%s as the end of a span is %s', (text, shown) =>
    expect(formatDayAndClock(new Date(text), NOW)).toBe(shown),
  );

  it('in full is the same instant, with its offset', () => {
    expect(new Date(formatFull(NOW)).getTime()).toBe(NOW.getTime());
    expect(formatFull(NOW)).toMatch(/T14:06:40[+-]\d\d:\d\d$/);
  });

  it('is none when the text is none', () => expect(readInstant('yesterday')).toBeUndefined());
});

describe('numbers', () => {
  it('are whole, with a unit after a space', () => {
    expect([4_501, 0].map(formatCount)).toEqual(['4,501', '0']);
    expect([0, 999, 1_000, 5_432_100, 123_456_789].map(formatOctets)).toEqual([
      '0 octets',
      '999 octets',
      '1 kB',
      '5.4 MB',
      '123 MB',
    ]);
    expect([formatShare(33, 51), formatShare(0, 0)]).toEqual(['65 %', undefined]);
  });
});

describe('text from the wire', () => {
  it('shows what would deceive as code points', () => {
    expect(wireText('pump\u202Egnp\u0000')).toBe('pump‹U+202E›gnp‹U+0000›');
    expect(wireText('Dräger <b>Evita</b>')).toBe('Dräger <b>Evita</b>');
  });

  it('keeps both ends of a long name', () => {
    expect(cutMiddle('abcdefghij', 7)).toBe('abc…hij');
    expect(cutMiddle('short', 7)).toBe('short');
  });
});
