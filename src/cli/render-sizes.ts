/** What classes of data take on disk, as text. */

import type { ClassReport } from '../store/retention/class-report.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units; three significant digits. */
export function octetsText(octets: number): string {
  let value = Math.abs(octets);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2;
  return `${octets < 0 ? '-' : ''}${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** One line for each class. */
export function renderSizes(reports: readonly ClassReport[]): string[] {
  const rows = reports.map(({ retention, octets, keptDays, forecast }) => [
    retention.title,
    octets === null ? 'none yet' : octetsText(octets),
    `${keptDays} days`,
    forecast.octetsPerDay === null ? 'unknown' : `${octetsText(forecast.octetsPerDay)} a day`,
    ...(['30', '90'] as const).map((days) => {
      const expected = forecast.octetsIn[days];
      return expected === null ? 'unknown' : octetsText(expected);
    }),
  ]);
  const table = [['Data', 'On disk', 'Kept', 'Growth', 'In 30 days', 'In 90 days'], ...rows];
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
