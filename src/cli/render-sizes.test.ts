import { describe, expect, it } from 'vitest';
import type { ClassReport } from '../store/retention/class-report.ts';
import { octetsText, renderSizes } from './render-sizes.ts';

describe('octetsText', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [9_949, '9.95 kB'],
    [10_400, '10.4 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [-40_000, '-40.0 kB'],
    [2.5e15, '2500 TB'],
  ])('%i is %s', (octets, text) => {
    expect(octetsText(octets)).toBe(text);
  });
});

it('says unknown where it does not know, and none where there is nothing', () => {
  const retention = {
    ...{ id: 'alerts', title: 'Alerts', days: 1, least: 1, most: 2, tables: [] },
    removal: { kind: 'elsewhere' },
  } as const;
  const reports: ClassReport[] = [
    {
      retention,
      octets: null,
      keptDays: 730,
      forecast: { octetsPerDay: null, octetsIn: { 30: null, 90: null } },
    },
    { retention, octets: 5e6, keptDays: 9, forecast: { octetsPerDay: 1e6, octetsIn: { 30: 9e6, 90: 0 } } },
  ];
  expect(renderSizes(reports)).toEqual([
    'Data    On disk   Kept      Growth         In 30 days  In 90 days',
    'Alerts  none yet  730 days  unknown        unknown     unknown',
    'Alerts  5.00 MB   9 days    1.00 MB a day  9.00 MB     0 B',
  ]);
});
