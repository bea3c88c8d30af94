/**
 * The octets of a feed file: as they are, out of gzip or zstd, or of each file inside a zip. Recognised by content.
 * Bounded: what decompresses to more than is allowed ends there, with a problem and no more memory.
 */

import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import {
  type Compression,
  type CompressionDamageReason,
  openDecompressor,
  recogniseCompression,
} from '../../compression/compression.ts';
import { FeedUnreadableError } from '../feed-errors.ts';

/** Decompressed octets of one file that are read: a full NVD in one file has 1.5 GB. */
export const MAX_FILE_OCTETS = 8 * 2 ** 30;
/** Files inside one zip that are read. */
export const MAX_ZIP_ENTRIES = 1_000_000;

const BLOCK_OCTETS = 262_144;
const ZIP_MAGIC = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

export type OctetsProblem = CompressionDamageReason | 'too-large' | 'zip-damaged' | 'too-many-zip-entries';

/** Takes the octets of one file after the other. */
export interface OctetsTaker {
  /** Called before the first octets of a file; `name` is that of the file, inside a zip the path of its entry. */
  begin(name: string): void;
  /** `octets` belong to the taker. Answers false when it wants no more of this file. */
  take(octets: Buffer): boolean;
  /** Awaited between blocks: what the taker put off. */
  settle(): Promise<void>;
  end(problem?: OctetsProblem): void;
}

/** Reads the file at `filePath` to its end, of what it holds at most `maxOctets`; returns the SHA-256 of the file itself, in hexadecimal. */
export async function readFileOctets(
  filePath: string,
  taker: OctetsTaker,
  maxOctets: number = MAX_FILE_OCTETS,
): Promise<string> {
  const hash = createHash('sha256');
  const file = await FileBlocks.open(filePath);
  try {
    const head = await file.head(ZIP_MAGIC.length);
    if (head.equals(ZIP_MAGIC)) {
      for await (const block of file.blocks()) hash.update(block);
      await readZip(filePath, taker, maxOctets);
    } else await readPlain(file, recogniseCompression(head), hash, taker, maxOctets);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** SHA-256 of a file in hexadecimal. */
export async function hashFile(filePath: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await FileBlocks.open(filePath);
  try {
    for await (const block of file.blocks()) hash.update(block);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** A file in blocks; what the operating system refuses is a FeedUnreadableError. */
class FileBlocks {
  readonly path: string;
  private readonly handle: fs.promises.FileHandle;

  static async open(filePath: string): Promise<FileBlocks> {
    try {
      return new FileBlocks(filePath, await fs.promises.open(filePath, 'r'));
    } catch (error) {
      throw new FeedUnreadableError(filePath, error);
    }
  }

  private constructor(filePath: string, handle: fs.promises.FileHandle) {
    this.path = filePath;
    this.handle = handle;
  }

  async head(octets: number): Promise<Buffer> {
    return this.read(Buffer.alloc(octets), 0);
  }

  /** All blocks from the beginning, each in a buffer of its own. */
  async *blocks(): AsyncGenerator<Buffer> {
    for (let position = 0; ; ) {
      const block = await this.read(Buffer.allocUnsafe(BLOCK_OCTETS), position);
      if (block.length === 0) return;
      position += block.length;
      yield block;
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async read(into: Buffer, position: number): Promise<Buffer> {
    try {
      const { bytesRead } = await this.handle.read(into, 0, into.length, position);
      return into.subarray(0, bytesRead);
    } catch (error) {
      throw new FeedUnreadableError(this.path, error);
    }
  }
}

async function readPlain(
  file: FileBlocks,
  compression: Compression,
  hash: Hash,
  taker: OctetsTaker,
  maxOctets: number,
): Promise<void> {
  const counted = new CountedTaker(taker, maxOctets);
  taker.begin(path.basename(file.path));
  const decompressor =
    compression === 'none'
      ? undefined
      : openDecompressor(compression, (piece) => counted.take(Buffer.from(piece)));
  for await (const block of file.blocks()) {
    hash.update(block);
    // The rest of a file that nobody wants is still hashed.
    if (counted.ended || decompressor?.damage !== undefined) continue;
    if (decompressor) await decompressor.push(block);
    else counted.take(block);
    await taker.settle();
  }
  await decompressor?.finish();
  // What is not read to its end is not damaged by that.
  taker.end(counted.ended ? counted.problem : decompressor?.damage);
  await taker.settle();
}

/** Passes on what is wanted and allowed. */
class CountedTaker {
  problem: OctetsProblem | undefined;
  ended = false;
  private octets = 0;
  private readonly taker: OctetsTaker;
  private readonly maxOctets: number;

  constructor(taker: OctetsTaker, maxOctets: number) {
    this.taker = taker;
    this.maxOctets = maxOctets;
  }

  take(octets: Buffer): void {
    if (this.ended) return;
    this.octets += octets.length;
    if (this.octets > this.maxOctets) {
      this.problem = 'too-large';
      this.ended = true;
    } else if (!this.taker.take(octets)) this.ended = true;
  }
}

/** Reads the entries of a zip one after the other; damage ends it with a problem. */
async function readZip(filePath: string, taker: OctetsTaker, maxOctets: number): Promise<void> {
  let zip: ZipFile;
  try {
    zip = await openPromise(filePath, { lazyEntries: true });
  } catch {
    taker.begin(path.basename(filePath));
    taker.end('zip-damaged');
    return;
  }
  let entries = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (++entries > MAX_ZIP_ENTRIES) {
        taker.begin(path.basename(filePath));
        taker.end('too-many-zip-entries');
        return;
      }
      await readEntry(zip, entry, taker, maxOctets);
    }
  } catch {
    taker.begin(path.basename(filePath));
    taker.end('zip-damaged');
  } finally {
    zip.close();
  }
}

async function readEntry(zip: ZipFile, entry: Entry, taker: OctetsTaker, maxOctets: number): Promise<void> {
  const counted = new CountedTaker(taker, maxOctets);
  taker.begin(entry.fileName);
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const block of stream) {
      counted.take(block as Buffer);
      await taker.settle();
      if (counted.ended) break;
    }
  } catch {
    counted.problem ??= 'zip-damaged';
  }
  taker.end(counted.problem);
  await taker.settle();
}
