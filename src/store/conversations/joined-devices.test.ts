import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { HOUR, newOrganisation, ofDevice, talk } from '../../../test/support/conversations.ts';
import { inventoryDevice } from '../../../test/support/inventory-device.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { EVERY_DEVICE } from '../../access/device-selection.ts';
import type { Conversation } from '../../identify/conversation.ts';
import { loadDeviceRules } from '../../main/load-knowledge.ts';
import { CaptureMerge } from '../capture-merge.ts';
import { findDevice } from '../device-page.ts';
import { joinDevices, splitPart, withdrawDecision } from '../identity-decisions.ts';
import { peersOf } from './device-peers.ts';
import { trafficOf } from './device-traffic.ts';
import { listConversations } from './list-conversations.ts';
import { observedPath } from './observed-path.ts';
import { rollUpDays } from './roll-up.ts';
import { trafficMap } from './traffic-map.ts';

const test = useTestDatabase();
const rules = loadDeviceRules();
const author = { id: 'ann', name: 'Ann' };
const NOW = Date.parse('2026-11-22T12:30:00Z');
const DAY = { from: new Date(NOW - 24 * HOUR), to: new Date(NOW), newSince: new Date(NOW - 6 * HOUR) };
const LIMIT_MS = 120_000;
const [WIRED, WIRELESS, SERVER] = ['00:09:fb:00:00:01', '00:09:fb:00:00:02', '00:09:fb:00:00:03'];
const mac = (address: string) => ofDevice(`mac:${address}`);

/** A pump with two network interfaces, which talk with a server. */
async function ward() {
  const { database } = test();
  const organisation = await newOrganisation(database);
  const reader = { database, organisation, selection: EVERY_DEVICE };
  const decider = { database, reader, author, rules };
  /** A capture that shows all three, and these conversations. */
  const see = (...talks: Conversation[]) =>
    database.asOrganisation(organisation, async (t) => {
      const merge = new CaptureMerge(t, organisation, randomUUID(), rules);
      await merge.addDevices(
        [WIRED, WIRELESS, SERVER].map((address) => inventoryDevice({ macs: [address] })),
      );
      await merge.addConversations(talks);
      await merge.finish();
    });
  await see();
  const { rows } = await database.asOrganisation(organisation, (t) =>
    sql<{ id: string; mac: string }>`select device_id as id, substr(key, 5) as mac from device_key`.execute(
      t,
    ),
  );
  const idOf = (address: string) => rows.find((row) => row.mac === address)?.id ?? '';
  const [wired, wireless, server] = [idOf(WIRED), idOf(WIRELESS), idOf(SERVER)];
  const told = async (device: string) => {
    const { peers } = await peersOf(reader, device, { ...DAY, limit: 9 });
    const { points } = await trafficOf(reader, device, DAY, 'hour');
    return [
      peers.map(({ end, connections }) => [end.device?.id, connections]),
      points.map(({ connections, octetsSent, peers: count }) => [connections, octetsSent, count]),
    ];
  };
  const edges = async () => {
    const filter = { ...DAY, by: 'device', onlyNew: false, nodes: 400, edges: 400 } as const;
    const map = await trafficMap(reader, filter);
    const name = (id: string) => (id.endsWith(wired) ? 'pump' : id.endsWith(server) ? 'server' : 'wireless');
    return map.edges.map(({ from, to, connections }) => [name(from), name(to), connections]);
  };
  return { reader, decider, wired, wireless, server, see, told, edges };
}

describe('a device of several parts', () => {
  it('has the traffic of all of them, and gives each its own back', { timeout: LIMIT_MS }, async () => {
    const { reader, decider, wired, wireless, server, see, told, edges } = await ward();
    const early = NOW - 3 * HOUR;
    await see(talk(mac(WIRED), mac(SERVER), early), talk(mac(WIRELESS), mac(SERVER), early));
    const joined = await joinDevices(decider, wired, wireless, { reason: 'type plate' });
    expect(await told(wired)).toEqual([[[server, 2]], [[2, 1_400, 1]]]);
    await see(
      talk(mac(WIRED), mac(SERVER), NOW),
      talk(mac(WIRELESS), mac(SERVER), NOW),
      talk(mac(WIRELESS), mac(SERVER), NOW),
    );
    expect(await told(wired)).toEqual([
      [[server, 5]],
      [
        [2, 1_400, 1],
        [3, 2_100, 1],
      ],
    ]);
    expect(await told(server)).toMatchObject([[[wired, 5]], [{ 2: 1 }, { 2: 1 }]]);
    expect(await edges()).toEqual([['pump', 'server', 5]]);
    const { conversations } = await listConversations(reader, {
      ...DAY,
      device: wired,
      width: 'hour',
      limit: 9,
    });
    expect(
      conversations.map(({ initiator, connections }) => [initiator.device?.id, connections]).sort(),
    ).toEqual([
      [wired, 1],
      [wired, 1],
      [wired, 1],
      [wired, 2],
    ]);
    expect((await observedPath(reader, wired, server)).steps[0]?.evidence).toHaveLength(2);

    await rollUpDays(reader.database, reader.organisation, new Date(NOW + 24 * HOUR));
    if (joined.kind !== 'decided') throw new Error(joined.kind);
    await withdrawDecision(decider, joined.id, 'it was another');
    expect(await told(wired)).toMatchObject([[[server, 2]], [{ 0: 1 }, { 0: 1 }]]);
    expect(await told(wireless)).toMatchObject([[[server, 3]], [{ 0: 1 }, { 0: 2 }]]);
    expect((await edges()).sort()).toEqual([
      ['pump', 'server', 2],
      ['wireless', 'server', 3],
    ]);
  });

  it('is one node, whose talk with itself is counted once', { timeout: LIMIT_MS }, async () => {
    const { decider, wired, wireless, see, told, edges } = await ward();
    await joinDevices(decider, wired, wireless, { reason: 'type plate' });
    await see(talk(mac(WIRED), mac(WIRELESS), NOW));
    expect(await edges()).toEqual([['pump', 'pump', 1]]);
    expect(await told(wired)).toEqual([[[wired, 1]], [[1, 700, 1]]]);
  });

  it('is shown to who may see it, whatever its parts are', { timeout: LIMIT_MS }, async () => {
    const { reader, decider, wired, wireless, server, see } = await ward();
    await joinDevices(decider, wired, wireless, { reason: 'type plate' });
    await see(talk(mac(WIRELESS), mac(SERVER), NOW));
    const { database } = reader;
    await database.asOrganisation(reader.organisation, (t) =>
      t.updateTable('device').set({ criticality: 5 }).where('id', '=', wired).execute(),
    );
    const narrow = { ...reader, selection: { any: [{ criticality: 4 }], except: [] } };
    const { peers } = await peersOf(narrow, wired, { ...DAY, limit: 9 });
    // Of the server, which is out of scope, no more than the traffic of the pump shows.
    const unseen = { id: server, category: 'unknown', name: null, mac: null, vlan: null };
    expect(peers).toMatchObject([{ connections: 1, end: { device: unseen } }]);
  });

  it('holds every connection, however devices are joined and split in between', {
    timeout: LIMIT_MS,
  }, async () => {
    const step = fc.constantFrom('wired', 'wireless', 'join', 'split', 'withdraw');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
        const { reader, decider, wired, wireless, see, told } = await ward();
        const count = { wired: 0, wireless: 0 };
        let decision = '';
        for (const each of steps) {
          if (each === 'wired' || each === 'wireless') {
            count[each]++;
            await see(talk(mac(each === 'wired' ? WIRED : WIRELESS), mac(SERVER), NOW));
          } else if (each === 'withdraw') {
            if (decision !== '') await withdrawDecision(decider, decision, 'a test');
          } else {
            const outcome =
              each === 'join'
                ? await joinDevices(decider, wired, wireless, { reason: 'a test' })
                : await splitPart(decider, wired, wireless, { reason: 'a test' });
            if (outcome.kind === 'decided') decision = outcome.id;
          }
        }
        const connections = async (device: string) =>
          ((await told(device))[1] as number[][]).reduce((sum, [value = 0]) => sum + value, 0);
        const device = await findDevice(reader.database, reader, wireless);
        if (device?.id === wired) expect(await connections(wired)).toBe(count.wired + count.wireless);
        else {
          expect(await connections(wired)).toBe(count.wired);
          expect(await connections(wireless)).toBe(count.wireless);
        }
      }),
      { numRuns: 12 },
    );
  });
});
