import { describe, expect, it } from 'vitest';
import { type ConnectionStart, TranslatedAddresses, WATCHED_LIMIT } from './translated-addresses.ts';

const start: ConnectionStart = {
  ...{ source: 1, destination: 2, mac: 7, ttl: 64, initialTtl: 64, timestamp: -1, micros: 0 },
};
const linux = { ttl: 63, initialTtl: 64 };
const windows = { ttl: 127, initialTtl: 128 };
const router = { ttl: 255, initialTtl: 255 };
const probe = { ttl: 9, initialTtl: 32 };

/** What is said of connections that begin a second after one another, sorted. */
function said(connections: readonly Partial<ConnectionStart>[]): string[] {
  const found: string[] = [];
  const addresses = new TranslatedAddresses();
  for (const [index, connection] of connections.entries())
    addresses.see(
      { ...start, micros: index * 1e6, ...connection },
      { system: (name) => found.push(name), severalAlike: (count) => found.push(`${count} alike`) },
    );
  return found.sort();
}

/** Connections of clocks in turn, `seconds` apart; each clock is its ticks at the start and its rate. */
function clocks(turns: number, seconds: number, ...of: readonly (readonly [number, number])[]) {
  return Array.from({ length: turns }, (_, turn) => {
    const [first, rate] = of[turn % of.length] ?? [0, 0];
    return { micros: turn * seconds * 1e6, timestamp: (first + Math.round(turn * seconds * rate)) >>> 0 };
  });
}

describe('TranslatedAddresses: time to live', () => {
  it.each([
    ['one system', [linux, linux, linux, linux, linux, linux], []],
    [
      'two that take turns',
      [linux, windows, linux, windows, linux, windows, linux, windows],
      ['ttl-128', 'ttl-64'],
    ],
    ['three', [1, 2, 3, 4, 5].flatMap(() => [linux, windows, router]), ['ttl-128', 'ttl-255', 'ttl-64']],
    [
      'one after the other, as after a new set-up',
      [linux, linux, linux, linux, windows, windows, windows, windows],
      [],
    ],
    ['a stray packet', [linux, windows, linux, linux, linux, linux, linux], []],
    ['route tracing', [linux, probe, linux, probe, linux, probe, linux, probe, linux, probe], []],
    [
      'a sender that invents its time to live',
      [64, 41, 128, 57, 120, 44, 128, 50].map((ttl) => ({ ttl, initialTtl: ttl > 64 ? 128 : 64 })),
      [],
    ],
    [
      'two stations with one address',
      [linux, { ...windows, mac: 8 }, linux, { ...windows, mac: 8 }, linux, { ...windows, mac: 8 }, linux],
      [],
    ],
    [
      'two addresses',
      [linux, windows, linux, windows, linux, windows, linux].map((each, index) => ({
        ...each,
        source: index % 2,
      })),
      [],
    ],
  ] as const)('%s', (_, connections, expected) => {
    expect(said(connections)).toEqual(expected);
  });
});

describe('TranslatedAddresses: clocks', () => {
  it.each([
    ['one clock', clocks(20, 2, [1_000, 1_000]), []],
    ['one clock over the end of its numbers', clocks(20, 2, [0xffff_f000, 1_000]), []],
    ['one slow clock', clocks(20, 0.3, [5, 100]), []],
    ['two rates', clocks(20, 2, [1_000, 1_000], [3_000_000_000, 250]), ['clock-1000', 'clock-250']],
    ['two clocks of one rate', clocks(20, 2, [1_000, 1_000], [3_000_000_000, 1_000]), ['2 alike']],
    [
      'three clocks of one rate',
      clocks(30, 2, [1_000, 1_000], [3_000_000_000, 1_000], [77_000_000, 1_000]),
      ['2 alike', '3 alike'],
    ],
    ['a restart', [...clocks(10, 2, [9_000_000, 1_000]), ...clocks(20, 2, [1_000, 1_000]).slice(10)], []],
    [
      'a clock that goes unevenly',
      Array.from({ length: 60 }, (_, turn) => ({
        micros: turn * 2e6,
        timestamp: 411_137_418 + turn * 2_000 - (turn % 4) * 60 - Math.floor(turn / 10) * 100,
      })),
      [],
    ],
    [
      'timestamps invented for each connection',
      Array.from({ length: 40 }, (_, turn) => ({ timestamp: Math.imul(turn + 1, 0x9e3779b1) >>> 0 })),
      [],
    ],
    [
      'other offsets towards other addresses',
      clocks(20, 2, [1_000, 1_000], [3_000_000_000, 1_000]).map((each, turn) => ({
        ...each,
        destination: 2 + (turn % 2),
      })),
      [],
    ],
    [
      'two stations with one address',
      clocks(20, 2, [1_000, 1_000], [3_000_000_000, 1_000]).map((each, turn) => ({
        ...each,
        mac: turn % 2,
      })),
      [],
    ],
  ])('%s', (_, connections, expected) => {
    expect(said(connections)).toEqual(expected);
  });

  it('names systems once, by their time to live when that tells them apart', () => {
    const both = clocks(40, 2, [1_000, 1_000], [3_000_000_000, 250]).map((each, turn) => ({
      ...each,
      ...(turn % 2 === 0 ? linux : windows),
    }));
    expect(said(both)).toEqual(['ttl-128', 'ttl-64']);
  });
});

it('looks closely at a bounded number of addresses', () => {
  const addresses = new TranslatedAddresses();
  const found = new Set<number>();
  let source = 0;
  const sink = { system: () => found.add(source), severalAlike: () => undefined };
  for (source = 0; source < WATCHED_LIMIT + 50; source++)
    for (const each of [linux, windows, linux, windows, linux, windows, linux])
      addresses.see({ ...start, ...each, source }, sink);
  expect(found.size).toBe(WATCHED_LIMIT);
});
