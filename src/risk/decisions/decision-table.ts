/**
 * Decision tables: each combination of values has one outcome. Outcomes are written as one letter each, the last point
 * turning fastest. A point of which the value is not known takes all its values, so that an answer never rests on a guess:
 * it is the worst outcome, and says whether a fact could lower it.
 */

export interface DecisionPoint {
  readonly name: string;
  /** From the least to the most severe. */
  readonly values: readonly string[];
}

export interface DecisionTable {
  readonly id: string;
  readonly title: string;
  readonly points: readonly DecisionPoint[];
  /** From the least to the most urgent, by the letter that stands for it. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly letters: string;
}

export interface Decision {
  readonly table: string;
  /** The most urgent outcome that the known values allow. */
  readonly outcome: string;
  /** The least urgent one; the same as `outcome` when the known values decide. */
  readonly atLeast: string;
  /** Points without a known value that would change the outcome. */
  readonly open: readonly string[];
}

/** Spellings in records and tables of CISA and CERT/CC for one value. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = { 'public poc': 'poc', 'none known': 'none' };

/** A value as tables here write it: lower case, `poc` for `public poc`. */
export function decisionValue(text: string): string {
  const lower = text.trim().toLowerCase();
  return OTHER_SPELLINGS[lower] ?? lower;
}

/** Decides by the values that are known, by point name; unknown or absent values stay open. */
export function decide(table: DecisionTable, known: Readonly<Record<string, string | undefined>>): Decision {
  const order = Object.keys(table.outcomes);
  const possible = table.points.map(({ name, values }) => {
    const at = values.indexOf(decisionValue(known[name] ?? ''));
    return at < 0 ? values.map((_, index) => index) : [at];
  });
  const ranks = combinations(possible).map((combination) => order.indexOf(letterAt(table, combination)));
  const worst = Math.max(...ranks);
  const open = table.points.flatMap(({ name }, point) => {
    if (possible[point]?.length === 1) return [];
    const byValue = (possible[point] ?? []).map((value) =>
      combinations(possible.with(point, [value]))
        .map((combination) => letterAt(table, combination))
        .join(''),
    );
    return new Set(byValue).size > 1 ? [name] : [];
  });
  const outcome = (rank: number) => table.outcomes[order[rank] ?? ''] ?? '';
  return { table: table.id, outcome: outcome(worst), atLeast: outcome(Math.min(...ranks)), open };
}

function letterAt({ points, letters }: DecisionTable, combination: readonly number[]): string {
  const row = points.reduce((at, { values }, point) => at * values.length + (combination[point] ?? 0), 0);
  return letters.charAt(row);
}

function combinations(possible: readonly (readonly number[])[]): number[][] {
  return possible.reduce<number[][]>(
    (all, values) => all.flatMap((head) => values.map((value) => [...head, value])),
    [[]],
  );
}
