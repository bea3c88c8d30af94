/**
 * The job that brings the feeds up to date: applies a bundle that a person uploaded and approved, fetches where a person
 * allowed it, compiles what has changed, and lets all products be matched with that.
 */

import fs from 'node:fs';
import path from 'node:path';
import { lapseControls } from '../store/controls.ts';
import { isDemonstration } from '../store/demonstrations.ts';
import {
  addFeedUpdate,
  addHistoryJob,
  addThreatDays,
  catalogueState,
  cvesWithoutHistory,
  feedSettings,
  finishFeedUpdate,
  markHistoryRead,
  type UpdateFeedsJob,
  writeCatalogueState,
} from '../store/feeds-state.ts';
import { allOrganisations } from '../store/organisations.ts';
import { addFollowUp, followWaiting, MATCH_PRODUCTS, markProductsToScore } from '../store/products.ts';
import { cvesWithFindings } from '../store/vulnerabilities.ts';
import type { FeedsAnswer, FeedsQuestion } from './feeds-thread.ts';
import type { FindingsContext } from './match-products-job.ts';
import { THREADS, ThreadProblem, WorkerThread } from './worker-thread.ts';

/** Where feeds lie in the data folder of the server. */
export interface FeedFolders {
  readonly feedFolder: string;
  readonly cacheFolder: string;
  /** Public keys of those whose bundles are trusted. */
  readonly keyFolder: string;
  readonly bundleFolder: string;
  /** Feeds of demonstrations, invented and never mixed with those of the server. */
  readonly demonstrationFolder: string;
}

export type FeedsContext = FindingsContext & FeedFolders;

export function feedFoldersIn(dataFolder: string): FeedFolders {
  return {
    feedFolder: path.join(dataFolder, 'feeds'),
    cacheFolder: path.join(dataFolder, 'catalogue'),
    keyFolder: path.join(dataFolder, 'feed-keys'),
    bundleFolder: path.join(dataFolder, 'feed-bundles'),
    demonstrationFolder: path.join(dataFolder, 'demonstrations'),
  };
}

export function prepareFeedFolders(folders: FeedFolders): void {
  for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
}

export function bundlePath({ bundleFolder }: FeedFolders, id: string): string {
  return path.join(bundleFolder, `${id}.tar`);
}

export async function updateServerFeeds(context: FeedsContext, { bundle }: UpdateFeedsJob): Promise<void> {
  const { database, feedFolder, cacheFolder } = context;
  if (bundle !== undefined) await importUploaded(context, bundle);
  else await fetchAllowed(context);
  const compiled = await askFeedsThread(context, { kind: 'compile', feedFolder, cacheFolder });
  await writeCatalogueState(database, { ...compiled, compiledAt: new Date(compiled.compiledMs) });
  // What is matched with this catalogue already is not matched again, so a repeat costs nothing.
  for (const organisation of await allOrganisations(database))
    await database.asOrganisation(organisation, (transaction) =>
      addFollowUp(transaction, MATCH_PRODUCTS, organisation),
    );
  await addHistoryJob(database);
}

async function importUploaded(context: FeedsContext, id: string): Promise<void> {
  const { database, feedFolder, keyFolder } = context;
  const bundle = bundlePath(context, id);
  // After a crash behind the import only its notes are missing.
  if (!fs.existsSync(bundle)) return;
  try {
    const outcome = await askFeedsThread(context, { kind: 'import', feedFolder, bundle, keyFolder });
    await finishFeedUpdate(database, id, 'applied', outcome);
  } catch (error) {
    if (!(error instanceof ThreadProblem)) throw error;
    await finishFeedUpdate(database, id, 'refused', { problem: error.message });
  }
  fs.rmSync(bundle, { force: true });
}

async function fetchAllowed(context: FeedsContext): Promise<void> {
  const { database, feedFolder } = context;
  const { online, sources, setBy } = await feedSettings(database);
  if (!online || sources.length === 0) return;
  const outcomes = await askFeedsThread(context, { kind: 'fetch', feedFolder, sources });
  await addFeedUpdate(database, {
    ...{
      id: crypto.randomUUID(),
      kind: 'online',
      state: 'applied',
      by: setBy,
      outcome: { sources: outcomes },
    },
  });
}

/** Asks a thread that lives as long as the question. Throws a ThreadProblem. */
export async function askFeedsThread<Question extends FeedsQuestion>(
  { threads = THREADS }: Pick<FindingsContext, 'threads'>,
  question: Question,
): Promise<FeedsAnswer[Question['kind']]> {
  const thread = new WorkerThread<Question, FeedsAnswer[Question['kind']]>(threads, 'feeds-thread.js', {});
  try {
    return await thread.ask(question);
  } finally {
    await thread.close();
  }
}

/** The job that keeps what dated lists say of the vulnerabilities that anybody has findings of. */
export async function keepThreatHistory(context: FeedsContext): Promise<void> {
  const { database, feedFolder } = context;
  const state = await catalogueState(database);
  if (!state) return;
  const cves = new Set<string>();
  for (const organisation of await allOrganisations(database)) {
    if (await isDemonstration(database, organisation)) continue;
    for (const cve of await database.asOrganisation(organisation, cvesWithFindings)) cves.add(cve);
  }
  const wanted = await cvesWithoutHistory(database, [...cves], state.revision);
  if (wanted.length === 0) return;
  const days = await askFeedsThread(context, { kind: 'history', feedFolder, cves: wanted });
  await addThreatDays(database, days);
  await markHistoryRead(database, wanted, state.revision);
}

/** Every minute: lets follow what waits, such as devices that others changed and decisions whose day has come. */
export async function noticeWaiting({ database }: FindingsContext): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await database.asOrganisation(organisation, async (transaction) => {
      await lapseControls(transaction, organisation);
      await followWaiting(transaction, organisation);
    });
}

/** Every night: evidence, tests of controls and sightings grow old without anybody changing anything. */
export async function scoreAnew({ database }: FindingsContext): Promise<void> {
  for (const organisation of await allOrganisations(database))
    await database.asOrganisation(organisation, async (transaction) => {
      await markProductsToScore(transaction, organisation, undefined, 'time-passed');
      await followWaiting(transaction, organisation);
    });
}
