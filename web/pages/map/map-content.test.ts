import { expect, it } from 'vitest';
import type { MapEdge } from '../../components/traffic-words.ts';
import { drawnWays } from './map-content.ts';

const PLACES = 30;

/** Every place with each other one; the way from 0 to 1 has most, and is not new. */
const edges = Array.from({ length: PLACES }, (_, from) =>
  Array.from({ length: from }, (_, to): MapEdge => {
    const octets = 1_000 - from - to;
    return {
      ...{ from: `vlan:${to}`, to: `vlan:${from}`, octets, connections: 9, failed: 0 },
      ...{ conversations: 9, newConversations: from === 1 ? 0 : from % 9 },
    };
  }),
).flat();

it('draws all ways of a small house', () => {
  const few = edges.slice(0, 20);
  const { known, fresh, all } = drawnWays(few, undefined);
  expect(all).toBe(known.length + fresh.length);
});

it('draws those with most of a large house, and says how many there are', () => {
  const { known, fresh, all } = drawnWays(edges, undefined);
  expect(known.length + fresh.length).toBeLessThan(all);
  expect(known[0]).toMatchObject({ ends: ['vlan:0', 'vlan:1'] });
  expect(Math.min(...fresh.map(({ newConversations }) => newConversations))).toBe(7);
});

it('draws the ways of the chosen place, and a chosen way', () => {
  const { known, fresh } = drawnWays(edges, 'vlan:29');
  expect(known).toHaveLength(PLACES - 1);
  expect(known.every(({ ends }) => ends.includes('vlan:29'))).toBe(true);
  expect(fresh.every(({ from, to }) => from === 'vlan:29' || to === 'vlan:29')).toBe(true);
  expect(drawnWays(edges, 'vlan:0>vlan:10').fresh[0]).toMatchObject({ from: 'vlan:0', to: 'vlan:10' });
});
