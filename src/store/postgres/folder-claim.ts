/**
 * The claim of one Wardlight on a data folder: an advisory lock, held by a connection of its own. PostgreSQL gives it back
 * when the connection ends; that of a killed Wardlight may take a moment to notice.
 */

import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectionSettings } from './connection-settings.ts';
import { isAlive } from './process-state.ts';

/** Number of the advisory lock that stands for the data folder; any that nothing else uses. */
const FOLDER_LOCK = 7_721_001;
/** Name under which a Wardlight holds it, with its process id. */
const HOLDER = 'wardlight';
/** Longest wait for the connection of a holder that is no process of this machine any more. */
const DEAD_HOLDER_LIMIT_MS = 10_000;
const POLL_MS = 50;

/** A connection that holds the claim for as long as it stands; undefined when another Wardlight does. */
export async function claimFolder(server: ConnectionSettings): Promise<pg.Client | undefined> {
  const client = new pg.Client({ ...server, application_name: `${HOLDER} ${process.pid}` });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const deadline = Date.now() + DEAD_HOLDER_LIMIT_MS;
    for (;;) {
      const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
        FOLDER_LOCK,
      ]);
      if (rows[0]?.held) return client;
      if ((await holderLives(client)) || Date.now() > deadline) break;
      await delay(POLL_MS);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
}

async function holderLives(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and classid = 0 and objid = $1 and objsubid = 1 and granted`,
    [FOLDER_LOCK],
  );
  return rows.some(({ name }) => {
    const [kind, pid] = name.split(' ');
    return kind === HOLDER && isAlive(Number(pid));
  });
}
