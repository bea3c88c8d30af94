/**
 * Which facts may leave a hospital in a rule: those that name a product and not a person, a place or one single device. Text
 * that could hold such a name is cleaned of everything that identifies a device of the capture, and of long numbers. Forms
 * of TCP, TLS and DHCP are not among them: they tell a system that many products share.
 */

/**
 * `code`: the value is a number that a standard defines. `text`: words that the maker chose, mostly. `software`: text of a
 * program, which many products may run: it must name the product.
 */
const SHAREABLE: Readonly<Record<string, 'code' | 'text' | 'software'>> = {
  'dhcp/vendor-class': 'text',
  'dicom/implementation-class-uid': 'code',
  'dicom/implementation-version': 'text',
  'ftp/banner': 'software',
  'http/server': 'software',
  'jetdirect/pjl-id': 'text',
  'lldp/system-description': 'text',
  'cdp/platform': 'text',
  'mdns/device-info-model': 'text',
  'rtsp/server': 'software',
  'sip/server': 'software',
  'sip/user-agent': 'software',
  'smb/native-os': 'text',
  'snmp/sysDescr': 'text',
  'snmp/sysObjectID': 'code',
  'ssdp/server': 'software',
  'ssh/software': 'software',
  'telnet/banner': 'software',
};

export const SHAREABLE_FACTS: readonly string[] = Object.keys(SHAREABLE);
/** Shorter names are not searched for: they would stand in any text. */
export const IDENTIFIER_MIN = 4;
/** Digits in a row, and letters and digits mixed, that are taken for a serial number. */
const LONG_NUMBER = /\d{5,}|\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{8,}\b/gi;
const VERSION = /\d+(?:\.\d+)+[\w()-]{0,12}/g;
/** A rule must keep a word that could be a name. */
const WORD = /\p{Letter}{3}/u;
/** A word of a maker's or model's name that is long enough to be looked for. */
const PRODUCT_WORD = /[\p{Letter}\p{Number}]{4,}/gu;

/** A value that may be shared, and the pattern that finds such values. */
export interface SharedValue {
  readonly value: string;
  readonly pattern: string;
}

/**
 * `value` of a fact without what identifies a device; undefined when the fact may not be shared or nothing remains that
 * names a product. `product` is what people call the device. The length stays, so that the value still fits where it stood.
 */
export function sharedValue(
  factId: string,
  value: string,
  identifiers: readonly string[],
  product: string,
): SharedValue | undefined {
  const kind = SHAREABLE[factId];
  if (kind === undefined) return undefined;
  const named = withoutIdentifiers(value, identifiers);
  if (kind === 'code') return named === value ? { value, pattern: `^${escaped(value)}$` } : undefined;
  const clean = named.replace(LONG_NUMBER, (digits) => HIDDEN.repeat(digits.length));
  const words = clean.replaceAll(HIDDEN, ' ');
  if (kind === 'software' && !namesProduct(words, product)) return undefined;
  return WORD.test(words) ? { value: clean.replaceAll(HIDDEN, 'x'), pattern: patternOf(clean) } : undefined;
}

function namesProduct(text: string, product: string): boolean {
  const lower = text.toLowerCase();
  const words = product.toLowerCase().match(PRODUCT_WORD) ?? [];
  return words.some((word) => lower.includes(word));
}

/** Stands for a hidden character until the pattern is made; private use, so that no value holds it. */
const HIDDEN = '\ue000';

/** `text` with each identifier, in any case, hidden; longer ones first. */
function withoutIdentifiers(text: string, identifiers: readonly string[]): string {
  let clean = text.replaceAll(HIDDEN, ' ');
  for (const identifier of [...identifiers].sort((a, b) => b.length - a.length)) {
    if (identifier.length < IDENTIFIER_MIN) continue;
    for (let at = indexOf(clean, identifier); at >= 0; at = indexOf(clean, identifier))
      clean = clean.slice(0, at) + HIDDEN.repeat(identifier.length) + clean.slice(at + identifier.length);
  }
  return clean;
}

function indexOf(text: string, part: string): number {
  return text.toLowerCase().indexOf(part.toLowerCase());
}

/** Hidden parts and versions vary, the rest stands as it is. */
function patternOf(clean: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of clean.matchAll(new RegExp(`${HIDDEN}+|${VERSION.source}`, 'g'))) {
    parts.push(escaped(clean.slice(from, index)));
    parts.push(found.startsWith(HIDDEN) ? '[^ ]{1,64}' : '[\\w.()-]{1,24}');
    from = index + found.length;
  }
  parts.push(escaped(clean.slice(from)));
  return `^${parts.join('')}$`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
