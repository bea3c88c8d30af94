/**
 * The three forms of a message with identity in it: XML, a JSON-like object, and lines of `key=value` or `label: value`.
 * Each form finds where its message ends and gives every pair of key and value on the way, but none that may be cut.
 */

import { XmlScanner } from '../encodings/xml-scanner.ts';
import { Group, type Identity, identityField } from './identity.ts';
import { readObject } from './object-form.ts';
import { REFUSED, type ReadForm, UNFINISHED } from './read-form.ts';

/** Characters up to the separator of a first key; longer is no key. */
const FIRST_KEY_LIMIT = 32;

/**
 * Roots of XML that other protocols carry, without prefix and in lower case: SOAP, XMPP, XML-RPC, NETCONF, pages, feeds,
 * and clinical documents, which are about persons.
 */
const OTHER_ROOTS = new Set(
  (
    'envelope stream methodcall methodresponse rpc rpc-reply html svg rss feed rdf root policy-file-request ' +
    'cross-domain-policy clinicaldocument bundle patient observation operationoutcome'
  ).split(' '),
);
/** POCT1-A messages: HEL.R01 and the like. */
const POCT1A_ROOT = /^[a-z]{3}\.r\d\d$/;

/** First keys of lines besides identity keys. */
const LEADING_KEYS = new Set(['device', 'devicetype', 'type', 'class', 'id']);

/** How to read a text that starts like this; undefined when it has none of the forms, or when that is not clear yet. */
export function formOf(text: string): ReadForm | undefined {
  const first = text[0] ?? '';
  if (first === '<') return readXml;
  if (first === '{') return readObject;
  return /[A-Za-z]/.test(first) && beginsWithKey(text) ? readLines : undefined;
}

/** True when a text is so short that a form may come of it. */
export function mayHaveForm(text: string): boolean {
  return text.length < FIRST_KEY_LIMIT && /^(?:[A-Za-z][\w .\-/]*)?$/.test(text);
}

function beginsWithKey(text: string): boolean {
  const key = /^([A-Za-z][\w .\-/]{0,30}?)\s*[=:]/.exec(text)?.[1];
  return key !== undefined && (identityField(key) !== undefined || LEADING_KEYS.has(key.toLowerCase()));
}

/** Position of the name behind a prefix: `ns:name`. */
const localName = (name: string) => name.slice(name.indexOf(':') + 1);

function readXml(text: string, found: Identity): number {
  const scanner = new XmlScanner(text);
  /** Per depth: attributes of the element, and values of the elements within it. */
  const attributes: Group[] = [];
  const children: Group[] = [new Group()];
  for (let event = scanner.next(); event !== 'end'; event = scanner.next()) {
    const { depth } = scanner;
    const name = localName(scanner.element);
    if (event === 'open') {
      if (depth === 1 && isOtherRoot(name)) return REFUSED;
      attributes[depth] = new Group();
      children[depth] = new Group();
    } else if (event === 'attribute')
      found.add(localName(scanner.attribute), scanner.value, attributes[depth] ?? new Group());
    else if (event === 'text') found.add(name, scanner.value, children[depth - 1] ?? new Group());
    else if (depth === 0) return scanner.position;
  }
  return isMarkup(text) ? UNFINISHED : REFUSED;
}

function isOtherRoot(name: string): boolean {
  const root = name.toLowerCase();
  return OTHER_ROOTS.has(root) || POCT1A_ROOT.test(root);
}

/** A name, declaration or closing tag follows the first bracket, as far as it is there. */
const isMarkup = (text: string) => text.length < 2 || /^<[A-Za-z_!?]/.test(text);

/**
 * Lines up to an empty one, or up to one without a key. A pair counts when what ends it is there.
 *
 *   MODEL=Plum 360;SN=123 FW=1.0 CRLF          Serial number: 123 CRLF
 */
function readLines(text: string, found: Identity): number {
  const group = new Group();
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '');
    if (end < 0) {
      // Of an unfinished line only the pairs before its last separator are whole.
      const whole = Math.max(line.lastIndexOf(';'), line.lastIndexOf('|'), line.lastIndexOf('&'));
      if (whole > 0) readLine(line.slice(0, whole), found, group);
      return UNFINISHED;
    }
    if (!readLine(line, found, group)) return at > 0 ? at : end + 1;
    at = end + 1;
  }
  return UNFINISHED;
}

/** Takes the pairs of one line; false when the line begins with none. */
function readLine(line: string, found: Identity, group: Group): boolean {
  const parts = line.split(/[;|&\t]|,(?=\s*[A-Za-z][\w .\-/]{0,30}[=:])/);
  let isFirst = true;
  for (const part of parts) {
    const separator = part.search(/[=:]/);
    if (separator < 1) {
      if (isFirst) return false;
    } else if (part[separator] === ':') {
      found.add(part.slice(0, separator).trim(), unquoted(part.slice(separator + 1)), group);
    } else readAssignments(part, found, group);
    isFirst = false;
  }
  return true;
}

/** `A=1 B=2 3`: a value ends where the word before the next `=` begins. */
function readAssignments(part: string, found: Identity, group: Group): void {
  let equals = part.indexOf('=');
  let key = part.slice(0, equals).trim();
  while (equals >= 0) {
    const next = part.indexOf('=', equals + 1);
    const value = part.slice(equals + 1, next < 0 ? part.length : next);
    const space = next < 0 ? -1 : value.trimEnd().lastIndexOf(' ');
    found.add(key, unquoted(space < 0 ? (next < 0 ? value : '') : value.slice(0, space)), group);
    key = value.slice(space + 1).trim();
    equals = next;
  }
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed[0];
  const isQuoted = trimmed.length >= 2 && (quote === '"' || quote === "'") && trimmed.endsWith(quote);
  return isQuoted ? trimmed.slice(1, -1) : trimmed;
}
