/**
 * Tells which captures of a folder are whole: those that have not changed for a while. A recorder that rotates its files
 * (dumpcap -b, tcpdump -G, -C, -W) may fall silent in the newest, which therefore has to rest longer. For files that are read
 * as they grow see watch-folder.ts.
 */

import { closeSync, openSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { CaptureUnreadableError, NotACaptureError } from './capture-errors.ts';
import { inCaptureOrder, inspectCapture, listFiles } from './capture-folder.ts';
import { beginsWith, readFileHead, type SavedFiles, type SeenFile, SeenFiles } from './seen-files.ts';

/** The newest file of a folder rests so many times as long as others before it counts as whole. */
export const NEWEST_RESTS_TIMES = 5;
/** Files that one look takes up; the next one goes on. */
const TAKEN_AT_ONCE = 100;

/** A capture that has not changed for long enough. */
export interface RestingFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly stats: Stats;
}

/** A file that is passed over, and why. */
export interface PassedOver {
  readonly name: string;
  readonly problem: string;
}

/** What one look found. */
export interface Look {
  /** Names of all files that lie there. */
  readonly present: ReadonlySet<string>;
  /** In the order in which they were captured. */
  readonly resting: readonly RestingFile[];
  /** What is passed over, each told once: no captures, unreadable ones, and captures that grew after they were taken. */
  readonly passedOver: readonly PassedOver[];
}

export class RestingFiles {
  private readonly folder: string;
  private readonly restMs: number;
  private readonly seen = new SeenFiles();
  /** How each file stood, and since when (milliseconds of the clock that `look` is given). */
  private waiting = new Map<string, { readonly key: string; readonly sinceMs: number }>();
  private readonly told = new Map<string, string>();

  constructor(folder: string, restMs: number, saved: SavedFiles = {}) {
    this.folder = folder;
    this.restMs = restMs;
    this.seen.restore(saved);
  }

  /** Looks at the folder. Throws CaptureUnreadableError when it cannot be listed. */
  async look(nowMs: number): Promise<Look> {
    const names = listFiles(this.folder);
    const present = new Map<string, Stats>();
    for (const name of names) {
      const stats = statSync(join(this.folder, name), { throwIfNoEntry: false });
      if (stats?.isFile()) present.set(name, stats);
    }
    const lying = new Set(present.keys());
    this.seen.keepOnly(lying);
    for (const name of this.told.keys()) if (!present.has(name)) this.told.delete(name);
    const passedOver: PassedOver[] = [];
    const whole = this.wholeAmong(present, nowMs).slice(0, TAKEN_AT_ONCE);
    const captures = [];
    for (const [name, stats] of whole) {
      const found = await inspectCapture(this.folder, name);
      if (!(found instanceof Error)) captures.push({ ...found, stats });
      else {
        if (found instanceof NotACaptureError) this.note(name, stats, undefined);
        this.tell(passedOver, name, found.message);
      }
    }
    const resting: RestingFile[] = [];
    for (const { name, path, stats } of captures.sort(inCaptureOrder)) {
      if (this.hasGrown(name, path, stats)) {
        this.tell(passedOver, name, `${path} grew after it was taken in: what came later is not read.`);
        this.taken({ name, path, size: stats.size, stats });
      } else resting.push({ name, path, size: stats.size, stats });
    }
    return { present: lying, resting, passedOver };
  }

  /** Notes that a file was taken in as it stood. */
  taken({ name, path, stats }: RestingFile): void {
    this.told.delete(name);
    const descriptor = openSync(path, 'r');
    try {
      this.note(name, stats, readFileHead(descriptor));
    } finally {
      closeSync(descriptor);
    }
  }

  /** For a later start. */
  save(): SavedFiles {
    return Object.fromEntries(this.seen.save(Number.POSITIVE_INFINITY));
  }

  /** Files that are not known as they stand and have rested; the next look knows how long the others did. */
  private wholeAmong(present: ReadonlyMap<string, Stats>, nowMs: number): [string, Stats][] {
    const newest = Math.max(...[...present.values()].map(({ mtimeMs }) => mtimeMs));
    const waiting: typeof this.waiting = new Map();
    const whole: [string, Stats][] = [];
    for (const [name, stats] of present) {
      if (this.isKnown(name, stats)) continue;
      const key = `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
      const before = this.waiting.get(name);
      const sinceMs = before?.key === key ? before.sinceMs : nowMs;
      waiting.set(name, { key, sinceMs });
      const rest = stats.mtimeMs === newest ? this.restMs * NEWEST_RESTS_TIMES : this.restMs;
      if (nowMs - sinceMs >= rest) whole.push([name, stats]);
    }
    this.waiting = waiting;
    return whole;
  }

  private isKnown(name: string, { ino, size, mtimeMs }: Stats): boolean {
    const known = this.seen.get(name);
    if (!known) return this.seen.isForgotten(mtimeMs);
    return known.inode === ino && known.size === size && known.modifiedMs === mtimeMs;
  }

  /** Whether a file that was taken in goes on, rather than being another one under its name. */
  private hasGrown(name: string, path: string, { size }: Stats): boolean {
    const known = this.seen.get(name);
    if (known?.head === undefined || size <= known.size) return false;
    const descriptor = openSync(path, 'r');
    try {
      return beginsWith(descriptor, known.head);
    } finally {
      closeSync(descriptor);
    }
  }

  private note(name: string, { ino: inode, size, mtimeMs: modifiedMs }: Stats, head: SeenFile['head']): void {
    this.seen.add(name, { inode, size, modifiedMs, packets: 0, head });
  }

  private tell(passedOver: PassedOver[], name: string, problem: string): void {
    if (this.told.get(name) === problem) return;
    this.told.set(name, problem);
    passedOver.push({ name, problem });
  }
}

/** What a file that went away between two steps gives. */
export const isGone = (error: unknown): boolean =>
  error instanceof CaptureUnreadableError ||
  (error instanceof Error && 'code' in error && error.code === 'ENOENT');
