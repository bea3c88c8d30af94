import { expect, it, vi } from 'vitest';
import { useTestDatabase } from '../../test/support/test-database.ts';
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
