/** Ages in one unit, rounded down: `6 s`, `4 min`, `3 h`, `12 d`, `502 d`. */

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A time that lies ahead, by a clock that differs, counts as now. */
export function formatAge(instant: Date, now: Date): string {
  const age = Math.max(0, now.getTime() - instant.getTime());
  for (const [unit, length] of UNITS)
    if (age >= length) return `${Math.floor(age / length).toLocaleString('en')} ${unit}`;
  return `${Math.floor(age / 1_000)} s`;
}

/** How often the text of an age can change (milliseconds). */
export function ageTick(instant: Date, now: Date): number {
  return now.getTime() - instant.getTime() < 60_000 ? 1_000 : 60_000;
}
