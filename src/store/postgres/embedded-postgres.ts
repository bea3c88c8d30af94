/**
 * PostgreSQL under our own supervision: a cluster in the data folder, reached through a Unix socket alone, durable
 * (fsync on), run by an unprivileged user. It outlives a Wardlight that is killed; the next one adopts it. Two Wardlights
 * on one folder are told apart by an advisory lock, which PostgreSQL gives back however its holder ends.
 */

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StoreError } from '../store-error.ts';
import { DataFolder } from './data-folder.ts';
import { type DatabaseUser, databaseUser } from './database-user.ts';
import { findPostgresBinaries, OLDEST_MAJOR_VERSION, type PostgresBinaries } from './postgres-binaries.ts';

/** Role that owns the database and everything in it. */
const OWNER = 'wardlight';
const DATABASE = 'wardlight';
const PORT = 5432;
/** Number of the advisory lock that stands for the data folder; any that nothing else uses. */
const FOLDER_LOCK = 7_721_001;
/** Longest wait for a start: after a crash the database first replays its log. */
const START_LIMIT_MS = 120_000;
const POLL_MS = 25;
/** Longest wait for an orderly end; then the database is told to end at once, and recovers at the next start. */
const STOP_LIMIT_MS = 30_000;
const LOG_LINES_SHOWN = 5;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0777',
  port: String(PORT),
  password_encryption: 'scram-sha-256',
  max_connections: '60',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  // Disks of today: a page from anywhere costs little more than the next one.
  random_page_cost: '1.1',
  // Compiling a question takes longer than answering it.
  jit: 'off',
  // Checkpoints come by time and not in the middle of an intake.
  max_wal_size: '4GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export class EmbeddedPostgres {
  readonly connection: ConnectionSettings;
  /** Whether the database ran already: its last Wardlight was killed. */
  readonly adopted: boolean;
  private readonly data: DataFolder;
  /** Undefined for a guest of another Wardlight's database, who does not end it. */
  private readonly lock: pg.Client | undefined;
  private stopping = false;

  private constructor(
    data: DataFolder,
    connection: ConnectionSettings,
    lock: pg.Client | undefined,
    adopted: boolean,
  ) {
    this.data = data;
    this.connection = connection;
    this.lock = lock;
    this.adopted = adopted;
  }

  /**
   * Starts the database of a data folder, or adopts it. While another Wardlight has it a guest is let in, anybody else
   * gets a StoreError `in-use`.
   */
  static async start(folder: string, options: { asGuest?: boolean } = {}): Promise<EmbeddedPostgres> {
    const user = databaseUser();
    const data = DataFolder.open(folder, user);
    const server: ConnectionSettings = {
      host: data.socketFolder,
      port: PORT,
      user: OWNER,
      password: data.password(),
      database: 'postgres',
    };
    const running = data.hasCluster && (await answers(server));
    if (!running) await launch(data, server, user);
    const lock = await holdFolder(server);
    if (lock) await makeDatabase(lock);
    else if (!options.asGuest)
      throw new StoreError('in-use', `The data folder ${data.root} is in use by another Wardlight.`);
    return new EmbeddedPostgres(data, { ...server, database: DATABASE }, lock, running);
  }

  /** Ends the database in order; all connections must be closed before. */
  async stop(): Promise<void> {
    if (this.stopping || !this.lock) return;
    this.stopping = true;
    const pid = this.data.postmaster();
    await this.lock.end().catch(() => undefined);
    if (pid === undefined) return;
    signal(pid, 'SIGINT'); // "fast": open transactions are rolled back
    if (await ended(this.data, STOP_LIMIT_MS)) return;
    signal(pid, 'SIGQUIT');
    await ended(this.data, STOP_LIMIT_MS);
  }
}

/** Makes the cluster where there is none and starts the server; returns when it answers. */
async function launch(data: DataFolder, server: ConnectionSettings, user: DatabaseUser): Promise<void> {
  const binaries = programsFor(data, user);
  if (!data.hasCluster) makeCluster(binaries, data, server, user);
  const log = data.openLog();
  const settings = { ...SETTINGS, unix_socket_directories: data.socketFolder };
  const child = spawn(
    path.join(binaries.folder, 'postgres'),
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
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await answers(server))) {
    // A server that ends because another start was quicker is no failure: that one is waited for.
    if ((exit !== undefined && !data.isRunning()) || Date.now() > deadline) {
      const reason = exit ?? `no answer in ${START_LIMIT_MS / 1_000} seconds`;
      throw new StoreError(
        'not-started',
        `The database did not start (${reason}). Last lines of ${data.log}:\n${data.logTail(LOG_LINES_SHOWN)}`,
      );
    }
    await delay(POLL_MS);
  }
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
function makeCluster(
  binaries: PostgresBinaries,
  data: DataFolder,
  server: ConnectionSettings,
  user: DatabaseUser,
): void {
  const draft = data.openDraft(user);
  const passwordFile = data.lendPassword(user);
  const { status, stderr, error } = spawnSync(
    path.join(binaries.folder, 'initdb'),
    [
      ...['-D', draft, '-U', server.user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale=C', '--data-checksums'],
    ],
    { ...user.spawn, cwd: draft, encoding: 'utf8' },
  );
  fs.rmSync(passwordFile, { force: true });
  if (status === 0) data.adoptDraft(draft);
  else {
    fs.rmSync(draft, { recursive: true, force: true });
    const reason = error?.message ?? stderr.trim();
    throw new StoreError('not-started', `No database could be made in ${data.root}: ${reason}`);
  }
}

/** Whether a server is there that accepts our password. */
async function answers(server: ConnectionSettings): Promise<boolean> {
  const client = new pg.Client({ ...server, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A connection that holds the lock of the data folder for as long as it stands; undefined when another one does. */
async function holdFolder(server: ConnectionSettings): Promise<pg.Client | undefined> {
  const client = new pg.Client({ ...server, application_name: `wardlight ${process.pid}` });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
    FOLDER_LOCK,
  ]);
  if (rows[0]?.held) return client;
  await client.end();
  return undefined;
}

async function makeDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`create database ${DATABASE}`);
}

/** Waits until the database has removed its process file. */
async function ended(data: DataFolder, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (data.postmaster() !== undefined) {
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
