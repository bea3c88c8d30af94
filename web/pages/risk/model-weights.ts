/** The numbers of a risk model as a flat list, and a model with some of them changed. */

export interface Weight {
  /** `threat.ceiling`, `applicability.model.1`. */
  readonly path: string;
  readonly value: number;
}

type Tree = Readonly<Record<string, unknown>>;

/** All numbers below, in the order in which they stand. */
export function weightsOf(tree: unknown, path: readonly string[] = []): readonly Weight[] {
  if (typeof tree === 'number') return [{ path: path.join('.'), value: tree }];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, part]) => weightsOf(part, [...path, name]));
}

/** The same document with these numbers in place of others; it is not touched itself. */
export function withWeights(document: Tree, changed: ReadonlyMap<string, number>): Tree {
  return replaced(document, [], changed) as Tree;
}

function replaced(tree: unknown, path: readonly string[], changed: ReadonlyMap<string, number>): unknown {
  if (typeof tree === 'number') return changed.get(path.join('.')) ?? tree;
  if (Array.isArray(tree)) return tree.map((part, at) => replaced(part, [...path, String(at)], changed));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([name, part]) => [name, replaced(part, [...path, name], changed)]),
  );
}

/** The number at a path; undefined when there is none. */
export function numberOf(document: Tree, path: string): number | undefined {
  let part: unknown = document;
  for (const name of path.split('.'))
    part = typeof part === 'object' && part !== null ? (part as Tree)[name] : undefined;
  return typeof part === 'number' ? part : undefined;
}
