/**
 * Small pull reader for XML that came from the network: element names with namespaces, and the text of elements
 * (XML 1.0, Namespaces in XML 1.0). Tolerant of what devices send (unquoted attributes, tags that do not match); it
 * expands no declared entity, reads no DTD, fetches nothing, and is bounded in text, depth and elements.
 *
 *   <p:name xmlns:p="namespace" …>text</p:name>   answers namespace, name, text and the open elements around it
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { decodeCharacterReferences } from './xml-entities.ts';

/** Characters of a document that are read. */
export const XML_TEXT_LIMIT = 65_536;
/** Open elements within each other; deeper ones are passed over. */
export const XML_DEPTH_LIMIT = 16;
/** Elements of a document; reading ends there. */
export const XML_ELEMENT_LIMIT = 1_024;
/** Characters kept of the text of one element. */
export const XML_VALUE_LIMIT = 4_096;
/** Namespace declarations of one element that are kept. */
export const XML_PREFIX_LIMIT = 64;

export interface XmlName {
  readonly namespace: string;
  readonly name: string;
}

interface OpenElement extends XmlName {
  readonly qualified: string;
  readonly prefixes: ReadonlyMap<string, string> | undefined;
  text: string;
}

const ROOT: OpenElement = { namespace: '', name: '', qualified: '', prefixes: undefined, text: '' };

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

/** Answers, one after the other, the elements that hold text of their own, each when it ends. */
export class XmlElements {
  private readonly source: string;
  private at = 0;
  private readonly open: OpenElement[] = [];
  private current: OpenElement = ROOT;
  private passedOver = 0;
  private elements = 0;
  /** Elements deeper than XML_DEPTH_LIMIT were passed over. */
  depthExceeded = false;
  /** The document had more than XML_ELEMENT_LIMIT elements; the rest was not read. */
  elementsExceeded = false;

  constructor(text: string) {
    this.source = text.length > XML_TEXT_LIMIT ? text.slice(0, XML_TEXT_LIMIT) : text;
  }

  /** Moves to the end of the next element with text; false when there is none left. */
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
      else if (mark !== undefined && isNameStart(mark)) this.openElement(tag);
      else this.at = tag + 1;
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
      const bracket = this.source.indexOf('[', tag);
      if (bracket >= 0 && end >= 0 && bracket < end) this.skipBehind(']>', bracket);
      else this.skipBehind('>', tag);
    }
  }

  private openElement(tag: number): void {
    if (++this.elements > XML_ELEMENT_LIMIT) {
      this.elementsExceeded = true;
      return;
    }
    let at = tag + 1;
    while (at < this.source.length && !isNameEnd(this.source.charCodeAt(at))) at++;
    const qualified = this.source.slice(tag + 1, at);
    const tagEnd = this.readAttributes(at);
    this.at = tagEnd.next;
    if (tagEnd.empty) return;
    if (this.passedOver > 0 || this.open.length >= XML_DEPTH_LIMIT) {
      this.passedOver++;
      this.depthExceeded = true;
      return;
    }
    const colon = qualified.indexOf(':');
    const prefix = colon < 0 ? '' : qualified.slice(0, colon);
    const namespace = tagEnd.prefixes?.get(prefix) ?? this.namespaceOf(prefix);
    const name = qualified.slice(colon + 1);
    this.open.push({ namespace, name, qualified, prefixes: tagEnd.prefixes, text: '' });
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
      while (at < source.length && !isNameEnd(source.charCodeAt(at))) at++;
      if (at === start) {
        empty = source[at] === '/';
        at++;
        continue;
      }
      const isDeclaration = source.startsWith('xmlns', start);
      const name = isDeclaration ? source.slice(start, at) : '';
      at = this.skipWhiteSpace(at);
      if (source[at] !== '=') continue;
      at = this.skipWhiteSpace(at + 1);
      const value = this.attributeValue(at);
      at = value.next;
      empty = false;
      if (!isDeclaration) continue;
      prefixes ??= new Map();
      if (prefixes.size < XML_PREFIX_LIMIT && (name === 'xmlns' || name[5] === ':'))
        prefixes.set(name.slice(6), decodeCharacterReferences(source.slice(value.start, value.end)));
    }
    return { next: at + 1, empty, prefixes };
  }

  private attributeValue(at: number): { start: number; end: number; next: number } {
    const quote = this.source[at];
    if (quote === '"' || quote === "'") {
      const end = this.source.indexOf(quote, at + 1);
      if (end < 0) return { start: at, end: at, next: this.source.length };
      return { start: at + 1, end, next: end + 1 };
    }
    let end = at;
    while (end < this.source.length && !isWhiteSpace(this.source.charCodeAt(end)) && this.source[end] !== '>')
      end++;
    return { start: at, end, next: end };
  }

  private skipWhiteSpace(at: number): number {
    while (at < this.source.length && isWhiteSpace(this.source.charCodeAt(at))) at++;
    return at;
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
    return element.text.trim() !== '';
  }
}

const isWhiteSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
/** White space, `/`, `=`, `>` end a name; so does `<`, which a cut tag is followed by. */
const isNameEnd = (code: number) =>
  isWhiteSpace(code) || code === 0x2f || code === 0x3d || code === 0x3e || code === 0x3c;
const isNameStart = (character: string) => /[A-Za-z_\u0080-\uffff]/.test(character);
