import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInstant } from './instant.ts';

describe('formatInstant', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [1, '1970-01-01T00:00:00.000001Z'],
    [1_777_881_600_000_000, '2026-05-04T08:00:00.000Z'],
    [1_777_881_600_123_000, '2026-05-04T08:00:00.123Z'],
    [1_777_881_600_123_456, '2026-05-04T08:00:00.123456Z'],
    [1_777_881_600_123_456 + 0.75, '2026-05-04T08:00:00.123456Z'], // a finer clock: fractions are cut
    [0xffff_ffff * 1e6, '2106-02-07T06:28:15.000Z'], // the last second of a pcap file
    [-1, '1969-12-31T23:59:59.999999Z'],
    [8.64e18, '+275760-09-13T00:00:00.000Z'],
  ])('%d is %s', (micros, text) => {
    expect(formatInstant(micros)).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 8.64e18 + 2048, -1e300])(
    '%d is no instant that a date can carry: the epoch',
    (micros) => {
      expect(formatInstant(micros)).toBe('1970-01-01T00:00:00.000Z');
    },
  );

  it('text reads back as the same microsecond up to the year 2255', () => {
    fc.assert(
      fc.property(fc.nat(Math.floor(Number.MAX_SAFE_INTEGER / 1e6)), fc.nat(999_999), (seconds, fraction) => {
        const micros = seconds * 1e6 + fraction;
        const text = formatInstant(micros);
        const digits = /\.(\d+)Z$/.exec(text)?.[1] ?? '';
        expect(Date.parse(`${text.slice(0, 19)}Z`) * 1e3 + Number(digits.padEnd(6, '0'))).toBe(micros);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.double(), (micros) => {
        expect(formatInstant(micros)).toMatch(/^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?:\d{3}){1,2}Z$/);
      }),
    );
  });
});
