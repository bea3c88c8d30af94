/** The root element of a POCT1-A message: three capitals, `.R`, two digits, behind what XML allows before a root. */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Octets within which the root element must begin. */
export const PROLOG_LIMIT = 512;

/** Byte order mark, white space, XML declaration, comment and document type, as far as they are whole. */
const PROLOG = /^(?:\u00ef\u00bb\u00bf)?(?:\s+|<\?[^>]*>|<!--(?:[^-]|-[^-])*-->|<!DOCTYPE [^>[]*>)*/;
const WHOLE_ROOT = /^<([A-Z]{3}\.R\d\d)[\s/>]/;
const ROOT_STEPS = [/</, /[A-Z]/, /[A-Z]/, /[A-Z]/, /\./, /R/, /\d/, /\d/, /[\s/>]/];

type Root =
  | { readonly kind: 'found'; readonly name: string; readonly end: number }
  | { readonly kind: 'unfinished' | 'other' };

/** Looks for the root element at the start of the reader; `end` is behind its name. Moves nothing. */
export function findRoot(octets: OctetReader): Root {
  const first = octets.peek();
  if (first < 0) return { kind: 'unfinished' };
  if (first !== 0x3c && first !== 0xef && first !== 0x20 && (first < 0x09 || first > 0x0d))
    return { kind: 'other' };
  const text = octets.latin1(Math.min(PROLOG_LIMIT, octets.remaining));
  octets.seek(0);
  const start = PROLOG.exec(text)?.[0].length ?? 0;
  const rest = text.slice(start);
  const name = WHOLE_ROOT.exec(rest)?.[1];
  if (name !== undefined) return { kind: 'found', name, end: start + 1 + name.length };
  return text.length < PROLOG_LIMIT && mayBecomeRoot(rest) ? { kind: 'unfinished' } : { kind: 'other' };
}

/** True for the start of a root element or of a declaration that is not whole. */
function mayBecomeRoot(rest: string): boolean {
  if (rest[1] === '?' || rest[1] === '!') return rest[0] === '<';
  if (rest.length >= ROOT_STEPS.length) return false;
  if (rest.startsWith('\u00ef')) return '\u00ef\u00bb\u00bf'.startsWith(rest);
  return [...rest].every((character, index) => ROOT_STEPS[index]?.test(character) === true);
}
