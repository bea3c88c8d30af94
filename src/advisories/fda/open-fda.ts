/** Answers and downloads of openFDA: `{ meta: { last_updated }, results: [ … ] }`. */

import { isObject, type JsonObject } from '../../base/json-object.ts';
import type { ItemSink } from '../feed-reader.ts';
import { listOf, microsOf, objectOf } from '../json-value.ts';

/** The list that a document of openFDA is cut along. */
export const OPEN_FDA_LISTS = ['results'];

/** The first entry, by whose members a kind of document is told; without members when there is none. */
export const firstResult = (document: JsonObject): JsonObject =>
  objectOf(listOf(document['results'])[0]) ?? {};

/** Gives each entry to `take` with the day on which the data was made, and skips what is no object. */
export function readResults(
  document: JsonObject,
  sink: ItemSink,
  take: (entry: JsonObject, updated: number | undefined, sink: ItemSink) => void,
): void {
  const updated = microsOf(objectOf(document['meta'])?.['last_updated']);
  if (updated !== undefined) sink.dated(updated);
  for (const entry of listOf(document['results'])) {
    if (isObject(entry)) take(entry, updated, sink);
    else sink.skip('not-an-object');
  }
}
