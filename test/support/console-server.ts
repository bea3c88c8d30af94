/** The real server with the built console and the sample capture read, for tests that look at it in a browser. */

import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildServer } from '../../src/api/server.ts';
import { sealingWith } from '../../src/api/sign-in/sealing.ts';
import { jobHandlers } from '../../src/main/jobs.ts';
import { loadDeviceRules } from '../../src/main/load-knowledge.ts';
import { readCapture } from '../../src/main/read-capture-job.ts';
import { ServerRiskDesk } from '../../src/main/risk-desk.ts';
import { feedFoldersIn, prepareFeedFolders } from '../../src/main/update-feeds-job.ts';
import { CaptureFiles } from '../../src/store/capture-files.ts';
import { CaptureStore, READ_CAPTURE, type ReadCaptureJob } from '../../src/store/captures.ts';
import { addUpdateFeeds } from '../../src/store/feeds-state.ts';
import { prepareJobs, runJobs } from '../../src/store/jobs.ts';
import { offerSetup } from '../../src/store/people.ts';
import type { Browser } from './browser.ts';
import { type FeedFolderOptions, writeFeedFolder } from './feed-folder.ts';
import { freePort } from './free-port.ts';
import type { TestDatabase } from './test-database.ts';

export const CONSOLE_FOLDER = new URL('../../dist/web/', import.meta.url).pathname;
export const ACCOUNT = {
  organisation: 'Lab General Hospital',
  name: 'Security Analyst',
  email: 'analyst@hospital.example',
  password: 'correct horse battery',
} as const;

const SAMPLE = new URL('../../sample/small-hospital.pcap', import.meta.url);
const THREADS = new URL('../../dist/main/', import.meta.url);
const THREAD = new URL('inventory-thread.js', THREADS);
const RECORDS_THREAD = new URL('records-thread.js', THREADS);

export interface ConsoleServer {
  /** `http://localhost:…`: browsers allow passkeys there. */
  readonly origin: string;
  /** Of the link that makes the first account. */
  readonly setupToken: string;
  /** Sends a capture as the signed-in person, and waits until it is read. */
  load(browser: Browser, name: string, octets?: Buffer): Promise<void>;
  stop(): Promise<void>;
}

export interface ConsoleOptions {
  /** Keeps feeds about devices of the sample: findings and scores follow what is loaded. */
  readonly withFeeds?: boolean | FeedFolderOptions;
}

const SECRET = 's'.repeat(43);

export async function startConsoleServer(
  { database, folder }: TestDatabase,
  { withFeeds = false }: ConsoleOptions = {},
): Promise<ConsoleServer> {
  const files = new CaptureFiles(folder);
  const captures = new CaptureStore(database);
  await files.prepare();
  await prepareJobs(database);
  const deviceRules = loadDeviceRules();
  const feeds = feedFoldersIn(path.join(folder, 'data'));
  const auditKey = generateKeyPairSync('ed25519').privateKey;
  const context = {
    ...{ database, captures, files, deviceRules, auditKey, maxFlowSlots: 1 << 16 },
    ...{
      thread: THREAD,
      recordsThread: RECORDS_THREAD,
      threads: THREADS,
      documentThreads: THREADS,
      ...feeds,
    },
    outputs: { version: '0.0.0', allowsLoopback: true, open: sealingWith(SECRET).open },
  };
  if (withFeeds) {
    prepareFeedFolders(feeds);
    writeFeedFolder(feeds.feedFolder, withFeeds === true ? {} : withFeeds);
  }
  const jobs = await runJobs(
    database,
    withFeeds
      ? jobHandlers(context)
      : { [READ_CAPTURE]: (payload) => readCapture(context, payload as ReadCaptureJob) },
    { concurrency: withFeeds ? 2 : 1, isSole: true },
  );
  const riskDesk = withFeeds ? new ServerRiskDesk(context) : undefined;
  if (withFeeds) await addUpdateFeeds(database);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const server = await buildServer({
    ...{ database, captures, files, deviceRules, origin, version: '0.0.0', secret: SECRET },
    ...{ logLevel: 'silent', consoleFolder: CONSOLE_FOLDER },
    ...(riskDesk && { riskDesk }),
  });
  await server.listen({ host: 'localhost', port });
  return {
    origin,
    setupToken: (await offerSetup(database)) ?? '',
    load: async (browser, name, octets = fs.readFileSync(SAMPLE)) => {
      const { body: upload } = await browser.post('/api/uploads', { file: name, octets: octets.length });
      const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=0`, octets);
      for (;;) {
        const { body: capture } = await browser.get(`/api/captures/${body.capture.id}`);
        if (capture.state === 'read') return;
        if (capture.state === 'failed')
          throw new Error(`${name} could not be read: ${JSON.stringify(capture)}`);
        await delay(20);
      }
    },
    stop: async () => {
      await server.close();
      await jobs.stop();
      await riskDesk?.close();
    },
  };
}

/** Waits until what the feeds say of the sample is ranked. */
export async function scored(browser: Browser): Promise<void> {
  for (;;) {
    const { body } = await browser.get('/api/vulnerabilities');
    if (body.vulnerabilities[0]?.rank === 1) return;
    await delay(100);
  }
}
