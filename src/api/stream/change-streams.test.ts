import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { addOrganisation } from '../../../test/support/test-server.ts';
import { EVERY_DEVICE } from '../../access/device-selection.ts';
import { ProblemError } from '../problem.ts';
import { ChangeStreams, type Listening, STREAMS_OF_ONE } from './change-streams.ts';

const test = useTestDatabase();
let organisation: string;
let other: string;
let streams: ChangeStreams;

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  other = await addOrganisation(test().database, 'St. Bob');
});
afterEach(() => streams.stop());

const start = (heartbeatMs = 60_000) => {
  streams = new ChangeStreams(test().database, { pollMs: 20, heartbeatMs });
};
const listen = (more: Partial<Listening> = {}): Promise<Readable> =>
  streams.open({
    ...{ organisation, who: 'ann', selection: EVERY_DEVICE, since: 0 },
    checkAgain: async () => EVERY_DEVICE,
    ...more,
  });

/** So many new alerts. */
const addAlerts = (count: number, of = organisation) =>
  test().database.asOrganisation(of, (t) =>
    sql`insert into alert (organisation_id, kind, severity, key, text)
      select ${of}, 'break-glass', 'high', gen_random_uuid()::text, 'x' from generate_series(1, ${count}::int)`.execute(
      t,
    ),
  );

/** Collects what a stream says. */
function collect(stream: Readable) {
  const said = { text: '' };
  stream.on('data', (chunk: Buffer) => {
    said.text += chunk.toString();
  });
  return {
    said,
    numbers: () => [...said.text.matchAll(/id: (\d+)\nevent: change\n/g)].map(([, id]) => Number(id)),
  };
}

describe('ChangeStreams', () => {
  it('tell every change once and in order, also over a break in between', async () => {
    start();
    await addAlerts(700);
    const first = await listen();
    const heard = collect(first);
    await vi.waitFor(() => expect(heard.numbers()).toHaveLength(700));
    first.destroy();
    await addAlerts(5);
    const again = collect(await listen({ since: heard.numbers().at(-1) }));
    await vi.waitFor(() => expect(again.numbers()).toHaveLength(5));
    await Promise.all(Array.from({ length: 20 }, () => addAlerts(10)));
    await vi.waitFor(() => expect(again.numbers()).toHaveLength(205));
    const all = [...heard.numbers(), ...again.numbers()];
    expect(all).toEqual(Array.from({ length: 905 }, (_, at) => at + 1));
  });

  it('begin now when nobody says where, and tell nothing of other organisations', async () => {
    start();
    await addAlerts(3);
    const stream = collect(await listen({ since: undefined }));
    const { said, numbers } = collect(await listen({ organisation: other, who: 'bob' }));
    await addAlerts(1);
    await vi.waitFor(() => expect(stream.numbers()).toHaveLength(1));
    await delay(60);
    expect(numbers()).toEqual([]);
    expect(said.text).toContain('event: start');
  });

  it('say that a number of the future is of another history', async () => {
    start();
    const { said } = collect(await listen({ since: 1e9 }));
    await vi.waitFor(() => expect(said.text).toContain('event: reset'));
  });

  it('end for who may no longer listen, within a heartbeat', async () => {
    start(20);
    let isOver = false;
    const stream = await listen({
      since: undefined,
      checkAgain: async () => {
        if (isOver) throw new ProblemError(401, 'not-signed-in', 'Sign in first.');
        return EVERY_DEVICE;
      },
    });
    const { said } = collect(stream);
    await vi.waitFor(() => expect(said.text).toContain(': alive'));
    isOver = true;
    await vi.waitFor(() => expect(stream.readableEnded).toBe(true));
    expect(said.text).toContain('event: end\ndata: {"code":"not-signed-in"}');
    expect(streams.count).toBe(0);
  });

  it('are closed for who does not read, and hold no more for them than the limit', async () => {
    start();
    await addAlerts(5_000);
    const stream = await listen();
    await vi.waitFor(() => expect(streams.count).toBe(0), 5_000);
    expect(stream.readableLength).toBeLessThan(300_000);
    const { said } = collect(stream);
    await vi.waitFor(() =>
      expect(said.text).toContain('retry: 15000\nevent: end\ndata: {"code":"too-slow"}'),
    );
  });

  it('are so many for one listener, and no more', async () => {
    start();
    for (let count = 0; count < STREAMS_OF_ONE; count++) await listen({ since: undefined });
    await expect(listen({ since: undefined })).rejects.toMatchObject({ code: 'too-many-streams' });
    await expect(listen({ who: 'bob', since: undefined })).resolves.toBeDefined();
  });
});
