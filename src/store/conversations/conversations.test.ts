import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  addTalks,
  DAY,
  HOUR,
  newDevice,
  newOrganisation,
  ofAddress,
  ofDevice,
  talk,
} from '../../../test/support/conversations.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { EVERY_DEVICE } from '../../access/device-selection.ts';
import type { Conversation } from '../../identify/conversation.ts';
import { RESTRICTED_ROLE } from '../restricted-role.ts';
import { peersOf } from './device-peers.ts';
import { trafficOf } from './device-traffic.ts';
import { listConversations } from './list-conversations.ts';
import { moveConversations } from './move-conversations.ts';
import { observedPath } from './observed-path.ts';
import { observedReach } from './observed-reach.ts';
import { partitionsOf, periodOf, periodsBetween, preparePartitions } from './partitions.ts';
import { rollUpDays } from './roll-up.ts';
import { LOOKED_UP_LIMIT, type MapFilter, trafficMap } from './traffic-map.ts';

const test = useTestDatabase();
/** A Sunday. */
const NOW = new Date('2026-11-22T12:30:00Z');
const at = (hoursAgo: number) => NOW.getTime() - hoursAgo * HOUR;
const lastDays = (days: number) => ({ from: new Date(at(days * 24)), to: NOW });

async function ward() {
  const { database } = test();
  const organisation = await newOrganisation(database);
  const make = (name: string, category: string, vlan: number) =>
    newDevice(database, organisation, { name, category, vlans: [vlan] });
  return {
    reader: { database, organisation, selection: EVERY_DEVICE },
    pump: await make('pump', 'infusion-pump', 20),
    server: await make('server', 'infusion-pump-server', 30),
    pc: await make('pc', 'workstation', 10),
    add: (...talks: Conversation[]) => addTalks(database, organisation, talks),
  };
}

const sumsOf = async (organisation: string, table: 'conversation_hour' | 'conversation_day') => {
  const { rows } = await test().database.asOrganisation(organisation, (t) =>
    sql<{ bins: number; octets: number; connections: number }>`
      select count(*) as bins, coalesce(sum(octets_out + octets_in), 0)::bigint as octets,
             coalesce(sum(connections), 0)::bigint as connections
        from ${sql.table(table)}`.execute(t),
  );
  return rows[0];
};

describe('adding conversations', () => {
  it('sums the same hour of the same conversation, and tells ends by what they are', async () => {
    const { reader, pump, server, add } = await ward();
    await add(
      talk(ofDevice(pump), ofDevice(server), at(1)),
      talk(ofDevice(pump), ofDevice(server), at(1) + 60_000),
      talk(ofDevice(pump), ofAddress('8.8.8.8'), at(1), { transport: 'udp', port: 53, protocol: 'dns' }),
      talk(ofAddress('10.9.9.9'), ofAddress('224.0.0.251'), at(1), {
        transport: 'igmp',
        port: null,
        protocol: null,
      }),
      talk({ kind: 'other' }, { kind: 'other' }, at(1), { transport: null, port: null, protocol: null }),
    );
    await add(talk(ofDevice(pump), ofDevice(server), at(1)));
    const { conversations } = await listConversations(reader, { ...lastDays(1), width: 'hour', limit: 10 });
    const told = conversations.map(({ initiator, responder, transport, port, connections }) => [
      initiator.device?.name ?? initiator.ip ?? initiator.kind,
      responder.device?.name ?? responder.ip ?? responder.kind,
      responder.kind,
      ...[transport, port, connections],
    ]);
    expect(told.sort()).toEqual(
      [
        ['pump', 'server', 'device', 'tcp', 443, 3],
        ['pump', '8.8.8.8', 'outside', 'udp', 53, 1],
        ['10.9.9.9', '224.0.0.251', 'group', 'igmp', null, 1],
        ['other', 'other', 'other', null, null, 1],
      ].sort(),
    );
    expect(conversations.find(({ port }) => port === 443)).toMatchObject({
      ...{ octetsOut: 2_100, octetsIn: 900, packetsOut: 21, packetsIn: 9, failed: 0 },
      ...{ firstAt: new Date(at(1)), lastAt: new Date(at(1) + 60_000) },
    });
  });

  it('remembers when a conversation was first seen, also when an older capture comes later', async () => {
    const { reader, pump, server, add } = await ward();
    await add(talk(ofDevice(pump), ofDevice(server), at(1)));
    await add(talk(ofDevice(pump), ofDevice(server), at(100)));
    const { peers } = await peersOf(reader, pump, { ...lastDays(1), newSince: new Date(at(24)), limit: 5 });
    expect(peers).toMatchObject([{ firstAt: new Date(at(100)), lastAt: new Date(at(1)), isNew: false }]);
  });

  it('adds nothing when its transaction fails', async () => {
    const { reader, pump, server } = await ward();
    const { database, organisation } = reader;
    const { addConversations } = await import('./add-conversations.ts');
    await expect(
      database.asOrganisation(organisation, async (t) => {
        const ids = new Map([pump, server].map((id) => [id, id]));
        await addConversations(t, organisation, ids, [talk(ofDevice(pump), ofDevice(server), at(1))]);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    expect(await sumsOf(organisation, 'conversation_hour')).toEqual({ bins: 0, octets: 0, connections: 0 });
  });

  it('takes clocks that are far off', async () => {
    const { reader, pump, server, add } = await ward();
    const far = [-1, 0, 8.64e15, Number.MAX_SAFE_INTEGER / 1_000];
    await add(...far.map((time) => talk(ofDevice(pump), ofDevice(server), time)));
    expect(await sumsOf(reader.organisation, 'conversation_hour')).toMatchObject({ connections: 4 });
  });

  it('keeps two organisations apart that name the same addresses', async () => {
    const [ours, theirs] = [await ward(), await ward()];
    const say = (from: string) => talk(ofAddress(from), ofAddress('8.8.8.8'), at(1));
    await ours.add(say('10.0.0.1'));
    await theirs.add(
      say('10.0.0.1'),
      say('10.0.0.2'),
      talk(ofDevice(theirs.pump), ofDevice(theirs.server), at(1)),
    );
    expect(await sumsOf(ours.reader.organisation, 'conversation_hour')).toMatchObject({ connections: 1 });
    expect(await sumsOf(theirs.reader.organisation, 'conversation_hour')).toMatchObject({ connections: 3 });
    const filter = { ...lastDays(1), newSince: NOW, limit: 50 };
    expect((await peersOf(ours.reader, theirs.pump, filter)).peers).toEqual([]);
    expect((await trafficOf(ours.reader, theirs.pump, lastDays(1), 'hour')).points).toEqual([]);
    expect((await listConversations(ours.reader, { ...filter, width: 'hour' })).conversations).toHaveLength(
      1,
    );
    expect((await observedPath(ours.reader, theirs.pump, theirs.server)).steps).toEqual([]);
    const map = await trafficMap(ours.reader, mapFilter({ by: 'device' }));
    expect(map.edges).toMatchObject([{ from: 'ip:10.0.0.1', to: 'ip:8.8.8.8' }]);
  });
});

describe('partitions', () => {
  it('are weeks from Monday and months, in UTC', () => {
    expect(periodOf(NOW, 'week')).toEqual({ begins: '2026-11-16', ends: '2026-11-23' });
    expect(periodOf(NOW, 'month')).toEqual({ begins: '2026-11-01', ends: '2026-12-01' });
    expect(
      periodsBetween(NOW, new Date('2027-01-01T00:00:00Z'), 'month').map(({ begins }) => begins),
    ).toEqual(['2026-11-01', '2026-12-01', '2027-01-01']);
  });

  it('are made ahead, take rows that waited, and are separated too', async () => {
    const { reader, pump, server, add } = await ward();
    await add(
      talk(ofDevice(pump), ofDevice(server), at(1)),
      talk(ofDevice(pump), ofDevice(server), at(24 * 21)),
      talk(ofDevice(pump), ofDevice(server), at(24 * 3_000)),
    );
    const { database } = test();
    expect(await preparePartitions(database, NOW)).toBeGreaterThan(4);
    expect(await preparePartitions(database, NOW)).toBe(0);
    const names = await partitionsOf(database, 'conversation_hour');
    expect(names).toEqual(
      expect.arrayContaining(['conversation_hour_20261026', 'conversation_hour_20261214']),
    );
    expect(await sumsOf(reader.organisation, 'conversation_hour')).toMatchObject({ bins: 3 });
    const { rows } = await database.asOrganisation(reader.organisation, (t) =>
      sql<{ place: string }>`
        select tableoid::regclass::text as place from conversation_hour
         where organisation_id = ${reader.organisation} order by bin`.execute(t),
    );
    expect(rows.map(({ place }) => place)).toEqual([
      'conversation_hour_elsewhen',
      'conversation_hour_20261026',
      'conversation_hour_20261116',
    ]);
    const other = await newOrganisation(database, 'Other');
    const seen = await database.asOrganisation(other, (t) =>
      sql`select from conversation_hour_20261116`.execute(t),
    );
    expect(seen.rows).toEqual([]);
    const { rows: open } = await sql`
      select c.relname from pg_class c where c.relname like 'conversation%' and c.relkind in ('r', 'p')
         and not (c.relrowsecurity and c.relforcerowsecurity
                  and not exists (select from pg_roles r where r.rolname = ${RESTRICTED_ROLE}
                                     and not has_table_privilege(r.oid, c.oid, 'select')))`.execute(
      database.kysely,
    );
    expect(open).toEqual([]);
  });
});

describe('days', () => {
  it('are the sums of their hours, before and after the roll-up, and when it runs again', async () => {
    const { reader, pump, server, add } = await ward();
    for (let hour = 0; hour < 72; hour++) await add(talk(ofDevice(pump), ofDevice(server), at(hour)));
    const series = async () => (await trafficOf(reader, pump, lastDays(4), 'day')).points;
    const before = await series();
    expect(before.map(({ connections }) => connections)).toEqual([11, 24, 24, 13]);
    expect(await rollUpDays(reader.database, reader.organisation, NOW)).toBe(3);
    expect(await series()).toEqual(before);
    expect(await sumsOf(reader.organisation, 'conversation_day')).toMatchObject({ bins: 3, connections: 59 });
    expect(await rollUpDays(reader.database, reader.organisation, NOW)).toBe(0);
    await add(talk(ofDevice(pump), ofDevice(server), at(30)));
    const late = [11, 24, 25, 13];
    expect((await series()).map(({ connections }) => connections)).toEqual(late);
    expect(await rollUpDays(reader.database, reader.organisation, NOW)).toBe(1);
    expect((await series()).map(({ connections }) => connections)).toEqual(late);
  });

  it('lose nothing to hours that are added while they are rolled up', async () => {
    const { reader, pump, server, add } = await ward();
    const { database, organisation } = reader;
    await add(talk(ofDevice(pump), ofDevice(server), at(48)));
    const { addConversations } = await import('./add-conversations.ts');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let added = () => {};
    const hasAdded = new Promise<void>((resolve) => {
      added = resolve;
    });
    const slow = database.asOrganisation(organisation, async (t) => {
      const ids = new Map([pump, server].map((id) => [id, id]));
      await addConversations(t, organisation, ids, [talk(ofDevice(pump), ofDevice(server), at(49))]);
      added();
      await held;
    });
    await hasAdded;
    const rolled = rollUpDays(database, organisation, NOW);
    setTimeout(release, 100);
    await Promise.all([slow, rolled]);
    await rollUpDays(database, organisation, NOW);
    expect(await sumsOf(organisation, 'conversation_day')).toMatchObject({ connections: 2 });
  });
});

describe('a device that turns out to be another', () => {
  it('gives it its conversations; what both had is summed, and nothing is lost', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(
      talk(ofDevice(pump), ofDevice(server), at(30)),
      talk(ofDevice(pc), ofDevice(server), at(30)),
      talk(ofDevice(pc), ofDevice(server), at(2)),
      talk(ofDevice(server), ofDevice(pc), at(2), { port: 22 }),
      talk(ofDevice(pc), ofDevice(pump), at(2), { port: 1 }),
      talk(ofDevice(pump), ofDevice(pc), at(2), { port: 1 }),
      talk(ofDevice(pc), ofDevice(pc), at(3), { port: 1 }),
    );
    await rollUpDays(reader.database, reader.organisation, NOW);
    const before = [
      await sumsOf(reader.organisation, 'conversation_hour'),
      await sumsOf(reader.organisation, 'conversation_day'),
    ].map((sums) => sums?.octets);
    await reader.database.asOrganisation(reader.organisation, (t) =>
      moveConversations(t, reader.organisation, pc, pump),
    );
    const after = [
      await sumsOf(reader.organisation, 'conversation_hour'),
      await sumsOf(reader.organisation, 'conversation_day'),
    ].map((sums) => sums?.octets);
    expect(after).toEqual(before);
    const { conversations } = await listConversations(reader, { ...lastDays(3), width: 'hour', limit: 20 });
    const told = conversations.map(({ initiator, responder, port, connections }) =>
      [initiator.device?.name, responder.device?.name, port, connections].join(' '),
    );
    expect(told.sort()).toEqual([
      'pump pump 1 1',
      'pump pump 1 2',
      'pump server 443 1',
      'pump server 443 2',
      'server pump 22 1',
    ]);
    await add(talk(ofDevice(pump), ofDevice(server), at(2)));
    const peers = await peersOf(reader, pump, { ...lastDays(2), newSince: new Date(at(24)), limit: 9 });
    expect(peers.peers.map(({ end, connections }) => [end.device?.name, connections])).toContainEqual([
      'server',
      5,
    ]);
  });
});

describe('peers', () => {
  it('are told with their services, most octets first, and the rest is counted', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(
      talk(ofDevice(pump), ofDevice(server), at(30)),
      talk(ofDevice(pump), ofDevice(server), at(2)),
      talk(ofDevice(server), ofDevice(pump), at(2), { port: 8_080, octetsOut: 50, octetsIn: 5_000 }),
      talk(ofDevice(pc), ofDevice(pump), at(3), {
        port: 22,
        protocol: 'ssh',
        octetsOut: 10,
        octetsIn: 20,
        failed: 1,
      }),
    );
    const found = await peersOf(reader, pump, { ...lastDays(2), newSince: new Date(at(24)), limit: 5 });
    expect(found).toMatchObject({ count: 2, newCount: 1, octets: 700 + 300 + 700 + 300 + 5_050 + 30 });
    expect(found.peers).toMatchObject([
      {
        end: {
          kind: 'device',
          device: { id: server, name: 'server', category: 'infusion-pump-server', vlan: 30 },
        },
        ...{
          octetsSent: 1_400 + 5_000,
          octetsReceived: 600 + 50,
          connections: 3,
          isNew: false,
          moreServices: 0,
        },
        services: [
          { began: false, port: 8_080, octetsSent: 5_000, firstAt: new Date(at(2)) },
          { began: true, port: 443, octetsSent: 1_400, firstAt: new Date(at(30)), lastAt: new Date(at(2)) },
        ],
      },
      { end: { device: { id: pc } }, octetsSent: 20, octetsReceived: 10, isNew: true, failed: 1 },
    ]);
    const one = await peersOf(reader, pump, { ...lastDays(2), newSince: new Date(at(24)), limit: 1 });
    expect([one.peers.length, one.count]).toEqual([1, 2]);
  });

  it('of an hour with nothing are absent from the series, not zero', async () => {
    const { reader, pump, server, add } = await ward();
    await add(talk(ofDevice(pump), ofDevice(server), at(5)), talk(ofDevice(server), ofDevice(pump), at(2)));
    const { points, width } = await trafficOf(reader, pump, lastDays(1), 'hour');
    expect(width).toBe('hour');
    expect(points).toMatchObject([
      { at: new Date('2026-11-22T07:00:00Z'), octetsSent: 700, octetsReceived: 300, peers: 1 },
      { at: new Date('2026-11-22T10:00:00Z'), octetsSent: 300, octetsReceived: 700, peers: 1 },
    ]);
  });
});

function mapFilter(changed: Partial<MapFilter> = {}): MapFilter {
  return {
    ...lastDays(1),
    ...{ by: 'vlan', newSince: new Date(at(6)), onlyNew: false, nodes: 400, edges: 2_000 },
    ...changed,
  };
}

describe('the map', () => {
  it('sums by place, tells what is new, and leaves nothing out', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(
      talk(ofDevice(pump), ofDevice(server), at(20)),
      talk(ofDevice(pc), ofDevice(server), at(2), { port: 22 }),
      talk(ofDevice(pc), ofAddress('8.8.8.8'), at(20), { octetsOut: 9_000 }),
      talk(ofDevice(pc), ofAddress('9.9.9.9'), at(20)),
    );
    const map = await trafficMap(reader, mapFilter());
    expect(map.edges).toEqual([
      {
        from: 'vlan:10',
        to: 'vlan:30',
        conversations: 1,
        newConversations: 1,
        connections: 1,
        failed: 0,
        octets: 1_000,
      },
      {
        from: 'vlan:10',
        to: 'outside',
        conversations: 2,
        newConversations: 0,
        connections: 2,
        failed: 0,
        octets: 10_300,
      },
      {
        from: 'vlan:20',
        to: 'vlan:30',
        conversations: 1,
        newConversations: 0,
        connections: 1,
        failed: 0,
        octets: 1_000,
      },
    ]);
    expect(map.nodes.map(({ id, devices }) => [id, devices]).sort()).toEqual([
      ['outside', 0],
      ['vlan:10', 1],
      ['vlan:20', 1],
      ['vlan:30', 1],
    ]);
    expect(map.rest).toMatchObject({ edges: 0, nodes: 0, octets: 0 });
    expect(map.knownSince).toEqual(new Date(at(20)));

    const few = await trafficMap(reader, mapFilter({ nodes: 2 }));
    expect(few.edges).toHaveLength(1);
    expect(few.rest).toMatchObject({ edges: 2, nodes: 2, octets: 11_300, conversations: 3 });
    const news = await trafficMap(reader, mapFilter({ onlyNew: true }));
    expect(news.edges).toMatchObject([{ from: 'vlan:10', to: 'vlan:30' }]);
    expect(news.rest).toMatchObject({ edges: 2, newConversations: 0 });
  });

  it('tells single ends, and narrows to a device, category, VLAN, protocol or port', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(
      talk(ofDevice(pump), ofDevice(server), at(2)),
      talk(ofDevice(pc), ofAddress('10.0.0.99'), at(2), { port: 22, protocol: 'ssh' }),
    );
    const edges = async (changed: Partial<MapFilter>) =>
      (await trafficMap(reader, mapFilter({ by: 'device', ...changed }))).edges.map(({ to }) => to);
    expect((await edges({})).sort()).toEqual([`device:${server}`, 'ip:10.0.0.99'].sort());
    expect(await edges({ device: pump })).toEqual([`device:${server}`]);
    expect(await edges({ category: 'workstation' })).toEqual(['ip:10.0.0.99']);
    expect(await edges({ vlan: 30 })).toEqual([`device:${server}`]);
    expect(await edges({ protocol: 'ssh' })).toEqual(['ip:10.0.0.99']);
    expect(await edges({ port: 443 })).toEqual([`device:${server}`]);
    expect(await edges({ device: randomUUID() })).toEqual([]);
  });

  it('sums many conversations of a kind of device as it sums few, and those of nobody else', async () => {
    const { reader, pump, server, pc, add } = await ward();
    const ports = Array.from({ length: LOOKED_UP_LIMIT + 1 }, (_, index) => index + 1);
    await add(
      ...ports.map((port) => talk(ofDevice(pump), ofDevice(server), at(2), { port })),
      talk(ofDevice(pump), ofDevice(server), at(50), { port: 1 }),
      talk(ofDevice(pc), ofDevice(server), at(2)),
    );
    for (const days of [1, 3, 30]) {
      const map = (changed: Partial<MapFilter>) =>
        trafficMap(reader, mapFilter({ ...lastDays(days), by: 'category', ...changed }));
      const ofPumps = (await map({})).edges.filter(({ from }) => from === 'category:infusion-pump');
      expect(ofPumps).toMatchObject([{ conversations: ports.length, to: 'category:infusion-pump-server' }]);
      expect((await map({ category: 'infusion-pump' })).edges).toEqual(ofPumps);
      const ofPc = (await map({})).edges.filter(({ from }) => from === 'category:workstation');
      expect(ofPc).toHaveLength(1);
      expect((await map({ category: 'workstation' })).edges).toEqual(ofPc);
    }
  });

  it('finds the shortest way that was seen, with evidence, and not over calls in vain', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(
      talk(ofDevice(pc), ofDevice(server), at(20), { port: 22, protocol: 'ssh' }),
      talk(ofDevice(server), ofDevice(pump), at(2)),
      talk(ofDevice(pc), ofDevice(pump), at(2), { failed: 1, packetsIn: 0, octetsIn: 0, packetsOut: 7 }),
    );
    const { steps, complete } = await observedPath(reader, pc, pump);
    expect(complete).toBe(true);
    expect(steps.map(({ from, to }) => [from.device?.name, to.device?.name])).toEqual([
      ['pc', 'server'],
      ['server', 'pump'],
    ]);
    expect(steps[0]?.evidence).toEqual([
      { transport: 'tcp', port: 22, protocol: 'ssh', firstAt: new Date(at(20)), lastAt: new Date(at(20)) },
    ]);
    expect(await observedPath(reader, pump, pc)).toEqual({ steps: [], complete: true });
  });

  it('finds what was seen in the reach of a device, the gravest first, each in the fewest steps', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(
      talk(ofDevice(pc), ofDevice(server), at(20)),
      talk(ofDevice(server), ofDevice(pump), at(2)),
      talk(ofDevice(pump), ofDevice(server), at(2)),
      talk(ofDevice(pc), ofDevice(pump), at(2), { failed: 1, packetsIn: 0, octetsIn: 0, packetsOut: 7 }),
    );
    await reader.database.asOrganisation(reader.organisation, (t) =>
      t.updateTable('device').set({ criticality: 5 }).where('id', '=', pump).execute(),
    );
    const reach = await observedReach(reader, pc, { steps: 6, limit: 10 });
    expect(reach).toMatchObject({
      complete: true,
      perStep: [
        { steps: 1, devices: 1 },
        { steps: 2, devices: 1 },
      ],
    });
    expect(
      reach.devices.map(({ end, through, steps, criticality }) => [
        ...[end.device?.name, through.device?.name, steps, criticality],
      ]),
    ).toEqual([
      ['pump', 'server', 2, 5],
      ['server', 'pc', 1, null],
    ]);
    const near = await observedReach(reader, pc, { steps: 1, limit: 10 });
    expect(near.devices.map(({ end }) => end.device?.name)).toEqual(['server']);
    const first = await observedReach(reader, pc, { steps: 6, limit: 1 });
    expect(first.devices).toHaveLength(1);
    expect(first.perStep).toHaveLength(2);
    const theirs = await ward();
    expect(await observedReach(theirs.reader, pc, { steps: 6, limit: 10 })).toMatchObject({ devices: [] });
  });
});

describe('the list of conversations', () => {
  it('comes in pages that hold each once, by hour and by day, and stays the same when others come', async () => {
    const { reader, pump, server, pc, add } = await ward();
    for (let hour = 0; hour < 30; hour++)
      await add(
        talk(ofDevice(pump), ofDevice(server), at(hour)),
        talk(ofDevice(pc), ofDevice(server), at(hour), { port: 22 }),
      );
    await rollUpDays(reader.database, reader.organisation, NOW);
    for (const [width, expected] of [
      ['day', 4],
      ['hour', 60],
    ] as const) {
      const pages: string[] = [];
      let after: { at: Date; id: number } | undefined;
      for (;;) {
        const { conversations } = await listConversations(reader, { ...lastDays(3), width, after, limit: 3 });
        pages.push(...conversations.map((one) => `${one.at.toISOString()} ${one.id}`));
        const last = conversations.at(-1);
        if (!last) break;
        after = { at: last.at, id: last.id };
        if (width === 'hour') await add(talk(ofDevice(pump), ofDevice(pc), at(0), { port: pages.length }));
      }
      expect(pages).toHaveLength(expected);
      expect(new Set(pages).size).toBe(expected);
    }
  });

  it('is narrowed by ends, port and protocol', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(
      talk(ofDevice(pump), ofDevice(server), at(2)),
      talk(ofDevice(server), ofDevice(pc), at(2), { port: 22, protocol: 'ssh' }),
      talk(ofDevice(pc), ofAddress('2001:db8::1'), at(2), { transport: 'udp', port: 53, protocol: 'dns' }),
    );
    const ports = async (changed: object) =>
      (await listConversations(reader, { ...lastDays(1), width: 'hour', limit: 9, ...changed })).conversations
        .map(({ port }) => port)
        .sort();
    expect(await ports({ device: server })).toEqual([22, 443]);
    expect(await ports({ device: server, peer: pump })).toEqual([443]);
    expect(await ports({ device: pc, peer: '2001:db8::1' })).toEqual([53]);
    expect(await ports({ peer: '2001:db8::1' })).toEqual([53]);
    expect(await ports({ port: 22 })).toEqual([22]);
    expect(await ports({ protocol: 'tls' })).toEqual([443]);
    expect(await ports({ transport: 'udp' })).toEqual([53]);
    expect(await ports({ to: new Date(at(DAY / HOUR)), from: new Date(at(48)) })).toEqual([]);
  });

  it('shows a reader of some devices conversations of those alone', async () => {
    const { reader, pump, server, pc, add } = await ward();
    await add(talk(ofDevice(pump), ofDevice(server), at(2)), talk(ofDevice(pc), ofAddress('8.8.8.8'), at(2)));
    const narrow = { ...reader, selection: { any: [{ categories: ['infusion-pump'] }], except: [] } };
    expect(
      (await listConversations(narrow, { ...lastDays(1), width: 'hour', limit: 9 })).conversations,
    ).toHaveLength(1);
    expect((await trafficMap(narrow, mapFilter())).edges).toHaveLength(1);
    expect((await peersOf(narrow, pc, { ...lastDays(1), newSince: NOW, limit: 9 })).peers).toEqual([]);
    expect((await observedPath(narrow, pump, server)).steps).toHaveLength(1);
  });
});
