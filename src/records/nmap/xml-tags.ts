/** Tags of an XML text with their attributes, one after the other; text, comments and declarations are passed over. */

import { decodeCharacterReferences } from '../../dissectors/encodings/xml-entities.ts';

/** Tags of one text that are read. */
export const TAG_LIMIT = 65_536;
/** Attributes of one tag that are read. */
export const ATTRIBUTE_LIMIT = 64;

export interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly attributes: ReadonlyMap<string, string>;
}

const NAME = /[\w:.-]+/y;
const SPACE = /\s*/y;

/** Ends at the first tag that is cut or is none. No entity but the five of XML and characters by number is replaced. */
export function* tagsOf(text: string): Generator<Tag> {
  let at = 0;
  for (let count = 0; count < TAG_LIMIT; count++) {
    at = text.indexOf('<', at);
    if (at < 0) return;
    if (text[at + 1] === '!' || text[at + 1] === '?') {
      const end = text.startsWith('<!--', at) ? text.indexOf('-->', at) : text.indexOf('>', at);
      if (end < 0) return;
      at = end + 1;
      continue;
    }
    const isClose = text[at + 1] === '/';
    const name = match(NAME, text, at + (isClose ? 2 : 1));
    if (name === '') return;
    at += (isClose ? 2 : 1) + name.length;
    const attributes = new Map<string, string>();
    for (;;) {
      at += match(SPACE, text, at).length;
      const attribute = match(NAME, text, at);
      if (attribute === '') break;
      at += attribute.length;
      at += match(SPACE, text, at).length;
      if (text[at] !== '=') return;
      at += 1 + match(SPACE, text, at + 1).length;
      const quote = text[at];
      const end = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1;
      if (end < 0) return;
      if (attributes.size < ATTRIBUTE_LIMIT)
        attributes.set(attribute, decodeCharacterReferences(text.slice(at + 1, end)));
      at = end + 1;
    }
    const isEmpty = text[at] === '/';
    if (isEmpty) at++;
    if (text[at] !== '>') return;
    at++;
    yield { name, kind: isClose ? 'close' : isEmpty ? 'empty' : 'open', attributes };
  }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
