/**
 * Follows a folder into which tcpdump (-G, -C, -W), dumpcap (-b) or a copying job puts captures. The folder is listed
 * once a second; notification by the kernel is not used, because it is missing on network shares, where mirrored
 * captures often lie. A growing file is read on until a newer one has appeared and it rests; no packet is read twice.
 *
 *   listed file -> new | grown | written anew -> followed (at most MAX_FOLLOWED_FILES) -> rests -> seen
 */

import { closeSync, openSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CaptureUnreadableError, NotACaptureError } from './capture-errors.ts';
import {
  type FolderCapture,
  type FolderOutcome,
  inCaptureOrder,
  inspectCapture,
  listFiles,
  type ReadFolderOptions,
  type SinkOfFile,
} from './capture-folder.ts';
import { FollowedFile, SkippingSink } from './followed-file.ts';
import { type CaptureOutcome, readCaptureFile } from './read-capture.ts';
import {
  beginsWith,
  readFileHead,
  type SavedFiles,
  type SeenFile,
  SeenFiles,
  UNFINISHED_SIZE,
} from './seen-files.ts';

/** Time between two looks at the folder. */
export const DEFAULT_POLL_MS = 1_000;
/** Files read at the same time: several writers may share a folder. The one followed longest gives way. */
export const MAX_FOLLOWED_FILES = 8;
/** A file with a newer one beside it is closed after so many looks without growth. */
const QUIET_LOOKS = 3;
/** Length of a pcap header: a shorter file has only just been created. */
const LEAST_OCTETS = 24;
/** A rotated file may be compressed by its writer (tcpdump -z): the result is not read again. */
/** Files remembered for a later start. */
const SAVED_FILES = 2_000;
const COMPRESSED_SUFFIX = /\.(?:gz|zst)$/;

export interface WatchFolderOptions extends Omit<ReadFolderOptions, 'signal'> {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  readonly pollMs?: number | undefined;
  /** What an earlier watch has read, and where this one tells how far it is. */
  readonly progress?: FolderProgress | undefined;
}

/** How far a folder was read, for a later start that reads no packet twice. */
export class FolderProgress {
  readonly saved: SavedFiles;
  /** Set by the watch. */
  current: () => SavedFiles;

  constructor(saved: SavedFiles = {}) {
    this.saved = saved;
    this.current = () => saved;
  }
}

/** Reads the captures in `folder`, and those that come, until the signal is aborted. */
export async function watchCaptureFolder(
  folder: string,
  sinkOf: SinkOfFile,
  options: WatchFolderOptions,
): Promise<FolderOutcome> {
  const watch = new FolderWatch(folder, sinkOf, options);
  listFiles(folder);
  while (!options.signal.aborted) {
    await watch.look();
    // The only rejection is that of the abort, which the loop condition sees.
    await sleep(options.pollMs ?? DEFAULT_POLL_MS, undefined, { signal: options.signal }).catch(() => {});
  }
  return watch.end();
}

/** True for what the operating system refuses, as on a share that went away: the watch outlives it. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

class FolderWatch {
  private readonly folder: string;
  private readonly sinkOf: SinkOfFile;
  private readonly options: WatchFolderOptions;
  private readonly seen = new SeenFiles();
  private followed: FollowedFile[] = [];
  /** Sizes of compressed files at the last look: they are read when they rest. */
  private growing = new Map<string, number>();
  /** The compressed file that is being read. */
  private unpacking: { name: string; sink: SkippingSink; seen: SeenFile } | undefined;
  private files = 0;
  private packets = 0;
  private passedOver = 0;

  constructor(folder: string, sinkOf: SinkOfFile, options: WatchFolderOptions) {
    this.folder = folder;
    this.sinkOf = sinkOf;
    this.options = options;
    const { progress } = options;
    if (!progress) return;
    this.seen.restore(progress.saved);
    progress.current = () => this.save();
  }

  private save(): SavedFiles {
    const { unpacking } = this;
    return Object.fromEntries([
      ...this.seen.save(SAVED_FILES),
      ...this.followed.map((file) => [file.name, file.seenSoFar()] as const),
      ...(unpacking
        ? [[unpacking.name, { ...unpacking.seen, packets: unpacking.sink.packets }] as const]
        : []),
    ]);
  }

  /** One look at the folder: reads on what is followed, and takes up what is new. */
  async look(): Promise<void> {
    const { signal } = this.options;
    let names: string[];
    try {
      names = listFiles(this.folder);
    } catch (error) {
      // A share that is away for a while: what is open is kept, the next look tries again.
      if (error instanceof CaptureUnreadableError) return;
      throw error;
    }
    for (const file of [...this.followed]) await this.readOn(file);
    const present = new Set(names);
    const growing = new Map<string, number>();
    const captures: FolderCapture[] = [];
    for (const name of names) {
      if (signal.aborted) return;
      const stats = statSync(join(this.folder, name), { throwIfNoEntry: false });
      if (!stats || !this.isNews(name, stats)) continue;
      const capture = await this.inspect(name, stats);
      if (!capture) continue;
      if (capture.compression === 'none' || this.growing.get(name) === stats.size) captures.push(capture);
      else growing.set(name, stats.size);
    }
    this.growing = growing;
    for (const capture of captures.sort(inCaptureOrder)) if (!signal.aborted) await this.takeUp(capture);
    this.closeResting(present);
    this.seen.keepOnly(present);
  }

  private async readOn(file: FollowedFile): Promise<void> {
    try {
      if (file.isSameContent()) await file.readOn(this.options.signal);
      else this.release(file, false);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.release(file, false);
    }
  }

  /** True for a file that is unknown or has changed since it was read. */
  private isNews(name: string, stats: Stats): boolean {
    if (stats.size < LEAST_OCTETS) return false;
    if (this.followed.some((file) => file.name === name && file.inode === stats.ino)) return false;
    const known = this.seen.get(name);
    if (known)
      return known.inode !== stats.ino || known.size !== stats.size || known.modifiedMs !== stats.mtimeMs;
    if (this.seen.isForgotten(stats.mtimeMs)) return false;
    const original = name.replace(COMPRESSED_SUFFIX, '');
    const isRead = this.seen.get(original)?.head || this.followed.some((file) => file.name === original);
    if (original === name || !isRead) return true;
    this.rememberCapture(name, stats, 0);
    return false;
  }

  private async inspect(name: string, stats: Stats): Promise<FolderCapture | undefined> {
    const found = await inspectCapture(this.folder, name);
    if (!(found instanceof Error)) return found;
    if (this.seen.get(name) === undefined) {
      this.passedOver++;
      this.options.onPassedOver?.(found);
    }
    const { ino: inode, size, mtimeMs: modifiedMs } = stats;
    this.seen.add(name, { inode, size, modifiedMs, packets: 0, head: undefined });
    return undefined;
  }

  private async takeUp({ name, path, compression }: FolderCapture): Promise<void> {
    try {
      const alreadyRead = this.alreadyRead(name, path);
      if (compression !== 'none') {
        await this.readCompressed(name, path, alreadyRead);
        return;
      }
      // Another file under a name that is still followed takes its place.
      for (const file of this.followed.filter((each) => each.name === name)) this.release(file, false);
      const file = new FollowedFile(path, name, this.sinkOf(path), alreadyRead);
      this.followed.push(file);
      const [oldest] = this.followed;
      if (this.followed.length > MAX_FOLLOWED_FILES && oldest) this.release(oldest, false);
      await this.readOn(file);
    } catch (error) {
      // It was removed or replaced between the listing and now; the next look sees what is there then.
      if (error instanceof NotACaptureError || error instanceof CaptureUnreadableError) return;
      if (!isSystemError(error)) throw error;
    }
  }

  private async readCompressed(name: string, path: string, alreadyRead: number): Promise<void> {
    const stats = statSync(path);
    const sink = new SkippingSink(this.sinkOf(path), alreadyRead);
    this.unpacking = { name, sink, seen: { ...this.seenFile(name, stats), size: UNFINISHED_SIZE } };
    const outcome = await readCaptureFile(path, sink, { signal: this.options.signal });
    this.unpacking = undefined;
    if (outcome.stopped)
      this.seen.add(name, { ...this.seenFile(name, stats), size: UNFINISHED_SIZE, packets: sink.packets });
    else this.rememberCapture(name, stats, outcome.packets);
    this.count({ ...outcome, packets: Math.max(0, outcome.packets - alreadyRead) });
  }

  /** Packets of the file that were read before it grew; 0 when it was written anew. */
  private alreadyRead(name: string, path: string): number {
    const known = this.seen.get(name);
    if (known?.head === undefined) return 0;
    const descriptor = openSync(path, 'r');
    try {
      return beginsWith(descriptor, known.head) ? known.packets : 0;
    } finally {
      closeSync(descriptor);
    }
  }

  private closeResting(present: ReadonlySet<string>): void {
    const newest = this.followed.at(-1);
    for (const file of [...this.followed]) {
      const rests = file !== newest && file.quietReadings >= QUIET_LOOKS;
      if (rests || !present.has(file.name)) this.release(file, false);
    }
  }

  private release(file: FollowedFile, stopped: boolean): void {
    const { outcome, seen } = file.close(stopped);
    this.followed = this.followed.filter((other) => other !== file);
    this.seen.add(file.name, seen);
    this.count(outcome);
  }

  private count(outcome: CaptureOutcome): void {
    this.files++;
    this.packets += outcome.packets;
    this.options.onFile?.(outcome);
  }

  private rememberCapture(name: string, stats: Stats, packets: number): void {
    this.seen.add(name, { ...this.seenFile(name, stats), packets });
  }

  private seenFile(name: string, { ino: inode, size, mtimeMs: modifiedMs }: Stats): SeenFile {
    const descriptor = openSync(join(this.folder, name), 'r');
    try {
      return { inode, size, modifiedMs, packets: 0, head: readFileHead(descriptor) };
    } finally {
      closeSync(descriptor);
    }
  }

  end(): FolderOutcome {
    for (const file of [...this.followed]) {
      const soFar = file.seenSoFar();
      this.release(file, true);
      this.seen.add(file.name, soFar);
    }
    const { files, packets, passedOver } = this;
    return { files, packets, passedOver, stopped: true };
  }
}
