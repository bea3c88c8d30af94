/**
 * Character references of XML 1.0 4.1 and 4.6, and the few of HTML that device pages use. No reference is ever expanded
 * to more than one character, declared entities are left as they stand.
 */

/** `&` name `;`: longest name looked at. */
const NAME_LIMIT = 8;

const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['copy', '©'],
  ['reg', '®'],
  ['trade', '™'],
]);

/** `text` with its character references replaced; unknown ones stay. */
export function decodeCharacterReferences(text: string): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let plain = text.slice(0, at);
  while (at >= 0) {
    const semicolon = text.indexOf(';', at);
    const known = semicolon > at && semicolon - at - 1 <= NAME_LIMIT;
    const replacement = known ? characterOf(text.slice(at + 1, semicolon)) : undefined;
    const resume = replacement === undefined ? at + 1 : semicolon + 1;
    const next = text.indexOf('&', resume);
    plain += (replacement ?? '&') + text.slice(resume, next < 0 ? text.length : next);
    at = next;
  }
  return plain;
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED.get(name);
  const hexadecimal = name[1] === 'x' || name[1] === 'X';
  const code = hexadecimal ? hexNumber(name.slice(2)) : decimalNumber(name.slice(1));
  const isScalar = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isScalar ? String.fromCodePoint(code) : undefined;
}

const hexNumber = (digits: string) => (/^[0-9a-fA-F]{1,6}$/.test(digits) ? Number.parseInt(digits, 16) : 0);
const decimalNumber = (digits: string) => (/^[0-9]{1,7}$/.test(digits) ? Number.parseInt(digits, 10) : 0);
