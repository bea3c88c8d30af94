/** Quarters of a year, in which access is reviewed (UTC). */

export interface Quarter {
  /** `2026-Q4` */
  readonly name: string;
  /** Its first instant (milliseconds since 1970). */
  readonly start: number;
}

/** The quarter of an instant (milliseconds since 1970). */
export function quarterOf(millis: number): Quarter {
  const date = new Date(millis);
  const [year, index] = [date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3)];
  return { name: `${year}-Q${index + 1}`, start: Date.UTC(year, index * 3) };
}
