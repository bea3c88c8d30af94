/** Times as people read them (console design 2.6): the shorter the nearer, in the reader's time zone. */

const DAY_MS = 86_400_000;
/** A year in which everybody knows the year. */
const NEAR_MS = 300 * DAY_MS;

const parts = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options);
const CLOCK = parts({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY_AND_CLOCK = parts({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DATE = parts({ day: 'numeric', month: 'short', year: 'numeric' });
const LIST_DAY = parts({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const DAY = parts({ year: 'numeric', month: 'numeric', day: 'numeric' });

/** Undefined for text that is no time. */
export function readInstant(text: string): Date | undefined {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** `14:02:52` today, `9 Mar, 14:02` in the last months, `31 Aug 2025` before. */
export function formatInstant(instant: Date, now: Date): string {
  if (DAY.format(instant) === DAY.format(now)) return CLOCK.format(instant);
  const distance = Math.abs(now.getTime() - instant.getTime());
  return distance < NEAR_MS ? DAY_AND_CLOCK.format(instant) : DATE.format(instant);
}

/** `14:02:52`, whatever the day: where the day stands beside it. */
export const formatClock = (instant: Date): string => CLOCK.format(instant);

/** `31 Aug 2025`: of lists that are of a day, not of an hour; days are those of UTC, in which lists are dated. */
export const formatDay = (day: Date): string => LIST_DAY.format(day);

/** ISO 8601 with the offset of the reader's zone: `2026-03-10T14:02:52+01:00`. */
export function formatFull(instant: Date): string {
  const offset = -instant.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/** Name of the zone in which times are shown: `Europe/Vienna`. */
export const timeZoneName = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
