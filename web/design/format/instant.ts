/** Times as people read them (console design 2.6): the shorter the nearer, in the reader's time zone. */

const DAY_MS = 86_400_000;
/** A year in which everybody knows the year. */
const NEAR_MS = 300 * DAY_MS;

/** Made when it is first asked: a formatter takes a browser up to 8 ms, and the first page shows ages alone. */
function formatter(options: Intl.DateTimeFormatOptions): (instant: Date) => string {
  let made: Intl.DateTimeFormat | undefined;
  return (instant) => {
    made ??= new Intl.DateTimeFormat('en-GB', options);
    return made.format(instant);
  };
}

const dayAndClock = formatter({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const hourAndMinute = formatter({ hour: '2-digit', minute: '2-digit' });
const date = formatter({ day: 'numeric', month: 'short', year: 'numeric' });
const day = formatter({ year: 'numeric', month: 'numeric', day: 'numeric' });

/** Undefined for text that is no time. */
export function readInstant(text: string): Date | undefined {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** `14:02:52` today, `9 Mar, 14:02` in the last months, `31 Aug 2025` before. */
export function formatInstant(instant: Date, now: Date): string {
  if (day(instant) === day(now)) return formatClock(instant);
  const distance = Math.abs(now.getTime() - instant.getTime());
  return distance < NEAR_MS ? dayAndClock(instant) : date(instant);
}

/** `22 Nov, 03:00`, today too: an end of a span of days; with its year when that is not plain. */
export function formatDayAndClock(instant: Date, now: Date): string {
  const distance = Math.abs(now.getTime() - instant.getTime());
  return distance < NEAR_MS ? dayAndClock(instant) : `${date(instant)}, ${hourAndMinute(instant)}`;
}

/** `14:02:52`, whatever the day: where the day stands beside it. */
export const formatClock = formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `31 Aug 2025`: of lists that are of a day, not of an hour; days are those of UTC, in which lists are dated. */
export const formatDay = formatter({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** ISO 8601 with the offset of the reader's zone: `2026-03-10T14:02:52+01:00`. */
export function formatFull(instant: Date): string {
  const offset = -instant.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/** Name of the zone in which times are shown: `Europe/Vienna`. */
export const timeZoneName = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;
