/**
 * Members of a JSON document (RFC 8259) with a string or number as value, outside arrays and down to a given depth. A
 * tolerant scan over text that the caller bounds: no tree is built, nothing is kept, a cut document ends quietly.
 */

/** Takes one member; answers false to end the scan. */
export type MemberVisitor = (name: string, value: string) => boolean;

export interface JsonScanLimits {
  /** Levels of objects that are looked at. */
  readonly depth: number;
  /** Longest name in characters; a member with a longer one is passed over. */
  readonly nameLength: number;
  /** Longest value in characters; longer ones read as empty. */
  readonly valueLength: number;
}

/** Calls `visit` for each member in order; false when the visitor ended the scan. */
export function scanJsonMembers(text: string, limits: JsonScanLimits, visit: MemberVisitor): boolean {
  let objects = 0;
  let arrays = 0;
  let at = 0;
  while (at < text.length) {
    const mark = text[at];
    if (mark === '{') objects++;
    else if (mark === '}') objects = Math.max(0, objects - 1);
    else if (mark === '[') arrays++;
    else if (mark === ']') arrays = Math.max(0, arrays - 1);
    else if (mark === '"') {
      const end = stringEnd(text, at);
      const value = valueStart(text, end);
      if (value > 0 && arrays === 0 && objects <= limits.depth && end - at <= limits.nameLength + 2) {
        if (!visit(text.slice(at + 1, end - 1), scalarAt(text, value, limits.valueLength))) return false;
      }
      // A string value is passed over with its name, so that it is not taken for a name itself.
      at = value > 0 && text[value] === '"' ? stringEnd(text, value) : Math.max(end, at + 1);
      continue;
    }
    at++;
  }
  return true;
}

/** Position behind the closing quote of the string that starts at `at`, or the end of the text. */
function stringEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return Math.min(end + 1, text.length);
}

/** Position of the value when a colon follows `at`; 0 when none does. */
function valueStart(text: string, at: number): number {
  const colon = behindWhiteSpace(text, at);
  return text[colon] === ':' ? behindWhiteSpace(text, colon + 1) : 0;
}

function behindWhiteSpace(text: string, at: number): number {
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  return at;
}

function scalarAt(text: string, at: number, limit: number): string {
  if (text[at] === '"') {
    const end = stringEnd(text, at);
    if (text[end - 1] !== '"' || end - at > limit * 2) return '';
    return unescaped(text.slice(at + 1, end - 1));
  }
  let end = at;
  while (end < text.length && end - at <= limit && /[0-9.-]/.test(text[end] ?? '')) end++;
  // A number that the text cuts is no value.
  return end < text.length ? text.slice(at, end) : '';
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\(["\\/])/g, '$1');
}
