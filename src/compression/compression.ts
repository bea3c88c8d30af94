/**
 * Decompression of files as they stream in: gzip by the runtime, zstd by fzstd behind a walker over its frames.
 * Recognised by content, never by name. Nothing is held beyond one block and the window, so a decompression bomb costs
 * time alone.
 */

import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { type ZstdFault, ZstdFrames } from './zstd-frames.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** Octets that `recogniseCompression` needs to be sure. */
export const COMPRESSION_MAGIC_OCTETS = 4;
/** Decompressed at once: what comes out of the call in which gzip meets damage is lost, at most this much. */
const GZIP_BLOCK_OCTETS = 65_536;
/** Compressed octets given to the JavaScript decoder at once; bounds the time of one call, even for a bomb. */
const ZSTD_PIECE_OCTETS = 16_384;

export type CompressionDamageReason =
  | 'compression-damaged'
  | 'compression-cut-short'
  /** It needs a zstd dictionary or a larger window than `MAX_ZSTD_WINDOW_OCTETS`. */
  | 'compression-unsupported';

/** The compression of a file that begins with `head` (RFC 1952 section 2.3.1, RFC 8878 sections 3.1.1 and 3.1.2). */
export function recogniseCompression(head: Buffer): Compression {
  if (head.length >= 3 && head.readUInt16BE(0) === 0x1f8b && head[2] === 8) return 'gzip';
  if (head.length < COMPRESSION_MAGIC_OCTETS) return 'none';
  const magic = head.readUInt32LE(0);
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5 ? 'zstd' : 'none';
}

/** Takes compressed octets and gives decompressed ones to the function it was made with. */
export interface Decompressor {
  /** Settles when `chunk` is used up; the promise never rejects. */
  push(chunk: Uint8Array): Promise<void>;
  /** To be called once, after the last `push`. */
  finish(): Promise<void>;
  /** Set when no more can be decompressed. */
  readonly damage: CompressionDamageReason | undefined;
}

/** A decompressor of the given kind; `take` gets each decompressed piece, valid only during the call. */
export function openDecompressor(
  compression: Exclude<Compression, 'none'>,
  take: (octets: Uint8Array) => void,
): Decompressor {
  if (compression === 'gzip')
    return new StreamDecompressor(zlib.createGunzip({ chunkSize: GZIP_BLOCK_OCTETS }), take);
  return new ZstdDecompressor(new ScriptZstd(take));
}

/** A decompressing stream of the runtime. Its output is taken as it appears, so it never waits in the stream. */
class StreamDecompressor implements Decompressor {
  damage: CompressionDamageReason | undefined;
  private readonly stream: Transform;
  private readonly closed: Promise<void>;
  private release: () => void = () => {};

  constructor(stream: Transform, take: (octets: Uint8Array) => void) {
    this.stream = stream;
    stream.on('data', take);
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.damage ??= error.code === 'Z_BUF_ERROR' ? 'compression-cut-short' : 'compression-damaged';
    });
    this.closed = new Promise((resolve) => {
      stream.once('close', () => {
        this.release();
        resolve();
      });
    });
  }

  push(chunk: Uint8Array): Promise<void> {
    if (this.damage !== undefined || this.stream.destroyed) return Promise.resolve();
    // The write in which damage is met is never called back: then it is the closing that releases.
    return new Promise((resolve) => {
      this.release = resolve;
      this.stream.write(chunk, () => resolve());
    });
  }

  finish(): Promise<void> {
    if (!this.stream.destroyed) this.stream.end();
    return this.closed;
  }
}

/**
 * zstd through fzstd, which verifies the structure but not the optional checksum of a frame. The decompressor of newer
 * runtimes is faster but ends after the first frame, and parallel compressors write many.
 */
class ScriptZstd implements Decompressor {
  damage: CompressionDamageReason | undefined;
  private readonly decoder: Decompress;

  constructor(take: (octets: Uint8Array) => void) {
    this.decoder = new Decompress(take);
  }

  async push(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length && this.damage === undefined; at += ZSTD_PIECE_OCTETS) {
      // A copy (Buffer.slice would be none): the decoder keeps what it cannot use yet.
      this.attempt(new Uint8Array(chunk.subarray(at, at + ZSTD_PIECE_OCTETS)), false);
    }
  }

  async finish(): Promise<void> {
    if (this.damage === undefined) this.attempt(new Uint8Array(0), true);
  }

  private attempt(piece: Uint8Array, last: boolean): void {
    try {
      this.decoder.push(piece, last);
    } catch {
      // Whatever it throws, also a RangeError of its own on hostile input, means that the data is damaged.
      this.damage = 'compression-damaged';
    }
  }
}

const FAULT_REASONS: Readonly<Record<ZstdFault, CompressionDamageReason>> = {
  'not-zstd': 'compression-damaged',
  'block-invalid': 'compression-damaged',
  'window-too-large': 'compression-unsupported',
  'dictionary-needed': 'compression-unsupported',
};

/** Lets through only frames of sound structure and bounded memory, and knows whether the last one is complete. */
class ZstdDecompressor implements Decompressor {
  private readonly frames = new ZstdFrames();
  private readonly inner: Decompressor;
  private fault: CompressionDamageReason | undefined;

  constructor(inner: Decompressor) {
    this.inner = inner;
  }

  get damage(): CompressionDamageReason | undefined {
    return this.fault ?? this.inner.damage;
  }

  async push(chunk: Uint8Array): Promise<void> {
    if (this.damage !== undefined) return;
    const good = this.frames.take(chunk);
    await this.inner.push(chunk.subarray(0, good));
    if (this.frames.fault !== undefined && this.inner.damage === undefined)
      this.fault = FAULT_REASONS[this.frames.fault];
  }

  async finish(): Promise<void> {
    if (this.damage === undefined && !this.frames.complete) this.fault = 'compression-cut-short';
    await this.inner.finish();
  }
}
