/**
 * Patterns of Ruby, PCRE and Python into RE2, for text as our facts have it: on one line, where a run of control characters
 * has become one space. What RE2 has no word for stays as it is and is refused when it is compiled.
 */

const HEXADECIMAL = '0-9a-fA-F';
/** Line breaks and tabs as patterns write them, with a repetition. */
const BREAKS = /^(?:\\[rnt](?:[*+?]|\{\d+(?:,\d*)?\})?)+/;

/** `pattern` in RE2 syntax. */
export function translatePattern(pattern: string): string {
  const parts: string[] = [];
  let inClass = false;
  for (let at = 0; at < pattern.length; ) {
    const character = pattern[at] ?? '';
    const breaks = inClass ? undefined : BREAKS.exec(pattern.slice(at, at + 256))?.[0];
    if (breaks !== undefined) {
      parts.push(' ?');
      at += breaks.length;
      continue;
    }
    if (character === '\\') {
      parts.push(escapeOf(pattern.slice(at, at + 2), inClass));
      at += 2;
      continue;
    }
    if (character === '[' && !inClass) inClass = true;
    else if (character === ']' && inClass && !/\[\^?$/.test(pattern.slice(Math.max(0, at - 2), at)))
      inClass = false;
    parts.push(character);
    at++;
  }
  return parts.join('');
}

function escapeOf(written: string, inClass: boolean): string {
  if (written === '\\h') return inClass ? HEXADECIMAL : `[${HEXADECIMAL}]`;
  if (written === '\\Z' && !inClass) return '\\z';
  // RE2 knows no escapes of letters without a meaning, and none of these two.
  if (written === '\\/' || written === '\\"') return written.slice(1);
  return written;
}
