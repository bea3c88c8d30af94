/**
 * Batches that wait for the server, one file each, within a limit. A batch that was appended is there after a loss of power.
 * When the limit is reached the oldest that was never sent goes, and is counted; the first one stays, for it may be on its
 * way and the server may have it. Numbers are never used twice.
 *
 *   <number>.batch   a line of JSON (octets, sha256, what is in it, mark), then the body
 *   state.json       last number that was acknowledged, next number, what was lost
 *
 * When the disk is too full for the state, a file that may go is renamed and cut, which needs no room, and says the same:
 *
 *   <number>.done    acknowledged        <number>.lost    dropped, and not yet in the count
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { UNFINISHED, writeDurably } from './durable-file.ts';

const FILE = /^(\d{16})\.(batch|done|lost)$/;
type FileKind = 'batch' | 'done' | 'lost';
const STATE = 'state.json';
/** Octets of the line before the body. */
const HEADER_LIMIT = 1 << 20;
/** Counts an empty file of its own too. */
const BLOCK = 4_096;

/** What is in a batch, for the count of what is lost. */
export interface BatchCounts {
  readonly devices: number;
  readonly packets: number;
}

export interface LostCounts extends BatchCounts {
  readonly batches: number;
}

interface EntryHeader extends BatchCounts {
  readonly octets: number;
  readonly sha256: string;
  /** Which of how many batches that were appended together. */
  readonly part: number;
  readonly parts: number;
  /** How far its source was read when it was made. */
  readonly mark?: unknown;
}

interface SpoolState {
  readonly acknowledged: number;
  readonly next: number;
  readonly lost: LostCounts;
  /** Counted as lost already; their files may still be there. */
  readonly counted: readonly number[];
  readonly mark?: unknown;
}

interface Entry extends BatchCounts {
  readonly sequence: number;
  readonly fileOctets: number;
}

/** A batch as it is made. */
export interface MadeBatch {
  readonly body: Buffer;
  readonly counts: BatchCounts;
}

export interface WaitingBatch {
  readonly sequence: number;
  readonly body: Buffer;
}

export interface SpoolOptions {
  /** Octets of all files. */
  readonly limit: number;
  /** Writes a file durably; tests let it fail. */
  readonly write?: (file: string, octets: Uint8Array) => void;
}

const EMPTY: SpoolState = {
  ...{ acknowledged: 0, next: 1, counted: [] },
  lost: { batches: 0, devices: 0, packets: 0 },
};

export class Spool {
  private readonly folder: string;
  readonly limit: number;
  private readonly write: (file: string, octets: Uint8Array) => void;
  private entries: Entry[] = [];
  private state: SpoolState = EMPTY;
  /** Files that go when the state is on disk. */
  private leftovers: string[] = [];
  /** How far the source was read by the last batch that is kept or was acknowledged; undefined when none said so. */
  mark: unknown;

  private constructor(folder: string, { limit, write = writeDurably }: SpoolOptions) {
    this.folder = folder;
    this.limit = limit;
    this.write = write;
  }

  /** Opens the spool of a folder, which is made when it is not there. Files that are not whole are put aside. */
  static open(folder: string, options: SpoolOptions): Spool {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const spool = new Spool(folder, options);
    spool.load();
    return spool;
  }

  /** Batches that wait. */
  get batches(): number {
    return this.entries.length;
  }

  /** Octets of their files. */
  get octets(): number {
    return this.entries.reduce((sum, { fileOctets }) => sum + fileOctets, 0);
  }

  /** What had to go in all. */
  get lost(): LostCounts {
    return this.state.lost;
  }

  get acknowledged(): number {
    return this.state.acknowledged;
  }

  /** The server has batches up to this number, as it says at enrolment. */
  beginAfter(sequence: number): void {
    const next = Math.max(this.state.next, sequence + 1);
    this.keepState({ ...this.state, next, acknowledged: Math.max(this.state.acknowledged, sequence) });
  }

  /**
   * Keeps batches on disk that belong together: after a crash all of them are there, or none and not the mark. The mark says
   * how far their source was read, and is `mark` from now on. Batches without room are counted as lost.
   */
  appendAll(batches: readonly MadeBatch[], mark?: unknown): void {
    for (const [part, { body, counts }] of batches.entries())
      this.append(body, counts, { part, parts: batches.length, mark: part === 0 ? mark : undefined });
  }

  /** Keeps one batch; false when there is no room for it, and then it is counted as lost. */
  append(
    body: Buffer,
    counts: BatchCounts,
    { part = 0, parts = 1, mark }: { part?: number; parts?: number; mark?: unknown } = {},
  ): boolean {
    const sequence = this.state.next;
    const sha256 = createHash('sha256').update(body).digest('hex');
    const { devices, packets } = counts;
    const header: EntryHeader = {
      octets: body.length,
      sha256,
      devices,
      packets,
      part,
      parts,
      ...(mark !== undefined && { mark }),
    };
    const file = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
    const fileOctets = sizeOnDisk(file.length);
    while (this.octets + fileOctets > this.limit && this.dropOldest());
    const isKept = this.octets + fileOctets <= this.limit && this.writeEntry(sequence, file);
    if (mark !== undefined) this.mark = mark;
    if (isKept) {
      this.entries.push({ sequence, fileOctets, devices, packets });
      this.state = { ...this.state, next: sequence + 1 };
    } else this.countLost({ batches: 1, devices, packets });
    return isKept;
  }

  /** The batch to send next; one whose file was damaged since is counted as lost. */
  head(): WaitingBatch | undefined {
    for (;;) {
      const entry = this.entries[0];
      if (!entry) return undefined;
      const body = this.readBody(entry.sequence);
      if (body) return { sequence: entry.sequence, body };
      this.drop(entry);
    }
  }

  /** The server has this batch: it may go. */
  acknowledge(sequence: number): void {
    if (this.entries[0]?.sequence !== sequence) return;
    this.entries.shift();
    if (this.keepState({ ...this.state, acknowledged: sequence })) this.remove(sequence, 'batch');
    else this.shrink(sequence, 'done');
  }

  /** Makes room by one batch that was never sent; false when there is none. */
  private dropOldest(): boolean {
    const entry = this.entries[1];
    if (!entry) return false;
    this.drop(entry);
    return true;
  }

  /** The count is on disk before the file goes, so that it is counted once. */
  private drop(entry: Entry): void {
    const { devices, packets, sequence } = entry;
    this.entries = this.entries.filter((other) => other !== entry);
    if (this.countLost({ batches: 1, devices, packets }, sequence)) this.remove(sequence, 'batch');
    else this.shrink(sequence, 'lost');
  }

  /** True when the count is on disk. */
  private countLost(counts: LostCounts, sequence?: number): boolean {
    const { lost, counted } = this.state;
    return this.keepState({
      ...this.state,
      counted: sequence === undefined ? counted : [...counted, sequence],
      lost: {
        batches: lost.batches + counts.batches,
        devices: lost.devices + counts.devices,
        packets: lost.packets + counts.packets,
      },
    });
  }

  /** True when it is on disk; otherwise it stays in memory, and is written with the next change. */
  private keepState(state: SpoolState): boolean {
    this.state = state;
    const mark = this.mark === undefined ? {} : { mark: this.mark };
    try {
      this.write(path.join(this.folder, STATE), Buffer.from(JSON.stringify({ ...state, ...mark })));
    } catch (error) {
      if (!isDiskProblem(error)) throw error;
      return false;
    }
    for (const file of this.leftovers.splice(0)) fs.rmSync(file, { force: true });
    // On disk until the next change, by which time the files are gone.
    this.state = { ...state, counted: [] };
    return true;
  }

  /** Leaves of a batch nothing but its header, under a name that says what became of it. */
  private shrink(sequence: number, kind: FileKind): void {
    if (!fs.existsSync(this.path(sequence, 'batch'))) return;
    const start = this.readHeader(sequence)?.start ?? 0;
    const file = this.path(sequence, kind);
    fs.renameSync(this.path(sequence, 'batch'), file);
    fs.truncateSync(file, start);
    this.leftovers.push(file);
  }

  /** False when the disk does not take it, whatever older batches give way. */
  private writeEntry(sequence: number, file: Buffer): boolean {
    for (;;) {
      try {
        this.write(this.path(sequence, 'batch'), file);
        return true;
      } catch (error) {
        if (!isDiskProblem(error)) throw error;
        if (!this.dropOldest()) return false;
      }
    }
  }

  private load(): void {
    this.state = this.readState();
    this.mark = this.state.mark;
    const names = fs.readdirSync(this.folder);
    for (const name of names.filter((each) => each.endsWith(UNFINISHED)))
      fs.rmSync(path.join(this.folder, name), { force: true });
    const files = names
      .flatMap((name) => {
        const [, digits, kind] = FILE.exec(name) ?? [];
        return digits === undefined ? [] : [{ sequence: Number(digits), kind: kind as FileKind }];
      })
      .sort((a, b) => a.sequence - b.sequence);
    const counted = new Set(this.state.counted);
    const cut = this.lastCutGroup(files);
    for (const { sequence, kind } of files) {
      const isCounted = counted.has(sequence);
      this.state = { ...this.state, next: Math.max(this.state.next, sequence + 1) };
      if (kind === 'done')
        this.state = { ...this.state, acknowledged: Math.max(this.state.acknowledged, sequence) };
      if (
        kind === 'batch' &&
        !isCounted &&
        !cut.has(sequence) &&
        sequence > this.state.acknowledged &&
        this.takeUp(sequence)
      )
        continue;
      if (kind === 'lost' && !isCounted) this.countFile(sequence, kind);
      this.leftovers.push(this.path(sequence, kind));
    }
    if (files.length > this.entries.length) this.keepState(this.state);
  }

  /** The newest batches, when the last of their group are missing: the sensor died before it had written them all. */
  private lastCutGroup(files: readonly { sequence: number; kind: FileKind }[]): ReadonlySet<number> {
    const cut = new Set<number>();
    const newest = files.filter(({ kind }) => kind === 'batch').reverse();
    for (const { sequence } of newest) {
      const header = this.readHeader(sequence)?.header;
      if (!header || (cut.size === 0 && header.part === header.parts - 1)) return cut;
      cut.add(sequence);
      if (header.part === 0) return cut;
    }
    return cut;
  }

  /** False for a file that is not whole, which is counted as lost. */
  private takeUp(sequence: number): boolean {
    const found = this.readHeader(sequence);
    if (!found || found.start + found.header.octets !== found.size) {
      this.countFile(sequence, 'batch');
      return false;
    }
    const { devices, packets, mark } = found.header;
    this.entries.push({ sequence, fileOctets: sizeOnDisk(found.size), devices, packets });
    if (mark !== undefined) this.mark = mark;
    return true;
  }

  /** Counts what the header of a file says, in memory: the state is written when all files were looked at. */
  private countFile(sequence: number, kind: FileKind): void {
    const { devices, packets } = this.readHeader(sequence, kind)?.header ?? { devices: 0, packets: 0 };
    const { lost } = this.state;
    this.state = {
      ...this.state,
      counted: [...this.state.counted, sequence],
      lost: {
        batches: lost.batches + 1,
        devices: lost.devices + devices,
        packets: lost.packets + packets,
      },
    };
  }

  private readState(): SpoolState {
    const file = path.join(this.folder, STATE);
    if (!fs.existsSync(file)) return EMPTY;
    const state = JSON.parse(fs.readFileSync(file, 'utf8')) as Partial<SpoolState>;
    return { ...EMPTY, ...state };
  }

  /** Undefined for a file whose header cannot be read. */
  private readHeader(
    sequence: number,
    kind: FileKind = 'batch',
  ): { header: EntryHeader; start: number; size: number } | undefined {
    const descriptor = fs.openSync(this.path(sequence, kind), 'r');
    try {
      const { size } = fs.fstatSync(descriptor);
      const beginning = Buffer.alloc(Math.min(size, HEADER_LIMIT));
      fs.readSync(descriptor, beginning, 0, beginning.length, 0);
      const start = beginning.indexOf(10) + 1;
      const header = parseHeader(beginning.toString('utf8', 0, start));
      return start > 0 && header ? { header, start, size } : undefined;
    } finally {
      fs.closeSync(descriptor);
    }
  }

  private readBody(sequence: number): Buffer | undefined {
    const file = this.path(sequence, 'batch');
    const found = fs.existsSync(file) ? this.readHeader(sequence) : undefined;
    if (!found) return undefined;
    const body = fs.readFileSync(file).subarray(found.start);
    return createHash('sha256').update(body).digest('hex') === found.header.sha256 ? body : undefined;
  }

  private remove(sequence: number, kind: FileKind): void {
    fs.rmSync(this.path(sequence, kind), { force: true });
  }

  private path(sequence: number, kind: FileKind): string {
    return path.join(this.folder, `${String(sequence).padStart(16, '0')}.${kind}`);
  }
}

export interface SpoolContent {
  readonly batches: number;
  readonly octets: number;
  readonly acknowledged: number;
  readonly lost: LostCounts;
}

/** What stands in a spool, without touching it: its sensor may be running. */
export function lookIntoSpool(folder: string): SpoolContent {
  let { acknowledged, lost } = EMPTY;
  const state = path.join(folder, STATE);
  if (fs.existsSync(state))
    ({ acknowledged, lost } = {
      ...EMPTY,
      ...(JSON.parse(fs.readFileSync(state, 'utf8')) as Partial<SpoolState>),
    });
  const sizes = (fs.existsSync(folder) ? fs.readdirSync(folder) : []).flatMap((name) => {
    const [, digits, kind] = FILE.exec(name) ?? [];
    const size = fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size;
    return kind === 'batch' && Number(digits) > acknowledged && size !== undefined ? [sizeOnDisk(size)] : [];
  });
  return { batches: sizes.length, octets: sizes.reduce((sum, size) => sum + size, 0), acknowledged, lost };
}

function parseHeader(line: string): EntryHeader | undefined {
  try {
    const header = JSON.parse(line) as Partial<EntryHeader>;
    const { octets, sha256, devices, packets } = header;
    const isWhole = [octets, devices, packets].every(Number.isSafeInteger) && typeof sha256 === 'string';
    return isWhole ? (header as EntryHeader) : undefined;
  } catch {
    return undefined;
  }
}

function sizeOnDisk(octets: number): number {
  return Math.ceil(octets / BLOCK) * BLOCK;
}

/** Full, over quota, broken or read-only: what a person must mend, and what the sensor outlives. */
function isDiskProblem(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO' || code === 'EROFS' || code === 'EFBIG';
}
