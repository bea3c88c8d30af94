/**
 * Tagged values of the application layer. ANSI/ASHRAE 135-2020 20.2.
 *
 *   tag   number4 context1 length3 [number1 when 15] [length1, 254: length2, 255: length4]   6 opens, 7 closes
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import { printableOctets } from '../encodings/opaque-text.ts';
import { utf16be } from '../encodings/utf16be.ts';
import {
  CHARSET_LATIN1,
  CHARSET_UCS2,
  CHARSET_UTF8,
  TAG_CHARACTER_STRING,
  TAG_ENUMERATED,
  TAG_OBJECT_IDENTIFIER,
  TAG_UNSIGNED,
} from './constants.ts';

/** Tags that are read of one message; a device object read as a whole has about a hundred. */
export const TAG_LIMIT = 2_048;
/** Constructed values within each other. */
export const DEPTH_LIMIT = 16;
/** Octets of a text that are shown. */
const TEXT_LIMIT = 512;

const OPENING = 6;
const CLOSING = 7;

/** Walks the tags of one message. After `next` the fields describe the tag whose content comes next in `octets`. */
export class TagWalk {
  number = -1;
  isContext = false;
  isOpening = false;
  isClosing = false;
  /** Octets of the content; 0 for opening and closing tags. */
  length = 0;
  readonly octets: OctetReader;
  private tags = 0;

  constructor(octets: OctetReader) {
    this.octets = octets;
  }

  /** Reads a tag; false when none is left, its content does not fit, or TAG_LIMIT is reached. */
  next(): boolean {
    const { octets } = this;
    if (octets.remaining === 0 || this.tags++ >= TAG_LIMIT) return false;
    const first = octets.u8();
    this.number = first >>> 4 === 15 ? octets.u8() : first >>> 4;
    this.isContext = (first & 0x08) !== 0;
    const size = first & 0x07;
    this.isOpening = this.isContext && size === OPENING;
    this.isClosing = this.isContext && size === CLOSING;
    this.length = this.isOpening || this.isClosing ? 0 : size;
    if (size === 5) {
      this.length = octets.u8();
      if (this.length === 254) this.length = octets.u16();
      else if (this.length === 255) this.length = octets.u32();
    } else if (!this.isContext && (this.number === 1 || size > 5)) this.length = 0; // a Boolean is its own length
    return !octets.failed && this.length <= octets.remaining;
  }

  /** Reads a tag that must be this context tag with content. */
  context(number: number): boolean {
    return this.next() && this.isContext && this.number === number && !this.isOpening && !this.isClosing;
  }

  skip(): void {
    this.octets.skip(this.length);
  }

  /** The content as an unsigned number of at most four octets; -1 otherwise. */
  unsigned(): number {
    const { octets, length } = this;
    if (length === 1) return octets.u8();
    if (length === 2) return octets.u16();
    if (length === 3) return octets.u24();
    if (length === 4) return octets.u32();
    this.skip();
    return -1;
  }

  /** An unsigned or enumerated application value; -1 when the next tag is another. */
  applicationNumber(): number {
    if (!this.next()) return -1;
    if (!this.isContext && (this.number === TAG_UNSIGNED || this.number === TAG_ENUMERATED))
      return this.unsigned();
    this.skip();
    return -1;
  }

  /** An object identifier with application tag; -1 when the next tag is another. */
  applicationObject(): number {
    if (!this.next()) return -1;
    if (!this.isContext && this.number === TAG_OBJECT_IDENTIFIER && this.length === 4)
      return this.octets.u32();
    this.skip();
    return -1;
  }

  /** The content of a character string tag as text; empty when it is none or in a set that is not read. */
  text(): string {
    const { octets, length } = this;
    if (this.isContext || this.number !== TAG_CHARACTER_STRING || length < 1) {
      this.skip();
      return '';
    }
    const charset = octets.u8();
    const content = octets.sub(length - 1);
    const shown = Math.min(content.length, TEXT_LIMIT);
    if (charset === CHARSET_UTF8) return printableOctets(content, shown);
    if (charset === CHARSET_UCS2) return utf16be(content, content.length);
    return charset === CHARSET_LATIN1 ? content.latin1(shown) : '';
  }

  /** Moves behind the closing tag of a constructed value whose opening tag has been read; false when it has no end. */
  skipConstructed(): boolean {
    for (let depth = 1; depth > 0; ) {
      if (!this.next()) return false;
      if (this.isOpening) depth++;
      else if (this.isClosing) depth--;
      else this.skip();
      if (depth > DEPTH_LIMIT) return false;
    }
    return true;
  }
}
