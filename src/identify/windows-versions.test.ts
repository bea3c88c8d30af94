import { describe, expect, it } from 'vitest';
import { canBeSameWindows, isNarrowerWindows, windowsRange, windowsSpeaking } from './windows-versions.ts';

const LATER = Number.POSITIVE_INFINITY;

it.each([
  ['Windows XP or Server 2003', 1, 1],
  ['Windows 7 or Server 2008 R2, or Vista', 2, 3],
  ['Windows 8, 8.1 or Server 2012', 4, 5],
  ['Windows 8.1 or Server 2012 R2', 5, 5],
  ['Windows 10 2004 to 22H2 (19041 family, also LTSC 2021)', 6, 6],
  ['Windows 10 1809 (also LTSC 2019) or Server 2019', 6, 6],
  ['Windows 11 24H2 or 25H2 (also LTSC 2024) or Server 2025', 7, 7],
  ['Windows 7 or Server 2008 R2 or later', 3, LATER],
])('%s is a range', (text, first, last) => {
  expect(windowsRange(text)).toEqual({ first, last });
});

it.each(['Windows', 'Windows CE', 'Windows NT 4', 'Linux 5.10', 'macOS 10', 'Windows 10.0.19041'])(
  '%s names no version',
  (text) => {
    expect(windowsRange(text)).toBeUndefined();
  },
);

describe('two texts', () => {
  it.each([
    ['Windows 7 or Server 2008 R2 or later', 'Windows 10 or later', true],
    ['Windows 7 or Server 2008 R2 or later', 'Windows 8.1 or Server 2012 R2', true],
    ['Windows 7 or Server 2008 R2, or Vista', 'Windows 7 SP1 or Server 2008 R2 SP1', true],
    ['Windows 10 or later', 'Windows 7 or Server 2008 R2', false],
    ['Windows 10 1703', 'Windows 10 1809 (also LTSC 2019) or Server 2019', false],
    ['Windows', 'Windows 10 or later', false],
    ['Windows 7 or Server 2008 R2 or later', 'Linux', false],
  ])('%s and %s', (a, b, expected) => {
    expect([canBeSameWindows(a, b), canBeSameWindows(b, a)]).toEqual([expected, expected]);
  });

  it.each([
    ['Windows 10 1703', 'Windows 7 or Server 2008 R2 or later', true],
    ['Windows 7 or Server 2008 R2 or later', 'Windows 10 1703', false],
    ['Windows 10 or later', 'Windows 7 or Server 2008 R2 or later', true],
    ['Windows 10 1703', 'Windows 10 1809', undefined],
    ['Windows', 'Windows 10 or later', undefined],
  ])('%s is narrower than %s: %s', (a, b, expected) => {
    expect(isNarrowerWindows(a, b)).toBe(expected);
  });
});

it.each([
  [['SMB 2.0.2', 'SMB 2.1'], 'Windows 7 or Server 2008 R2 or later'],
  [['SMB 3.1.1', 'SMB 2.0.2'], 'Windows 10 or Server 2016 or later'],
  [['SMB 3.0.2'], 'Windows 8.1 or Server 2012 R2 or later'],
  [['SMB 3.0'], 'Windows 8 or Server 2012 or later'],
  [['SMB 2.0.2'], 'Windows Vista or Server 2008 or later'],
  [['SMB 1'], undefined],
  [[], undefined],
])('Windows that speaks %j', (dialects, expected) => {
  expect(windowsSpeaking(dialects)).toBe(expected);
});
