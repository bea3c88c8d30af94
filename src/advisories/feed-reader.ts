/**
 * What each feed reader promises. A reader is pure: a parsed document, or the lines of a table, in; items out. It
 * recognises its documents by their content, reads what it can, and skips and counts the rest with a reason. It never
 * throws, whatever the document holds.
 *
 *   octets ─(room feeds)─► JSON document ─► recognises? ─► read ─► ItemSink
 *                          first lines   ─► openTable?  ─► line …
 */

import type { JsonObject } from '../base/json-object.ts';
import type { FeedItem } from '../vulnerability/vulnerability-record.ts';

/** Why an entry of a document was left out. */
export type SkipReason =
  | 'not-an-object'
  | 'id-missing'
  | 'value-invalid'
  | 'nothing-said'
  | 'nested-too-deep'
  | 'too-many-entries';

export interface ItemSink {
  take(item: FeedItem): void;
  skip(reason: SkipReason): void;
  /** The document states that its data is of this instant. */
  dated(micros: number): void;
}

/** What is known of a document besides its content. */
export interface DocumentContext {
  /** Name of the file, without folders; some snapshots tell their date there alone. */
  readonly fileName: string;
  /** Where the document was found: what names it when it names itself in no way. */
  readonly location: string;
}

interface Reader {
  /** Id of the feed, which `DocumentSource.feed` repeats. */
  readonly feed: string;
  readonly title: string;
  /** `entries`: the newest revision of each entry counts. `snapshot`: a newer document replaces all older ones. */
  readonly keeps: 'entries' | 'snapshot';
  /** Age in days beyond which data of this feed is stale (absent: it does not age). */
  readonly staleAfterDays?: number;
}

/** Reads documents that are one JSON object each. */
export interface DocumentReader extends Reader {
  /** Names of the lists at the top of a document that may be cut into pieces and read one after the other. */
  readonly lists: readonly string[];
  /** Decides by content whether `document` is one of this reader's. */
  recognises(document: JsonObject): boolean;
  read(document: JsonObject, context: DocumentContext, sink: ItemSink): void;
}

/** Reads tables in text, line by line. */
export interface TableReader extends Reader {
  /** A taker for all lines, the first one included; undefined when the first lines are not of this reader's table. */
  openTable(firstLines: readonly string[], context: DocumentContext, sink: ItemSink): LineTaker | undefined;
}

export type LineTaker = (line: string) => void;
