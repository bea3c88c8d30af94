/** When traffic was seen last: the first question of the map, by the page and ahead of it. */

export const CONVERSATIONS_PATH = '/api/conversations';
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
