/** A list of rows for each key, as two arrays: where the list of each key begins, and all lists one after the other. */

export interface RowLists {
  /** One entry more than there are keys. */
  readonly starts: Uint32Array;
  readonly rows: Uint32Array;
}

/** Sorts pairs (`keys[i]`, `rows[i]`) into lists; pairs whose key is `DROPPED` are left out. Order within a key stays. */
export function rowListsOf(keys: Uint32Array, rows: Uint32Array, keyCount: number): RowLists {
  const starts = new Uint32Array(keyCount + 1);
  for (const key of keys) if (key !== DROPPED) starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  for (let key = 0; key < keyCount; key++) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
  const next = starts.slice();
  const sorted = new Uint32Array(starts[keyCount] ?? 0);
  for (const [index, key] of keys.entries()) {
    if (key === DROPPED) continue;
    const at = next[key] ?? 0;
    sorted[at] = rows[index] ?? 0;
    next[key] = at + 1;
  }
  return { starts, rows: sorted };
}

/** Key of a pair that belongs to nothing any more. */
export const DROPPED = 0xffff_ffff;

/** The rows of `key`; empty when it is out of range. */
export function rowsAt({ starts, rows }: RowLists, key: number): Uint32Array {
  return rows.subarray(starts[key] ?? 0, starts[key + 1] ?? 0);
}
