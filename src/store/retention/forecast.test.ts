import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastOf } from './forecast.ts';

const kept = { keptDays: 90, ageDays: 10 };

describe('forecastOf', () => {
  it('is unknown until there are sizes of two days', () => {
    const unknown = { octetsPerDay: null, octetsIn: { 30: null, 90: null } };
    expect(forecastOf([], kept)).toEqual(unknown);
    expect(forecastOf([{ day: 20_000, octets: 5 }], kept)).toEqual(unknown);
  });

  it('goes on growing until as much goes as comes', () => {
    const sizes = [
      { day: 20_010, octets: 2_000 },
      { day: 20_000, octets: 1_000 },
    ];
    expect(forecastOf(sizes, kept)).toEqual({ octetsPerDay: 100, octetsIn: { 30: 5_000, 90: 10_000 } });
    expect(forecastOf(sizes, { keptDays: 90, ageDays: 90 }).octetsIn).toEqual({ 30: 2_000, 90: 2_000 });
    expect(forecastOf(sizes, { keptDays: 90, ageDays: null }).octetsIn[90]).toBe(11_000);
  });

  it('looks at the last two weeks alone, and foresees no shrinking', () => {
    const sizes = [
      { day: 19_900, octets: 9_000_000 },
      { day: 20_000, octets: 900 },
      { day: 20_010, octets: 500 },
    ];
    expect(forecastOf(sizes, kept)).toEqual({ octetsPerDay: -40, octetsIn: { 30: 500, 90: 500 } });
  });

  it('never foresees less than nothing, whatever the sizes', () => {
    const size = fc.record({ day: fc.integer({ min: 0, max: 30_000 }), octets: fc.nat() });
    fc.assert(
      fc.property(fc.uniqueArray(size, { selector: ({ day }) => day }), fc.nat(400), (sizes, ageDays) => {
        const { octetsIn } = forecastOf(sizes, { keptDays: 90, ageDays });
        for (const octets of Object.values(octetsIn)) expect(octets ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
