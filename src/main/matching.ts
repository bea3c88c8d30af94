/** Composition root of `wardlight match` and `wardlight affected`: a catalogue, the makers and the rules of people. */

import type { Catalogue } from '../vulnerability/catalogue.ts';
import { Matcher } from '../vulnerability/matcher.ts';
import { MemoryCatalogue } from '../vulnerability/memory-catalogue.ts';
import type { ReviewRules } from '../vulnerability/review-rules.ts';
import { VendorNames } from '../vulnerability/vendor-names.ts';
import { loadVendors } from './load-knowledge.ts';

export interface Matching {
  readonly catalogue: Catalogue;
  readonly matcher: Matcher;
  readonly vendors: VendorNames;
  /** A matcher over the records of one vulnerability alone. */
  readonly matcherOf: (id: string) => Matcher;
}

/** Matching over an open catalogue, which the caller closes. */
export function matchingOver(catalogue: Catalogue, rules?: ReviewRules): Matching {
  const vendors = new VendorNames(loadVendors());
  return {
    catalogue,
    vendors,
    matcher: new Matcher(catalogue, vendors, rules),
    matcherOf: (id) => {
      const records = [...catalogue.rowsOf(id)].map((row) => catalogue.record(row));
      return new Matcher(new MemoryCatalogue(records), vendors, rules);
    },
  };
}
