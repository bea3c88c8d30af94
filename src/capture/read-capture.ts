/**
 * Reads one capture to its end: a file, a named pipe, a device or standard input, plain or compressed. A plain file is
 * read in blocks straight into the decoder, which costs a quarter of what a stream costs.
 */

import {
  close,
  closeSync,
  constants,
  fstatSync,
  open,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  COMPRESSION_MAGIC_OCTETS,
  type Compression,
  type CompressionDamageReason,
  type Decompressor,
  openDecompressor,
  recogniseCompression,
} from '../compression/compression.ts';
import { CaptureDecoder, type CaptureFormat } from '../wire/capture-decoder.ts';
import { type CaptureDamage, DAMAGE_SENTENCES, type DamageReason } from '../wire/capture-decoder-damage.ts';
import type { FrameSink } from '../wire/frame.ts';
import { CaptureUnreadableError, NotACaptureError } from './capture-errors.ts';

/** Octets between two reports of progress, and between two turns given to everything else in the process. */
export const PROGRESS_OCTETS = 8 * 1_048_576;
/** Compressed octets read at once. */
const COMPRESSED_BLOCK_OCTETS = 65_536;
/** Octets of content that is no capture, kept to say what it is. */
const HEAD_OCTETS = 16;
const STANDARD_INPUT = 0;
/** Between two attempts to end the wait for the writer of a pipe. */
const RELEASE_MS = 10;

export type ReadDamageReason = DamageReason | CompressionDamageReason;

/** A sentence for each reason why reading stopped early. */
export const READ_DAMAGE_SENTENCES: Readonly<Record<ReadDamageReason, string>> = {
  ...DAMAGE_SENTENCES,
  'compression-damaged': 'The compressed data is damaged; the packets before the damage were read.',
  'compression-cut-short': 'The compressed data ends early; the packets before its end were read.',
  'compression-unsupported': 'The zstd data needs a dictionary or more memory than is granted (128 MiB).',
};

export interface ReadCaptureOptions {
  /** Stops reading soon after it is aborted; the outcome then says `stopped`. */
  readonly signal?: AbortSignal | undefined;
  /** Called every PROGRESS_OCTETS and at the end; `totalOctets` is undefined where no size is known. */
  readonly onProgress?: ((readOctets: number, totalOctets: number | undefined) => void) | undefined;
  /** What `-` reads; the standard input of the process when absent. */
  readonly standardInput?: Readable | undefined;
}

export interface CaptureOutcome {
  /** The path as given, `-` for standard input. */
  readonly path: string;
  /** Undefined only when compressed data broke, or reading was stopped, before it could be told. */
  readonly format: CaptureFormat | undefined;
  readonly compression: Compression;
  readonly packets: number;
  /** Packets that the capture itself says were lost while capturing. */
  readonly droppedPackets: number;
  /** Octets read from the file, compressed if it is. */
  readonly readOctets: number;
  /** Where reading ended early; undefined when all was read. */
  readonly damagedAt: CaptureDamage<ReadDamageReason> | undefined;
  /** True when the signal ended it. */
  readonly stopped: boolean;
}

/** One capture on its way from octets to frames. */
class Reading {
  readonly decoder: CaptureDecoder;
  readonly path: string;
  compression: Compression = 'none';
  stopped = false;
  readOctets = 0;
  private readonly options: ReadCaptureOptions;
  private readonly totalOctets: number | undefined;
  private nextReport = PROGRESS_OCTETS;
  private decompressor: Decompressor | undefined;

  constructor(path: string, sink: FrameSink, options: ReadCaptureOptions, totalOctets: number | undefined) {
    this.path = path;
    this.decoder = new CaptureDecoder(sink);
    this.options = options;
    this.totalOctets = totalOctets;
  }

  /** Counts octets read; true when reading may go on. Gives the rest of the process a turn now and then. */
  async counted(octets: number): Promise<boolean> {
    this.readOctets += octets;
    if (this.readOctets >= this.nextReport) {
      this.nextReport = this.readOctets + PROGRESS_OCTETS;
      this.options.onProgress?.(this.readOctets, this.totalOctets);
      await nextTurn();
    }
    return !this.isStopped();
  }

  isStopped(): boolean {
    if (this.options.signal?.aborted) this.stopped = true;
    return this.stopped;
  }

  /** Decides on the compression by the first octets, then takes them. */
  async begin(head: Buffer): Promise<boolean> {
    this.compression = recogniseCompression(head);
    if (this.compression !== 'none') {
      const { decoder } = this;
      this.decompressor = openDecompressor(this.compression, (octets) => {
        decoder.push(octets);
      });
    }
    return await this.take(head);
  }

  /** Takes octets of the file; false when no more are wanted. */
  async take(chunk: Uint8Array): Promise<boolean> {
    if (this.decompressor === undefined) return this.decoder.push(chunk);
    await this.decompressor.push(chunk);
    return this.decompressor.damage === undefined && this.decoder.damagedAt === undefined;
  }

  async outcome(): Promise<CaptureOutcome> {
    const { decoder, decompressor, path, compression, readOctets, stopped } = this;
    if (decompressor !== undefined) await decompressor.finish();
    const broken = stopped ? undefined : decompressor?.damage;
    let damagedAt: CaptureDamage<ReadDamageReason> | undefined = decoder.damagedAt;
    if (damagedAt === undefined && broken !== undefined)
      damagedAt = { octet: decoder.octets, packet: decoder.packets + 1, reason: broken };
    else if (!stopped) {
      decoder.end();
      damagedAt = decoder.damagedAt;
    }
    if (damagedAt?.reason === 'unknown-format') {
      const head = decoder.writable().buffer.subarray(0, Math.min(HEAD_OCTETS, decoder.octets));
      throw new NotACaptureError(path, head, compression);
    }
    this.options.onProgress?.(readOctets, this.totalOctets);
    const { format, packets, droppedPackets } = decoder;
    return { path, format, compression, packets, droppedPackets, readOctets, damagedAt, stopped };
  }
}

/**
 * Reads the capture at `path` (`-` for standard input) into `sink`, to its end or to damage. Throws NotACaptureError
 * for content that is no capture and CaptureUnreadableError when it cannot be opened or read.
 */
export async function readCaptureFile(
  path: string,
  sink: FrameSink,
  options: ReadCaptureOptions = {},
): Promise<CaptureOutcome> {
  if (path === '-') {
    const { standardInput } = options;
    if (standardInput !== undefined) return await readStream(standardInput, path, sink, options);
    const isFile = attempt(path, () => fstatSync(STANDARD_INPUT)).isFile();
    if (isFile) return await readDescriptor(STANDARD_INPUT, path, sink, options);
    return await readStream(process.stdin, path, sink, options);
  }
  const stats = attempt(path, () => statSync(path));
  if (stats.isFIFO()) return await readPipe(path, sink, options);
  const descriptor = attempt(path, () => openSync(path, 'r'));
  try {
    return await readDescriptor(descriptor, path, sink, options);
  } finally {
    closeSync(descriptor);
  }
}

/** True when `path` is a folder. Throws CaptureUnreadableError when it does not exist or cannot be looked at. */
export function isFolder(path: string): boolean {
  return path !== '-' && attempt(path, () => statSync(path)).isDirectory();
}

function attempt<Value>(path: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw new CaptureUnreadableError(path, error);
  }
}

async function readDescriptor(
  descriptor: number,
  path: string,
  sink: FrameSink,
  options: ReadCaptureOptions,
): Promise<CaptureOutcome> {
  const stats: Stats = attempt(path, () => fstatSync(descriptor));
  const reading = new Reading(path, sink, options, stats.isFile() ? stats.size : undefined);
  const read = (buffer: Buffer, offset: number, length: number) =>
    attempt(path, () => readSync(descriptor, buffer, offset, length, null));
  const head = Buffer.alloc(COMPRESSION_MAGIC_OCTETS);
  let headOctets = 0;
  for (let count = -1; count !== 0 && headOctets < head.length; headOctets += count)
    count = read(head, headOctets, head.length - headOctets);
  let wanted = (await reading.begin(head.subarray(0, headOctets))) && (await reading.counted(headOctets));
  if (reading.compression === 'none') {
    const { decoder } = reading;
    while (wanted) {
      const { buffer, offset, length } = decoder.writable();
      const count = read(buffer, offset, length);
      if (count === 0) break;
      wanted = decoder.advance(count) && (await reading.counted(count));
    }
  } else {
    const block = Buffer.allocUnsafeSlow(COMPRESSED_BLOCK_OCTETS);
    while (wanted) {
      const count = read(block, 0, block.length);
      if (count === 0) break;
      wanted = (await reading.take(block.subarray(0, count))) && (await reading.counted(count));
    }
  }
  return await reading.outcome();
}

/** Reads a stream of chunks of any size: standard input, a named pipe, the output of a capture program. */
async function readStream(
  stream: Readable,
  path: string,
  sink: FrameSink,
  options: ReadCaptureOptions,
): Promise<CaptureOutcome> {
  const reading = new Reading(path, sink, options, undefined);
  if (options.signal !== undefined) addAbortSignal(options.signal, stream);
  let head: Buffer | undefined = Buffer.alloc(0);
  try {
    for await (const piece of stream) {
      let chunk = piece as Buffer;
      let wanted: boolean;
      if (head === undefined) wanted = await reading.take(chunk);
      else {
        chunk = Buffer.concat([head, chunk]);
        head = chunk;
        wanted = true;
        if (chunk.length >= COMPRESSION_MAGIC_OCTETS) {
          head = undefined;
          wanted = await reading.begin(chunk);
        }
      }
      if (!((await reading.counted((piece as Buffer).length)) && wanted)) break;
    }
  } catch (error) {
    if (!reading.isStopped()) throw new CaptureUnreadableError(path, error);
  }
  if (head !== undefined && !reading.isStopped()) await reading.begin(head);
  return await reading.outcome();
}

/**
 * Opening a named pipe waits for its writer, in a thread of the runtime that no signal can reach; an abort therefore
 * opens the other end for a moment, and again while that thread has not come to it. Once open it is read as a socket,
 * which can be closed at any time.
 */
async function readPipe(path: string, sink: FrameSink, options: ReadCaptureOptions): Promise<CaptureOutcome> {
  const { signal } = options;
  let isOpening = true;
  const release = () => {
    open(path, constants.O_WRONLY | constants.O_NONBLOCK, (error, descriptor) => {
      if (!error) close(descriptor);
      else if (error.code === 'ENXIO' && isOpening) setTimeout(release, RELEASE_MS);
    });
  };
  const opened = new Promise<number>((resolve, reject) => {
    open(path, 'r', (error, descriptor) => (error ? reject(error) : resolve(descriptor)));
  });
  if (signal?.aborted) release();
  signal?.addEventListener('abort', release, { once: true });
  let descriptor: number;
  try {
    descriptor = await opened;
  } catch (error) {
    throw new CaptureUnreadableError(path, error);
  } finally {
    isOpening = false;
    signal?.removeEventListener('abort', release);
  }
  const stream = new Socket({ fd: descriptor, readable: true, writable: false });
  return await readStream(stream, path, sink, options);
}
