/**
 * Small pull reader for XML that came from the network: element names with namespaces, and the text of elements
 * (XML 1.0, Namespaces in XML 1.0). Tolerant of what devices send (unquoted attributes, tags that do not match); it
 * expands no declared entity, reads no DTD, fetches nothing, and is bounded in text, depth and elements.
 *
 *   <p:name xmlns:p="namespace" a="b" …>text</p:name>   answers namespace, name, text and the open elements around it
 *
 * Attributes are read only for a caller that asks for them: most documents carry their values in elements.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { decodeCharacterReferences } from './xml-entities.ts';
import { attributeOf, attributeValue, endOfName, skipWhiteSpace } from './xml-syntax.ts';

/** Characters of a document that are read. */
export const XML_TEXT_LIMIT = 65_536;
/** Open elements within each other; deeper ones are passed over. */
export const XML_DEPTH_LIMIT = 16;
/** Elements of a document; reading ends there. */
export const XML_ELEMENT_LIMIT = 1_024;
/** Characters kept of the text of one element. */
export const XML_VALUE_LIMIT = 4_096;
/** Characters looked at of the attributes of one element. */
export const XML_ATTRIBUTES_LIMIT = 1_024;
/** Namespace declarations of one element that are kept. */
export const XML_PREFIX_LIMIT = 64;

export interface XmlName {
  readonly namespace: string;
  readonly name: string;
}

interface OpenElement extends XmlName {
  readonly qualified: string;
  readonly prefixes: ReadonlyMap<string, string> | undefined;
  /** What stands between name and end of the tag; empty unless attributes are asked for. */
  readonly attributes: string;
  text: string;
}

const ROOT: OpenElement = {
  namespace: '',
  name: '',
  qualified: '',
  prefixes: undefined,
  attributes: '',
  text: '',
};

export interface XmlReading {
  /** Answer elements with attributes too, whether or not they hold text, and keep the attributes. */
  readonly attributes?: boolean;
  /** Elements that are read, XML_ELEMENT_LIMIT unless stated. */
  readonly elements?: number;
}

/** Octets at the start of a document that are searched for its encoding declaration. */
const DECLARATION_OCTETS = 128;

/** The next `count` octets as text: byte order mark, then encoding declaration, then UTF-8. */
export function xmlText(octets: OctetReader, count: number): string {
  const bounded = Math.min(count, octets.remaining, XML_TEXT_LIMIT);
  const mark = octets.peek16();
  if (mark === 0xfffe) return octets.utf16le(bounded);
  const start = octets.position;
  const declaration = octets.latin1(Math.min(bounded, DECLARATION_OCTETS)).toLowerCase();
  octets.seek(start);
  const encoding = /encoding=["'](iso-8859-1|windows-1252|us-ascii)["']/.test(declaration);
  return encoding ? octets.latin1(bounded) : octets.utf8(bounded);
}

/** Answers, one after the other, the elements that hold text of their own (or attributes), each when it ends. */
export class XmlElements {
  private readonly source: string;
  private at = 0;
  private readonly open: OpenElement[] = [];
  private current: OpenElement = ROOT;
  private passedOver = 0;
  private elements = 0;
  /** Elements deeper than XML_DEPTH_LIMIT were passed over. */
  depthExceeded = false;
  /** The document had more elements than are read; the rest was left. */
  elementsExceeded = false;
  private readonly keepsAttributes: boolean;
  private readonly elementLimit: number;

  constructor(text: string, reading: XmlReading = {}) {
    this.source = text.length > XML_TEXT_LIMIT ? text.slice(0, XML_TEXT_LIMIT) : text;
    this.keepsAttributes = reading.attributes === true;
    this.elementLimit = reading.elements ?? XML_ELEMENT_LIMIT;
  }

  /** Moves to the end of the next element with text (or attributes); false when there is none left. */
  next(): boolean {
    while (this.at < this.source.length && !this.elementsExceeded) {
      const tag = this.source.indexOf('<', this.at);
      if (tag < 0) break;
      this.addText(tag);
      const mark = this.source[tag + 1];
      if (mark === '/') {
        if (this.closeElement(tag)) return true;
      } else if (mark === '!') this.skipDeclaration(tag);
      else if (mark === '?') this.skipBehind('?>', tag + 2);
      else if (mark !== undefined && isNameStart(mark)) {
        if (this.openElement(tag)) return true;
      } else this.at = tag + 1;
    }
    this.at = this.source.length;
    return false;
  }

  /** Namespace of the current element; empty when it has none. */
  get namespace(): string {
    return this.current.namespace;
  }

  /** Local name of the current element. */
  get name(): string {
    return this.current.name;
  }

  /** Trimmed text of the current element, character references replaced. */
  get text(): string {
    return decodeCharacterReferences(this.current.text.trim());
  }

  /** Value of an attribute of the current element by its qualified name; empty when it has none. */
  attribute(name: string): string {
    return decodeCharacterReferences(attributeOf(this.current.attributes, name)).trim();
  }

  /** Elements around the current one. */
  get depth(): number {
    return this.open.length;
  }

  /** The element `level` levels around the current one: 1 is its parent; undefined beyond the root. */
  parent(level = 1): XmlName | undefined {
    return this.open[this.open.length - level];
  }

  /** The name that a qualified name inside the current text stands for; an unknown prefix has no namespace. */
  resolve(qualified: string): XmlName {
    const colon = qualified.indexOf(':');
    const prefix = colon < 0 ? '' : qualified.slice(0, colon);
    const own = this.current.prefixes?.get(prefix);
    return { namespace: own ?? this.namespaceOf(prefix), name: qualified.slice(colon + 1) };
  }

  private namespaceOf(prefix: string): string {
    for (let level = this.open.length - 1; level >= 0; level--) {
      const namespace = this.open[level]?.prefixes?.get(prefix);
      if (namespace !== undefined) return namespace;
    }
    return '';
  }

  private addText(end: number): void {
    const top = this.open.at(-1);
    const start = this.at;
    if (start === end || !top || this.passedOver > 0) return;
    const room = XML_VALUE_LIMIT - top.text.length;
    if (room > 0) top.text += this.source.slice(start, Math.min(end, start + room));
  }

  private skipBehind(text: string, from: number): void {
    const end = this.source.indexOf(text, from);
    this.at = end < 0 ? this.source.length : end + text.length;
  }

  private skipDeclaration(tag: number): void {
    if (this.source.startsWith('<!--', tag)) this.skipBehind('-->', tag + 4);
    else if (this.source.startsWith('<![CDATA[', tag)) {
      const end = this.source.indexOf(']]>', tag);
      const stop = end < 0 ? this.source.length : end;
      const top = this.open.at(-1);
      if (top && this.passedOver === 0 && top.text.length < XML_VALUE_LIMIT) {
        const limited = this.source.slice(tag + 9, Math.min(stop, tag + 9 + XML_VALUE_LIMIT));
        top.text += limited.replaceAll('&', '&amp;');
      }
      this.at = end < 0 ? stop : stop + 3;
    } else {
      // A document type may hold declarations of its own between brackets; none is read.
      const end = this.source.indexOf('>', tag);
      const isBracketed = end >= 0 && this.source.slice(tag, end).includes('[');
      this.skipBehind(isBracketed ? ']>' : '>', tag);
    }
  }

  /** True when the element is empty and has attributes: then it is the current one. */
  private openElement(tag: number): boolean {
    if (++this.elements > this.elementLimit) {
      this.elementsExceeded = true;
      return false;
    }
    const at = endOfName(this.source, tag + 1);
    const qualified = this.source.slice(tag + 1, at);
    const tagEnd = this.readAttributes(at);
    this.at = tagEnd.next;
    const attributes = this.keepsAttributes ? this.source.slice(at, tagEnd.next - 1) : '';
    const isTooDeep = this.passedOver > 0 || this.open.length >= XML_DEPTH_LIMIT;
    if (tagEnd.empty && (isTooDeep || attributes.length <= 1)) return false;
    if (isTooDeep) {
      this.passedOver++;
      this.depthExceeded = true;
      return false;
    }
    const colon = qualified.indexOf(':');
    const prefix = colon < 0 ? '' : qualified.slice(0, colon);
    const element: OpenElement = {
      namespace: tagEnd.prefixes?.get(prefix) ?? this.namespaceOf(prefix),
      name: qualified.slice(colon + 1),
      qualified,
      prefixes: tagEnd.prefixes,
      attributes: attributes.slice(0, XML_ATTRIBUTES_LIMIT),
      text: '',
    };
    if (tagEnd.empty) this.current = element;
    else this.open.push(element);
    return tagEnd.empty;
  }

  /** Reads from behind the element name to behind `>`; of the attributes only namespace declarations are kept. */
  private readAttributes(at: number): {
    next: number;
    empty: boolean;
    prefixes: Map<string, string> | undefined;
  } {
    const source = this.source;
    let prefixes: Map<string, string> | undefined;
    let empty = false;
    while (at < source.length && source[at] !== '>') {
      const start = at;
      at = endOfName(source, start);
      if (at === start) {
        empty = source[at] === '/';
        at++;
        continue;
      }
      const isDeclaration = source.startsWith('xmlns', start);
      const name = isDeclaration ? source.slice(start, at) : '';
      at = skipWhiteSpace(source, at);
      if (source[at] !== '=') continue;
      at = skipWhiteSpace(source, at + 1);
      const value = attributeValue(source, at);
      at = value.next;
      empty = false;
      if (!isDeclaration) continue;
      prefixes ??= new Map();
      if (prefixes.size < XML_PREFIX_LIMIT && (name === 'xmlns' || name[5] === ':'))
        prefixes.set(name.slice(6), decodeCharacterReferences(source.slice(value.start, value.end)));
    }
    return { next: at + 1, empty, prefixes };
  }

  /** True when an element with text ends here, which is then the current one. */
  private closeElement(tag: number): boolean {
    const end = this.source.indexOf('>', tag);
    this.at = end < 0 ? this.source.length : end + 1;
    if (end < 0) return false;
    if (this.passedOver > 0) {
      this.passedOver--;
      return false;
    }
    const qualified = this.source.slice(tag + 2, end).trimEnd();
    let level = this.open.length - 1;
    while (level >= 0 && this.open[level]?.qualified !== qualified) level--;
    const element = this.open[level];
    if (!element) return false;
    this.open.length = level;
    this.current = element;
    return element.attributes !== '' || element.text.trim() !== '';
  }
}

const isNameStart = (character: string) => /[A-Za-z_\u0080-\uffff]/.test(character);
