import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Binned, binOf, DAY_MICROS, HOUR_MICROS, inBins } from './sums.ts';

const count = fc.integer({ min: 0, max: 2 ** 31 });
const anyRow: fc.Arbitrary<Binned> = fc.record({
  of: fc.integer({ min: 0, max: 3 }),
  bin: fc.integer({ min: 0, max: 72 }).map((hour) => (490_000 + hour) * HOUR_MICROS),
  ...{
    connections: count,
    failed: count,
    packetsOut: count,
    packetsIn: count,
    octetsOut: count,
    octetsIn: count,
  },
  firstAt: fc.integer({ min: 0, max: 1_000 }),
  lastAt: fc.integer({ min: 1_000, max: 2_000 }),
});

const FIELDS = ['connections', 'failed', 'packetsOut', 'packetsIn', 'octetsOut', 'octetsIn'] as const;
const totals = (rows: readonly Binned[]) =>
  FIELDS.map((field) => rows.reduce((sum, row) => sum + row[field], 0));

describe('inBins', () => {
  it('keeps every sum, in one row for each bin of each', () => {
    fc.assert(
      fc.property(fc.array(anyRow), fc.constantFrom(HOUR_MICROS, DAY_MICROS), (rows, width) => {
        const bins = inBins(rows, width);
        expect(totals(bins)).toEqual(totals(rows));
        expect(new Set(bins.map(({ of, bin }) => `${of} ${bin}`)).size).toBe(bins.length);
        for (const { bin } of bins) expect(binOf(bin, width)).toBe(bin);
        const first = Math.min(...rows.map(({ firstAt }) => firstAt));
        expect(Math.min(...bins.map(({ firstAt }) => firstAt))).toBe(first);
      }),
    );
  });

  it('gives the same days by way of hours', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        expect(inBins(inBins(rows, HOUR_MICROS), DAY_MICROS)).toEqual(inBins(rows, DAY_MICROS));
      }),
    );
  });

  it('changes nothing that it was given', () => {
    const row = { of: 0, bin: 0, connections: 1, failed: 0, packetsOut: 1, packetsIn: 0 };
    const rows = [1, 2].map(() =>
      Object.freeze({ ...row, octetsOut: 1, octetsIn: 0, firstAt: 1, lastAt: 1 }),
    );
    expect(inBins(rows, HOUR_MICROS)).toMatchObject([{ connections: 2 }]);
  });
});
