/** What a class of data will take on disk, from what it took on the last days. Pure. */

export interface SizeOfDay {
  /** Days since 1970. */
  readonly day: number;
  readonly octets: number;
}

export interface SizeForecast {
  /** Mean growth of a day; null until there are sizes of two days. */
  readonly octetsPerDay: number | null;
  /** Expected octets by days ahead; null as long as the growth is. */
  readonly octetsIn: Readonly<Record<'30' | '90', number | null>>;
}

/** Days of which the growth counts. */
const WINDOW_DAYS = 14;

/**
 * Growth goes on until rows are as old as they are kept: from then on as much goes as comes. `ageDays` is the age of the oldest
 * kept, null when unknown (then nothing is taken to go). `sizes` in any order, one for a day.
 */
export function forecastOf(
  sizes: readonly SizeOfDay[],
  { keptDays, ageDays }: { readonly keptDays: number; readonly ageDays: number | null },
): SizeForecast {
  const ordered = [...sizes].sort((a, b) => a.day - b.day);
  const last = ordered.at(-1);
  const first = ordered.find(({ day }) => last !== undefined && day >= last.day - WINDOW_DAYS);
  if (!first || !last || first.day === last.day)
    return { octetsPerDay: null, octetsIn: { 30: null, 90: null } };
  const octetsPerDay = (last.octets - first.octets) / (last.day - first.day);
  const growing = ageDays === null ? Number.POSITIVE_INFINITY : Math.max(0, keptDays - ageDays);
  const after = (days: number) =>
    Math.max(0, Math.round(last.octets + octetsPerDay * (octetsPerDay > 0 ? Math.min(days, growing) : 0)));
  return { octetsPerDay: Math.round(octetsPerDay), octetsIn: { 30: after(30), 90: after(90) } };
}
