import { expect, it } from 'vitest';
import { quarterOf } from './quarter.ts';

it.each([
  ['2026-01-01T00:00:00Z', '2026-Q1', '2026-01-01T00:00:00.000Z'],
  ['2026-03-31T23:59:59.999Z', '2026-Q1', '2026-01-01T00:00:00.000Z'],
  ['2026-11-22T12:00:00Z', '2026-Q4', '2026-10-01T00:00:00.000Z'],
  ['2024-02-29T12:00:00Z', '2024-Q1', '2024-01-01T00:00:00.000Z'],
])('%s is in %s', (instant, name, start) => {
  const quarter = quarterOf(Date.parse(instant));
  expect([quarter.name, new Date(quarter.start).toISOString()]).toEqual([name, start]);
});
