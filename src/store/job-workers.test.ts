/** Jobs over connections that break: what their workers held is taken up again within seconds, whatever was lost. */

import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BreakableWire } from '../../test/support/breakable-wire.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { Database } from './database.ts';
import { addJob, type RunningJobs, runJobs } from './jobs.ts';

/** Within which a job is taken up again: its workers find out by asking once a second. */
const SECONDS = { timeout: 10_000, interval: 20 };
const WORK = 'work';
/** A job that loses its connection so often: the queue would let it wait for half a minute after the last time. */
const UNLUCKY = 'unlucky';
const LOSSES = 3;

type Outcome = 'fails' | 'is done';

const test = useTestDatabase();
let wire: BreakableWire;
let over: Database;
let jobs: RunningJobs;
/** How often each job began. */
let begun: Map<string, number>;
/** What ends the first run of each. */
let endings: Map<string, (outcome: Outcome) => void>;

beforeEach(async () => {
  wire = await BreakableWire.to(test().connection);
  over = await Database.open(wire.server);
  begun = new Map();
  endings = new Map();
  jobs = await runJobs(over, { [WORK]: work }, { concurrency: 3, isSole: false });
});

afterEach(async () => {
  wire.mend();
  await jobs.stop();
  await over.close();
  await wire.close();
  await sql`truncate graphile_worker._private_jobs`.execute(test().database.kysely);
});

async function work(payload: unknown): Promise<void> {
  const { id } = payload as { readonly id: string };
  const times = (begun.get(id) ?? 0) + 1;
  begun.set(id, times);
  if (id === UNLUCKY && times <= LOSSES) {
    wire.cut();
    await sql`select 1`.execute(over.kysely).finally(() => wire.mend());
  }
  if (times > 1) return;
  const outcome = await new Promise<Outcome>((resolve) => endings.set(id, resolve));
  if (outcome === 'fails') throw new Error('it has a defect');
}

/** Adds a job over a connection that does not break. */
const add = (id: string) =>
  test()
    .database.kysely.transaction()
    .execute((transaction) => addJob(transaction, WORK, { id }));

async function inQueue(): Promise<readonly { readonly isHeld: boolean }[]> {
  const { rows } = await sql<{ isHeld: boolean }>`
    select locked_by is not null as "isHeld" from graphile_worker.jobs`.execute(test().database.kysely);
  return rows;
}

/** Lets a job that waits for it end, as soon as it runs. */
async function endFirstRun(id: string, outcome: Outcome): Promise<void> {
  await vi.waitFor(() => expect(begun.get(id), `runs of ${id}`).toBe(1), SECONDS);
  endings.get(id)?.(outcome);
}

const queueIsEmpty = () => vi.waitFor(async () => expect(await inQueue()).toEqual([]), SECONDS);

it.each<readonly [Outcome, Outcome, Outcome]>([
  ['fails', 'fails', 'fails'],
  ['fails', 'fails', 'is done'],
  ['is done', 'is done', 'is done'],
  ['is done', 'fails', 'is done'],
])('what cannot be written is done again: a job %s, then one %s, then one %s', async (...outcomes) => {
  for (const id of ['first', 'second', 'third']) await add(id);
  await vi.waitFor(() => expect(endings.size).toBe(3), SECONDS);
  wire.cut();
  // One after the other: what the library makes of the second depends on what it made of the first.
  for (const [index, end] of [...endings.values()].entries()) {
    const before = wire.refused;
    end(outcomes[index] ?? 'fails');
    await vi.waitFor(() => expect(wire.refused).toBeGreaterThan(before), SECONDS);
  }
  expect(await inQueue()).toEqual([{ isHeld: true }, { isHeld: true }, { isHeld: true }]);
  wire.mend();
  await queueIsEmpty();
  expect(Object.fromEntries(begun)).toEqual({ first: 2, second: 2, third: 2 });
});

it('a job whose giving was not heard of is given again', async () => {
  // So that connections stand.
  await add('earlier');
  await endFirstRun('earlier', 'is done');
  await queueIsEmpty();
  wire.hold();
  await add('only');
  wire.dropAnswers();
  await vi.waitFor(async () => expect(await inQueue()).toEqual([{ isHeld: true }]), SECONDS);
  wire.cut();
  expect(begun.get('only')).toBeUndefined();
  wire.mend();
  await endFirstRun('only', 'is done');
  await queueIsEmpty();
  expect(begun.get('only')).toBe(1);
});

it('a job that loses its connection runs again without longer waits each time', async () => {
  await add(UNLUCKY);
  await vi.waitFor(() => expect(begun.get(UNLUCKY)).toBe(LOSSES + 1), SECONDS);
  await queueIsEmpty();
});

it('jobs that come after connections broke while none ran are run', async () => {
  wire.cut();
  await vi.waitFor(() => expect(wire.refused).toBeGreaterThan(2), SECONDS);
  wire.mend();
  await add('later');
  await endFirstRun('later', 'is done');
  await queueIsEmpty();
});
