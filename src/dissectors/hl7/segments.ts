/**
 * Walks the segments of one HL7 v2 message in place and cuts fields out of those that are asked for.
 * HL7 v2.9 chapter 2.5 (segments, fields), 2.6 (delimiters), 2.7 (escape sequences).
 *
 *   MSH|^~\&|field 3|field 4 …\r   separators are the message's own; MSH-1 is the field separator itself
 *
 * Senders end segments with CR LF too, and some with LF alone.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Segments walked of one message. */
export const SEGMENT_LIMIT = 8_192;
/** Fields found of one segment; OBX has 33, PRT 22, MSH 28. */
export const FIELD_LIMIT = 40;
/** Longest field read, in octets; what is emitted is far shorter, results may be long. */
export const FIELD_OCTETS = 512;

/** Repetitions read of one field. */
export const REPETITION_LIMIT = 8;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const NON_ASCII = /[\u0080-\u00ff]/;
const REPLACEMENT = '\ufffd';

/** Three letters as the 24-bit number that `Segments.kind` gives. */
export const segmentKind = (name: string): number =>
  (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);
const MSH = segmentKind('MSH');

/** A cursor over the segments of one message. One per flow, re-used; holds no octets after the message. */
export class Segments {
  private octets: OctetReader | undefined;
  private end = 0;
  private start = 0;
  private stop = 0;
  private next = 0;
  private walked = 0;
  private readonly starts = new Int32Array(FIELD_LIMIT + 2);
  private fields = -1;
  private fieldSeparator = 0;
  /** CR, or LF in a message without any CR. */
  private terminator = CARRIAGE_RETURN;
  /** Separators of the message: component, repetition, escape. */
  component = '^';
  repetition = '~';
  escape = '\\';
  /** Three letters of the segment as a number; 0 when it is shorter. */
  kind = 0;

  /** Stands before the first segment of the message in `[start, end)` of `octets`, which begins with MSH. */
  reset(octets: OctetReader, start: number, end: number): void {
    this.octets = octets;
    this.end = end;
    this.next = start;
    this.walked = 0;
    octets.seek(start);
    this.terminator = octets.distanceTo(CARRIAGE_RETURN, end - start) < 0 ? LINE_FEED : CARRIAGE_RETURN;
    octets.seek(start + 3);
    this.fieldSeparator = octets.u8();
    const encoding = octets.latin1(Math.min(3, octets.remaining));
    this.component = encoding[0] ?? '^';
    this.repetition = encoding[1] ?? '~';
    this.escape = encoding[2] ?? '\\';
  }

  /** Moves to the next segment; false at the end. A last segment without its end is left out when `isCut`. */
  advance(isCut: boolean): boolean {
    const octets = this.octets;
    if (!octets) return false;
    for (;;) {
      if (this.next >= this.end || this.walked++ >= SEGMENT_LIMIT) {
        this.octets = undefined;
        return false;
      }
      this.start = this.next;
      octets.seek(this.start);
      if (octets.peek() === LINE_FEED) {
        this.next++;
        continue;
      }
      const length = octets.distanceTo(this.terminator, this.end - this.start);
      if (length < 0 && isCut) {
        this.octets = undefined;
        return false;
      }
      this.stop = length < 0 ? this.end : this.start + length;
      this.next = this.stop + 1;
      this.fields = -1;
      this.kind = this.stop - this.start > 3 ? octets.peek32() >>> 8 : 0;
      return true;
    }
  }

  /** Octets of field `number` (as the standard counts them); 0 when it is not there. */
  fieldLength(number: number): number {
    if (this.fields < 0) this.index();
    const at = this.kind === MSH ? number - 1 : number;
    if (at < 1 || at > this.fields) return 0;
    return (this.starts[at + 1] ?? 0) - (this.starts[at] ?? 0) - 1;
  }

  /** Text of field `number`, escapes and all; empty when it is not there or longer than FIELD_OCTETS. */
  field(number: number): string {
    const text = this.rawField(number);
    if (!NON_ASCII.test(text)) return text;
    const utf8 = Buffer.from(text, 'latin1').toString('utf8');
    return utf8.includes(REPLACEMENT) ? text : utf8;
  }

  /** Octets of field `number` as Latin-1; empty when it is not there or longer than FIELD_OCTETS. */
  rawField(number: number): string {
    const length = this.fieldLength(number);
    if (length <= 0 || length > FIELD_OCTETS || !this.octets) return '';
    this.octets.seek(this.starts[this.kind === MSH ? number - 1 : number] ?? 0);
    return this.octets.latin1(length);
  }

  /** True when field `number` is exactly this Latin-1 text; builds no string. */
  fieldIs(number: number, text: string): boolean {
    if (this.fieldLength(number) !== text.length || !this.octets) return false;
    this.octets.seek(this.starts[this.kind === MSH ? number - 1 : number] ?? 0);
    return this.octets.startsWith(text);
  }

  /** Whole number at the start of field `number`, up to 9 digits; -1 when it does not begin with one. */
  leadingNumber(number: number): number {
    const length = Math.min(this.fieldLength(number), 9);
    if (length <= 0 || !this.octets) return -1;
    this.octets.seek(this.starts[this.kind === MSH ? number - 1 : number] ?? 0);
    let value = -1;
    for (let index = 0; index < length; index++) {
      const digit = this.octets.peek(index) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = (value < 0 ? 0 : value * 10) + digit;
    }
    return value;
  }

  /** Component `number` (from 1) of a field or repetition, unescaped. */
  componentOf(text: string, number: number): string {
    let start = 0;
    for (let passed = 1; passed < number; passed++) {
      start = text.indexOf(this.component, start) + 1;
      if (start === 0) return '';
    }
    const end = text.indexOf(this.component, start);
    return this.plain(end < 0 ? text.slice(start) : text.slice(start, end));
  }

  /** First component of field `number`, unescaped. */
  first(number: number): string {
    return this.componentOf(this.field(number), 1);
  }

  /** Raw repetitions of field `number`. */
  repetitions(number: number): string[] {
    const text = this.field(number);
    return text === '' ? [] : text.split(this.repetition, REPETITION_LIMIT);
  }

  /** HL7 2.7.1: the escapes that stand for separators; all others (formatting, hexadecimal) are dropped. */
  private plain(text: string): string {
    if (!text.includes(this.escape)) return text;
    const parts = text.split(this.escape);
    let plain = parts[0] ?? '';
    for (let index = 1; index < parts.length; index += 2) {
      const code = parts[index];
      if (code === 'F') plain += String.fromCharCode(this.fieldSeparator);
      else if (code === 'S') plain += this.component;
      else if (code === 'R') plain += this.repetition;
      else if (code === 'E') plain += this.escape;
      else if (code === 'T') plain += '&';
      plain += parts[index + 1] ?? '';
    }
    return plain;
  }

  /** Finds where each field starts; `starts[n]` is field n, and one more than its end is `starts[n + 1]`. */
  private index(): void {
    const octets = this.octets;
    this.fields = 0;
    if (!octets) return;
    octets.seek(this.start);
    const length = this.stop - this.start;
    let count = 0;
    for (let at = 3; at < length && count < FIELD_LIMIT; at++) {
      if (octets.peek(at) === this.fieldSeparator) this.starts[++count] = this.start + at + 1;
    }
    this.starts[count + 1] = this.stop + 1;
    this.fields = count === FIELD_LIMIT ? count - 1 : count;
  }
}
