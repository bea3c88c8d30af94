/**
 * Attributes of the one printer that an IPP response describes (RFC 8010 3.1, RFC 8011 5.4, PWG 5100.13).
 *
 *   response    version2 status2 request-id4 *( group-tag1 *attribute ) end-tag1=3
 *   attribute   value-tag1 name-length2 name value-length2 value      (no name: one more value of the last attribute)
 *
 * Collections are written as a flat row of such values without a name, so one walk passes over them.
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Attribute values of one response that are walked; a response with all media has a few thousand. */
export const IPP_VALUE_LIMIT = 4_096;
/** Octets of a value that become text. */
export const IPP_TEXT_LIMIT = 512;
const HEADER_OCTETS = 8;

// RFC 8010 3.5.1 and 3.5.2
const END_OF_ATTRIBUTES = 0x03;
const PRINTER_ATTRIBUTES = 0x04;
const FIRST_VALUE_TAG = 0x10;
const TEXT_WITH_LANGUAGE = 0x35;
const NAME_WITH_LANGUAGE = 0x36;
/** Tags of plain text, name, keyword and URI. */
const TEXT_TAGS = new Set([0x41, 0x42, 0x44, 0x45]);

/** Attributes that are read, with the octets of their names. */
const WANTED = [
  'printer-make-and-model',
  'printer-firmware-string-version',
  'printer-device-id',
  'printer-uuid',
  'printer-name',
  'printer-serial-number',
  // CUPS names the device behind a queue: the answer is then a print server's.
  'device-uri',
] as const;
export type IppAttribute = (typeof WANTED)[number];

/**
 * The first value of each wanted attribute; empty when the response describes no printer, several of them, or the queue
 * of a print server. `count` octets are read.
 */
export function readIppAttributes(octets: OctetReader, count: number): ReadonlyMap<IppAttribute, string> {
  const body = octets.sub(Math.min(count, octets.remaining));
  const found = new Map<IppAttribute, string>();
  // A status from 0x0400 on is an error (RFC 8011 B.1); a request has its operation there.
  const version = body.u8();
  body.skip(1);
  if (version < 1 || version > 2 || body.u16() >= 0x0400) return found;
  body.seek(Math.min(HEADER_OCTETS, body.length));
  let printers = 0;
  let isPrinter = false;
  for (let values = 0; values < IPP_VALUE_LIMIT && body.remaining > 0; values++) {
    const tag = body.u8();
    if (tag === END_OF_ATTRIBUTES) break;
    if (tag < FIRST_VALUE_TAG) {
      isPrinter = tag === PRINTER_ATTRIBUTES;
      if (isPrinter && ++printers > 1) break;
    } else readAttribute(body, tag, isPrinter, found);
  }
  if (printers !== 1 || found.has('device-uri')) found.clear();
  return found;
}

function readAttribute(
  body: OctetReader,
  tag: number,
  isPrinter: boolean,
  found: Map<IppAttribute, string>,
): void {
  const nameLength = body.u16();
  const name = isPrinter && nameLength > 0 ? wantedName(body, nameLength) : undefined;
  body.skip(nameLength);
  const length = body.u16();
  if (name === undefined || found.has(name) || length > body.remaining) {
    body.skip(length);
    return;
  }
  const value = body.sub(length);
  const text = readText(value, tag);
  if (text !== '') found.set(name, text);
}

/** The wanted attribute whose name is at the reader; does not move. */
function wantedName(body: OctetReader, length: number): IppAttribute | undefined {
  return WANTED.find((name) => name.length === length && body.startsWith(name));
}

/** Text of a value; with a language it is language-length2 language text-length2 text (RFC 8010 3.9). */
function readText(value: OctetReader, tag: number): string {
  if (tag === TEXT_WITH_LANGUAGE || tag === NAME_WITH_LANGUAGE) {
    value.skip(value.u16());
    const length = value.u16();
    return length > value.remaining ? '' : value.utf8(Math.min(length, IPP_TEXT_LIMIT));
  }
  return TEXT_TAGS.has(tag) ? value.utf8(Math.min(value.remaining, IPP_TEXT_LIMIT)) : '';
}
