import { expect, it } from 'vitest';
import { addressOf } from '../../api/address.ts';
import { DAY_MS, fullHourAfter, HOUR_MS, MAP_PATH, mapAsked, mapFilterOf, windowOf } from './map-asked.ts';
import { mapStateOf } from './map-state.ts';

const NOW = fullHourAfter(new Date('2026-11-23T04:10:00Z'));
const iso = (at: number) => new Date(at).toISOString();

const asked = (address: Readonly<Record<string, string>>, newest?: number) => {
  const state = mapStateOf(address);
  const window = windowOf(state, NOW, newest === undefined ? undefined : iso(newest));
  return addressOf(MAP_PATH, {}, mapAsked(state.by ?? 'vlan', mapFilterOf(state, window)).query);
};

it.each([
  {},
  { by: 'category', window: 'month', category: 'syringe-pump' },
  { window: 'all', new: '1', vlan: '20' },
  { from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z', since: '2026-11-20T12:00:00Z' },
])('asks ahead of %o what the page asks of traffic of the last day', (address) => {
  const ahead = asked(address);
  for (const newest of [NOW - 1, NOW - 5 * HOUR_MS, NOW - DAY_MS + 1, NOW + DAY_MS])
    expect(asked(address, newest)).toBe(ahead);
});

it('speaks of the time up to the newest traffic, where that is older', () => {
  const newest = NOW - 3 * DAY_MS + 60_000;
  const { from, to, oldest } = windowOf(mapStateOf({}), NOW, iso(newest));
  expect({ from, to }).toEqual({
    from: iso(NOW - 4 * DAY_MS + HOUR_MS),
    to: iso(NOW - 3 * DAY_MS + HOUR_MS),
  });
  expect(oldest).toBe(iso(newest));
  expect(asked({}, newest)).not.toBe(asked({}));
});
