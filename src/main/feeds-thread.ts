/** Runs in a worker thread: compiles, fetches and imports feeds, and reads the history that they tell. */

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BundleRefusedError } from '../feeds/bundle/bundle-manifest.ts';
import { type BundlePreview, importBundle, inspectBundle } from '../feeds/bundle/import-bundle.ts';
import { FeedUnreadableError } from '../feeds/feed-errors.ts';
import { feedSources } from '../feeds/fetch/feed-sources.ts';
import { type UpdateOutcome, updateFeeds } from '../feeds/fetch/update-feeds.ts';
import { openCatalogue, revisionOf } from '../feeds/open-catalogue.ts';
import { readThreatHistory, type ThreatOfDay } from '../pipeline/threat-history.ts';
import type { CatalogueFeed } from '../vulnerability/catalogue.ts';
import { answerQuestions, ThreadProblem } from './worker-thread.ts';

export type FeedsQuestion =
  | { readonly kind: 'compile'; readonly feedFolder: string; readonly cacheFolder: string }
  | { readonly kind: 'fetch'; readonly feedFolder: string; readonly sources: readonly string[] }
  | {
      readonly kind: 'inspect' | 'import';
      readonly feedFolder: string;
      readonly bundle: string;
      readonly keyFolder: string;
    }
  | { readonly kind: 'history'; readonly feedFolder: string; readonly cves: readonly string[] };

export interface CompiledFeeds {
  readonly revision: string;
  readonly compiledMs: number;
  readonly records: number;
  readonly feeds: readonly CatalogueFeed[];
}

export interface FeedsAnswer {
  readonly compile: CompiledFeeds;
  readonly fetch: readonly UpdateOutcome[];
  readonly inspect: BundlePreview;
  readonly import: { readonly written: number; readonly unchanged: number };
  readonly history: readonly ThreatOfDay[];
}

const MICROS_PER_MILLI = 1_000;

answerQuestions(async (question: FeedsQuestion): Promise<FeedsAnswer[FeedsQuestion['kind']]> => {
  try {
    return await answer(question);
  } catch (error) {
    if (error instanceof BundleRefusedError || error instanceof FeedUnreadableError)
      throw new ThreadProblem(error.message);
    throw error;
  }
});

async function answer(question: FeedsQuestion): Promise<FeedsAnswer[FeedsQuestion['kind']]> {
  const { feedFolder } = question;
  switch (question.kind) {
    case 'compile':
      return compile(feedFolder, question.cacheFolder);
    case 'fetch':
      return fetchFeeds(feedFolder, question.sources);
    case 'inspect':
      return inspectBundle(question.bundle, { into: feedFolder, publicKeyPems: keysIn(question.keyFolder) });
    case 'import': {
      const publicKeyPems = keysIn(question.keyFolder);
      const { written, unchanged } = await importBundle(question.bundle, { into: feedFolder, publicKeyPems });
      return { written, unchanged };
    }
    case 'history':
      return readThreatHistory([feedFolder], new Set(question.cves));
  }
}

async function compile(feedFolder: string, cacheFolder: string): Promise<CompiledFeeds> {
  const nowMicros = Date.now() * MICROS_PER_MILLI;
  const catalogue = await openCatalogue([feedFolder], { cacheFolder, nowMicros, keepChanges: true });
  const { recordCount, feeds, header } = catalogue;
  const revision = revisionOf(catalogue);
  catalogue.close();
  return { revision, compiledMs: header.compiledMicros / MICROS_PER_MILLI, records: recordCount, feeds };
}

/** Fetches the named sources of the table; a name that is not there is a CSAF provider. */
async function fetchFeeds(feedFolder: string, names: readonly string[]): Promise<readonly UpdateOutcome[]> {
  const known = feedSources(new Date().getUTCFullYear());
  const outcomes: UpdateOutcome[] = [];
  await updateFeeds(
    names.map((name) => known.find(({ id }) => id === name) ?? { provider: name }),
    feedFolder,
    {
      pause: (ms) => pause(ms),
      nowMicros: () => Date.now() * MICROS_PER_MILLI,
      onOutcome: (outcome) => outcomes.push(outcome),
    },
  );
  return outcomes;
}

/** Keys of those whose bundles this server trusts, which its operator put there. */
function keysIn(keyFolder: string): string[] {
  const names = fs.existsSync(keyFolder)
    ? fs.readdirSync(keyFolder).filter((name) => name.endsWith('.pem'))
    : [];
  if (names.length === 0)
    throw new ThreadProblem(
      `No key is trusted. Put the public key of who makes the bundles into ${keyFolder}.`,
    );
  return names.sort().map((name) => fs.readFileSync(path.join(keyFolder, name), 'utf8'));
}
