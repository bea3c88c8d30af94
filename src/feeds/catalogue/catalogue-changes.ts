/** What changed from one compiled catalogue to the next, as far as matching reads it. */

import { keyOfName, type RecordChanges } from '../../vulnerability/record-changes.ts';
import type { CatalogueFile } from './catalogue-file.ts';

/** Vulnerabilities of a change; with more of them, matching everything anew costs no more. */
const MAX_CHANGED = 10_000;

/** Undefined when more changed than is worth telling apart, or something that may concern every product. */
export function changesBetween(former: CatalogueFile, now: CatalogueFile): RecordChanges | undefined {
  for (const kind of ['sbom', 'software-update'] as const)
    if (former.kindDigest(kind) !== now.kindDigest(kind)) return undefined;
  const ids: string[] = [];
  for (const id of differing(former.recordDigests(), now.recordDigests())) {
    if (ids.length === MAX_CHANGED) return undefined;
    ids.push(id);
  }
  return {
    ids,
    former: ids.flatMap((id) => [...former.rowsOf(id)]).map((row) => former.record(row)),
    names: [...differing(namesOf(former), namesOf(now))],
  };
}

/** Keys that only one of two lists has, or that have another value in the other; both are in the order of their keys. */
function* differing(
  former: Iterator<readonly [key: string, value: string]>,
  now: Iterator<readonly [key: string, value: string]>,
): IterableIterator<string> {
  let a = former.next();
  let b = now.next();
  while (!a.done || !b.done) {
    const key = a.done ? undefined : a.value[0];
    const other = b.done ? undefined : b.value[0];
    if (key !== undefined && (other === undefined || key < other)) {
      yield key;
      a = former.next();
    } else if (other !== undefined && (key === undefined || other < key)) {
      yield other;
      b = now.next();
    } else {
      if (key !== undefined && !a.done && !b.done && a.value[1] !== b.value[1]) yield key;
      a = former.next();
      b = now.next();
    }
  }
}

/** Keys of all names of products, in their order. */
function namesOf(catalogue: CatalogueFile): Iterator<readonly [key: string, value: string]> {
  const keys = [...catalogue.cpeProducts(), ...catalogue.describedProducts()].map(keyOfName).sort();
  return keys.map((key) => [key, ''] as const).values();
}
