/**
 * The `<fingerprint>` elements of a rule file (recog, Satori), one at a time: a file may be large, one rule is small.
 * Comments are passed over; a rule that is cut off ends the reading.
 */

import { XmlScanner } from '../../dissectors/encodings/xml-scanner.ts';

/** Characters of one rule. */
export const XML_RULE_LIMIT = 65_536;
/** Elements inside one rule. */
export const XML_RULE_ELEMENTS_LIMIT = 1_024;

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** With the space around it. */
  readonly text: string;
}

export interface XmlRule {
  readonly attributes: ReadonlyMap<string, string>;
  /** All elements inside, at any depth. */
  readonly elements: readonly XmlElement[];
}

const OPENING = /<fingerprint\s/g;
const CLOSING = '</fingerprint>';

/** All rules of `xml`; undefined for one that is too long. */
export function* eachXmlRule(xml: string): Generator<XmlRule | undefined> {
  const text = withoutComments(xml);
  for (const { index } of text.matchAll(OPENING)) {
    const end = text.indexOf(CLOSING, index);
    if (end < 0) return;
    yield end - index > XML_RULE_LIMIT ? undefined : readRule(text.slice(index, end + CLOSING.length));
  }
}

/** The attribute of the root element of `xml`; undefined when it has none of that name. */
export function rootAttribute(xml: string, name: string): string | undefined {
  const root = /<(?![?!])[^>]{0,2000}>/.exec(withoutComments(xml.slice(0, XML_RULE_LIMIT)))?.[0];
  return root === undefined ? undefined : readElements(root)[0]?.attributes.get(name);
}

function withoutComments(xml: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = xml.indexOf('<!--'); at >= 0; at = xml.indexOf('<!--', from)) {
    kept.push(xml.slice(from, at));
    const end = xml.indexOf('-->', at);
    if (end < 0) return kept.join('');
    from = end + 3;
  }
  return kept.join('') + xml.slice(from);
}

function readRule(xml: string): XmlRule {
  const [root, ...elements] = readElements(xml);
  return { attributes: root?.attributes ?? new Map(), elements };
}

function readElements(xml: string): XmlElement[] {
  const scanner = new XmlScanner(xml);
  const elements: { name: string; attributes: Map<string, string>; text: string }[] = [];
  while (elements.length < XML_RULE_ELEMENTS_LIMIT) {
    const event = scanner.next();
    if (event === 'end') break;
    if (event === 'open') elements.push({ name: scanner.element, attributes: new Map(), text: '' });
    const element = elements.at(-1);
    if (event === 'attribute') element?.attributes.set(scanner.attribute, scanner.untrimmed);
    else if (event === 'text' && element && scanner.element !== '') element.text = scanner.untrimmed;
  }
  return elements;
}
