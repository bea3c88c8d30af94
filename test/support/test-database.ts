/** A database of its own for a test file: embedded PostgreSQL in a temporary folder, with the newest schema. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { prepareJobs } from '../../src/store/jobs.ts';
import { migrate } from '../../src/store/migrate.ts';
import { EmbeddedPostgres } from '../../src/store/postgres/embedded-postgres.ts';

/** Time for `initdb` on a busy machine. */
const START_LIMIT_MS = 120_000;

export interface TestDatabase {
  readonly database: Database;
  readonly folder: string;
}

/** A folder that the database's user may enter, as /var/lib is. */
export function makeDataFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-test-'));
  fs.chmodSync(folder, 0o711);
  return folder;
}

/** Starts one for all tests of the calling file; ask only within tests. */
export function useTestDatabase(): () => TestDatabase {
  let running: (TestDatabase & { readonly server: EmbeddedPostgres }) | undefined;
  beforeAll(async () => {
    const folder = makeDataFolder();
    const server = await EmbeddedPostgres.start(folder);
    const database = await Database.open(server.connection);
    await migrate(database.kysely as never);
    await prepareJobs(database);
    running = { database, folder, server };
  }, START_LIMIT_MS);
  afterAll(async () => {
    await running?.database.close();
    await running?.server.stop();
    if (running) fs.rmSync(running.folder, { recursive: true, force: true });
  }, START_LIMIT_MS);
  return () => {
    if (!running) throw new Error('the database runs only within tests');
    return running;
  };
}
