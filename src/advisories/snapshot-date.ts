/** The date that a snapshot carries in its file name: `epss_scores-2026-05-18.csv.gz`, `kev-2025-08-25.json`. */

import { microsOf } from './json-value.ts';

const DATE = /(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)/;

/** Midnight in UTC of the first date in `fileName`; undefined when there is none. */
export function dateInName(fileName: string): number | undefined {
  const [, year, month, day] = DATE.exec(fileName) ?? [];
  return microsOf(`${year}-${month}-${day}`);
}
