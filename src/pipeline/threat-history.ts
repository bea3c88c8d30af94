/** What dated lists of EPSS and of known exploited vulnerabilities said of some vulnerabilities, day by day. */

import path from 'node:path';
import { dateInName } from '../advisories/snapshot-date.ts';
import { listFeedFiles } from '../feeds/reading/feed-files.ts';
import { type DocumentSinks, readFeedFile } from '../feeds/reading/read-feed-file.ts';

/** Files of such lists bear this in their path, as the updater and their publishers name them. */
const LIST_NAME = /epss|kev|known.?exploited/i;
/** The newest lists that are read. */
const LIST_LIMIT = 800;
const MICROS_PER_MILLI = 1_000;

export interface ThreatOfDay {
  readonly cve: string;
  /** `2026-03-01`. */
  readonly day: string;
  readonly epss: number | null;
  readonly percentile: number | null;
  /** Null: the list of that day is of EPSS. */
  readonly knownExploited: boolean | null;
}

/** Reads the lists at and below `paths`. Throws FeedUnreadableError for a path that cannot be read. */
export async function readThreatHistory(
  paths: readonly string[],
  cves: ReadonlySet<string>,
): Promise<readonly ThreatOfDay[]> {
  const lists = listFeedFiles(paths)
    .filter(
      (file) =>
        LIST_NAME.test(path.basename(path.dirname(file.path))) || LIST_NAME.test(path.basename(file.path)),
    )
    .slice(-LIST_LIMIT);
  const found: ThreatOfDay[] = [];
  for (const file of lists) {
    const reading = new ListReading(cves, dateInName(path.basename(file.path)));
    await readFeedFile(file.path, reading, () => {});
    found.push(...reading.finish());
  }
  return found;
}

class ListReading implements DocumentSinks {
  private readonly cves: ReadonlySet<string>;
  private readonly days: (() => ThreatOfDay[])[] = [];
  private readonly fileMicros: number | undefined;

  constructor(cves: ReadonlySet<string>, fileMicros: number | undefined) {
    this.cves = cves;
    this.fileMicros = fileMicros;
  }

  openDocument({ feed }: { readonly feed: string }): ReturnType<DocumentSinks['openDocument']> {
    let micros = this.fileMicros;
    const predictions = new Map<string, { epss: number; percentile: number | null }>();
    const exploited = new Set<string>();
    this.days.push(() => {
      if (micros === undefined) return [];
      const day = new Date(micros / MICROS_PER_MILLI).toISOString().slice(0, 10);
      if (feed === 'epss')
        return [...predictions].map(([cve, its]) => ({ cve, day, ...its, knownExploited: null }));
      if (feed !== 'kev') return [];
      return [...this.cves].map((cve) => ({
        ...{ cve, day, epss: null, percentile: null, knownExploited: exploited.has(cve) },
      }));
    });
    return {
      take: (item) => {
        if (item.kind === 'exploit-prediction' && this.cves.has(item.id))
          predictions.set(item.id, { epss: item.probability, percentile: item.percentile ?? null });
        else if (item.kind === 'known-exploited') exploited.add(item.id);
      },
      skip() {},
      dated(its) {
        micros = its;
      },
    };
  }

  finish(): ThreatOfDay[] {
    return this.days.flatMap((day) => day());
  }
}
