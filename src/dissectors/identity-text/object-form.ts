/**
 * Objects in the manner of JSON (RFC 8259), tolerant of keys without quotes and of single quotes. Answers pairs of keys
 * with a string or a number; arrays and nested objects are walked, lists of objects in them give their pairs too.
 */

import { Group, type Identity } from './identity.ts';
import { REFUSED, UNFINISHED } from './read-form.ts';

/** Objects and arrays within each other. */
export const DEPTH_LIMIT = 16;

const WORD = /[\w.+\-/]/;
const WHITE_SPACE = /\s/;

/** Reads the object at the start of `text`: its length, UNFINISHED, or REFUSED when it is no object. */
export function readObject(text: string, found: Identity): number {
  const groups: Group[] = [];
  let at = 0;
  let key = '';
  /** A colon stands before: what comes is the value of `key`. */
  let isValue = false;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '{' || character === '[') {
      if (groups.length >= DEPTH_LIMIT) return REFUSED;
      groups.push(new Group());
      isValue = false;
      at++;
    } else if (character === '}' || character === ']') {
      groups.pop();
      isValue = false;
      at++;
      if (groups.length === 0) return at;
    } else if (character === ':' || character === ',') {
      isValue = character === ':';
      at++;
    } else if (WHITE_SPACE.test(character)) at++;
    else {
      const token = readToken(text, at);
      if (token === undefined) return REFUSED;
      if (token.end < 0) return UNFINISHED;
      if (isValue) found.add(key, token.text, groups.at(-1) ?? new Group());
      else key = token.text;
      isValue = false;
      at = token.end;
    }
  }
  return UNFINISHED;
}

/** A string or a bare word; `end` is -1 when it may go on, and the answer undefined when it is neither. */
function readToken(text: string, start: number): { text: string; end: number } | undefined {
  const quote = text[start] ?? '';
  if (quote !== '"' && quote !== "'") {
    if (!WORD.test(quote)) return undefined;
    let end = start;
    while (end < text.length && WORD.test(text[end] ?? '')) end++;
    return { text: text.slice(start, end), end: end < text.length ? end : -1 };
  }
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === quote) return { text: value, end: at + 1 };
    if (character !== '\\') value += character;
    // Only a solidus is worth an escape in a maker or model; others leave a sign that no value may have.
    else value += text[++at] === '/' ? '/' : '\\';
  }
  return { text: '', end: -1 };
}
