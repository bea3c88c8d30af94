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
  const isAscii = ASCII.test(text);
  let low = 0;
  let high = textCount(table);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAscii ? isBeforeAscii(table, middle, text) : textAt(table, middle) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All of ASCII, for keys have tabs. */
const ASCII = /^[\0-\x7f]*$/;

/**
 * Whether the text at `index` comes before one in ASCII, told from its octets: until two texts differ both are ASCII, and
 * every other letter comes after those, in UTF-8 as in UTF-16.
 */
function isBeforeAscii({ starts, octets }: TextTable, index: number, text: string): boolean {
  const start = starts[index] ?? 0;
  const length = (starts[index + 1] ?? 0) - start;
  const shared = Math.min(length, text.length);
  for (let at = 0; at < shared; at++) {
    const order = (octets[start + at] ?? 0) - text.charCodeAt(at);
    if (order !== 0) return order < 0;
  }
  return length < text.length;
}
