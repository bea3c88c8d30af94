/** Composition root of `wardlight match` and `wardlight affected`: the catalogue of the named feeds, makers and rules. */

import type { Config } from '../config/config.ts';
import { openCatalogue } from '../feeds/open-catalogue.ts';
import type { Catalogue } from '../vulnerability/catalogue.ts';
import { Matcher } from '../vulnerability/matcher.ts';
import { MemoryCatalogue } from '../vulnerability/memory-catalogue.ts';
import type { ReviewRules } from '../vulnerability/review-rules.ts';
import { VendorNames } from '../vulnerability/vendor-names.ts';
import { loadVendors } from './load-knowledge.ts';

const MICROS_PER_MILLI = 1_000;

export interface Matching {
  readonly catalogue: Catalogue;
  readonly matcher: Matcher;
  /** A matcher over the records of one vulnerability alone. */
  readonly matcherOf: (id: string) => Matcher;
  readonly close: () => void;
}

export interface MatchingOptions {
  /** Files and folders of feeds. */
  readonly feeds: readonly string[];
  readonly rules?: ReviewRules;
  readonly onProgress?: (read: number, files: number) => void;
}

/** Opens the catalogue, compiling it when it is new. Throws FeedUnreadableError when a feed cannot be read. */
export async function openMatching(
  config: Pick<Config, 'cacheFolder'>,
  { feeds, rules, onProgress }: MatchingOptions,
): Promise<Matching> {
  const vendors = new VendorNames(loadVendors());
  const catalogue = await openCatalogue(feeds, {
    cacheFolder: config.cacheFolder,
    nowMicros: Date.now() * MICROS_PER_MILLI,
    ...(onProgress && { onProgress }),
  });
  return {
    catalogue,
    matcher: new Matcher(catalogue, vendors, rules),
    matcherOf: (id) => {
      const records = [...catalogue.rowsOf(id)].map((row) => catalogue.record(row));
      return new Matcher(new MemoryCatalogue(records), vendors, rules);
    },
    close: () => catalogue.close(),
  };
}
