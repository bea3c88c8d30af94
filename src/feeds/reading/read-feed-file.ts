/** One feed file into a catalogue: its octets into documents, each document to the reader that recognises it. */

import path from 'node:path';
import type {
  DocumentContext,
  DocumentReader,
  ItemSink,
  LineTaker,
  TableReader,
} from '../../advisories/feed-reader.ts';
import { DOCUMENT_READERS, TABLE_READERS } from '../../advisories/registry.ts';
import { isObject, type JsonObject } from '../../base/json-object.ts';
import { type CsafVerdict, validateCsaf } from '../csaf-validator.ts';
import { DocumentSplitter, type SplitProblem } from './document-splitter.ts';
import { type OctetsProblem, type OctetsTaker, readFileOctets } from './file-octets.ts';

/** A list of documents at the top is read like as many documents, up to this many. */
const MAX_LISTED_DOCUMENTS = 1_000_000;

/** Where the items of a file go; a catalogue builder is one. */
export interface DocumentSinks {
  /** A sink for the items of one document of `reader`. */
  openDocument(reader: DocumentReader | TableReader): ItemSink;
}

export type FileProblem = SplitProblem | OctetsProblem | 'not-recognised';

/** What became of one file. */
export interface FileReport {
  /** Of the file itself, in hexadecimal. */
  readonly sha256: string;
  /** What could not be read, with how often. */
  readonly problems: ReadonlyMap<FileProblem, number>;
}

/** Told of every CSAF document that breaks its standard; `refused` when it did not go into the catalogue. */
export type VerdictTaker = (document: JsonObject, verdict: CsafVerdict, refused: boolean) => void;

/** Reads the file at `filePath` into `builder`. Throws FeedUnreadableError when the operating system refuses it. */
export async function readFeedFile(
  filePath: string,
  builder: DocumentSinks,
  takeVerdict: VerdictTaker,
): Promise<FileReport> {
  const taker = new FeedOctetsTaker(filePath, builder, takeVerdict);
  const sha256 = await readFileOctets(filePath, taker);
  return { sha256, problems: taker.problems };
}

class FeedOctetsTaker implements OctetsTaker {
  readonly problems = new Map<FileProblem, number>();
  private readonly path: string;
  private readonly builder: DocumentSinks;
  private readonly takeVerdict: VerdictTaker;
  private splitter: DocumentSplitter | undefined;
  private context: DocumentContext = { fileName: '', location: '' };
  private lastReader: DocumentReader | undefined;
  private takeLine: LineTaker | undefined;
  /** CSAF documents that wait for their validation. */
  private unvalidated: { reader: DocumentReader; document: JsonObject; context: DocumentContext }[] = [];

  constructor(filePath: string, builder: DocumentSinks, takeVerdict: VerdictTaker) {
    this.path = filePath;
    this.builder = builder;
    this.takeVerdict = takeVerdict;
  }

  begin(entry?: string): void {
    const location = entry === undefined ? this.path : `${this.path}/${entry}`;
    this.context = { fileName: path.basename(location), location };
    this.takeLine = undefined;
    this.splitter = new DocumentSplitter({
      document: (document, cutAt) => this.takeDocument(document, cutAt),
      lines: (lines) => this.takeLines(lines),
      problem: (problem) => this.count(problem),
    });
  }

  take(octets: Buffer): boolean {
    this.splitter?.push(octets);
    return this.splitter?.done !== true;
  }

  end(problem?: OctetsProblem): void {
    this.splitter?.finish();
    if (problem !== undefined) this.count(problem);
  }

  async settle(): Promise<void> {
    const waiting = this.unvalidated;
    this.unvalidated = [];
    for (const { reader, document, context } of waiting) {
      const verdict = await validateCsaf(document);
      const refused = verdict.schemaErrors.length > 0;
      if (refused || verdict.failedTests.length > 0) this.takeVerdict(document, verdict, refused);
      if (!refused) this.read(reader, document, context);
    }
  }

  private takeDocument(document: unknown, cutAt: string | undefined): void {
    if (Array.isArray(document)) {
      for (const entry of document.slice(0, MAX_LISTED_DOCUMENTS)) this.takeObject(entry, undefined);
    } else this.takeObject(document, cutAt);
  }

  private takeObject(document: unknown, cutAt: string | undefined): void {
    const reader = isObject(document) ? this.readerOf(document) : undefined;
    if (!isObject(document) || !reader) this.count('not-recognised');
    else if (cutAt !== undefined && !reader.lists.includes(cutAt)) this.count('document-too-large');
    else if (reader.feed === 'csaf') this.unvalidated.push({ reader, document, context: this.context });
    else this.read(reader, document, this.context);
  }

  /** Documents of one file are mostly of one feed, so its reader is asked first. */
  private readerOf(document: JsonObject): DocumentReader | undefined {
    if (this.lastReader?.recognises(document)) return this.lastReader;
    this.lastReader = DOCUMENT_READERS.find((reader) => reader.recognises(document));
    return this.lastReader;
  }

  private read(reader: DocumentReader, document: JsonObject, context: DocumentContext): void {
    reader.read(document, context, this.builder.openDocument(reader));
  }

  private takeLines(lines: readonly string[]): boolean {
    if (!this.takeLine) {
      const opened = this.openTable(lines);
      if (!opened) {
        this.count('not-recognised');
        return false;
      }
      this.takeLine = opened;
    }
    for (const line of lines) this.takeLine(line);
    return true;
  }

  private openTable(firstLines: readonly string[]): LineTaker | undefined {
    for (const reader of TABLE_READERS) {
      const taker = openWith(reader, firstLines, this.context, this.builder);
      if (taker) return taker;
    }
    return undefined;
  }

  private count(problem: FileProblem): void {
    this.problems.set(problem, (this.problems.get(problem) ?? 0) + 1);
  }
}

/** A sink is opened only for a table that the reader recognises, for it counts as a document of the feed. */
function openWith(
  reader: TableReader,
  firstLines: readonly string[],
  context: DocumentContext,
  builder: DocumentSinks,
): LineTaker | undefined {
  const ignored = { take() {}, skip() {}, dated() {} };
  if (!reader.openTable(firstLines, context, ignored)) return undefined;
  return reader.openTable(firstLines, context, builder.openDocument(reader));
}
