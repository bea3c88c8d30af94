/**
 * Runs in a worker thread: the jobs of the server, over connections of their own. Both give way to who asks the server
 * something. It ends its jobs when it is told to, and then itself.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { Database } from '../store/database.ts';
import { runJobs } from '../store/jobs.ts';
import type { ConnectionSettings } from '../store/postgres/connection-settings.ts';
import { letProcessGiveWay, letThreadGiveWay } from './give-way.ts';
import { type JobSettings, jobContext } from './job-context.ts';
import { jobHandlers, SCHEDULE } from './jobs.ts';

/** Jobs that run at the same time: reading a capture takes a core. */
const CONCURRENT_JOBS = 2;
/** Connections: the queue listens with one, and jobs hold several each. */
const CONNECTIONS = 12;

export interface JobsThreadInput {
  /** Settings of the embedded database, or the URL of a server. */
  readonly connection: string | ConnectionSettings;
  /** Whether no other server uses the database. */
  readonly isSole: boolean;
  readonly settings: JobSettings;
}

const port = parentPort;
if (!port) throw new Error('this runs in a thread only');
const { connection, isSole, settings } = workerData as JobsThreadInput;
letThreadGiveWay();
const database = await Database.open(connection, {
  connections: CONNECTIONS,
  // The processes of a server of the hospital's own are not on this machine.
  ...(typeof connection !== 'string' && { onConnection: letProcessGiveWay }),
});
const stopping = new AbortController();
const jobs = await runJobs(database, jobHandlers(jobContext(database, settings, stopping.signal)), {
  ...{ concurrency: CONCURRENT_JOBS, isSole, schedule: SCHEDULE },
});
port.once('message', () => {
  stopping.abort();
  void jobs
    .stop()
    .then(() => database.close())
    .then(() => port.close());
});
