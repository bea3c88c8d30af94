/** Composition root of `wardlight import`: files of records that other tools wrote into one inventory. */

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { FeedUnreadableError } from '../feeds/feed-errors.ts';
import { type OctetsProblem, readFileOctets } from '../feeds/reading/file-octets.ts';
import type { Knowledge } from '../identify/knowledge.ts';
import { COLUMN_FIELDS, isColumnField } from '../records/cmms/columns.ts';
import { type FoldedRecords, RecordFold } from '../records/record-fold.ts';
import { HEAD_OCTETS, type ReadingOptions, type RecordTaker } from '../records/record-reader.ts';
import { readerOfFormat, recogniseRecords } from '../records/registry.ts';

/** Decompressed octets of one file that are read: a day of connections of a large hospital has some. */
export const MAX_RECORD_OCTETS = 16 * 2 ** 30;

const DAMAGES: Readonly<Record<OctetsProblem, string>> = {
  'compression-damaged': 'The compressed data is damaged; what stands before the damage was read.',
  'compression-cut-short': 'The compressed data ends early; what stands before its end was read.',
  'compression-unsupported': 'The zstd data needs a dictionary or more memory than is granted.',
  'too-large': `More than ${MAX_RECORD_OCTETS / 2 ** 30} GiB; the rest was not read.`,
  'zip-damaged': 'The zip archive is damaged.',
  'too-many-zip-entries': 'The zip archive holds too many files; the rest was not read.',
};

/** A file that could not be read as records; the message is for people. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
  /** `not-records`: the content is of no known format. `unreadable`: the system did not let it be read. */
  readonly code: 'not-records' | 'unreadable';

  constructor(code: RecordsError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface RecordFile {
  readonly path: string;
  /** Name that people know it by. */
  readonly name: string;
  /** Instant (microseconds) of what states no time. */
  readonly readAt: number;
  /** Id of the format; told by the content when absent. */
  readonly format?: string | undefined;
  readonly options?: ReadingOptions;
}

export interface ReadRecords extends FoldedRecords {
  /** Sentence for each file that was not read to its end, by its place among the files. */
  readonly damages: ReadonlyMap<number, string>;
}

/** Reads files, each plain, gzip, zstd or zip. Throws RecordsError for the first that is none of records. */
export async function readRecords(files: readonly RecordFile[], knowledge: Knowledge): Promise<ReadRecords> {
  const fold = new RecordFold(knowledge, randomBytes(4).readInt32BE());
  const damages = new Map<number, string>();
  for (const [index, file] of files.entries()) {
    const damage = await readOne(file, fold);
    if (damage !== undefined) damages.set(index, damage);
  }
  return { ...fold.finish(), damages };
}

async function readOne(file: RecordFile, fold: RecordFold): Promise<string | undefined> {
  const wanted = file.format === undefined ? undefined : readerOfFormat(file.format);
  if (file.format !== undefined && !wanted)
    throw new RecordsError('not-records', `there is no format ${file.format}.`);
  for (const [column, field] of Object.entries(file.options?.columns ?? {}))
    if (!isColumnField(field))
      throw new RecordsError(
        'not-records',
        `a column cannot hold ${field} (${column}). It can hold ${COLUMN_FIELDS.join(', ')}.`,
      );
  const taker = new OpenedTaker(file, fold, wanted);
  try {
    if (!fs.statSync(file.path).isFile()) throw new RecordsError('unreadable', `${file.name} is not a file.`);
    await readFileOctets(file.path, taker, MAX_RECORD_OCTETS);
  } catch (error) {
    if (error instanceof RecordsError) throw error;
    if (error instanceof FeedUnreadableError || (error instanceof Error && 'code' in error))
      throw new RecordsError('unreadable', `${file.name} cannot be read: ${error.message}`);
    throw error;
  }
  if (!taker.isRecognised)
    throw new RecordsError(
      'not-records',
      `${file.name} is of no format that is known. Say which it is, or what the columns of a table hold.`,
    );
  return taker.problem === undefined ? undefined : DAMAGES[taker.problem];
}

/** Decides by the first octets which reader takes the rest. */
class OpenedTaker {
  isRecognised = false;
  problem: OctetsProblem | undefined;
  private readonly file: RecordFile;
  private readonly fold: RecordFold;
  private readonly wanted: ReturnType<typeof readerOfFormat>;
  private head: Buffer = Buffer.alloc(0);
  private reader: RecordTaker | undefined;
  private isRefused = false;

  constructor(file: RecordFile, fold: RecordFold, wanted: ReturnType<typeof readerOfFormat>) {
    this.file = file;
    this.fold = fold;
    this.wanted = wanted;
  }

  begin(): void {
    this.head = Buffer.alloc(0);
    this.reader = undefined;
    this.isRefused = false;
  }

  take(octets: Buffer): boolean {
    if (this.reader) this.reader.take(octets);
    else if (!this.isRefused) {
      this.head = Buffer.concat([this.head, octets]);
      if (this.head.length >= HEAD_OCTETS) this.decide();
    }
    return !this.isRefused;
  }

  async settle(): Promise<void> {}

  end(problem?: OctetsProblem): void {
    if (!this.reader && !this.isRefused) this.decide();
    this.reader?.end();
    this.reader = undefined;
    this.problem ??= problem;
  }

  private decide(): void {
    const { name, readAt, options = {} } = this.file;
    const reader = this.wanted ?? recogniseRecords(this.head, options);
    this.isRefused = !reader;
    if (!reader) return;
    this.isRecognised = true;
    this.reader = reader.open(this.fold.openFile(name, reader, readAt), options);
    this.reader.take(this.head);
    this.head = Buffer.alloc(0);
  }
}
