/**
 * Values of the OPC UA binary encoding, little-endian. OPC 10000-6 5.2. Everything reads through a reader that fails
 * softly: look at `failed` where a value decides something.
 *
 *   string    length4 (FFFFFFFF: null) UTF-8         node id   encoding1: 0 id1 | 1 ns1 id2 | 2 ns2 id4 | 3 text | 4 GUID | 5 octets
 *   extension node id, encoding1 (0 none, 1 octets, 2 XML) [length4 body]
 */

import type { OctetReader } from '../../wire/octet-reader.ts';

/** Octets of a text that are shown. */
const TEXT_LIMIT = 512;
/** Entries of a header's string table that are passed over. */
const STRING_TABLE_LIMIT = 64;
const NULL_LENGTH = 0xffff_ffff;

/** Built-in types of a Variant with a fixed size (5.1.2). */
const FIXED_SIZES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 1],
  [3, 1],
  [4, 2],
  [5, 2],
  [6, 4],
  [7, 4],
  [8, 8],
  [9, 8],
  [10, 4],
  [11, 8],
  [13, 8],
  [14, 16],
  [19, 4],
]);
export const TYPE_STRING = 12;
const TYPE_BYTE_STRING = 15;
const TYPE_XML = 16;
const TYPE_NODE_ID = 17;
const TYPE_EXPANDED_NODE_ID = 18;
const TYPE_QUALIFIED_NAME = 20;
const TYPE_LOCALIZED_TEXT = 21;
export const TYPE_EXTENSION_OBJECT = 22;

/** A string; empty when null. */
export function readString(octets: OctetReader): string {
  const length = octets.u32le();
  if (length === NULL_LENGTH || octets.failed) return '';
  if (length <= TEXT_LIMIT) return octets.utf8(length);
  octets.skip(length);
  return '';
}

/** A string or byte string, unread. */
export function skipString(octets: OctetReader): void {
  const length = octets.u32le();
  if (length !== NULL_LENGTH) octets.skip(length);
}

/** Length of an array; 0 for null, and for one that cannot fit. */
export function arrayLength(octets: OctetReader): number {
  const count = octets.u32le();
  if (count === NULL_LENGTH) return 0;
  if (count > octets.remaining) {
    octets.skip(count);
    return 0;
  }
  return count;
}

/** A node id; its number when it is a number of namespace 0, otherwise -1. */
export function readNodeId(octets: OctetReader): number {
  const encoding = octets.u8();
  let id = -1;
  const kind = encoding & 0x3f;
  if (kind === 0) id = octets.u8();
  else if (kind === 1) {
    const namespace = octets.u8();
    const number = octets.u16le();
    if (namespace === 0) id = number;
  } else if (kind > 5) octets.seek(-1);
  else {
    const namespace = octets.u16le();
    if (kind === 2) {
      const number = octets.u32le();
      if (namespace === 0) id = number;
    } else if (kind === 4) octets.skip(16);
    else skipString(octets);
  }
  if ((encoding & 0x80) !== 0) skipString(octets);
  if ((encoding & 0x40) !== 0) octets.skip(4);
  return id;
}

/** Opens an extension object: its type, with the reader at the start of the body and the end of the body. */
export function openExtension(octets: OctetReader): { readonly type: number; readonly end: number } {
  const type = readNodeId(octets);
  const length = octets.u8() === 0 ? 0 : octets.u32le();
  const end = octets.position + (length === NULL_LENGTH ? 0 : length);
  return { type, end };
}

export function skipExtension(octets: OctetReader): void {
  octets.seek(openExtension(octets).end);
}

export function readLocalizedText(octets: OctetReader): string {
  const mask = octets.u8();
  if ((mask & 1) !== 0) skipString(octets);
  return (mask & 2) !== 0 ? readString(octets) : '';
}

/** Passes over the header that opens every request (OPC 10000-4 7.33); its audit entry may name a user. */
export function skipRequestHeader(octets: OctetReader): void {
  readNodeId(octets);
  octets.skip(8 + 4 + 4);
  skipString(octets);
  octets.skip(4);
  skipExtension(octets);
}

/** Passes over the header that opens every answer (OPC 10000-4 7.34); false when it carries diagnostics. */
export function skipResponseHeader(octets: OctetReader): boolean {
  octets.skip(8 + 4 + 4);
  if (octets.u8() !== 0) return false;
  const count = arrayLength(octets);
  if (count > STRING_TABLE_LIMIT) return false;
  for (let index = 0; index < count; index++) skipString(octets);
  skipExtension(octets);
  return !octets.failed;
}

/** Passes over the value of a Variant of this type; false when the type is not known. */
export function skipValue(octets: OctetReader, type: number): boolean {
  const size = FIXED_SIZES.get(type);
  if (size !== undefined) octets.skip(size);
  else if (type === TYPE_STRING || type === TYPE_BYTE_STRING || type === TYPE_XML) skipString(octets);
  else if (type === TYPE_NODE_ID || type === TYPE_EXPANDED_NODE_ID) readNodeId(octets);
  else if (type === TYPE_QUALIFIED_NAME) {
    octets.skip(2);
    skipString(octets);
  } else if (type === TYPE_LOCALIZED_TEXT) {
    const mask = octets.u8();
    if ((mask & 1) !== 0) skipString(octets);
    if ((mask & 2) !== 0) skipString(octets);
  } else if (type === TYPE_EXTENSION_OBJECT) skipExtension(octets);
  else return type === 0;
  return !octets.failed;
}
