/** Counts, shares and octets: whole in lists, decimal units, a space before the unit. */

/** `4,501`. */
export const formatCount = (count: number): string => count.toLocaleString('en');

const UNITS = ['octets', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `512 octets`, `5.4 MB`. */
export function formatOctets(octets: number): string {
  let value = octets;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

/** `90 %`; undefined of nothing, for a share of nothing is not zero. */
export function formatShare(part: number, whole: number): string | undefined {
  return whole === 0 ? undefined : `${Math.round((part / whole) * 100)} %`;
}

/** One decimal: `55.4`. */
export const formatScore = (score: number): string => score.toFixed(1);
