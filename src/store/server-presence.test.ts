import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import { BreakableWire } from '../../test/support/breakable-wire.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { Database } from './database.ts';
import { announceServer } from './server-presence.ts';

const test = useTestDatabase();

it('a server is alone until another comes, and again when all others have left', async () => {
  const { database } = test();
  const first = await announceServer(database);
  expect(first.isSole).toBe(true);
  const second = await announceServer(database);
  expect(second.isSole).toBe(false);
  first.leave();
  const third = await announceServer(database);
  expect(third.isSole).toBe(false);
  second.leave();
  third.leave();
  // The database notices a moment later that their connections are gone.
  await vi.waitFor(async () => {
    const last = await announceServer(database);
    last.leave();
    expect(last.isSole).toBe(true);
  }, 10_000);
});

it('a server is here again after its connections broke', { timeout: 40_000 }, async () => {
  const { database, connection } = test();
  const wire = await BreakableWire.to(connection);
  const over = await Database.open(wire.server);
  const servers = (count: number) =>
    vi.waitFor(async () => {
      const { rows } = await sql`
        select from pg_locks join pg_database d on d.oid = database
         where locktype = 'advisory' and mode = 'ShareLock' and granted and datname = current_database()`.execute(
        database.kysely,
      );
      expect(rows).toHaveLength(count);
    }, 10_000);
  await servers(0);
  const presence = await announceServer(over);
  await servers(1);
  wire.cut();
  await servers(0);
  wire.mend();
  await servers(1);
  presence.leave();
  await servers(0);
  await over.close();
  await wire.close();
});
