/** The last step of a compilation: drops what no longer counts, sorts, and lays everything out in arrays. */

import { orderVersions } from '../../vulnerability/version-order.ts';
import type { ItemPlaces } from './block-store.ts';
import { type CatalogueHeader, KEPT_KINDS, type KeptKind } from './catalogue-header.ts';
import type { SectionArray } from './catalogue-layout.ts';
import type { DocumentRevisions } from './document-revisions.ts';
import type { InternedTexts } from './interned-texts.ts';
import type { Predictions } from './predictions.ts';
import type { KeyedItems, ProductColumns } from './product-columns.ts';
import { DROPPED, rowListsOf } from './row-lists.ts';
import { textTableOf } from './text-table.ts';

export interface Gathered {
  readonly places: ItemPlaces;
  readonly products: ProductColumns;
  readonly ids: InternedTexts;
  /** Names of documents that are called otherwise than what they speak of, and their items. */
  readonly documents: InternedTexts;
  readonly namedDocuments: KeyedItems;
  readonly itemKinds: Uint32Array;
  readonly itemDocuments: Uint32Array;
  readonly itemIds: Uint32Array;
  /** Items whose applicability replaces that of other documents of their feed. */
  readonly replacing: readonly number[];
  readonly revisions: DocumentRevisions;
  readonly predictions: Predictions | undefined;
}

export interface Laid {
  readonly sections: Record<string, SectionArray>;
  readonly kinds: CatalogueHeader['kinds'];
  readonly itemsOfFeed: readonly number[];
}

export function catalogueSections(gathered: Gathered): Laid {
  const { rowOf, kinds, itemsOfFeed, count } = rowsOf(gathered);
  const sections: Record<string, SectionArray> = {};
  layItems(gathered.places, rowOf, count, sections);
  const products = sortedTexts(gathered.products.cpeProducts);
  layTexts('products', products.texts, sections);
  const texts = sortedTexts(gathered.products.texts);
  layTexts('texts', texts.texts, sections);
  layCriteria(gathered, rowOf, products.order, texts, sections);
  layKeyed('statedCpe', gathered.products.statedCpes, products, rowOf, sections);
  const purls = sortedTexts(gathered.products.purls);
  layTexts('purls', purls.texts, sections);
  layKeyed('statedPurl', gathered.products.statedPurls, purls, rowOf, sections);
  const names = sortedTexts(gathered.products.names);
  layTexts('names', names.texts, sections);
  layKeyed('statedName', gathered.products.statedNames, names, rowOf, sections);
  const documents = sortedTexts(gathered.documents);
  layTexts('documents', documents.texts, sections);
  layKeyed('namedDocument', gathered.namedDocuments, documents, rowOf, sections);
  layIds(gathered, rowOf, kinds.vulnerability[1], sections);
  return { sections, kinds, itemsOfFeed };
}

/** The place of each item in the file: kinds one after the other, in order of reading; DROPPED for what is void. */
function rowsOf({ itemKinds, itemDocuments, revisions }: Gathered) {
  const rowOf = new Uint32Array(itemKinds.length).fill(DROPPED);
  const itemsOfFeed: number[] = [];
  const kinds = {} as Record<KeptKind, readonly [number, number]>;
  let row = 0;
  for (const [kindNumber, kind] of KEPT_KINDS.entries()) {
    const first = row;
    for (const [item, its] of itemKinds.entries()) {
      const document = itemDocuments[item] ?? 0;
      if (its !== kindNumber || !revisions.counts(document)) continue;
      rowOf[item] = row++;
      // A document is counted as one already.
      if (kind === 'advisory') continue;
      const feed = revisions.feedOf(document);
      itemsOfFeed[feed] = (itemsOfFeed[feed] ?? 0) + 1;
    }
    kinds[kind] = [first, row];
  }
  return { rowOf, kinds, itemsOfFeed, count: row };
}

function layItems(
  places: ItemPlaces,
  rowOf: Uint32Array,
  count: number,
  sections: Record<string, SectionArray>,
): void {
  const blocks = new Uint32Array(count);
  const offsets = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  const digests = new Uint32Array(2 * count);
  for (const [item, row] of rowOf.entries()) {
    if (row === DROPPED) continue;
    blocks[row] = places.blocks[item] ?? 0;
    offsets[row] = places.offsets[item] ?? 0;
    lengths[row] = places.lengths[item] ?? 0;
    digests[2 * row] = places.digests[2 * item] ?? 0;
    digests[2 * row + 1] = places.digests[2 * item + 1] ?? 0;
  }
  Object.assign(sections, {
    blockStarts: places.blockStarts,
    itemBlocks: blocks,
    itemOffsets: offsets,
    itemLengths: lengths,
    itemDigests: digests,
  });
}

interface Sorted {
  readonly texts: readonly string[];
  /** From the number of a text to its place in the order. */
  readonly order: Uint32Array;
}

function sortedTexts(interned: InternedTexts): Sorted {
  const texts = interned.texts().sort();
  const order = new Uint32Array(texts.length);
  for (const [place, text] of texts.entries()) order[interned.numberOf(text) ?? 0] = place;
  return { texts, order };
}

function layTexts(name: string, texts: readonly string[], sections: Record<string, SectionArray>): void {
  const table = textTableOf(texts);
  sections[`${name}Starts`] = table.starts;
  sections[`${name}Octets`] = table.octets;
}

/** Criteria sorted by product and version; those of void items, and those that another document replaces, are left out. */
function layCriteria(
  { products, itemIds, replacing, itemDocuments, revisions }: Gathered,
  rowOf: Uint32Array,
  order: Uint32Array,
  texts: Sorted,
  sections: Record<string, SectionArray>,
): void {
  const feedOf = (item: number) => revisions.feedOf(itemDocuments[item] ?? 0);
  const replaced = new Set(
    replacing.filter((item) => rowOf[item] !== DROPPED).map((item) => `${feedOf(item)}\t${itemIds[item]}`),
  );
  const replacers = new Set(replacing);
  const counts = (item: number) =>
    rowOf[item] !== DROPPED &&
    (replaced.size === 0 || replacers.has(item) || !replaced.has(`${feedOf(item)}\t${itemIds[item]}`));
  const items = products.criterionItems.view();
  const keys = products.criterionProducts
    .view()
    .map((product, index) => (counts(items[index] ?? 0) ? (order[product] ?? 0) : DROPPED));
  const { starts, rows: criteria } = rowListsOf(
    keys,
    Uint32Array.from(keys, (_, index) => index),
    order.length,
  );
  const textOf = (column: Uint32Array, criterion: number) => texts.order[column[criterion] ?? 0] ?? 0;
  const version = products.versions.view();
  for (let product = 0; product < order.length; product++)
    criteria
      .subarray(starts[product], starts[product + 1])
      .sort((a, b) => textOf(version, a) - textOf(version, b));
  const textsOf = (column: Uint32Array) => criteria.map((criterion) => textOf(column, criterion));
  const low = products.lows.view();
  const high = products.highs.view();
  const versions = orderVersions(texts.texts.length, (index) => texts.texts[index] ?? '', [
    textsOf(low),
    textsOf(high),
  ]);
  Object.assign(sections, {
    criterionStarts: starts,
    criterionRows: criteria.map((criterion) => rowOf[items[criterion] ?? 0] ?? 0),
    criterionVersions: textsOf(version),
    criterionRests: textsOf(products.rests.view()),
    criterionLows: textsOf(low),
    criterionHighs: textsOf(high),
    versionPlaces: versions.places,
    orderedVersions: versions.versions,
    criterionFlags: Uint8Array.from(criteria, (criterion) => products.flags.view()[criterion] ?? 0),
  });
}

function layKeyed(
  name: string,
  { keys, items }: KeyedItems,
  { order }: Sorted,
  rowOf: Uint32Array,
  sections: Record<string, SectionArray>,
): void {
  const rows = items.view().map((item) => rowOf[item] ?? DROPPED);
  const placed = keys.view().map((key, index) => (rows[index] === DROPPED ? DROPPED : (order[key] ?? 0)));
  const lists = rowListsOf(placed, rows, order.length);
  sections[`${name}Starts`] = lists.starts;
  sections[`${name}Rows`] = lists.rows;
}

/** The sorted ids with the vulnerability records of each, and the predictions in columns beside them. */
function layIds(
  { ids, itemIds, predictions }: Gathered,
  rowOf: Uint32Array,
  vulnerabilitiesEnd: number,
  sections: Record<string, SectionArray>,
): void {
  const { texts, order } = sortedTexts(ids);
  layTexts('ids', texts, sections);
  const keys = itemIds.map((id, item) =>
    (rowOf[item] ?? DROPPED) < vulnerabilitiesEnd ? (order[id] ?? 0) : DROPPED,
  );
  const lists = rowListsOf(keys, rowOf, order.length);
  sections['idStarts'] = lists.starts;
  sections['idRows'] = lists.rows;
  const probabilities = new Float64Array(predictions ? texts.length : 0).fill(Number.NaN);
  const percentiles = new Float64Array(predictions ? texts.length : 0).fill(Number.NaN);
  for (const [index, id] of (predictions?.ids.view() ?? []).entries()) {
    const place = order[id] ?? 0;
    probabilities[place] = predictions?.probabilities[index] ?? Number.NaN;
    percentiles[place] = predictions?.percentiles[index] ?? Number.NaN;
  }
  sections['probabilities'] = probabilities;
  sections['percentiles'] = percentiles;
}
