/**
 * PostgreSQL under our own supervision: a cluster in the data folder, reached through a Unix socket alone, durable
 * (fsync on), run by an unprivileged user. It outlives a Wardlight that is killed; the next one adopts it. A database that
 * ends by itself is started again. Two Wardlights on one folder are told apart by a claim that only one can hold.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { StoreError } from '../store-error.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { DataFolder, POSTGRES_PORT } from './data-folder.ts';
import { type DatabaseUser, databaseUser } from './database-user.ts';
import { claimFolder } from './folder-claim.ts';
import { answers, endServer, makeCluster, startServer } from './server-process.ts';

/** Role that owns the database and everything in it. */
const OWNER = 'wardlight';
const DATABASE = 'wardlight';
/** Waits between attempts to bring the database back; the last one repeats. */
const RETRIES_MS = [0, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** What the holder of a database is told. */
export interface DatabaseWatcher {
  /** It had ended, or the connection to it, and stands again. */
  restored(): void;
  /** It cannot be brought back now, and is tried again; why. */
  away(reason: string): void;
  /** Another Wardlight has taken the data folder: nothing may be written any more. */
  lost(error: StoreError): void;
}

export class EmbeddedPostgres {
  readonly connection: ConnectionSettings;
  /** Whether the database ran already: its last Wardlight was killed. */
  readonly adopted: boolean;
  private readonly data: DataFolder;
  private readonly user: DatabaseUser;
  /** Undefined for a guest of another Wardlight's database, who does not end it. */
  private claim: pg.Client | undefined;
  private watcher: DatabaseWatcher | undefined;
  private recovery: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  private constructor(
    data: DataFolder,
    user: DatabaseUser,
    connection: ConnectionSettings,
    claim: pg.Client | undefined,
    adopted: boolean,
  ) {
    this.data = data;
    this.user = user;
    this.connection = connection;
    this.adopted = adopted;
    if (claim) this.hold(claim);
  }

  /**
   * Starts the database of a data folder, or adopts it. While another Wardlight has it a guest is let in, anybody else
   * gets a StoreError `in-use`.
   */
  static async start(folder: string, options: { asGuest?: boolean } = {}): Promise<EmbeddedPostgres> {
    const user = databaseUser();
    const data = DataFolder.open(folder, user);
    const server = settingsOf(data, 'postgres');
    const running = data.hasCluster && (await answers(data, server));
    if (!data.hasCluster) await makeCluster(data, server, user);
    if (!running) await startServer(data, server, user);
    const claim = await claimFolder(server);
    if (claim) await makeDatabase(claim);
    else if (!options.asGuest) throw inUse(data);
    return new EmbeddedPostgres(data, user, settingsOf(data, DATABASE), claim, running);
  }

  /** Names who is told when the database ends by itself. */
  watch(watcher: DatabaseWatcher): void {
    this.watcher = watcher;
  }

  /** Ends the database in order; all connections must be closed before. */
  async stop(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    await this.recovery;
    const { claim } = this;
    if (!claim) return;
    const pid = this.data.postmaster();
    await claim.end().catch(() => undefined);
    if (pid !== undefined) await endServer(this.data, pid);
  }

  /** Keeps the claim, and what happens when its connection ends: so does every database that was killed or reset. */
  private hold(claim: pg.Client): void {
    this.claim = claim;
    claim.once('end', () => {
      this.claim = undefined;
      if (!this.stopping.signal.aborted) this.recovery = this.bringBack();
    });
  }

  private async bringBack(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const wait = RETRIES_MS[Math.min(tries, RETRIES_MS.length - 1)] ?? 0;
      await delay(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      if (this.stopping.signal.aborted) return;
      try {
        const server = settingsOf(this.data, 'postgres');
        if (!this.data.hasCluster) throw new StoreError('data-folder', `${this.data.cluster} is gone.`);
        if (!(await answers(this.data, server))) await startServer(this.data, server, this.user);
        const claim = await claimFolder(server);
        if (!claim) return this.watcher?.lost(inUse(this.data));
        this.hold(claim);
        return this.watcher?.restored();
      } catch (error) {
        this.watcher?.away(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

const settingsOf = (data: DataFolder, database: string): ConnectionSettings => ({
  ...{ host: data.socketFolder, port: POSTGRES_PORT, user: OWNER, password: data.password(), database },
});

const inUse = (data: DataFolder): StoreError =>
  new StoreError('in-use', `The data folder ${data.root} is in use by another Wardlight.`);

async function makeDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`create database ${DATABASE}`);
}
