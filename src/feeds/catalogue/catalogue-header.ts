/** What the directory of a catalogue file says besides its sections. */

import type { CatalogueFeed } from '../../vulnerability/catalogue.ts';
import type { DocumentSource, FeedItem } from '../../vulnerability/vulnerability-record.ts';

export type ItemKind = FeedItem['kind'];
/** Kinds that are kept as items, in their order in the file; predictions are columns. */
export const KEPT_KINDS = [
  'vulnerability',
  'known-exploited',
  'exploit',
  'end-of-life',
  'recall',
  'sbom',
  'device-classification',
  'device-identity',
  'attack-technique',
  'software-update',
  'advisory',
] as const satisfies readonly ItemKind[];
export type KeptKind = (typeof KEPT_KINDS)[number];

/** A file that went into the catalogue. */
export interface CatalogueInput {
  readonly path: string;
  readonly octets: number;
  readonly modifiedMs: number;
  readonly sha256: string;
}

/** A document that was read but fails tests of its standard, or was refused. */
export interface DocumentNote {
  readonly path: string;
  readonly document?: string;
  readonly refused: boolean;
  /** Reasons of a refusal, or ids of the failed tests with what they say. */
  readonly reasons: readonly string[];
}

export interface CatalogueHeader {
  readonly compiledMicros: number;
  readonly feeds: readonly CatalogueFeed[];
  readonly inputs: readonly CatalogueInput[];
  readonly notes: readonly DocumentNote[];
  /** Notes beyond the limit of those that are kept. */
  readonly notesDropped: number;
  /** Items of each kind: from the first to the end, exclusive. */
  readonly kinds: Readonly<Record<KeptKind, readonly [first: number, end: number]>>;
  /** Where the predictions come from. */
  readonly predictions?: { readonly source: DocumentSource; readonly model: string };
}
