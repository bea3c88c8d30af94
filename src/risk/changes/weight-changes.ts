/** Which numbers of two risk models differ: what a person reads before and after a model is saved. */

export interface WeightChange {
  /** Where the number stands: `threat.ceiling`, `applicability.model.1`. */
  readonly weight: string;
  /** Null where there was, or is, none. */
  readonly from: number | null;
  readonly to: number | null;
}

/** All numbers that differ, in the order of the newer document, those that are gone last. */
export function weightChanges(before: object, after: object): readonly WeightChange[] {
  const was = new Map(numbersOf(before, []));
  const is = new Map(numbersOf(after, []));
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((weight) => {
    const [from, to] = [was.get(weight) ?? null, is.get(weight) ?? null];
    return from === to ? [] : [{ weight, from, to }];
  });
}

function numbersOf(part: unknown, path: readonly string[]): readonly (readonly [string, number])[] {
  if (typeof part === 'number') return [[path.join('.'), part]];
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, its]) => numbersOf(its, [...path, name]));
}
