import { describe, expect, it } from 'vitest';
import { writePcap } from '../../test/support/capture-writer.ts';
import { lastSecondOf, movedCapture, movedDays } from './moved-in-time.ts';

const FIRST = 1_777_852_800;
const DAY = 86_400;
const capture = (...seconds: number[]) =>
  writePcap(seconds.map((second) => ({ micros: second * 1e6 + 7, octets: Buffer.alloc(60, 0xff) })));

describe('movedCapture', () => {
  it('moves each packet by seconds and changes nothing else', () => {
    const moved = movedCapture(capture(FIRST, FIRST + 9), 200 * DAY);
    expect(moved.equals(capture(FIRST + 200 * DAY, FIRST + 200 * DAY + 9))).toBe(true);
    expect(lastSecondOf(moved)).toBe(FIRST + 200 * DAY + 9);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a header alone', capture()],
    ['a record that is cut', capture(FIRST).subarray(0, 30)],
  ])('bears %s', (_, octets) => {
    expect(lastSecondOf(movedCapture(Buffer.from(octets), 1))).toBe(0);
  });
});

describe('movedDays', () => {
  it.each([
    ['epss-2026-05-06.csv', 'epss-2026-05-16.csv'],
    ['"date": "2026-12-30T12:00:00Z"', '"date": "2027-01-09T12:00:00Z"'],
    ['CVE-1900-1001 and 15.1.0', 'CVE-1900-1001 and 15.1.0'],
    ['2026-05-061', '2026-05-061'],
  ])('moves %s by ten days', (text, moved) => {
    expect(movedDays(text, 10)).toBe(moved);
  });
});
