/**
 * The file of a compiled catalogue. Blocks are written while feeds are read, so the directory stands at the end, and
 * a file that was cut short has none.
 *
 *   magic 8 | blocks of items | padding to 8 | sections, each padded to 8 | directory (JSON)
 *           | trailer: start of sections f64, start of directory f64, end of directory f64, magic 8    (little-endian)
 *
 * All sections are read with one read; numbers are in the order of the machine, which the magic names.
 */

import fs from 'node:fs';
import os from 'node:os';
import { CatalogueDamagedError } from '../feed-errors.ts';

/** Changes with every change of the layout or of what readers make of documents: older files are compiled anew. */
export const LAYOUT_VERSION = 7;
export const MAGIC = Buffer.from(
  `WLCAT${String(LAYOUT_VERSION).padStart(2, '0')}${os.endianness() === 'LE' ? 'L' : 'B'}`,
);
const ALIGNMENT = 8;
const TRAILER_OCTETS = 32;
/** Largest sections and directory that are loaded. */
const MAX_LOADED_OCTETS = 2 ** 31;

export type SectionArray = Uint8Array | Uint32Array | Float64Array;

interface SectionPlace {
  readonly name: string;
  readonly type: 'u8' | 'u32' | 'f64';
  /** From the start of the sections. */
  readonly start: number;
  readonly length: number;
}

interface Directory<Header> {
  readonly header: Header;
  readonly sections: readonly SectionPlace[];
}

/** Writes sections, directory and trailer behind the blocks that end at `position`. */
export function writeSections(
  descriptor: number,
  position: number,
  header: object,
  sections: Readonly<Record<string, SectionArray>>,
): void {
  const sectionsStart = aligned(position);
  let at = sectionsStart;
  const places = Object.entries(sections).map(([name, array]): SectionPlace => {
    const octets = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    writeAll(descriptor, octets, at);
    const place = { name, type: typeOf(array), start: at - sectionsStart, length: array.length };
    at = aligned(at + array.byteLength);
    return place;
  });
  const directory: Directory<object> = { header, sections: places };
  const text = Buffer.from(JSON.stringify(directory), 'utf8');
  writeAll(descriptor, text, at);
  const trailer = Buffer.alloc(TRAILER_OCTETS);
  trailer.writeDoubleLE(sectionsStart, 0);
  trailer.writeDoubleLE(at, 8);
  trailer.writeDoubleLE(at + text.length, 16);
  MAGIC.copy(trailer, 24);
  writeAll(descriptor, trailer, at + text.length);
}

export interface LoadedSections<Header> {
  readonly header: Header;
  u8(name: string): Uint8Array;
  u32(name: string): Uint32Array;
  f64(name: string): Float64Array;
}

/** Reads all sections into one buffer. Throws CatalogueDamagedError when the file is not whole. */
export function readSections<Header>(descriptor: number): LoadedSections<Header> {
  const { sectionsStart, directoryStart, directoryEnd } = readTrailer(descriptor);
  const buffer = new ArrayBuffer(directoryEnd - sectionsStart);
  readAll(descriptor, new Uint8Array(buffer), sectionsStart);
  const text = Buffer.from(buffer, directoryStart - sectionsStart).toString('utf8');
  const { header, sections } = parsedDirectory<Header>(text);
  const places = new Map(sections.map((place) => [place.name, place]));
  function placeOf(name: string, type: SectionPlace['type'], width: number): SectionPlace {
    const place = places.get(name);
    if (
      place?.type !== type ||
      place.start % width !== 0 ||
      place.start + place.length * width > buffer.byteLength
    )
      throw new CatalogueDamagedError(`section ${name} is missing or out of bounds`);
    return place;
  }
  return {
    header,
    u8(name) {
      const { start, length } = placeOf(name, 'u8', 1);
      return new Uint8Array(buffer, start, length);
    },
    u32(name) {
      const { start, length } = placeOf(name, 'u32', 4);
      return new Uint32Array(buffer, start, length);
    },
    f64(name) {
      const { start, length } = placeOf(name, 'f64', 8);
      return new Float64Array(buffer, start, length);
    },
  };
}

function readTrailer(descriptor: number) {
  const { size } = fs.fstatSync(descriptor);
  const trailer = Buffer.alloc(TRAILER_OCTETS);
  if (size < MAGIC.length + TRAILER_OCTETS) throw new CatalogueDamagedError('it is too short');
  readAll(descriptor, trailer, size - TRAILER_OCTETS);
  if (!trailer.subarray(24).equals(MAGIC))
    throw new CatalogueDamagedError('it was cut short, or another version of Wardlight wrote it');
  const sectionsStart = trailer.readDoubleLE(0);
  const directoryStart = trailer.readDoubleLE(8);
  const directoryEnd = trailer.readDoubleLE(16);
  const ordered =
    MAGIC.length <= sectionsStart && sectionsStart <= directoryStart && directoryStart < directoryEnd;
  if (!ordered || directoryEnd !== size - TRAILER_OCTETS || directoryEnd - sectionsStart > MAX_LOADED_OCTETS)
    throw new CatalogueDamagedError('its trailer contradicts its size');
  return { sectionsStart, directoryStart, directoryEnd };
}

function parsedDirectory<Header>(text: string): Directory<Header> {
  try {
    return JSON.parse(text) as Directory<Header>;
  } catch (error) {
    throw new CatalogueDamagedError('its directory cannot be read', { cause: error });
  }
}

function typeOf(array: SectionArray): SectionPlace['type'] {
  if (array instanceof Float64Array) return 'f64';
  return array instanceof Uint32Array ? 'u32' : 'u8';
}

const aligned = (position: number) => Math.ceil(position / ALIGNMENT) * ALIGNMENT;

function writeAll(descriptor: number, octets: Uint8Array, position: number): void {
  for (let at = 0; at < octets.length; )
    at += fs.writeSync(descriptor, octets, at, octets.length - at, position + at);
}

function readAll(descriptor: number, into: Uint8Array, position: number): void {
  for (let at = 0; at < into.length; ) {
    const count = fs.readSync(descriptor, into, at, into.length - at, position + at);
    if (count === 0) throw new CatalogueDamagedError('it ends early');
    at += count;
  }
}
