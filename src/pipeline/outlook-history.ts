/**
 * Dated feed files into what the back-test needs: every EPSS file as the snapshot of its day, the newest catalogue of
 * known exploited vulnerabilities, and of each record what counts for the outlook with the day from which it was known.
 */

import path from 'node:path';
import { dateInName } from '../advisories/snapshot-date.ts';
import { listFeedFiles } from '../feeds/reading/feed-files.ts';
import { type DocumentSinks, readFeedFile } from '../feeds/reading/read-feed-file.ts';
import type { BacktestData, PredictionSnapshot } from '../risk/outlook/backtest.ts';
import {
  type ExploitedVulnerability,
  type OutlookRecord,
  plainName,
  vectorKind,
} from '../risk/outlook/outlook-signals.ts';
import type {
  FeedItem,
  KnownExploitedEntry,
  VulnerabilityRecord,
} from '../vulnerability/vulnerability-record.ts';

/** Products of one record that are looked at. */
const PRODUCT_LIMIT = 256;

/** Reads all feed files at and below `paths`. Throws FeedUnreadableError for a path that cannot be read. */
export async function readOutlookHistory(
  paths: readonly string[],
  onProgress?: (octetsRead: number, octets: number) => void,
): Promise<BacktestData> {
  const history = new OutlookHistory();
  const files = listFeedFiles(paths);
  const octets = files.reduce((sum, file) => sum + file.octets, 0);
  let octetsRead = 0;
  for (const file of files) {
    history.fileMicros = dateInName(path.basename(file.path));
    await readFeedFile(file.path, history, () => {});
    octetsRead += file.octets;
    onProgress?.(octetsRead, octets);
  }
  return history.finish();
}

interface Catalogue {
  micros: number;
  readonly entries: KnownExploitedEntry[];
}

class OutlookHistory implements DocumentSinks {
  /** Date in the name of the file that is being read. */
  fileMicros: number | undefined;
  private readonly snapshots: { micros: number | undefined; readonly predictions: Map<string, number> }[] =
    [];
  private readonly catalogues: Catalogue[] = [];
  private readonly records: OutlookRecord[] = [];

  openDocument({ feed }: { readonly feed: string }): ReturnType<DocumentSinks['openDocument']> {
    if (feed === 'epss') return this.openPredictions();
    if (feed === 'kev') return this.openCatalogue();
    return {
      take: (item: FeedItem) => {
        if (item.kind === 'vulnerability') this.takeRecord(item);
      },
      skip() {},
      dated() {},
    };
  }

  finish(): BacktestData {
    const newest = this.catalogues.reduce<Catalogue | undefined>(
      (a, b) => (a && a.micros >= b.micros ? a : b),
      undefined,
    );
    return {
      snapshots: this.snapshots.flatMap(({ micros, predictions }): PredictionSnapshot[] =>
        micros === undefined || predictions.size === 0 ? [] : [{ atMicros: midnight(micros), predictions }],
      ),
      exploited: (newest?.entries ?? []).flatMap(exploitedOf),
      untilMicros: newest?.micros ?? Number.NEGATIVE_INFINITY,
      records: this.records,
    };
  }

  private openPredictions(): ReturnType<DocumentSinks['openDocument']> {
    const snapshot = { micros: this.fileMicros, predictions: new Map<string, number>() };
    this.snapshots.push(snapshot);
    return {
      take: (item) => {
        if (item.kind === 'exploit-prediction') snapshot.predictions.set(item.id, item.probability);
      },
      skip() {},
      dated(micros) {
        snapshot.micros = micros;
      },
    };
  }

  private openCatalogue(): ReturnType<DocumentSinks['openDocument']> {
    const catalogue: Catalogue = { micros: this.fileMicros ?? Number.NEGATIVE_INFINITY, entries: [] };
    this.catalogues.push(catalogue);
    return {
      take: (item) => {
        if (item.kind === 'known-exploited') catalogue.entries.push(item);
      },
      skip() {},
      dated(micros) {
        catalogue.micros = micros;
      },
    };
  }

  /** A record without a date of change was known, as it stands, on the date of its file; without either it is left out. */
  private takeRecord(record: VulnerabilityRecord): void {
    const knownMicros = record.revisedMicros ?? record.source.revisedMicros ?? this.fileMicros;
    // Override files are made later from what was known later, whatever date they repeat.
    if (knownMicros === undefined || record.replacesApplicability || record.state === 'rejected') return;
    const [severity] = [...record.severities].sort((a, b) => Number(b.primary) - Number(a.primary));
    const kind = severity && vectorKind(severity.vector);
    const weakness = record.weaknesses.find((id) => id.startsWith('CWE-'));
    this.records.push({
      id: record.id,
      knownMicros,
      products: productsOf(record),
      ...(kind !== undefined && { vectorKind: kind }),
      ...(weakness !== undefined && { weakness }),
      exploitReferenced: record.references.some(({ tags }) => tags.includes('exploit')),
    });
  }
}

const DAY_MICROS = 86_400_000_000;

function midnight(micros: number): number {
  return Math.floor(micros / DAY_MICROS) * DAY_MICROS;
}

function exploitedOf({ id, vendor, product, addedMicros }: KnownExploitedEntry): ExploitedVulnerability[] {
  if (addedMicros === undefined) return [];
  return [{ id, vendor: plainName(vendor ?? ''), product: plainName(product ?? ''), addedMicros }];
}

/** Makers and products that a record names, by CPE name or in words, each once. */
function productsOf(record: VulnerabilityRecord): OutlookRecord['products'] {
  const found = new Map<string, { vendor: string; product: string }>();
  const add = (maker = '', name = '') => {
    const [vendor, product] = [plainName(maker), plainName(name)];
    if (vendor !== '' && found.size < PRODUCT_LIMIT) found.set(`${vendor} ${product}`, { vendor, product });
  };
  const addCpe = (cpe: string) => {
    const [, , , vendor, product] = cpe.split(':');
    add(vendor, product);
  };
  const walk = (nodes: VulnerabilityRecord['configurations']) => {
    for (const { matches, children } of nodes) {
      for (const { cpe, vulnerable } of matches) if (vulnerable) addCpe(cpe);
      walk(children);
    }
  };
  walk(record.configurations);
  for (const { product } of record.statements) {
    add(product.vendor, product.product);
    product.cpes.forEach(addCpe);
  }
  return [...found.values()];
}
