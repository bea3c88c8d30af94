/**
 * CoAP message (RFC 7252 3): header, token, options, payload.
 *
 *   version2 type2 token-length4 | code8 | message-id16 | token{0..8} | options | [FF payload]
 *   option   delta4 length4 [delta{1,2}] [length{1,2}] value
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Option numbers that are read (RFC 7252 5.10, RFC 7959 2.1). */
const URI_HOST = 3;
const URI_PATH = 11;
const CONTENT_FORMAT = 12;
const URI_QUERY = 15;
const BLOCK2 = 23;
/** Numbers that are registered for messages over UDP (RFC 7252 12.2 and later); unknown ones are suspicious. */
const KNOWN_OPTIONS = new Set([
  1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 23, 27, 28, 31, 35, 39, 60, 252, 258, 292,
]);
/** Options of one message that are walked. */
export const OPTION_LIMIT = 32;
/** Octets of a path or query segment that become text (RFC 7252 5.10). */
const SEGMENT_LIMIT = 255;
/** Token octets (RFC 7252 3). */
const TOKEN_LIMIT = 8;
const PAYLOAD_MARKER = 0xff;

export interface CoapMessage {
  /** Class and detail of the code: 2 and 5 for 2.05. */
  readonly codeClass: number;
  readonly codeDetail: number;
  /** Hexadecimal digits. */
  readonly token: string;
  host: string;
  /** Path segments joined by `/`, with one before the first; empty without any. */
  path: string;
  readonly queries: string[];
  /** Content-Format number; -1 when absent. */
  format: number;
  /** The payload is one block and more follow. */
  moreBlocks: boolean;
  /** An option has a number that is not registered. */
  unknownOption: boolean;
  payloadOctets: number;
}

/** Reads a whole message and leaves the reader at its payload; undefined when the octets are not a CoAP message. */
export function readCoapMessage(octets: OctetReader): CoapMessage | undefined {
  const first = octets.u8();
  const code = octets.u8();
  octets.skip(2);
  const tokenLength = first & 0x0f;
  if (octets.failed || first >> 6 !== 1 || tokenLength > TOKEN_LIMIT) return undefined;
  const codeClass = code >> 5;
  // RFC 7252 3: an empty message is the four octets alone; classes 1, 6 and 7 are reserved over UDP.
  if (code === 0) return undefined;
  if (codeClass === 1 || codeClass === 3 || codeClass > 5) return undefined;
  const message: CoapMessage = {
    codeClass,
    codeDetail: code & 0x1f,
    token: octets.hex(tokenLength),
    host: '',
    path: '',
    queries: [],
    format: -1,
    moreBlocks: false,
    unknownOption: false,
    payloadOctets: 0,
  };
  return readOptions(octets, message) && !octets.failed ? message : undefined;
}

/** False when the options do not fit; the reader then stands anywhere. */
function readOptions(octets: OctetReader, message: CoapMessage): boolean {
  let number = 0;
  for (let count = 0; octets.remaining > 0; count++) {
    const head = octets.u8();
    if (head === PAYLOAD_MARKER) {
      message.payloadOctets = octets.remaining;
      return octets.remaining > 0;
    }
    if (count >= OPTION_LIMIT) return false;
    const delta = extended(octets, head >> 4);
    const length = extended(octets, head & 0x0f);
    if (delta < 0 || length < 0 || length > octets.remaining) return false;
    number += delta;
    takeOption(octets, number, length, message);
  }
  return true;
}

/** RFC 7252 3.1: 13 and 14 announce one and two more octets, 15 is reserved (-1). */
function extended(octets: OctetReader, nibble: number): number {
  if (nibble < 13) return nibble;
  if (nibble === 13) return octets.u8() + 13;
  return nibble === 14 ? octets.u16() + 269 : -1;
}

function takeOption(octets: OctetReader, number: number, length: number, message: CoapMessage): void {
  const shown = Math.min(length, SEGMENT_LIMIT);
  const behind = octets.position + length;
  if (number === URI_PATH) message.path += `/${octets.utf8(shown)}`;
  else if (number === URI_QUERY) message.queries.push(octets.utf8(shown));
  else if (number === URI_HOST) message.host = octets.utf8(shown);
  else if (number === CONTENT_FORMAT) message.format = unsigned(octets, length);
  else if (number === BLOCK2) message.moreBlocks = (unsigned(octets, length) & 0x08) !== 0;
  else if (!KNOWN_OPTIONS.has(number)) message.unknownOption = true;
  octets.seek(behind);
}

/** RFC 7252 3.2: an unsigned number of no to four octets without leading zeros. */
function unsigned(octets: OctetReader, length: number): number {
  let value = 0;
  for (let index = 0; index < Math.min(length, 4); index++) value = value * 256 + octets.u8();
  return value;
}
