/** The processes of an embedded PostgreSQL: makes its cluster, starts its server, asks whether it answers, ends it. */

import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { StoreError } from '../store-error.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import type { DataFolder } from './data-folder.ts';
import type { DatabaseUser } from './database-user.ts';
import { findPostgresBinaries, OLDEST_MAJOR_VERSION, type PostgresBinaries } from './postgres-binaries.ts';

/** Longest wait for a start: after a crash the database first replays its log. */
const START_LIMIT_MS = 120_000;
/** Longest wait for the processes of a killed server, which end as soon as each notices. */
const REMAINS_LIMIT_MS = 20_000;
const POLL_MS = 25;
/** Longest wait for an orderly end; then the database is told to end at once, and recovers at the next start. */
const STOP_LIMIT_MS = 30_000;
const LOG_LINES_SHOWN = 5;
const WRONG_PASSWORD = '28P01';

const runProgram = promisify(execFile);

const MEGABYTE = 2 ** 20;
/** Memory that processes of the database share, in megabytes: a sixteenth of the machine's, within these. */
const SHARED_MEMORY_MB = { least: 256, most: 1_024, share: 1 / 16 };
/** Below so many cores a second process for one question takes the core that others wait for. */
const CORES_FOR_PARALLEL = 4;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0777',
  password_encryption: 'scram-sha-256',
  max_connections: '60',
  effective_cache_size: '1GB',
  // Disks of today: a page from anywhere costs little more than the next one.
  random_page_cost: '1.1',
  // Compiling a question takes longer than answering it.
  jit: 'off',
  // Checkpoints come by time and seldom in the middle of an intake; a recovery has no more than this to replay.
  max_wal_size: '2GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A killed Wardlight leaves no query behind that goes on, and holds rows, for nobody.
  client_connection_check_interval: '1s',
};

/** Settings that follow the machine, given its memory in octets and its cores. */
export function settingsFor(memory: number, cores: number): Readonly<Record<string, string>> {
  const { least, most, share } = SHARED_MEMORY_MB;
  const shared = Math.round(Math.min(most, Math.max(least, (memory / MEGABYTE) * share)));
  return {
    // A table that takes more than a quarter of it is read from the system anew by each question.
    shared_buffers: `${shared}MB`,
    ...(cores < CORES_FOR_PARALLEL && { max_parallel_workers_per_gather: '0' }),
  };
}

/** Starts the server of a cluster; returns when it answers. Throws a StoreError. */
export async function startServer(
  data: DataFolder,
  server: ConnectionSettings,
  user: DatabaseUser,
): Promise<void> {
  const { folder } = programsFor(data, user);
  const begun = Date.now();
  let wasKilled = false;
  for (;;) {
    wasKilled = data.dropLocksOfTheDead() || wasKilled;
    const child = spawnServer(folder, data, server, user);
    // A server that ends because another start was quicker is no failure: that one is waited for.
    while (child.exit() === undefined || data.isRunning()) {
      if (await answers(data, server)) return;
      if (Date.now() > begun + START_LIMIT_MS)
        throw notStarted(data, child.exit() ?? `no answer in ${START_LIMIT_MS / 1_000} seconds`);
      await delay(POLL_MS);
    }
    // While processes of a killed one are ending the database refuses the cluster: their memory is in use.
    if (!wasKilled || Date.now() > begun + REMAINS_LIMIT_MS) throw notStarted(data, child.exit() ?? '');
    await delay(POLL_MS);
  }
}

function notStarted(data: DataFolder, reason: string): StoreError {
  return new StoreError(
    'not-started',
    `The database did not start (${reason}). Last lines of ${data.log}:\n${data.logTail(LOG_LINES_SHOWN)}`,
  );
}

function spawnServer(
  programs: string,
  data: DataFolder,
  { port }: ConnectionSettings,
  user: DatabaseUser,
): { exit(): string | undefined } {
  const log = data.openLog();
  const settings = {
    ...SETTINGS,
    ...settingsFor(os.totalmem(), os.availableParallelism()),
    ...{ port: String(port), unix_socket_directories: data.socketFolder },
  };
  const child = spawn(
    path.join(programs, 'postgres'),
    ['-D', data.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // A process group of its own: Ctrl-C is for Wardlight, which ends the database last.
    { ...user.spawn, cwd: data.cluster, stdio: ['ignore', log, log], detached: true },
  );
  fs.closeSync(log);
  child.unref();
  let exit: string | undefined;
  child.once('exit', (code, by) => {
    exit = by ? `ended by ${by}` : `exit status ${code}`;
  });
  child.once('error', (error) => {
    exit = error.message;
  });
  return { exit: () => exit };
}

function programsFor(data: DataFolder, user: DatabaseUser): PostgresBinaries {
  const needed = data.hasCluster ? data.clusterVersion() : undefined;
  const binaries = findPostgresBinaries(user, data.programs, needed);
  if (binaries) return binaries;
  throw new StoreError(
    'no-postgres',
    needed === undefined
      ? `No PostgreSQL found. Install the package postgresql (${OLDEST_MAJOR_VERSION} or later), or set DATABASE_URL to a server.`
      : `The data folder ${data.root} was made by PostgreSQL ${needed}, which is not here. Install postgresql-${needed}, ` +
          'or restore a backup into a new data folder.',
  );
}

/** `initdb`, in a folder of its own that takes its place when it is whole: a kill or a second start leaves no half. */
export async function makeCluster(
  data: DataFolder,
  server: ConnectionSettings,
  user: DatabaseUser,
): Promise<void> {
  const { folder } = programsFor(data, user);
  const draft = data.openDraft(user);
  const passwordFile = data.lendPassword(user, draft);
  try {
    await runProgram(
      path.join(folder, 'initdb'),
      [
        ...['-D', draft, '-U', server.user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C', '--data-checksums'],
      ],
      { ...user.spawn, cwd: draft },
    );
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw new StoreError('not-started', `No database could be made in ${data.root}: ${reasonOf(error)}`);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
  data.adoptDraft(draft);
}

/** What a program that failed said; what the system says of one that did not run. */
function reasonOf(error: unknown): string {
  const { stderr = '', message = '' } = error as { stderr?: string; message?: string };
  return stderr.trim() || message;
}

/** Whether a server is there that lets us in. Throws a StoreError when it refuses our password. */
export async function answers(data: DataFolder, server: ConnectionSettings): Promise<boolean> {
  const client = new pg.Client({ ...server, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === WRONG_PASSWORD)
      throw new StoreError(
        'not-started',
        `The database in ${data.root} does not accept the password in the file owner-password there. Put back the file that it was made with.`,
        error,
      );
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Ends the server with this process id in order, or at once when that takes too long. */
export async function endServer(data: DataFolder, pid: number): Promise<void> {
  signal(pid, 'SIGINT'); // "fast": open transactions are rolled back
  if (await ended(data)) return;
  signal(pid, 'SIGQUIT');
  await ended(data);
}

/** Waits until the database has removed its process file, or was killed. */
async function ended(data: DataFolder): Promise<boolean> {
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (data.isRunning()) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
