/**
 * Start line and header fields as HTTP/1, SSDP, RTSP and SIP share them (RFC 9112 2 to 5, RFC 7826 5, RFC 3261 7).
 *
 *   message   start-line CRLF *(field-name ":" OWS value OWS CRLF) CRLF [body]
 *   request   method SP target SP version      status   version SP 3DIGIT SP reason
 *
 * Only wanted fields become text; a bare LF ends a line as well (RFC 9112 2.2).
 */

import type { OctetReader } from '../../wire/octet-reader.ts';
import type { Recognition } from '../dissector.ts';

/** Octets of start line, fields and blank line together; servers commonly allow 8 KiB a line. */
export const HEADER_BLOCK_LIMIT = 16_384;
/** Fields of one message that are looked at. */
export const HEADER_FIELD_LIMIT = 128;
/** Octets within which the first line must end to be recognised. */
export const START_LINE_LIMIT = 2_048;
/** Octets of a field value that become text, when the caller names no other bound. */
export const HEADER_VALUE_LIMIT = 512;
const METHOD_LIMIT = 24;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;

/**
 * Octets from the next one to the end of the blank line that closes the header, blank line included; -1 when it is not
 * there within `limit` octets.
 */
export function headerBlockLength(octets: OctetReader, limit: number = HEADER_BLOCK_LIMIT): number {
  const withReturn = octets.distanceToText('\n\r\n', limit);
  const bare = octets.distanceToText('\n\n', withReturn < 0 ? limit : withReturn + 1);
  if (bare >= 0) return bare + 2;
  return withReturn < 0 || withReturn + 3 > limit ? -1 : withReturn + 3;
}

export interface StartLine {
  /** Status code 100 to 999 of a response; 0 for a request. */
  readonly status: number;
  /** Method of a request; empty for a response. */
  readonly method: string;
  /** Position of the request target within the reader, and its octets; 0 for a response. */
  readonly targetPosition: number;
  readonly targetLength: number;
}

/**
 * Reads the first line and moves behind it. `version` is the protocol version without its last digit (`HTTP/1.`).
 * Undefined when the line is neither a request nor a status line of that version, or has no end.
 */
export function readStartLine(octets: OctetReader, version: string): StartLine | undefined {
  const start = octets.position;
  const ending = octets.distanceTo(LF, HEADER_BLOCK_LIMIT);
  if (ending < 0) return undefined;
  const length = ending > 0 && octets.peek(ending - 1) === CR ? ending - 1 : ending;
  let line: StartLine | undefined;
  if (octets.startsWith(version)) {
    const status = readStatus(octets, version.length + 1, length);
    if (status > 0) line = { status, method: '', targetPosition: 0, targetLength: 0 };
  } else line = readRequestLine(octets, version, start, length);
  octets.seek(start + ending + 1);
  return line;
}

function readStatus(octets: OctetReader, at: number, length: number): number {
  if (at + 4 > length || octets.peek(at) !== SPACE) return 0;
  let status = 0;
  for (let index = 1; index <= 3; index++) {
    const digit = octets.peek(at + index) - 0x30;
    if (digit < 0 || digit > 9) return 0;
    status = status * 10 + digit;
  }
  return status < 100 ? 0 : status;
}

function readRequestLine(
  octets: OctetReader,
  version: string,
  start: number,
  length: number,
): StartLine | undefined {
  const methodLength = methodOctets(octets);
  const versionAt = length - version.length - 1;
  if (methodLength === 0 || octets.peek(methodLength) !== SPACE || versionAt < methodLength + 3)
    return undefined;
  if (octets.peek(versionAt - 1) !== SPACE) return undefined;
  octets.seek(start + versionAt);
  if (!octets.startsWith(version)) return undefined;
  octets.seek(start);
  return {
    status: 0,
    method: octets.latin1(methodLength),
    targetPosition: start + methodLength + 1,
    targetLength: versionAt - methodLength - 2,
  };
}

/** Leading octets that may be a method: upper-case letters, `-` and `_`, at most METHOD_LIMIT. */
function methodOctets(octets: OctetReader): number {
  let length = 0;
  while (length < METHOD_LIMIT && isMethodOctet(octets.peek(length))) length++;
  return length;
}

const isMethodOctet = (octet: number) => (octet >= 0x41 && octet <= 0x5a) || octet === 0x2d || octet === 0x5f;

/**
 * Whether a stream starts with a request or a status line of this version. A first line longer than START_LINE_LIMIT is
 * taken for one when it starts with a method of `certain`, which no other protocol has.
 */
export function recogniseStartLine(
  octets: OctetReader,
  version: string,
  certain: readonly string[] = [],
): Recognition {
  const versionOctets = Math.min(version.length, octets.remaining);
  let same = 0;
  while (same < versionOctets && octets.peek(same) === version.charCodeAt(same)) same++;
  if (same === version.length) return recogniseStatus(octets, version.length);
  if (same === octets.remaining) return 'need-more';
  const method = methodOctets(octets);
  if (method === 0 || method === METHOD_LIMIT) return 'no';
  if (method === octets.remaining) return 'need-more';
  if (octets.peek(method) !== SPACE) return 'no';
  if (octets.distanceTo(LF, START_LINE_LIMIT) >= 0) return readStartLine(octets, version) ? 'yes' : 'no';
  if (octets.remaining < START_LINE_LIMIT) return 'need-more';
  return certain.includes(octets.latin1(method)) ? 'yes' : 'no';
}

function recogniseStatus(octets: OctetReader, at: number): Recognition {
  if (octets.remaining < at + 3) return 'need-more';
  const digit = octets.peek(at + 2);
  return octets.peek(at + 1) === SPACE && digit >= 0x31 && digit <= 0x39 ? 'yes' : 'no';
}

/** Names to look for, arranged by length. */
export interface WantedHeaders {
  readonly byLength: readonly (readonly WantedName[] | undefined)[];
}

interface WantedName {
  /** Lower case. */
  readonly name: string;
  readonly index: number;
}

/** Arranges lower-case field names; `HeaderReader.next` answers indexes into `names`. */
export function wantedHeaders(names: readonly string[]): WantedHeaders {
  const byLength: (WantedName[] | undefined)[] = [];
  for (const [index, name] of names.entries()) {
    const list = byLength[name.length] ?? [];
    list.push({ name, index });
    byLength[name.length] = list;
  }
  return { byLength };
}

/** Pulls the wanted fields out of a header, in order; start it behind the start line. */
export class HeaderReader {
  private readonly octets: OctetReader;
  private readonly wanted: WantedHeaders;
  private nextLine: number;
  private fields = 0;
  private valueStart = 0;
  /** Octets of the current value without white space around it. */
  valueLength = 0;
  /** Position behind the blank line once `next` has reached it; 0 before, and when the fields are too many. */
  blockEnd = 0;

  constructor(octets: OctetReader, wanted: WantedHeaders) {
    this.octets = octets;
    this.wanted = wanted;
    this.nextLine = octets.position;
  }

  /** Index of the next wanted field; -1 after the last one, at the blank line or at the end of the octets. */
  next(): number {
    const octets = this.octets;
    while (this.fields++ < HEADER_FIELD_LIMIT) {
      const start = this.nextLine;
      octets.seek(start);
      let length = octets.distanceTo(LF);
      const whole = length >= 0;
      if (!whole) length = octets.remaining;
      this.nextLine = start + length + (whole ? 1 : 0);
      if (length > 0 && octets.peek(length - 1) === CR) length--;
      if (length === 0) {
        if (whole) this.blockEnd = this.nextLine;
        return -1;
      }
      const colon = this.colonWithin(length);
      const index = colon > 0 ? this.find(colon) : -1;
      if (index >= 0) {
        this.bound(start, colon + 1, length);
        return index;
      }
    }
    return -1;
  }

  /** The current value as Latin-1, at most `limit` octets. */
  value(limit: number = HEADER_VALUE_LIMIT): string {
    this.octets.seek(this.valueStart);
    return this.octets.latin1(Math.min(this.valueLength, limit));
  }

  /** True when the current value starts with `text` (lower case), in any case. */
  valueStartsWith(text: string): boolean {
    if (this.valueLength < text.length) return false;
    this.octets.seek(this.valueStart);
    return this.matches(text);
  }

  private colonWithin(length: number): number {
    const limit = Math.min(length, this.wanted.byLength.length + 4);
    return this.octets.distanceTo(COLON, limit);
  }

  /** Index of the name of `length` octets, white space before the colon apart. */
  private find(length: number): number {
    while (length > 0 && isBlank(this.octets.peek(length - 1))) length--;
    const names = this.wanted.byLength[length];
    if (names) for (const wanted of names) if (this.matches(wanted.name)) return wanted.index;
    return -1;
  }

  private matches(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      const octet = this.octets.peek(index);
      const lower = octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
      if (lower !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  private bound(line: number, from: number, to: number): void {
    while (from < to && isBlank(this.octets.peek(from))) from++;
    while (to > from && isBlank(this.octets.peek(to - 1))) to--;
    this.valueStart = line + from;
    this.valueLength = to - from;
  }
}

const isBlank = (octet: number) => octet === SPACE || octet === TAB;
