/** What the map asks: when traffic was seen last, and what there was in its window. By the page, and ahead of it. */

import type { MapState, Placing } from './map-state.ts';

export const CONVERSATIONS_PATH = '/api/conversations';
export const MAP_PATH = '/api/map';
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Before any traffic that is kept. */
export const LONG_AGO = '2000-01-01T00:00:00.000Z';

/** Milliseconds since 1970 of the next full hour: the question is the same for an hour. */
export const fullHourAfter = (now: Date): number => Math.ceil(now.getTime() / HOUR_MS) * HOUR_MS;

/** The newest conversation of the day up to `now` (milliseconds since 1970): found at once, where traffic is watched. */
export const newestAsked = (now: number) => {
  const [from, to] = [new Date(now - DAY_MS).toISOString(), new Date(now).toISOString()];
  return { query: { from, to, bin: 'hour', limit: 1 } as const };
};

/** The newest of all, where the day has none: whole days are summed for it. */
export const newestOfAllAsked = (now: number) => ({
  query: { from: LONG_AGO, to: new Date(now).toISOString(), bin: 'day', limit: 1 } as const,
});

const LENGTHS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;

export interface MapWindow {
  readonly from: string;
  readonly to: string;
  readonly newSince: string;
  /** The whole length that was chosen, of which the slider shows a part. */
  readonly begin: number;
  readonly end: number;
  /** When the newest conversation was seen, if it is more than a day ago. */
  readonly oldest: string | undefined;
}

/**
 * The window of an address, up to `now` (a full hour) or, where the newest conversation is more than a day older, up to that
 * one. Without `newest`: as if traffic were watched.
 */
export function windowOf(state: MapState, now: number, newest?: string): MapWindow {
  // Traffic of a clock that runs ahead is not shown before its time.
  const end =
    newest === undefined ? now : Math.min(now, (Math.floor(Date.parse(newest) / HOUR_MS) + 1) * HOUR_MS);
  const isOld = now - end >= DAY_MS;
  const last = isOld ? end : now;
  const begin = state.window === 'all' ? Date.parse(LONG_AGO) : last - LENGTHS[state.window];
  const to = state.to ?? new Date(last).toISOString();
  const from =
    state.from !== undefined && state.from < to
      ? state.from
      : new Date(Math.min(begin, Date.parse(to) - HOUR_MS)).toISOString();
  const newSince = state.since ?? new Date(Date.parse(to) - DAY_MS).toISOString();
  return { from, to, newSince, begin, end: last, oldest: isOld ? newest : undefined };
}

/** What is asked of a window, and of which traffic in it. */
export const mapFilterOf = (state: MapState, { from, to, newSince }: MapWindow) => ({
  ...{ from, to, newSince, onlyNew: state.onlyNew, protocol: state.protocol, category: state.category },
  ...{ site: state.site, vlan: state.vlan, device: state.device },
});

/** The traffic between places. */
export const mapAsked = (by: Placing, filter: ReturnType<typeof mapFilterOf>) => ({
  query: { by, ...filter },
});
