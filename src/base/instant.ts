/**
 * Instants. Throughout Wardlight an instant is a number of microseconds since 1970-01-01T00:00:00Z, a double that
 * stays exact until the year 2255. Text is ISO 8601 in UTC with microseconds where they are not zero.
 */

const MICROS_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;
/** Latest instant that an ISO date can carry (ECMA-262 21.4.1.1). */
const MAX_MICROS = 8.64e18;
/** Years that four digits can write; others have the six-digit form, which Date knows. */
const FIRST_YEAR = 0;
const LAST_YEAR = 9_999;

const two = (value: number) => (value < 10 ? `0${value}` : `${value}`);

/**
 * ISO 8601 text of an instant; the epoch itself when `micros` is no finite instant that a date can carry. Worked out by
 * hand because an inventory writes millions of them: half the time of Date.toISOString.
 */
export function formatInstant(micros: number): string {
  if (!Number.isFinite(micros) || Math.abs(micros) > MAX_MICROS) return '1970-01-01T00:00:00.000Z';
  const whole = Math.floor(micros);
  const seconds = Math.floor(whole / MICROS_PER_SECOND);
  const fraction = String(whole - seconds * MICROS_PER_SECOND).padStart(6, '0');
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const second = seconds - days * SECONDS_PER_DAY;
  const time = `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `${dateOf(days)}T${time}.${fraction.endsWith('000') ? fraction.slice(0, 3) : fraction}Z`;
}

/** `YYYY-MM-DD` of a day counted from 1970-01-01, in the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
function dateOf(days: number): string {
  const shifted = days + 719_468; // days since 0000-03-01: leap days come last in a year
  const era = Math.floor(shifted / 146_097); // 400 years
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year < FIRST_YEAR || year > LAST_YEAR)
    return new Date(days * SECONDS_PER_DAY * 1_000).toISOString().slice(0, -14);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

const ISO_INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(?:Z|\+00:00)$/;

/** The instant that ISO 8601 text in UTC names, to the microsecond; undefined when it is none. */
export function parseInstant(text: string): number | undefined {
  const [, seconds, fraction = ''] = ISO_INSTANT.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const millis = Date.parse(`${seconds}Z`);
  return Number.isNaN(millis) ? undefined : millis * 1_000 + Number(fraction.padEnd(6, '0'));
}
