/** Sums of conversations, and how they add up over hours and days. Pure. */

export interface Sums {
  readonly connections: number;
  readonly failed: number;
  readonly packetsOut: number;
  readonly packetsIn: number;
  readonly octetsOut: number;
  readonly octetsIn: number;
  /** Microseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export const HOUR_MICROS = 3_600_000_000;
export const DAY_MICROS = 24 * HOUR_MICROS;

/** Begin of the bin of this width, counted from 1970 (UTC), that holds the instant. */
export function binOf(micros: number, width: number): number {
  return Math.floor(micros / width) * width;
}

export interface Binned extends Sums {
  /** Number of what is summed, below 2^20. */
  readonly of: number;
  /** Begin of the bin in microseconds since 1970. */
  readonly bin: number;
}

/** Bins since 1970 stay below 2^28 for hours, so that both fit a whole number of a double. */
const OF_LIMIT = 1 << 20;

type Growing<Row> = { -readonly [Field in keyof Row]: Row[Field] };

/** Summed into bins of this width; no two of the result are of the same and in the same bin. */
export function inBins(rows: Iterable<Binned>, width: number): Binned[] {
  const bins = new Map<number, Growing<Binned>>();
  for (const row of rows) {
    const bin = binOf(row.bin, width);
    const place = (bin / width) * OF_LIMIT + row.of;
    const sums = bins.get(place);
    if (sums) addTo(sums, row);
    else bins.set(place, { ...row, bin });
  }
  return [...bins.values()];
}

function addTo(sums: Growing<Sums>, row: Sums): void {
  sums.connections += row.connections;
  sums.failed += row.failed;
  sums.packetsOut += row.packetsOut;
  sums.packetsIn += row.packetsIn;
  sums.octetsOut += row.octetsOut;
  sums.octetsIn += row.octetsIn;
  sums.firstAt = Math.min(sums.firstAt, row.firstAt);
  sums.lastAt = Math.max(sums.lastAt, row.lastAt);
}
