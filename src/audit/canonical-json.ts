/**
 * One way of writing a JSON value, so that its hash is the same wherever it is computed (RFC 8785, JSON Canonicalization
 * Scheme): no white space, members in the order of their names as UTF-16, numbers and texts as ECMAScript writes them.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Deeper values are refused: what is recorded is flat. */
export const DEPTH_LIMIT = 32;

/** Throws a TypeError for what is no JSON (RFC 8785 3.2.2): undefined, NaN, half a surrogate pair, too deep a value. */
export function canonicalJson(value: unknown): string {
  return written(value, 0);
}

function written(value: unknown, depth: number): string {
  if (depth > DEPTH_LIMIT) throw new TypeError(`deeper than ${DEPTH_LIMIT} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return writtenText(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is no JSON`);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, item]) => `${writtenText(name)}:${written(item, depth + 1)}`).join(',')}}`;
}

function writtenText(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('half a surrogate pair');
  return JSON.stringify(text);
}
