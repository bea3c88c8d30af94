/**
 * Which servers use a database that several may share: each holds a lock, shared with the others, for as long as its
 * connection stands. Who finds no other may free what a killed one held.
 */

import type { Database } from './database.ts';

/** Number of the advisory lock; any that nothing else uses. */
const PRESENCE_LOCK = 7_721_002;

export interface ServerPresence {
  /** Whether there was no other server when this one came. */
  readonly isSole: boolean;
  leave(): void;
}

/** Says that a server is here. */
export async function announceServer(database: Database): Promise<ServerPresence> {
  const client = await database.connect();
  try {
    const { rows } = await client.query<{ sole: boolean }>('select pg_try_advisory_lock($1) as sole', [
      PRESENCE_LOCK,
    ]);
    const isSole = rows[0]?.sole === true;
    await client.query('select pg_advisory_lock_shared($1)', [PRESENCE_LOCK]);
    if (isSole) await client.query('select pg_advisory_unlock($1)', [PRESENCE_LOCK]);
    return { isSole, leave: () => client.release(true) };
  } catch (error) {
    client.release(true);
    throw error;
  }
}
