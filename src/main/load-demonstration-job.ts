/**
 * The job that fills a demonstration hospital: its captures and its asset register go through the same intake as everything
 * that people send, then its invented feeds are compiled for it alone. Runs again after a crash: what is there is not added twice.
 */

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import {
  type DemonstrationWork,
  doDemonstrationWork,
  isDemonstrationRanked,
} from '../store/demonstration-work.ts';
import {
  addDemonstrationStep,
  catalogueOfDemonstration,
  changeDemonstration,
  demonstrationProgress,
  type LoadDemonstrationJob,
  placeDemonstration,
  queueOf,
} from '../store/demonstrations.ts';
import { ImportStore } from '../store/imports.ts';
import { beginUpload, type ReceivedFiles, type StoredFile } from '../store/received-files.ts';
import { demonstrationFolders } from './catalogue-of.ts';
import { lastSecondOf, movedCapture, movedDays } from './moved-in-time.ts';
import { askFeedsThread, type FeedsContext } from './update-feeds-job.ts';

export type DemonstrationContext = FeedsContext & {
  readonly database: Database;
  readonly files: CaptureFiles;
};

/** The same from src and from dist. */
const SAMPLE = new URL('../../sample/demonstration/', import.meta.url);
const REGISTER = 'register.csv';
const CAPTURE_ENDING = '.pcap.gz';
const DAYS = ['monday', 'tuesday', 'wednesday'] as const;
/** Of the captures and the newest lists, as the files name it. */
const LAST_DAY = '2026-05-06';
const LOOK_AGAIN_MS = 500;
/** Then the news come anyway: better without moved ranks than never. */
const MOST_LOOKS = 600;
/** What the people there seem to have done with what was found. */
const WORK: DemonstrationWork = {
  acceptedCve: 'CVE-1900-1005',
  acceptedBecause: 'The port is behind a lock, and the ventilators are replaced this summer.',
  task: {
    title: 'Plan the update of the pumps with the wards',
    note: 'Two pumps have it already.',
    cve: 'CVE-1900-1001',
  },
  controls: [
    {
      ...{ model: 'spectrum iq', countermeasure: 'M3', isTested: false },
      note: 'The pumps of Ward North have a network of their own.',
    },
    {
      ...{ model: 'xerox workcentre 7345', countermeasure: 'M2', isTested: true },
      note: 'FTP is blocked at the switch, and was tried from two places.',
    },
  ],
};
const DAY_SECONDS = 86_400;
const MILLIS = 1_000;
/** How long ago the last packet seems to be. */
const LAST_PACKET_SECONDS = 120;

export async function loadDemonstration(
  context: DemonstrationContext,
  { organisation, step, looks = 0 }: LoadDemonstrationJob,
): Promise<void> {
  const { database } = context;
  // Taken away before its turn came.
  if ((await catalogueOfDemonstration(database, organisation)) === undefined) return;
  try {
    const captures = DAYS.map((day) =>
      gunzipSync(fs.readFileSync(new URL(`${day}${CAPTURE_ENDING}`, SAMPLE))),
    );
    const newest = Math.max(...captures.map(lastSecondOf));
    const seconds = Math.floor(Date.now() / MILLIS) - newest - LAST_PACKET_SECONDS;
    const days = Math.ceil(seconds / DAY_SECONDS);
    if (step === 'files') await takeFiles(context, organisation, captures, seconds);
    else if (step === 'feeds') {
      await placeDemonstration(database, organisation);
      await compileFeeds(context, organisation, days, (name) => !name.includes(LAST_DAY));
      await addDemonstrationStep(database, { organisation, step: 'news' });
    } else if (looks >= MOST_LOOKS || (await isSettled(database, organisation))) {
      await doDemonstrationWork(database, organisation, WORK);
      await compileFeeds(context, organisation, days, () => true);
      await changeDemonstration(database, organisation, { isLoaded: true });
    } else {
      // What waits is done by other jobs, for which there may be no other thread.
      await delay(LOOK_AGAIN_MS);
      await addDemonstrationStep(database, { organisation, step: 'news', looks: looks + 1 });
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    await changeDemonstration(database, organisation, { problem });
    throw error;
  }
}

async function takeFiles(
  context: DemonstrationContext,
  organisation: OrganisationId,
  captures: readonly Buffer[],
  seconds: number,
): Promise<void> {
  const { database } = context;
  const store = new CaptureStore(database);
  for (const [index, capture] of captures.entries())
    await take(context, store, organisation, `${DAYS[index]}.pcap`, movedCapture(capture, seconds), null);
  const register = fs.readFileSync(new URL(REGISTER, SAMPLE));
  await take(context, new ImportStore(database), organisation, REGISTER, register, {});
  await addDemonstrationStep(database, { organisation, step: 'feeds' });
}

/** Whether everything that is there so far is matched, scored and ranked. */
async function isSettled(database: Database, organisation: OrganisationId): Promise<boolean> {
  const { waiting } = await demonstrationProgress(database, organisation);
  return waiting === 0 && (await isDemonstrationRanked(database, organisation));
}

async function compileFeeds(
  context: DemonstrationContext,
  organisation: OrganisationId,
  days: number,
  isWanted: (name: string) => boolean,
): Promise<void> {
  const { feedFolder, cacheFolder } = demonstrationFolders(context.demonstrationFolder, organisation);
  for (const folder of [feedFolder, cacheFolder]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const from = new URL('feeds/', SAMPLE);
  for (const name of fs.readdirSync(from).filter(isWanted)) {
    const text = fs.readFileSync(new URL(name, from), 'utf8');
    fs.writeFileSync(path.join(feedFolder, movedDays(name, days)), movedDays(text, days));
  }
  const { compiledMs, ...compiled } = await askFeedsThread(context, {
    ...{ kind: 'compile', feedFolder, cacheFolder },
  });
  const catalogue = { ...compiled, compiledAt: new Date(compiledMs) };
  await changeDemonstration(context.database, organisation, { catalogue });
}

/** Takes a file in as the API does: octets on disk, then the file with the job that reads it. One after the other. */
async function take<Stored extends StoredFile<unknown>>(
  { database, files }: DemonstrationContext,
  store: ReceivedFiles<Stored>,
  organisation: OrganisationId,
  file: string,
  octets: Buffer,
  stated: object | null,
): Promise<void> {
  const upload = { file, octets: octets.length, sha256: null, import: stated, document: null };
  const id = await beginUpload(database, organisation, upload);
  const sha256 = createHash('sha256').update(octets).digest();
  await store.finishUpload(
    organisation,
    { ...upload, id },
    sha256,
    async (kept) => fs.writeFileSync(files.capturePath(kept), octets, { mode: 0o600 }),
    queueOf(organisation),
  );
}

/** Deletes what a demonstration has on disk. */
export function dropDemonstrationFolder(folder: string, organisation: OrganisationId): void {
  fs.rmSync(demonstrationFolders(folder, organisation).own, { recursive: true, force: true });
}
