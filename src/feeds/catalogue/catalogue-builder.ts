/**
 * Gathers items of feeds into a catalogue file. Items go to disk as they come; only keys, numbers and places stay in
 * memory, about 1 KB for each CVE, so that a full NVD compiles on a small machine.
 */

import fs from 'node:fs';
import type { DocumentReader, ItemSink, SkipReason, TableReader } from '../../advisories/feed-reader.ts';
import type { CatalogueFeed } from '../../vulnerability/catalogue.ts';
import { GrowingColumn } from '../../vulnerability/growing-column.ts';
import type { FeedItem } from '../../vulnerability/vulnerability-record.ts';
import { BlockWriter } from './block-store.ts';
import { type CatalogueHeader, KEPT_KINDS, type KeptKind } from './catalogue-header.ts';
import { MAGIC, writeSections } from './catalogue-layout.ts';
import { catalogueSections, type Gathered } from './catalogue-sections.ts';
import { DocumentRevisions } from './document-revisions.ts';
import { InternedTexts } from './interned-texts.ts';
import { Predictions } from './predictions.ts';
import { KeyedItems, ProductColumns } from './product-columns.ts';

/** Reasons for leaving out beyond those of readers. */
type LeftOutReason = SkipReason | 'older-revision' | 'older-snapshot' | 'item-too-large';

interface FeedState {
  readonly number: number;
  readonly reader: DocumentReader | TableReader;
  documents: number;
  newestMicros: number | undefined;
  /** Date of the snapshot that counts, and its number among the documents. */
  snapshotMicros: number | undefined;
  snapshotNumber: number | undefined;
  readonly skipped: Map<LeftOutReason, number>;
}

/** Data may be dated a day ahead of our clock; what is dated later tells no date at all. */
const MICROS_AHEAD = 86_400_000_000;

export class CatalogueBuilder {
  private readonly latestMicros: number;
  private readonly descriptor: number;
  private readonly writer: BlockWriter;
  private readonly feeds = new Map<string, FeedState>();
  private readonly revisions = new DocumentRevisions();
  private readonly products = new ProductColumns();
  private readonly ids = new InternedTexts();
  private readonly documents = new InternedTexts();
  private readonly namedDocuments = new KeyedItems();
  private readonly itemKinds = new GrowingColumn();
  private readonly itemDocuments = new GrowingColumn();
  private readonly itemIds = new GrowingColumn();
  private readonly replacing: number[] = [];
  private predictions: Predictions | undefined;
  private isOpen = true;

  /** Writes into the file at `path`, which it makes anew; `nowMicros` tells which dates of documents can be. */
  constructor(path: string, nowMicros: number) {
    this.latestMicros = nowMicros + MICROS_AHEAD;
    this.descriptor = fs.openSync(path, 'w');
    fs.writeSync(this.descriptor, MAGIC);
    this.writer = new BlockWriter(this.descriptor, MAGIC.length);
  }

  /** A sink for the items of one document of `reader`. */
  openDocument(reader: DocumentReader | TableReader): ItemSink {
    const feed = this.feedOf(reader);
    feed.documents++;
    return reader.keeps === 'snapshot' ? this.snapshotSink(feed) : this.entrySink(feed);
  }

  /** Writes the directory and closes the file. To be called once. */
  finish(rest: Pick<CatalogueHeader, 'compiledMicros' | 'inputs' | 'notes' | 'notesDropped'>): void {
    const { places, position } = this.writer.finish();
    const gathered: Gathered = {
      places,
      products: this.products,
      ids: this.ids,
      documents: this.documents,
      namedDocuments: this.namedDocuments,
      itemKinds: this.itemKinds.view(),
      itemDocuments: this.itemDocuments.view(),
      itemIds: this.itemIds.view(),
      replacing: this.replacing,
      revisions: this.revisions,
      predictions: this.predictions,
    };
    const { sections, kinds, itemsOfFeed } = catalogueSections(gathered);
    const header: CatalogueHeader = {
      ...rest,
      kinds,
      feeds: [...this.feeds.values()].map((feed) => this.summaryOf(feed, itemsOfFeed[feed.number] ?? 0)),
      ...(this.predictions && {
        predictions: { source: this.predictions.source, model: this.predictions.model },
      }),
    };
    writeSections(this.descriptor, position, header, sections);
    this.close();
  }

  /** Closes the file, finished or not. */
  close(): void {
    if (this.isOpen) fs.closeSync(this.descriptor);
    this.isOpen = false;
  }

  private feedOf(reader: DocumentReader | TableReader): FeedState {
    let state = this.feeds.get(reader.feed);
    if (!state) {
      state = {
        number: this.feeds.size,
        reader,
        documents: 0,
        newestMicros: undefined,
        snapshotMicros: undefined,
        snapshotNumber: undefined,
        skipped: new Map(),
      };
      this.feeds.set(reader.feed, state);
    }
    return state;
  }

  private entrySink(feed: FeedState): ItemSink {
    return {
      take: (item) => {
        const document = this.revisions.enter(item.source, feed.number);
        if (document === undefined) leaveOut(feed, 'older-revision');
        else this.keep(item, document, feed);
      },
      skip: (reason) => leaveOut(feed, reason),
      dated: (micros) => {
        // One record of the year 2999 must not make a feed look current for ever.
        if (micros <= this.latestMicros) feed.newestMicros = Math.max(feed.newestMicros ?? micros, micros);
      },
    };
  }

  /** Nothing is taken before the snapshot is known to be newer than the one at hand. */
  private snapshotSink(feed: FeedState): ItemSink {
    let counts: boolean | undefined;
    const begin = (micros: number): boolean => {
      const newer = feed.snapshotMicros === undefined || micros > feed.snapshotMicros;
      if (newer) {
        feed.snapshotMicros = micros;
        feed.snapshotNumber = this.revisions.enterSnapshot(feed.number);
        feed.newestMicros = Number.isFinite(micros) ? micros : undefined;
        if (feed.reader.feed === this.predictions?.source.feed) this.predictions = undefined;
      }
      return newer;
    };
    return {
      take: (item) => {
        counts ??= begin(Number.NEGATIVE_INFINITY);
        if (counts && feed.snapshotNumber !== undefined) this.keep(item, feed.snapshotNumber, feed);
        else leaveOut(feed, 'older-snapshot');
      },
      skip: (reason) => leaveOut(feed, reason),
      dated: (micros) => {
        if (micros <= this.latestMicros) counts ??= begin(micros);
      },
    };
  }

  private keep(item: FeedItem, document: number, feed: FeedState): void {
    if (item.kind === 'exploit-prediction') {
      this.predictions ??= new Predictions(item);
      this.predictions.add(item, this.ids);
      return;
    }
    const number = this.writer.add(item);
    if (number === undefined) {
      leaveOut(feed, 'item-too-large');
      return;
    }
    this.itemKinds.push(KEPT_KINDS.indexOf(item.kind satisfies KeptKind));
    this.itemDocuments.push(document);
    this.itemIds.push('id' in item ? this.ids.intern(item.id) : this.ids.intern(''));
    // What is called as its vulnerability is (NVD, CVE records) is found by that.
    const { document: name } = item.source;
    if (item.kind === 'advisory' || (item.kind === 'vulnerability' && item.id !== name))
      this.namedDocuments.add(this.documents.intern(name), number);
    if (item.kind !== 'vulnerability') return;
    this.products.add(item, number);
    if (item.replacesApplicability) this.replacing.push(number);
  }

  private summaryOf({ reader, documents, newestMicros, skipped }: FeedState, items: number): CatalogueFeed {
    const { feed, title, staleAfterDays } = reader;
    const kept = reader.feed === this.predictions?.source.feed ? this.predictions.ids.length : items;
    return {
      feed,
      title,
      documents,
      items: kept,
      skipped: Object.fromEntries([...skipped].sort()),
      ...(newestMicros !== undefined && { newestMicros }),
      ...(staleAfterDays !== undefined && { staleAfterDays }),
    };
  }
}

function leaveOut(feed: FeedState, reason: LeftOutReason): void {
  feed.skipped.set(reason, (feed.skipped.get(reason) ?? 0) + 1);
}
