/**
 * Instants. Throughout Wardlight an instant is a number of microseconds since 1970-01-01T00:00:00Z, a double that
 * stays exact until the year 2255. Text is ISO 8601 in UTC with microseconds where they are not zero.
 */

const MICROS_PER_MILLI = 1_000;
/** Latest instant that an ISO date can carry (ECMA-262 21.4.1.1). */
const MAX_MICROS = 8.64e18;

/** ISO 8601 text of an instant; the epoch itself when `micros` is no finite instant that a date can carry. */
export function formatInstant(micros: number): string {
  if (!Number.isFinite(micros) || Math.abs(micros) > MAX_MICROS) return '1970-01-01T00:00:00.000Z';
  const whole = Math.floor(micros / MICROS_PER_MILLI);
  const rest = Math.floor(micros - whole * MICROS_PER_MILLI);
  const text = new Date(whole).toISOString();
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}
