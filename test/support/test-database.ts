/**
 * A database of its own for a test file, with the newest schema: embedded PostgreSQL in a temporary folder, or a database on
 * the server that TEST_DATABASE_URL names, whose role may make databases (scripts/with-outside-postgres.mjs starts one).
 */

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type QueryResult, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { prepareJobs } from '../../src/store/jobs.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { ConnectionSettings } from '../../src/store/postgres/connection-settings.ts';
import { EmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.ts';

/** Time for `initdb` on a busy machine. */
const START_LIMIT_MS = 120_000;

export interface TestDatabase {
  readonly database: Database;
  readonly folder: string;
  /** By which others reach it: settings, or a URL. */
  readonly connection: string | ConnectionSettings;
}

/** A folder that the database's user may enter, as /var/lib is. */
export function makeDataFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-test-'));
  fs.chmodSync(folder, 0o711);
  return folder;
}

/** Whether tests use a server of somebody else, over TCP, by a role that is not its administrator. */
export const USES_OUTSIDE_DATABASE = Boolean(process.env['TEST_DATABASE_URL']);

/** Starts one for all tests of the calling file; ask only within tests. */
export function useTestDatabase(): () => TestDatabase {
  let running: (TestDatabase & { readonly drop: () => Promise<void> }) | undefined;
  beforeAll(async () => {
    const folder = makeDataFolder();
    const url = process.env['TEST_DATABASE_URL'];
    const { server, drop } = url ? await outsideDatabase(url) : await embeddedDatabase(folder);
    const database = await Database.open(server);
    await migrate(database.kysely);
    await prepareJobs(database);
    running = { database, folder, connection: server, drop };
  }, START_LIMIT_MS);
  afterAll(async () => {
    await running?.database.close();
    await running?.drop();
    if (running) fs.rmSync(running.folder, { recursive: true, force: true });
  }, START_LIMIT_MS);
  return () => {
    if (!running) throw new Error('the database runs only within tests');
    return running;
  };
}

/**
 * Runs a statement as the login role, past the code: a superuser of an embedded database sees every organisation, the owner
 * of a hospital's own database the one that is set.
 */
export function asOwner<Row>(
  { kysely }: Database,
  organisation: string,
  statement: RawBuilder<Row>,
): Promise<QueryResult<Row>> {
  return kysely.transaction().execute(async (transaction) => {
    await sql`select set_config('wardlight.organisation', ${organisation}, true)`.execute(transaction);
    return statement.execute(transaction);
  });
}

interface EmptyDatabase {
  readonly server: string | ConnectionSettings;
  readonly drop: () => Promise<void>;
}

async function embeddedDatabase(folder: string): Promise<EmptyDatabase> {
  const server = await EmbeddedPostgres.start(folder);
  return { server: server.connection, drop: () => server.stop() };
}

/** A new database on the server of a URL. */
async function outsideDatabase(url: string): Promise<EmptyDatabase> {
  const name = `wardlight_${randomUUID().replaceAll('-', '')}`;
  await command(url, `create database ${name}`);
  const server = new URL(url);
  server.pathname = name;
  // A worker of autovacuum is the administrator's: whoever drops by force may not end it, a plain drop does.
  const drop = () =>
    command(url, `drop database ${name} with (force)`).catch(() => command(url, `drop database ${name}`));
  return { server: server.href, drop };
}

async function command(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
