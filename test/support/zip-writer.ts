/** Zip archives for tests (APPNOTE.TXT 4.3). */

import zlib from 'node:zlib';
import { octets, u16le, u32le } from './octet-builder.ts';

const VERSION = 20;
const DEFLATED = 8;

/** A zip of files by their names, stored as they are; a name that ends with a slash is a folder. */
export function storedZip(entries: Readonly<Record<string, string | Buffer>>): Buffer {
  return zipOf(entries, 0, (content) => content);
}

export function deflatedZip(entries: Readonly<Record<string, string | Buffer>>): Buffer {
  return zipOf(entries, DEFLATED, (content) => zlib.deflateRawSync(content));
}

function zipOf(
  entries: Readonly<Record<string, string | Buffer>>,
  method: number,
  pack: (content: Buffer) => Buffer,
): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, given] of Object.entries(entries)) {
    const content = Buffer.from(given);
    const packed = pack(content);
    const sizes = [
      u32le(zlib.crc32(content)),
      u32le(packed.length),
      u32le(content.length),
      u16le(name.length),
    ];
    const common = [u16le(VERSION), u16le(0), u16le(method), u16le(0), u16le(0), ...sizes, u16le(0)];
    const file = octets('PK\x03\x04', ...common, name, packed);
    directory.push(
      octets(
        'PK\x01\x02',
        u16le(VERSION),
        ...common,
        u16le(0),
        u16le(0),
        u16le(0),
        u32le(0),
        u32le(offset),
        name,
      ),
    );
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  const end = octets(
    'PK\x05\x06',
    u16le(0),
    u16le(0),
    u16le(files.length),
    u16le(files.length),
    u32le(listed.length),
    u32le(offset),
    u16le(0),
  );
  return Buffer.concat([...files, listed, end]);
}
