import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { talk } from '../../test/support/conversations.ts';
import { asOwner, useTestDatabase } from '../../test/support/test-database.ts';
import type { Conversation } from '../identify/conversation.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { prepareJobs } from './jobs.ts';
import { listSites } from './places.ts';
import {
  applyNextBatch,
  type BatchContent,
  type BatchHealth,
  receiveBatch,
  WAITING_LIMIT,
} from './sensor-batches.ts';
import { watchSensors } from './sensor-watch.ts';
import {
  createSensor,
  type Enrolment,
  enrolSensor,
  hoursOfSensor,
  listSensors,
  offerEnrolment,
  revokeSensor,
} from './sensors.ts';

const test = useTestDatabase();
const LIMIT_MS = 120_000;
const AT = Date.parse('2026-11-22T10:00:00Z');
let organisation: string;

async function newOrganisation(): Promise<string> {
  const id = randomUUID();
  await test().database.asOrganisation(id, (t) =>
    t
      .insertInto('organisation')
      .values({ id, name: `hospital ${id}` })
      .execute(),
  );
  return id;
}

async function enrolmentIn(of: string, site?: string): Promise<Enrolment> {
  const made = await createSensor(test().database, of, { name: randomUUID(), site });
  if (typeof made !== 'object') throw new Error(`no sensor was made: ${made}`);
  return made;
}

async function newSensor(of = organisation): Promise<string> {
  return (await enrolmentIn(of, 'main building')).id;
}

beforeAll(async () => {
  await prepareJobs(test().database);
  organisation = await newOrganisation();
}, LIMIT_MS);

/** A device that nobody else has, with so many packets. */
function device(mac: string, packets: number): InventoryDevice {
  return {
    ...{ id: `mac:${mac}`, macs: [mac], ips: [], vlans: [], hostnames: [], attributes: {}, services: [] },
    category: { value: 'unknown', confidence: 0, reasons: [] },
    ...{ firstAt: '2026-11-22T10:00:00.000Z', lastAt: '2026-11-22T10:00:01.000Z' },
    ...{ packets, octets: packets * 100, peers: 1, conversations: { bothWays: 0, oneWay: 0 } },
    ...{ viaGateway: null, seenAs: 'sender', decisions: [], profile: null },
  };
}

const HEALTH: BatchHealth & { periodSeconds: number; source: object; vlans: number[] } = {
  ...{ seconds: 30, packets: 10, octets: 1_000, dropped: null, devices: 1 },
  lastPacketAt: '2026-11-22T10:00:01.000Z',
  ...{ periodSeconds: 30, source: { kind: 'interface', name: 'eth1' }, vlans: [7, 9] },
};

/** Bodies of these tests are JSON of what they hold. */
const bodyOf = (content: object) => Buffer.from(JSON.stringify(content));
const read = (body: Buffer): Promise<BatchContent | string> => {
  const { mac, packets, health } = JSON.parse(body.toString()) as {
    mac: string;
    packets: number;
    health?: BatchHealth;
  };
  return Promise.resolve({ madeAt: new Date(), devices: [device(mac, packets)], conversations: [], health });
};

function deliver(sensor: string, sequence: number, body: Buffer, nonce: string = randomUUID()) {
  const sha256 = createHash('sha256').update(body).digest();
  return receiveBatch(test().database, organisation, { sensor, sequence, body, sha256, nonce, skewMs: 5 });
}

const applyNext = (sensor: string, reader = read) =>
  applyNextBatch(test().database, organisation, sensor, { read: reader, devices: loadDeviceRules() });
const sensorRow = async (sensor: string) => (await listSensors(test().database, organisation, sensor))[0];

async function packetsOf(mac: string): Promise<number> {
  return test().database.asOrganisation(organisation, async (t) => {
    const rows = await t
      .selectFrom('device')
      .select('packets')
      .where(sql<boolean>`macs @> array[${mac}]::macaddr[]`)
      .execute();
    return rows.reduce((sum, { packets }) => sum + packets, 0);
  });
}

let nextMac = 0;
const newMac = () =>
  `00:09:fb:00:${[nextMac >> 8, nextMac++ & 255].map((octet) => octet.toString(16).padStart(2, '0')).join(':')}`;

describe('batches in any order of delivery, loss and crash', () => {
  type Step =
    | { readonly kind: 'send'; readonly acknowledged: boolean }
    | { readonly kind: 'again'; readonly back: number }
    | { readonly kind: 'drop' }
    | { readonly kind: 'apply'; readonly dies: boolean };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('send' as const), acknowledged: fc.boolean() }),
    fc.record({ kind: fc.constant('again' as const), back: fc.nat(4) }),
    fc.record({ kind: fc.constant('drop' as const) }),
    fc.record({ kind: fc.constant('apply' as const), dies: fc.boolean() }),
  );

  it('count once', { timeout: LIMIT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const sensor = await newSensor();
        const mac = newMac();
        const bodies: (Buffer | undefined)[] = [undefined];
        let next = 1;
        const dropped: number[] = [];
        /** The newest number that reached the server. */
        let highest = 0;
        let stored = 0;
        for (const each of steps) {
          if (each.kind === 'send') {
            const body = bodies[next] ?? bodyOf({ mac, packets: 10 ** (next % 6) });
            bodies[next] = body;
            const known = next <= highest;
            expect(await deliver(sensor, next, body)).toBe(known ? 'known' : 'stored');
            if (!known) stored += 10 ** (next % 6);
            highest = Math.max(highest, next);
            if (each.acknowledged) next++;
          } else if (each.kind === 'again') {
            const sequence = highest - each.back;
            const body = sequence > 0 ? bodies[sequence] : undefined;
            if (body) expect(await deliver(sensor, sequence, body)).toBe('known');
          } else if (each.kind === 'drop') {
            // A batch that was never sent goes for want of room.
            if (bodies[next]) continue;
            dropped.push(next++);
          } else if (each.dies)
            await applyNext(sensor, async () => {
              throw new Error('killed');
            }).catch(() => undefined);
          else await applyNext(sensor);
        }
        while (await applyNext(sensor));
        expect(await packetsOf(mac)).toBe(stored);
        const row = await sensorRow(sensor);
        expect(row).toMatchObject({ received: highest, applied: highest, refused: 0 });
        expect(row?.missing).toBe(dropped.filter((number) => number < highest).length);
      }),
      { numRuns: 25 },
    );
  });

  it('are applied once when several jobs run at the same time', async () => {
    const sensor = await newSensor();
    const mac = newMac();
    for (let sequence = 1; sequence <= 6; sequence++)
      await deliver(sensor, sequence, bodyOf({ mac, packets: 1 }));
    const all = async () => {
      while (await applyNext(sensor));
    };
    await Promise.all([all(), all(), all()]);
    expect(await packetsOf(mac)).toBe(6);
    expect(await sensorRow(sensor)).toMatchObject({ applied: 6 });
  });
});

describe('conversations of a batch', () => {
  const sumsOf = (mac: string) =>
    test().database.asOrganisation(organisation, async (t) => {
      const { rows } = await sql<{ end: string; connections: number; octets: number }>`
        select c.responder as end, h.connections, h.octets_out as octets
          from conversation c join conversation_hour h on h.conversation_id = c.id
          join device_mac m on m.device_id = c.initiator_device_id where m.mac = ${mac} order by 1`.execute(
        t,
      );
      return rows;
    });
  const talkOf = (initiator: string, responder: string) =>
    talk({ kind: 'device', device: `mac:${initiator}` }, { kind: 'device', device: `mac:${responder}` }, AT);
  const batchOf = (devices: readonly string[], conversations: readonly Conversation[]) => () =>
    Promise.resolve({
      ...{ madeAt: new Date(AT), health: undefined, conversations },
      devices: devices.map((mac) => device(mac, 1)),
    });

  it('count once, with the batch, between devices of this batch and of earlier ones', async () => {
    const sensor = await newSensor();
    const [pump, server, stranger] = [newMac(), newMac(), newMac()];
    for (const sequence of [1, 2])
      for (const _again of [1, 2]) await deliver(sensor, sequence, bodyOf({ mac: pump, packets: sequence }));
    const first = batchOf([pump, server], [talkOf(pump, server)]);
    // The transaction of a batch fails after its conversations were added.
    await expect(
      applyNext(sensor, async () => {
        const content = await first();
        return { ...content, health: { ...HEALTH, seconds: Number.NaN, packets: 1.5e300 } };
      }).then(() => sensorRow(sensor)),
    ).resolves.toMatchObject({ refused: 1 });
    expect(await sumsOf(pump)).toEqual([]);

    await deliver(sensor, 3, bodyOf({ mac: pump, packets: 3 }));
    await applyNext(sensor, first);
    expect(await sumsOf(pump)).toEqual([{ end: 'device', connections: 1, octets: 700 }]);
    await applyNext(sensor, batchOf([], [talkOf(pump, server), talkOf(pump, stranger)]));
    expect(await applyNext(sensor)).toBe(false);
    expect(await sumsOf(pump)).toEqual([
      { end: 'device', connections: 2, octets: 1_400 },
      { end: 'other', connections: 1, octets: 700 },
    ]);
  });
});

describe('a batch', () => {
  it('with the number of another one is refused: the sensor was set back', async () => {
    const sensor = await newSensor();
    await deliver(sensor, 1, bodyOf({ mac: newMac(), packets: 1 }));
    expect(await deliver(sensor, 1, bodyOf({ mac: newMac(), packets: 1 }))).toBe('set-back');
    expect(await sensorRow(sensor)).toMatchObject({ received: 1 });
  });

  it('whose request comes a second time is a replay, and changes nothing', async () => {
    const sensor = await newSensor();
    const body = bodyOf({ mac: newMac(), packets: 1 });
    expect(await deliver(sensor, 1, body, 'n'.repeat(22))).toBe('stored');
    expect(await deliver(sensor, 1, body, 'n'.repeat(22))).toBe('replayed');
    expect(await deliver(sensor, 2, body, 'n'.repeat(22))).toBe('replayed');
    expect(await sensorRow(sensor)).toMatchObject({ received: 1 });
  });

  it('stays with the sensor when too many wait', { timeout: LIMIT_MS }, async () => {
    const sensor = await newSensor();
    const body = bodyOf({ mac: newMac(), packets: 1 });
    await test().database.asOrganisation(organisation, async (t) => {
      await sql`insert into sensor_batch (sensor_id, sequence, organisation_id, sha256, body)
        select ${sensor}, n, ${organisation}, sha256('x'), 'x' from generate_series(1, ${WAITING_LIMIT}) n`.execute(
        t,
      );
      await t
        .updateTable('sensor_delivery')
        .set({ received: WAITING_LIMIT })
        .where('sensor_id', '=', sensor)
        .execute();
    });
    expect(await deliver(sensor, WAITING_LIMIT + 1, body)).toBe('full');
    await applyNext(sensor, () => Promise.resolve('it is a test'));
    expect(await deliver(sensor, WAITING_LIMIT + 1, body)).toBe('stored');
  });

  it('that cannot be read is counted and said, and the next one is applied', async () => {
    const sensor = await newSensor();
    const mac = newMac();
    await deliver(sensor, 1, bodyOf({ mac, packets: 1 }));
    await deliver(sensor, 2, bodyOf({ mac, packets: 2 }));
    await applyNext(sensor, () => Promise.resolve('line 3 is not as described'));
    await applyNext(sensor);
    expect(await packetsOf(mac)).toBe(2);
    expect(await sensorRow(sensor)).toMatchObject({
      ...{ applied: 2, refused: 1 },
      lastError: 'Batch 1 could not be read: line 3 is not as described',
    });
  });

  it('that the database does not take is refused, and does not come again for ever', async () => {
    const sensor = await newSensor();
    await deliver(sensor, 1, bodyOf({ mac: newMac(), packets: 1 }));
    const poison = { ...device(newMac(), 1), macs: ['no mac'], id: 'mac:no mac' };
    const outcome = await applyNext(sensor, () =>
      Promise.resolve({ madeAt: new Date(), devices: [poison], conversations: [], health: undefined }),
    );
    expect(outcome).toBe(true);
    expect(await applyNext(sensor)).toBe(false);
    expect(await sensorRow(sensor)).toMatchObject({ applied: 1, refused: 1 });
  });

  it('names its sensor as the source of evidence, and its hours add up', async () => {
    const sensor = await newSensor();
    for (const sequence of [1, 2])
      await deliver(sensor, sequence, bodyOf({ mac: newMac(), packets: 1, health: HEALTH }));
    while (await applyNext(sensor));
    const hours = await hoursOfSensor(test().database, organisation, sensor, 10);
    expect(hours.reduce((sum, { packets }) => sum + packets, 0)).toBe(20);
    expect(hours.at(-1)).toMatchObject({ dropped: null, devices: 1, greatestRate: 1 / 3 });
    expect(await sensorRow(sensor)).toMatchObject({ health: HEALTH });
  });
});

describe('enrolment', () => {
  const key = Buffer.alloc(32, 1);
  it('takes a token once, from one key, as often as the answer is lost', async () => {
    const { database } = test();
    const made = await enrolmentIn(organisation);
    const token = made.token;
    expect(await enrolSensor(database, `A${token.slice(1)}`, key)).toBeUndefined();
    const enrolled = await enrolSensor(database, token, key);
    expect(enrolled).toMatchObject({ organisation, sensor: made.id, received: 0 });
    expect(await enrolSensor(database, token, key)).toEqual(enrolled);
    expect(await enrolSensor(database, token, Buffer.alloc(32, 2))).toBeUndefined();
    await revokeSensor(database, organisation, made.id);
    expect(await enrolSensor(database, token, key)).toBeUndefined();
    const again = await offerEnrolment(database, organisation, made.id);
    expect(await enrolSensor(database, again?.token ?? '', Buffer.alloc(32, 2))).toBeDefined();
  });

  it('keeps no token', async () => {
    const made = await enrolmentIn(organisation);
    const all = sql<{ row: string }>`select sensor::text as row from sensor`;
    const { rows } = await asOwner(test().database, organisation, all);
    const kept = rows.map(({ row }) => row).join();
    expect(kept).toContain(made.id);
    expect(kept).not.toContain(made.token);
  });

  it('ends with its day', async () => {
    const { database } = test();
    const made = await enrolmentIn(organisation);
    await asOwner(
      database,
      organisation,
      sql`update sensor set token_expires_at = now() - interval '1 second' where id = ${made.id}`,
    );
    expect(await enrolSensor(database, made.token, key)).toBeUndefined();
  });

  it('gives each name once', async () => {
    const name = randomUUID();
    expect(await createSensor(test().database, organisation, { name, site: undefined })).toBeDefined();
    expect(await createSensor(test().database, organisation, { name, site: 'annex' })).toBeUndefined();
    // A sensor that is not made makes no site.
    expect(await listSites(test().database, organisation)).not.toContainEqual(
      expect.objectContaining({ name: 'annex' }),
    );
  });
});

describe('watching', () => {
  const alertsAbout = (sensor: string) =>
    test().database.asOrganisation(organisation, (t) =>
      t.selectFrom('alert').select(['state', 'count']).where('sensor_id', '=', sensor).execute(),
    );
  const minutes = (n: number) => new Date(Date.now() + n * 60_000);

  it('notices who is silent, what went dark, and who is back', async () => {
    const { database } = test();
    const hospital = await newOrganisation();
    const before = organisation;
    organisation = hospital;
    try {
      const [one, two] = [await newSensor(hospital), await newSensor(hospital)];
      const [shared, alone] = [newMac(), newMac()];
      for (const sensor of [one, two])
        await asOwner(
          database,
          hospital,
          sql`update sensor set enrolled_at = now() - interval '1 hour' where id = ${sensor}`,
        );
      const lastPacketAt = new Date().toISOString();
      const other = { ...HEALTH, vlans: [9], lastPacketAt };
      await deliver(one, 1, bodyOf({ mac: shared, packets: 1, health: { ...HEALTH, lastPacketAt } }));
      await deliver(one, 2, bodyOf({ mac: alone, packets: 1 }));
      await deliver(two, 1, bodyOf({ mac: shared, packets: 1, health: other }));
      for (const sensor of [one, two]) while (await applyNext(sensor));
      await watchSensors(database, hospital, minutes(0));
      const states = async () => (await listSensors(database, hospital)).map(({ state }) => state);
      expect(await states()).toEqual(['live', 'live']);

      await asOwner(
        database,
        hospital,
        sql`update sensor_delivery set received_at = now() + interval '5 minutes',
        last_packet_at = now() + interval '5 minutes' where sensor_id = ${two}`,
      );
      await watchSensors(database, hospital, minutes(5));
      expect(await sensorRow(one)).toMatchObject({ state: 'silent', dark: { vlans: [7], devices: 1 } });
      expect(await sensorRow(two)).toMatchObject({ state: 'live', dark: null });
      expect(await alertsAbout(one)).toEqual([{ state: 'open', count: 1 }]);

      await asOwner(
        database,
        hospital,
        sql`update sensor_delivery set received_at = now() + interval '5 minutes' where sensor_id = ${one}`,
      );
      await watchSensors(database, hospital, minutes(5));
      expect(await sensorRow(one)).toMatchObject({ state: 'interface-silent' });
      await asOwner(
        database,
        hospital,
        sql`update sensor_delivery set last_packet_at = now() + interval '5 minutes' where sensor_id = ${one}`,
      );
      expect(await watchSensors(database, hospital, minutes(5))).toBe(1);
      expect(await watchSensors(database, hospital, minutes(5))).toBe(0);
      expect(await sensorRow(one)).toMatchObject({ state: 'live', silentSince: null, dark: null });
      // That it was silent in another way was the same alert, and it is over.
      expect(await alertsAbout(one)).toEqual([{ state: 'closed', count: 2 }]);
    } finally {
      organisation = before;
    }
  });
});

it('keeps the sensors of organisations apart', async () => {
  const { database } = test();
  const elsewhere = await newOrganisation();
  const sensor = await newSensor();
  expect(await listSensors(database, elsewhere)).toEqual([]);
  expect(await listSensors(database, elsewhere, sensor)).toEqual([]);
  expect(await offerEnrolment(database, elsewhere, sensor)).toBeUndefined();
  expect(await revokeSensor(database, elsewhere, sensor)).toBe(false);
  expect(await hoursOfSensor(database, elsewhere, sensor, 10)).toEqual([]);
});
