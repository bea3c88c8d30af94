/**
 * A compiled catalogue, opened: one read brings the arrays, texts and records come when asked for. 300,000 CVEs take
 * about 60 MB of memory and some tens of milliseconds.
 */

import fs from 'node:fs';
import type {
  Catalogue,
  CatalogueFeed,
  CpePart,
  CpeProduct,
  CriterionColumns,
  DescribedProduct,
} from '../../vulnerability/catalogue.ts';
import type { VersionOrder } from '../../vulnerability/version-order.ts';
import type {
  Advisory,
  EndOfLife,
  ExploitPrediction,
  ExploitReference,
  FeedItem,
  KnownExploitedEntry,
  Recall,
  SbomDocument,
  SoftwareUpdate,
  VulnerabilityRecord,
} from '../../vulnerability/vulnerability-record.ts';
import { BlockReader } from './block-store.ts';
import type { CatalogueHeader, KeptKind } from './catalogue-header.ts';
import { type LoadedSections, readSections } from './catalogue-layout.ts';
import { cpeKey, splitCpeKey } from './cpe-key.ts';
import { purlKey } from './product-columns.ts';
import { type RowLists, rowsAt } from './row-lists.ts';
import { findText, firstFrom, type TextTable, textAt, textCount } from './text-table.ts';

/** Parsed records that are kept. */
const RECORDS_KEPT = 4_096;

export class CatalogueFile implements Catalogue {
  readonly header: CatalogueHeader;
  readonly feeds: readonly CatalogueFeed[];
  readonly criteria: CriterionColumns;
  readonly versionOrder: VersionOrder;
  private readonly descriptor: number;
  private readonly items: BlockReader;
  private readonly digests: Uint32Array;
  private readonly texts: TextTable;
  private readonly products: TextTable;
  private readonly criterionStarts: Uint32Array;
  private readonly statedCpe: RowLists;
  private readonly purls: TextTable;
  private readonly statedPurl: RowLists;
  private readonly names: TextTable;
  private readonly statedName: RowLists;
  private readonly documents: TextTable;
  private readonly namedDocument: RowLists;
  private readonly ids: TextTable;
  private readonly rowsOfIds: RowLists;
  private readonly probabilities: Float64Array;
  private readonly percentiles: Float64Array;
  private readonly records = new Map<number, VulnerabilityRecord>();
  private knownExploitedById: ReadonlyMap<string, KnownExploitedEntry> | undefined;
  private exploitsById: Map<string, readonly ExploitReference[]> | undefined;

  /**
   * Opens the file at `path`; `checked` tells when feeds were last found complete, which changes without a compilation.
   * Throws CatalogueDamagedError when it is not whole or of another version.
   */
  static open(path: string, checked: ReadonlyMap<string, number> = new Map()): CatalogueFile {
    const descriptor = fs.openSync(path, 'r');
    try {
      return new CatalogueFile(descriptor, readSections<CatalogueHeader>(descriptor), checked);
    } catch (error) {
      fs.closeSync(descriptor);
      throw error;
    }
  }

  private constructor(
    descriptor: number,
    sections: LoadedSections<CatalogueHeader>,
    checked: ReadonlyMap<string, number>,
  ) {
    this.descriptor = descriptor;
    this.header = sections.header;
    this.feeds = this.header.feeds.map((feed) => {
      const checkedMicros = checked.get(feed.feed);
      return { ...feed, ...(checkedMicros !== undefined && { checkedMicros }) };
    });
    this.items = new BlockReader(descriptor, {
      blockStarts: sections.f64('blockStarts'),
      blocks: sections.u32('itemBlocks'),
      offsets: sections.u32('itemOffsets'),
      lengths: sections.u32('itemLengths'),
    });
    this.digests = sections.u32('itemDigests');
    this.texts = tableOf(sections, 'texts');
    this.products = tableOf(sections, 'products');
    this.criterionStarts = sections.u32('criterionStarts');
    this.criteria = {
      recordRow: sections.u32('criterionRows'),
      version: sections.u32('criterionVersions'),
      rest: sections.u32('criterionRests'),
      low: sections.u32('criterionLows'),
      high: sections.u32('criterionHighs'),
      flags: sections.u8('criterionFlags'),
    };
    this.versionOrder = { places: sections.u32('versionPlaces'), versions: sections.u32('orderedVersions') };
    this.statedCpe = listsOf(sections, 'statedCpe');
    this.purls = tableOf(sections, 'purls');
    this.statedPurl = listsOf(sections, 'statedPurl');
    this.names = tableOf(sections, 'names');
    this.statedName = listsOf(sections, 'statedName');
    this.documents = tableOf(sections, 'documents');
    this.namedDocument = listsOf(sections, 'namedDocument');
    this.ids = tableOf(sections, 'ids');
    this.rowsOfIds = listsOf(sections, 'id');
    this.probabilities = sections.f64('probabilities');
    this.percentiles = sections.f64('percentiles');
  }

  get recordCount(): number {
    return this.header.kinds.vulnerability[1];
  }

  record(row: number): VulnerabilityRecord {
    const kept = this.records.get(row);
    if (kept) return kept;
    if (row >= this.recordCount) throw new RangeError(`There is no record ${row} in the catalogue.`);
    const record = this.items.read(row) as VulnerabilityRecord;
    this.records.set(row, record);
    if (this.records.size > RECORDS_KEPT) {
      const [oldest] = this.records.keys();
      if (oldest !== undefined) this.records.delete(oldest);
    }
    return record;
  }

  rowsOf(id: string): Uint32Array {
    return rowsAt(this.rowsOfIds, keyOrEnd(this.ids, id));
  }

  cpeProduct(part: CpePart, vendor: string, product: string): CpeProduct | undefined {
    const place = findText(this.products, cpeKey(part, vendor, product));
    return place < 0 ? undefined : this.productAt(place);
  }

  *cpeProducts(): IterableIterator<CpeProduct> {
    for (let place = 0; place < textCount(this.products); place++) {
      const product = this.productAt(place);
      if (product) yield product;
    }
  }

  text(index: number): string {
    return textAt(this.texts, index);
  }

  textIndex(text: string): number | undefined {
    const index = findText(this.texts, text);
    return index < 0 ? undefined : index;
  }

  rowsOfStatedCpe(part: CpePart, vendor: string, product: string): Uint32Array {
    return rowsAt(this.statedCpe, keyOrEnd(this.products, cpeKey(part, vendor, product)));
  }

  rowsOfPurl(purl: string): Uint32Array {
    return rowsAt(this.statedPurl, keyOrEnd(this.purls, purlKey(purl)));
  }

  *describedProducts(): IterableIterator<DescribedProduct> {
    for (let place = 0; place < textCount(this.names); place++) {
      const rows = rowsAt(this.statedName, place);
      if (rows.length === 0) continue;
      const [vendor = '', product = ''] = textAt(this.names, place).split('\t');
      yield { vendor, product, rows };
    }
  }

  /** The entry of the catalogue of CISA; where that is not imported, what a CVE record repeats of it. */
  knownExploited(id: string): KnownExploitedEntry | undefined {
    if (!this.knownExploitedById) {
      const entries = this.itemsOf('known-exploited');
      const catalogueLast = [...entries].sort(
        (a, b) => Number(a.source.feed === 'kev') - Number(b.source.feed === 'kev'),
      );
      this.knownExploitedById = new Map(catalogueLast.map((entry) => [entry.id, entry]));
    }
    return this.knownExploitedById.get(id);
  }

  prediction(id: string): ExploitPrediction | undefined {
    const place = findText(this.ids, id);
    const probability = this.probabilities[place];
    const { predictions } = this.header;
    if (probability === undefined || Number.isNaN(probability) || !predictions) return undefined;
    const percentile = this.percentiles[place];
    return {
      kind: 'exploit-prediction',
      ...predictions,
      id,
      probability,
      ...(percentile !== undefined && !Number.isNaN(percentile) && { percentile }),
    };
  }

  exploits(id: string): readonly ExploitReference[] {
    if (!this.exploitsById) {
      this.exploitsById = new Map();
      for (const exploit of this.itemsOf('exploit'))
        this.exploitsById.set(exploit.id, [...(this.exploitsById.get(exploit.id) ?? []), exploit]);
    }
    return this.exploitsById.get(id) ?? [];
  }

  endsOfLife(): readonly EndOfLife[] {
    return this.itemsOf('end-of-life');
  }

  recalls(): readonly Recall[] {
    return this.itemsOf('recall');
  }

  boms(): readonly SbomDocument[] {
    return this.itemsOf('sbom');
  }

  updates(): readonly SoftwareUpdate[] {
    return this.itemsOf('software-update');
  }

  /**
   * Everything that documents of this name say, of any feed and publisher: their records, and the advisories themselves
   * where a format tells of them.
   */
  namedDocuments(name: string): {
    readonly rows: readonly number[];
    readonly advisories: readonly Advisory[];
  } {
    const named = [...rowsAt(this.namedDocument, keyOrEnd(this.documents, name))];
    const own = [...this.rowsOf(name)].filter((row) => this.record(row).source.document === name);
    return {
      rows: [...new Set([...own, ...named.filter((row) => row < this.recordCount)])],
      advisories: named
        .filter((row) => row >= this.recordCount)
        .map((row) => this.items.read(row) as Advisory),
    };
  }

  /** Names of documents that begin with `prefix`, in their order, at most `limit`; those of CVE ids are not among them. */
  documentsFrom(prefix: string, limit: number): string[] {
    const names: string[] = [];
    for (let place = firstFrom(this.documents, prefix); names.length < limit; place++) {
      if (place >= textCount(this.documents)) break;
      const name = textAt(this.documents, place);
      if (!name.startsWith(prefix)) break;
      if (rowsAt(this.namedDocument, place).length > 0) names.push(name);
    }
    return names;
  }

  /** Each vulnerability, in the order of ids, with a digest of its records: equal where they say the same. */
  *recordDigests(): IterableIterator<readonly [id: string, digest: string]> {
    for (let place = 0; place < textCount(this.ids); place++) {
      const rows = rowsAt(this.rowsOfIds, place);
      if (rows.length > 0) yield [textAt(this.ids, place), this.digestOf(rows)];
    }
  }

  /** Equal for catalogues that hold the same items of a kind in the same order. */
  kindDigest(kind: KeptKind): string {
    const [first, end] = this.header.kinds[kind];
    return this.digests.subarray(2 * first, 2 * end).join();
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }

  private digestOf(rows: Uint32Array): string {
    let digest = '';
    for (const row of rows) digest += `${this.digests[2 * row]}.${this.digests[2 * row + 1]} `;
    return digest;
  }

  private productAt(place: number): CpeProduct | undefined {
    const firstCriterion = this.criterionStarts[place] ?? 0;
    const endCriterion = this.criterionStarts[place + 1] ?? 0;
    if (firstCriterion === endCriterion) return undefined;
    return { ...splitCpeKey(textAt(this.products, place)), firstCriterion, endCriterion };
  }

  /** All items of a kind, in the order of reading. */
  itemsOf<Kind extends KeptKind>(kind: Kind): Extract<FeedItem, { kind: Kind }>[] {
    const [first, end] = this.header.kinds[kind];
    return Array.from(
      { length: end - first },
      (_, index) => this.items.read(first + index) as Extract<FeedItem, { kind: Kind }>,
    );
  }
}

function tableOf(sections: LoadedSections<unknown>, name: string): TextTable {
  const octets = sections.u8(`${name}Octets`);
  return {
    starts: sections.u32(`${name}Starts`),
    octets: Buffer.from(octets.buffer, octets.byteOffset, octets.length),
  };
}

function listsOf(sections: LoadedSections<unknown>, name: string): RowLists {
  return { starts: sections.u32(`${name}Starts`), rows: sections.u32(`${name}Rows`) };
}

/** Place of `text` in the table, or the place behind its end, which has no rows. */
function keyOrEnd(table: TextTable, text: string): number {
  const place = findText(table, text);
  return place < 0 ? textCount(table) : place;
}
