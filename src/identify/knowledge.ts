/** Everything that identification knows beforehand, read from `fingerprints/` and passed in: this room reads no files. */

import type { Dissector } from '../dissectors/dissector.ts';
import type { FingerprintMatcher } from './fingerprints.ts';
import type { ModelCatalogue } from './models.ts';
import type { OuiRegistry } from './oui-registry.ts';
import type { VendorDirectory } from './vendors.ts';

export interface Knowledge {
  readonly fingerprints: FingerprintMatcher;
  readonly vendors: VendorDirectory;
  readonly models: ModelCatalogue;
  /** The IEEE registry of MAC prefixes; undefined when it is not installed: then no maker comes from a MAC. */
  readonly oui: OuiRegistry | undefined;
  readonly dissectors: readonly Dissector[];
  /** Facts that no dissector reads: those of records that other tools wrote. */
  readonly furtherFacts?: readonly Pick<Dissector, 'id' | 'facts'>[];
}
