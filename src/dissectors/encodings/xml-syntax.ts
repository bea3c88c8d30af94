/**
 * Where names, white space and attribute values of XML tags end (XML 1.0, 2.3 and 3.1), tolerant of what devices send:
 * values without quotes, names without value.
 */

const SLASH = 0x2f;
const LESS_THAN = 0x3c;
const EQUALS = 0x3d;
const GREATER_THAN = 0x3e;

export const isWhiteSpace = (code: number) =>
  code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
/** White space, `/`, `=`, `>` end a name; so does `<`, which a cut tag is followed by. */
export const isNameEnd = (code: number) =>
  isWhiteSpace(code) || code === SLASH || code === EQUALS || code === GREATER_THAN || code === LESS_THAN;

/** Position of the first character from `at` on that is no white space. */
export function skipWhiteSpace(source: string, at: number): number {
  let next = at;
  while (next < source.length && isWhiteSpace(source.charCodeAt(next))) next++;
  return next;
}

/** Position behind the name that starts at `at`. */
export function endOfName(source: string, at: number): number {
  let next = at;
  while (next < source.length && !isNameEnd(source.charCodeAt(next))) next++;
  return next;
}

/** Where the value at `at` stands, without its quotes, and what follows it; one without closing quote is empty. */
export function attributeValue(source: string, at: number): { start: number; end: number; next: number } {
  const quote = source[at];
  if (quote === '"' || quote === "'") {
    const end = source.indexOf(quote, at + 1);
    if (end < 0) return { start: at, end: at, next: source.length };
    return { start: at + 1, end, next: end + 1 };
  }
  let end = at;
  while (end < source.length && !isWhiteSpace(source.charCodeAt(end)) && source[end] !== '>') end++;
  return { start: at, end, next: end };
}

/** Raw value of the attribute with this qualified name among those of one tag; empty when it is not there. */
export function attributeOf(attributes: string, name: string): string {
  let at = 0;
  while (at < attributes.length) {
    const start = at;
    const end = endOfName(attributes, start);
    if (end === start) {
      at++;
      continue;
    }
    at = skipWhiteSpace(attributes, end);
    if (attributes[at] !== '=') continue;
    const value = attributeValue(attributes, skipWhiteSpace(attributes, at + 1));
    at = value.next;
    if (end - start === name.length && attributes.startsWith(name, start))
      return attributes.slice(value.start, value.end);
  }
  return '';
}
