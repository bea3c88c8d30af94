/** The real server with the built console and the sample capture read, for tests that look at it in a browser. */

import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { buildServer } from '../../src/api/server.ts';
import { loadDeviceRules } from '../../src/main/load-knowledge.ts';
import { readCapture } from '../../src/main/read-capture-job.ts';
import { CaptureFiles } from '../../src/store/capture-files.ts';
import { CaptureStore, READ_CAPTURE, type ReadCaptureJob } from '../../src/store/captures.ts';
import { prepareJobs, runJobs } from '../../src/store/jobs.ts';
import { offerSetup } from '../../src/store/people.ts';
import type { Browser } from './browser.ts';
import type { TestDatabase } from './test-database.ts';

export const CONSOLE_FOLDER = new URL('../../dist/web/', import.meta.url).pathname;
export const ACCOUNT = {
  organisation: 'Lab General Hospital',
  name: 'Security Analyst',
  email: 'analyst@hospital.example',
  password: 'correct horse battery',
} as const;

const SAMPLE = new URL('../../sample/small-hospital.pcap', import.meta.url);
const THREAD = new URL('../../dist/main/inventory-thread.js', import.meta.url);

export interface ConsoleServer {
  /** `http://localhost:…`: browsers allow passkeys there. */
  readonly origin: string;
  /** Of the link that makes the first account. */
  readonly setupToken: string;
  /** Sends a capture as the signed-in person, and waits until it is read. */
  load(browser: Browser, name: string, octets?: Buffer): Promise<void>;
  stop(): Promise<void>;
}

export async function startConsoleServer({ database, folder }: TestDatabase): Promise<ConsoleServer> {
  const files = new CaptureFiles(folder);
  const captures = new CaptureStore(database);
  await files.prepare();
  await prepareJobs(database);
  const deviceRules = loadDeviceRules();
  const context = { database, captures, files, deviceRules, maxFlowSlots: 1 << 16, thread: THREAD };
  const jobs = await runJobs(
    database,
    { [READ_CAPTURE]: (payload) => readCapture(context, payload as ReadCaptureJob) },
    { concurrency: 1, isSole: true },
  );
  const port = 20_000 + (process.pid % 20_000);
  const origin = `http://localhost:${port}`;
  const server = await buildServer({
    ...{ database, captures, files, deviceRules, origin, version: '0.0.0', secret: 's'.repeat(43) },
    ...{ logLevel: 'silent', consoleFolder: CONSOLE_FOLDER },
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
        if (capture.state === 'read' || capture.state === 'failed') return;
        await delay(20);
      }
    },
    stop: async () => {
      await server.close();
      await jobs.stop();
    },
  };
}
