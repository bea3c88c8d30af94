/**
 * Which files of a watched folder were read, and how far. Bounded: when there are too many, the oldest are forgotten
 * one by one, and any file not newer than the newest forgotten one counts as read.
 */

import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';

/** Files remembered of one folder, about 300 octets each. */
export const MAX_SEEN_FILES = 100_000;
/** Octets at the beginning of a file that tell it from another of the same name: they hold the first packet's time. */
const HEAD_OCTETS = 512;

/** Size of a file that was not read to its end: no file has it, so it is read on. */
export const UNFINISHED_SIZE = -1;

/** What is remembered of a file that is not being read any more. */
export interface SeenFile {
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
  /** Packets given to the sink; they are not given again when the file turns out to have grown. */
  readonly packets: number;
  /** Undefined for a file that is no capture. */
  readonly head: FileHead | undefined;
}

/** A digest of the first octets of a file. */
export interface FileHead {
  readonly octets: number;
  readonly digest: string;
}

/** Digest of the first octets of an open file, no more than `limit`. */
export function readFileHead(descriptor: number, limit: number = HEAD_OCTETS): FileHead {
  const buffer = Buffer.alloc(Math.min(limit, HEAD_OCTETS));
  const octets = readSync(descriptor, buffer, 0, buffer.length, 0);
  const digest = createHash('sha256').update(buffer.subarray(0, octets)).digest('base64');
  return { octets, digest };
}

/** True when an open file still begins as it did when `head` was taken. */
export function beginsWith(descriptor: number, head: FileHead): boolean {
  const now = readFileHead(descriptor, head.octets);
  return now.octets === head.octets && now.digest === head.digest;
}

/** Files by name, as they are kept for a later start. */
export type SavedFiles = Readonly<Record<string, SeenFile>>;

export class SeenFiles {
  private readonly files = new Map<string, SeenFile>();
  private readonly limit: number;
  private forgottenMs = Number.NEGATIVE_INFINITY;

  constructor(limit: number = MAX_SEEN_FILES) {
    this.limit = limit;
  }

  get size(): number {
    return this.files.size;
  }

  get(name: string): SeenFile | undefined {
    return this.files.get(name);
  }

  /** True when an unknown file of this age must be one that was forgotten. */
  isForgotten(modifiedMs: number): boolean {
    return modifiedMs <= this.forgottenMs;
  }

  add(name: string, file: SeenFile): void {
    this.files.delete(name);
    this.files.set(name, file);
    if (this.files.size <= this.limit) return;
    for (const [oldest, { modifiedMs }] of this.files) {
      this.files.delete(oldest);
      this.forgottenMs = Math.max(this.forgottenMs, modifiedMs);
      return;
    }
  }

  /** Takes up what an earlier run has saved. */
  restore(saved: SavedFiles): void {
    for (const [name, file] of Object.entries(saved)) this.add(name, file);
  }

  /** The files that were added last, at most `limit`. */
  save(limit: number): [name: string, file: SeenFile][] {
    return [...this.files].slice(-limit);
  }

  /** Drops the files that are no longer in the folder. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.files.keys()) if (!names.has(name)) this.files.delete(name);
  }
}
