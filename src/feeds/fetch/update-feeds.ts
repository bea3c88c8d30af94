/** Updates a folder of feeds from the sources that a person named. One that fails does not keep the others from coming. */

import fs from 'node:fs';
import type { DownloadOptions } from './download.ts';
import type { FeedSource } from './feed-sources.ts';
import { fetchCsaf } from './fetch-csaf.ts';
import { FetchError } from './fetch-errors.ts';
import { fetchSource } from './fetch-source.ts';
import { type FetchState, readFetchState, writeFetchState } from './fetch-state.ts';

export interface UpdateOptions extends DownloadOptions {
  readonly nowMicros: () => number;
  readonly onOutcome: (outcome: UpdateOutcome) => void;
}

export interface UpdateOutcome {
  readonly name: string;
  readonly fetched: number;
  readonly unchanged: number;
  /** Why it could not be updated. */
  readonly failure?: string;
}

/** A source by its table entry, or a CSAF provider by its domain or URL. */
export type NamedSource = FeedSource | { readonly provider: string };

/** Returns how many sources failed. */
export async function updateFeeds(
  sources: readonly NamedSource[],
  folder: string,
  options: UpdateOptions,
): Promise<number> {
  fs.mkdirSync(folder, { recursive: true });
  let failures = 0;
  for (const source of sources) {
    const outcome = await updateOne(source, folder, options);
    if (outcome.failure !== undefined) failures++;
    options.onOutcome(outcome);
  }
  return failures;
}

async function updateOne(
  source: NamedSource,
  folder: string,
  options: UpdateOptions,
): Promise<UpdateOutcome> {
  const name = 'provider' in source ? source.provider : source.id;
  const state = readFetchState(folder);
  try {
    const counts =
      'provider' in source
        ? await fetchCsaf(name, folder, state, options)
        : await countsOf(source, folder, options, state);
    state.checkedMicros.set('provider' in source ? 'csaf' : source.feed, options.nowMicros());
    return { name, fetched: counts.fetched, unchanged: counts.unchanged };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return { name, fetched: 0, unchanged: 0, failure: error.message };
  } finally {
    // What arrived before a failure stays known.
    writeFetchState(folder, state);
  }
}

async function countsOf(source: FeedSource, folder: string, options: UpdateOptions, state: FetchState) {
  const files = await fetchSource(source, folder, state, options);
  const fetched = files.filter(({ outcome }) => outcome === 'fetched').length;
  return { fetched, unchanged: files.length - fetched };
}
