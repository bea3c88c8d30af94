/** Composition root of `wardlight serve`: database, jobs and HTTP server, started in this order and ended in reverse. */

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { buildServer } from '../api/server.ts';
import type { Config } from '../config/config.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import { prepareJobs, runJobs } from '../store/jobs.ts';
import { migrate } from '../store/migrate.ts';
import { offerSetup } from '../store/people.ts';
import { jobHandlers, SCHEDULE } from './jobs.ts';
import { openStore } from './open-store.ts';

/** Jobs that run at the same time: reading a capture takes a core. */
const CONCURRENT_JOBS = 2;

export interface RunningServer {
  /** Where it listens. */
  readonly address: string;
  /** Makes the first account, once; undefined when there is one. */
  readonly setupToken: string | undefined;
  /** Answers what is under way, then ends everything. */
  stop(): Promise<void>;
}

/** Starts the server of the settings. Throws a StoreError, or the error of the system when the port is taken. */
export async function runServer(config: Config, version: string): Promise<RunningServer> {
  const ending: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ending.splice(0).reverse()) await end();
  };
  try {
    const store = await openStore(config);
    ending.push(store.close);
    const { database } = store;
    await migrate(database.kysely as never);
    const files = new CaptureFiles(config.dataFolder);
    await files.prepare();
    const captures = new CaptureStore(database);
    const stopping = new AbortController();
    const context = {
      ...{ database, captures, files, maxFlowSlots: config.maxFlowSlots },
      stopping: stopping.signal,
    };
    await prepareJobs(database);
    const jobs = await runJobs(database, jobHandlers(context), {
      concurrency: CONCURRENT_JOBS,
      isSole: store.isSole,
      schedule: SCHEDULE,
    });
    ending.push(() => {
      stopping.abort();
      return jobs.stop();
    });
    const secret = keptSecret(config.dataFolder);
    const { origin, logLevel } = config;
    const server = await buildServer({ database, captures, files, version, origin, secret, logLevel });
    ending.push(() => server.close());
    const address = await server.listen({ host: config.host, port: config.port });
    return { address, setupToken: await offerSetup(database), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Secret that signs cookies and seals one-time code secrets; made at the first start. */
function keptSecret(dataFolder: string): string {
  const file = path.join(dataFolder, 'server-secret');
  if (!fs.existsSync(file))
    fs.writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return fs.readFileSync(file, 'utf8');
}
