/**
 * Scanner for small XML messages whose values stand in attributes as well as in elements (XML 1.0). Answers one event
 * after the other and knows how deep it is, so that a caller sees where a message ends in a stream of messages. Nothing
 * that is cut is answered: an attribute without its quote or a text without the tag behind it may have more to come.
 *
 *   <a b="c">text</a>     open a, attribute b of a, text of a, close a
 */

import { decodeCharacterReferences } from './xml-entities.ts';
import { endOfName, isNameEnd, isWhiteSpace, skipWhiteSpace } from './xml-syntax.ts';

/** Events of one document; scanning ends there. */
export const XML_EVENT_LIMIT = 4_096;

/** `end`: nothing more is whole, or the limit is reached. */
type XmlEvent = 'open' | 'attribute' | 'text' | 'close' | 'end';

export class XmlScanner {
  private readonly source: string;
  private at = 0;
  private events = 0;
  /** Within a tag: attributes are answered before what follows it. */
  private inTag = false;
  private isEmptyElement = false;
  /** Open elements around the current place. */
  depth = 0;
  /** No element was closed since the last one was opened: text belongs to that one alone. */
  private isLeaf = false;
  /** Qualified name of the element of the last event; empty for text that stands beside other elements. */
  element = '';
  /** Name of the attribute of the last `attribute` event. */
  attribute = '';
  private rawValue = '';

  constructor(text: string) {
    this.source = text;
  }

  /** Characters taken: up to here everything was answered. */
  get position(): number {
    return this.at;
  }

  /** Value of the last `attribute` or `text` event, character references replaced, trimmed. */
  get value(): string {
    return this.untrimmed.trim();
  }

  /** The same with the space around it. */
  get untrimmed(): string {
    return decodeCharacterReferences(this.rawValue);
  }

  next(): XmlEvent {
    if (++this.events > XML_EVENT_LIMIT) return 'end';
    return this.inTag ? this.nextInTag() : this.nextOutside();
  }

  private nextOutside(): XmlEvent {
    for (;;) {
      const tag = this.source.indexOf('<', this.at);
      if (tag < 0) return 'end';
      if (this.depth > 0 && tag > this.at) {
        this.rawValue = this.source.slice(this.at, tag);
        this.at = tag;
        if (this.rawValue.trim() !== '') {
          if (!this.isLeaf) this.element = '';
          return 'text';
        }
      }
      const mark = this.source[tag + 1];
      if (mark === undefined) return 'end';
      if (mark !== '!' && mark !== '?') return mark === '/' ? this.closeTag(tag) : this.openTag(tag);
      const next = this.behindDeclaration(tag, mark);
      if (next < 0) return 'end';
      this.at = next;
    }
  }

  /** Position behind a comment, CDATA section, declaration or instruction; -1 when its end is not there. */
  private behindDeclaration(tag: number, mark: string): number {
    const closing = mark === '?' ? '?>' : this.source.startsWith('<!--', tag) ? '-->' : this.closingOf(tag);
    const end = this.source.indexOf(closing, tag + 2);
    return end < 0 ? -1 : end + closing.length;
  }

  private closingOf(tag: number): string {
    if (this.source.startsWith('<![CDATA[', tag)) return ']]>';
    const end = this.source.indexOf('>', tag);
    return end >= 0 && this.source.slice(tag, end).includes('[') ? ']>' : '>';
  }

  private closeTag(tag: number): XmlEvent {
    const end = this.source.indexOf('>', tag);
    if (end < 0) return 'end';
    this.element = this.source.slice(tag + 2, end).trimEnd();
    this.at = end + 1;
    this.isLeaf = false;
    if (this.depth > 0) this.depth--;
    return 'close';
  }

  private openTag(tag: number): XmlEvent {
    const at = endOfName(this.source, tag + 1);
    if (at >= this.source.length) return 'end';
    this.element = this.source.slice(tag + 1, at);
    this.at = at;
    this.inTag = true;
    this.isEmptyElement = false;
    this.isLeaf = true;
    this.depth++;
    return 'open';
  }

  private nextInTag(): XmlEvent {
    let at = this.at;
    while (at < this.source.length) {
      const code = this.source.charCodeAt(at);
      if (code === GREATER_THAN) return this.endTag(at);
      if (isNameEnd(code)) {
        this.isEmptyElement = code === SLASH;
        at++;
        continue;
      }
      const nameEnd = endOfName(this.source, at);
      const equals = skipWhiteSpace(this.source, nameEnd);
      if (equals >= this.source.length) return 'end';
      this.isEmptyElement = false;
      if (this.source[equals] !== '=') {
        at = nameEnd;
        continue;
      }
      return this.attributeAt(at, nameEnd, skipWhiteSpace(this.source, equals + 1));
    }
    return 'end';
  }

  private endTag(at: number): XmlEvent {
    this.at = at + 1;
    this.inTag = false;
    if (!this.isEmptyElement) return this.nextOutside();
    this.isLeaf = false;
    this.depth--;
    return 'close';
  }

  private attributeAt(start: number, nameEnd: number, valueAt: number): XmlEvent {
    const quote = this.source[valueAt];
    if (quote === undefined) return 'end';
    const isQuoted = quote === '"' || quote === "'";
    const from = isQuoted ? valueAt + 1 : valueAt;
    const end = isQuoted ? this.source.indexOf(quote, from) : this.endOfUnquoted(from);
    if (end < 0) return 'end';
    this.attribute = this.source.slice(start, nameEnd);
    this.rawValue = this.source.slice(from, end);
    this.at = isQuoted ? end + 1 : end;
    return 'attribute';
  }

  private endOfUnquoted(from: number): number {
    let at = from;
    while (at < this.source.length) {
      const code = this.source.charCodeAt(at);
      if (isWhiteSpace(code) || code === GREATER_THAN) return at;
      at++;
    }
    return -1;
  }
}

const SLASH = 0x2f;
const GREATER_THAN = 0x3e;
