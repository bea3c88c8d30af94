/**
 * Many texts as two arrays, so that loading makes no string: where each begins, and all their octets in UTF-8. A
 * sorted table is searched by halves.
 */

export interface TextTable {
  /** One entry more than there are texts. */
  readonly starts: Uint32Array;
  readonly octets: Buffer;
}

export function textTableOf(texts: readonly string[]): TextTable {
  const starts = new Uint32Array(texts.length + 1);
  const octets = Buffer.alloc(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
  let at = 0;
  for (const [index, text] of texts.entries()) {
    starts[index] = at;
    at += octets.write(text, at);
  }
  starts[texts.length] = at;
  return { starts, octets };
}

export function textCount(table: TextTable): number {
  return table.starts.length - 1;
}

/** The text at `index`; empty when there is none. */
export function textAt({ starts, octets }: TextTable, index: number): string {
  return octets.toString('utf8', starts[index] ?? 0, starts[index + 1] ?? 0);
}

/** Index of `text` in a table sorted by UTF-16 units (as `Array.sort` does); -1 when it is not there. */
export function findText(table: TextTable, text: string): number {
  const place = firstFrom(table, text);
  return place < textCount(table) && textAt(table, place) === text ? place : -1;
}

/** Index of the first text of a sorted table that is not before `text`; the number of texts when all are. */
export function firstFrom(table: TextTable, text: string): number {
  let low = 0;
  let high = textCount(table);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (textAt(table, middle) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
