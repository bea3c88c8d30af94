/** When traffic was seen last: the first question of the map, by the page and ahead of it. */

export const CONVERSATIONS_PATH = '/api/conversations';
export const HOUR_MS = 3_600_000;
/** Before any traffic that is kept. */
export const LONG_AGO = '2000-01-01T00:00:00.000Z';

/** Milliseconds since 1970 of the next full hour: the question is the same for an hour. */
export const fullHourAfter = (now: Date): number => Math.ceil(now.getTime() / HOUR_MS) * HOUR_MS;

/** The newest conversation up to `now` (milliseconds since 1970). */
export const newestAsked = (now: number) => ({
  query: { from: LONG_AGO, to: new Date(now).toISOString(), bin: 'day', limit: 1 } as const,
});
