/**
 * Which servers use a database that several may share: each holds a lock, shared with the others, for as long as its
 * connection stands, and takes it again after a database that went away. Who finds no other may free what a killed one held.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Database } from './database.ts';

/** Number of the advisory lock; any that nothing else uses. */
const PRESENCE_LOCK = 7_721_002;
const RETRY_MS = 1_000;

export interface ServerPresence {
  /** Whether there was no other server when this one came. */
  readonly isSole: boolean;
  leave(): void;
}

/** Says that a server is here. */
export async function announceServer(database: Database): Promise<ServerPresence> {
  const leaving = new AbortController();
  const { signal } = leaving;
  let held: PoolClient | undefined;
  const hold = (client: PoolClient) => {
    if (signal.aborted) return client.release(true);
    held = client;
    client.once('end', () => {
      if (signal.aborted) return;
      held = undefined;
      client.release(true);
      void comeBack();
    });
  };
  const comeBack = async () => {
    while (!signal.aborted) {
      try {
        return hold((await takeLock(database)).client);
      } catch {
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const { client, isSole } = await takeLock(database);
  hold(client);
  const leave = () => {
    leaving.abort();
    held?.release(true);
  };
  return { isSole, leave };
}

/** A connection that holds the lock, and whether no other did. */
async function takeLock(
  database: Database,
): Promise<{ readonly client: PoolClient; readonly isSole: boolean }> {
  const client = await database.connect();
  try {
    const { rows } = await client.query<{ sole: boolean }>('select pg_try_advisory_lock($1) as sole', [
      PRESENCE_LOCK,
    ]);
    const isSole = rows[0]?.sole === true;
    await client.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
    if (isSole) await client.query('select pg_advisory_unlock($1)', [PRESENCE_LOCK]);
    return { client, isSole };
  } catch (error) {
    client.release(true);
    throw error;
  }
}
