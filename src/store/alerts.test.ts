import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { type AlertReader, decideAlerts, findAlert, listAlerts, listNotices, markSeen } from './alerts.ts';
import type { Database } from './database.ts';
import { closeAlert, type NewAlert, raiseAlert } from './raise-alerts.ts';
import { raiseExploited, watchChanges } from './watch-for-alerts.ts';

const test = useTestDatabase();
const ANN = { id: 'ann', name: 'Ann' };
const QUERY = { sort: 'last', descending: true, limit: 100 } as const;
let database: Database;
let organisation = '';

beforeAll(() => {
  database = test().database;
});

beforeEach(async () => {
  organisation = await newOrganisation();
});

async function newOrganisation(): Promise<string> {
  const id = randomUUID();
  await database.asOrganisation(id, (t) => t.insertInto('organisation').values({ id, name: id }).execute());
  return id;
}

const raise = (alert: NewAlert) =>
  database.asOrganisation(organisation, (t) => raiseAlert(t, organisation, alert));

const SILENT: NewAlert = {
  kind: 'sensor-silent',
  about: 'x',
  text: 'The sensor x does not deliver any more.',
};

/** Somebody with these roles, everywhere or on pumps alone. */
function reader(roles: readonly string[], categories?: readonly string[]): AlertReader {
  const selection = { any: [categories ? { categories: [...categories] } : {}], except: [] };
  return { organisation, userId: roles.join(), roles, selection };
}
const analyst = () => reader(['security-analyst']);

async function addDevice(category: string, ip = '10.0.0.1'): Promise<string> {
  const row = {
    ...{ organisation_id: organisation, macs: [], ips: [ip], vlans: [], category, category_confidence: 90 },
    ...{ category_reasons: '[]', hostnames: '[]', site_id: null, via_device_id: null },
    ...{ first_at: '2026-03-01T08:00:00Z', last_at: '2026-03-01T09:00:00Z', packets: 1, octets: 1, peers: 0 },
  };
  return database.asOrganisation(organisation, async (t) => {
    const { id } = await t.insertInto('device').values(row).returning('id').executeTakeFirstOrThrow();
    return id;
  });
}

describe('an alert', () => {
  it('that is raised again is counted, and keeps its state', async () => {
    await raise(SILENT);
    const [first] = await listAlerts(database, analyst(), QUERY);
    const decision = { state: 'acknowledged', reason: null, by: ANN } as const;
    expect(await decideAlerts(database, analyst(), [first?.id ?? ''], decision)).toEqual([first?.id]);
    await raise({ ...SILENT, text: 'Again.' });
    const alerts = await listAlerts(database, analyst(), QUERY);
    expect(alerts).toMatchObject([
      { id: first?.id, state: 'acknowledged', count: 2, text: 'Again.', decidedBy: 'Ann' },
    ]);
    await raise({ ...SILENT, lasts: true, text: 'Not told anew.' });
    expect(await listAlerts(database, analyst(), QUERY)).toMatchObject([{ count: 2, text: 'Again.' }]);
  });

  it('that is closed is raised anew as another, and is not opened again beside it', async () => {
    await raise(SILENT);
    await database.asOrganisation(organisation, (t) => closeAlert(t, 'sensor-silent', 'x', 'It is back.'));
    const [closed] = await listAlerts(database, analyst(), QUERY);
    expect(closed).toMatchObject({ state: 'closed', reason: 'It is back.', decidedBy: null });
    await raise(SILENT);
    const [open] = await listAlerts(database, analyst(), { ...QUERY, states: ['open'] });
    expect(open?.id).not.toBe(closed?.id);
    const opening = { state: 'open', reason: null, by: ANN } as const;
    expect(await decideAlerts(database, analyst(), [closed?.id ?? ''], opening)).toEqual([]);
  });

  it('of devices is seen by who sees one of them, and names those alone', async () => {
    const [pump, printer] = [await addDevice('infusion-pump'), await addDevice('printer')];
    await raise({ kind: 'new-device', about: 'a', text: 'New.', devices: [pump, printer] });
    await raise({ kind: 'new-device', about: 'b', text: 'New.', devices: [printer] });
    await raise(SILENT);
    const some = reader(['biomedical-engineer'], ['infusion-pump']);
    const seen = await listAlerts(database, some, { ...QUERY, sort: 'kind', descending: false });
    expect(seen).toMatchObject([
      { devices: [pump], deviceCount: 1 },
      { kind: 'sensor-silent', deviceCount: 0 },
    ]);
    expect(await listAlerts(database, some, { ...QUERY, device: printer })).toEqual([]);
    expect(await listAlerts(database, analyst(), { ...QUERY, device: printer })).toHaveLength(2);
  });

  it('that is confidential is seen by the roles that it is addressed to', async () => {
    await raise({ kind: 'break-glass', about: 'a', text: 'Ann broke the glass.', audience: ['ciso'] });
    expect(await listAlerts(database, analyst(), QUERY)).toEqual([]);
    const [alert] = await listAlerts(database, reader(['ciso']), QUERY);
    expect(await findAlert(database, analyst(), alert?.id ?? '')).toBeUndefined();
    expect(await findAlert(database, reader(['ciso']), alert?.id ?? '')).toBeDefined();
  });

  it('is no other organisation’s', async () => {
    await raise(SILENT);
    const [alert] = await listAlerts(database, analyst(), QUERY);
    const stranger = { ...analyst(), organisation: await newOrganisation() };
    expect(await listAlerts(database, stranger, QUERY)).toEqual([]);
    const decision = { state: 'closed', reason: 'Mine.', by: ANN } as const;
    expect(await decideAlerts(database, stranger, [alert?.id ?? ''], decision)).toEqual([]);
  });

  it('is in the feed of changes', async () => {
    await raise(SILENT);
    const [alert] = await listAlerts(database, analyst(), QUERY);
    const { rows } = await database.asOrganisation(organisation, (t) =>
      sql`select object_id from change where kind = 'alert'`.execute(t),
    );
    expect(rows).toEqual([{ object_id: alert?.id }]);
  });
});

describe('the list', () => {
  it.each([
    ['severity', true, ['exploited-vulnerability', 'sensor-silent', 'software-changed']],
    ['severity', false, ['software-changed', 'sensor-silent', 'exploited-vulnerability']],
    ['kind', false, ['exploited-vulnerability', 'sensor-silent', 'software-changed']],
    ['count', true, ['software-changed', 'exploited-vulnerability', 'sensor-silent']],
  ] as const)(
    'is ordered by %s, descending %s, and paged without a gap',
    async (sort, descending, expected) => {
      await raise({
        kind: 'exploited-vulnerability',
        about: 'c',
        text: 'c',
        severity: 'critical',
        cve: 'CVE-2026-1',
      });
      for (let times = 0; times < 3; times++)
        await raise({ kind: 'software-changed', about: 's', text: 's' });
      await raise({ kind: 'exploited-vulnerability', about: 'c', text: 'c' });
      await raise(SILENT);
      const paged: string[] = [];
      for (let after: string | undefined; ; ) {
        const [alert] = await listAlerts(database, analyst(), { sort, descending, after, limit: 1 });
        if (!alert) break;
        paged.push(alert.kind);
        after = alert.id;
      }
      expect(paged).toEqual(expected);
      const few = await listAlerts(database, analyst(), {
        ...QUERY,
        severities: ['critical'],
        cve: 'CVE-2026-1',
      });
      expect(few).toHaveLength(1);
      expect(await listAlerts(database, analyst(), { ...QUERY, text: 'DELIVER' })).toHaveLength(1);
      expect(
        await listAlerts(database, analyst(), { ...QUERY, since: new Date(Date.now() + 60_000) }),
      ).toEqual([]);
    },
  );
});

describe('a notice', () => {
  it('is an alert that is addressed to the role, and each says for themselves that they have seen it', async () => {
    await raise(SILENT);
    await raise({ kind: 'software-changed', about: 's', text: 's' });
    const [network, officer] = [reader(['network-engineer']), reader(['ciso'])];
    const asked = { unseen: true, limit: 10 };
    const [notice] = await listNotices(database, network, asked);
    expect(notice).toMatchObject({ kind: 'sensor-silent', seenAt: null });
    expect(await listNotices(database, officer, asked)).toEqual([]);
    expect(await markSeen(database, officer, notice?.id ?? '')).toBe(false);
    expect(await markSeen(database, network, notice?.id ?? '')).toBe(true);
    expect(await listNotices(database, network, asked)).toEqual([]);
    expect(await listNotices(database, analyst(), asked)).toHaveLength(1);
    expect(await listNotices(database, network, { ...asked, unseen: false })).toHaveLength(1);
  });
});

describe('watchChanges', () => {
  const look = () => watchChanges(database, organisation);
  const kinds = async () => (await listAlerts(database, analyst(), QUERY)).map(({ kind }) => kind).sort();

  async function addSite(watched: boolean, subnet: string): Promise<string> {
    return database.asOrganisation(organisation, async (t) => {
      const site = await t
        .insertInto('site')
        .values({ organisation_id: organisation, name: subnet, watched })
        .returning('id')
        .executeTakeFirstOrThrow();
      await sql`
        with z as (insert into zone (organisation_id, site_id, name) values (${organisation}, ${site.id}, 'z') returning id)
        insert into zone_subnet (organisation_id, subnet, zone_id) select ${organisation}, ${subnet}::cidr, id from z`.execute(
        t,
      );
      return site.id;
    });
  }

  const change = (
    device: string,
    attribute: string,
    from: string | null,
    to: string | null,
    outcome = 'changed',
    by = 'capture',
  ) =>
    database.asOrganisation(organisation, (t) =>
      sql`insert into device_change (organisation_id, device_id, attribute, outcome, from_value, to_value, reason, at,
                                     source_kind, source_id)
          values (${organisation}, ${device}, ${attribute}, ${outcome}, ${from}, ${to}, 'r', now(), ${by}, 'x')`.execute(
        t,
      ),
    );

  it('tells of new devices in the subnets of a watched site, once, and of none that was there before', async () => {
    const site = await addSite(true, '10.1.0.0/16');
    await addSite(false, '10.2.0.0/16');
    await addDevice('printer', '10.1.0.1');
    await look();
    expect(await kinds()).toEqual([]);
    const fresh = await addDevice('printer', '10.1.0.2');
    await addDevice('printer', '10.2.0.2');
    await look();
    await look();
    const alerts = await listAlerts(database, analyst(), QUERY);
    expect(alerts).toMatchObject([{ kind: 'new-device', subject: site, devices: [fresh], count: 1 }]);
    // That it changes is no news of a new device.
    await database.asOrganisation(organisation, (t) =>
      t.updateTable('device').set({ packets: 7 }).where('id', '=', fresh).execute(),
    );
    await look();
    expect(await listAlerts(database, analyst(), QUERY)).toMatchObject([{ count: 1 }]);
  });

  it('tells of changes that traffic shows, by kind', async () => {
    const device = await addDevice('printer');
    await look();
    await change(device, 'category', 'printer', 'infusion-pump');
    await change(device, 'softwareVersion', '1.0', '2.0');
    await change(device, 'softwareVersion', '2.0', '3.0');
    await change(device, 'serialNumber', 'A', null, 'kept');
    for (const quiet of [
      ['model', null, 'X', 'learnt'],
      ['category', 'unknown', 'printer'],
      ['osVersion', null, '11'],
      ['hostname', 'a', 'b'],
      ['hostname', 'a', null, 'kept'],
      ['category', 'printer', 'server', 'changed', 'person'],
    ] as const)
      await change(device, quiet[0], quiet[1], quiet[2], quiet[3], quiet[4]);
    await look();
    expect(await kinds()).toEqual(['category-changed', 'identity-contradiction', 'software-changed']);
    const alerts = await listAlerts(database, analyst(), { ...QUERY, kinds: ['software-changed'] });
    expect(alerts).toMatchObject([
      { count: 2, devices: [device], text: 'softwareVersion was 2.0 and is 3.0 now.' },
    ]);
  });

  it('tells of a sensor that loses packets, until it does not any more', async () => {
    await look();
    const packets = (dropped: number | null) =>
      database.asOrganisation(organisation, (t) =>
        sql`with s as (
              insert into sensor (organisation_id, site_id, name, state)
                select ${organisation}, id, 's', 'live' from site limit 1
                on conflict do nothing returning id),
              one as (select id from s union select id from sensor)
            insert into sensor_hour (sensor_id, hour, organisation_id, batches, packets, octets, dropped, devices, greatest_rate)
              select id, date_trunc('hour', now()), ${organisation}, 1, 900, 1, ${dropped}::bigint, 1, 1 from one
            on conflict (sensor_id, hour) do update set dropped = excluded.dropped`.execute(t),
      );
    await addSite(false, '10.9.0.0/16');
    await packets(null);
    await look();
    expect(await kinds()).toEqual([]);
    await packets(100);
    await look();
    await look();
    const [alert] = await listAlerts(database, analyst(), QUERY);
    expect(alert).toMatchObject({ kind: 'sensor-dropping', count: 1, state: 'open' });
    expect(alert?.text).toContain('100 of 1000');
    await packets(0);
    await look();
    expect(await listAlerts(database, analyst(), QUERY)).toMatchObject([{ id: alert?.id, state: 'closed' }]);
  });
});

describe('raiseExploited', () => {
  it('tells of each device once, in an alert for each vulnerability', async () => {
    const [one, two] = [await addDevice('printer'), await addDevice('printer')];
    const affect = (device: string, group: string) =>
      database.asOrganisation(organisation, async (t) => {
        await sql`insert into vulnerability (organisation_id, cve, title, verdict_group, act_now, plan, cannot_tell, watch,
                                             not_exploitable, known_exploited)
          values (${organisation}, 'CVE-2026-1', 'Bad', 'plan', 0, 1, 0, 0, 0, true) on conflict do nothing`.execute(
          t,
        );
        const { rows } = await sql<{ id: number }>`
          insert into product (organisation_id, key) values (${organisation}, sha256(${device}::text::bytea))
            on conflict (organisation_id, key) do update set vendor = null returning id`.execute(t);
        const product = rows[0]?.id ?? 0;
        await sql`insert into device_product (device_id, organisation_id, product_id)
          values (${device}, ${organisation}, ${product}) on conflict do nothing`.execute(t);
        await sql`insert into finding (organisation_id, product_id, cve, part, family_only, status, conditional, confidence,
                                       because, feed, document, revision, input, conflict, verdict_group, exploitability, score)
          values (${organisation}, ${product}, 'CVE-2026-1', 'product', false, 'affected', false, 90, 'b', 'f', 'd', 'r', 'i',
                  false, ${group}, 'unknown', 10) on conflict (product_id, cve) do update set verdict_group = excluded.verdict_group`.execute(
          t,
        );
        await raiseExploited(t, organisation);
      });
    await affect(one, 'not-exploitable');
    expect(await listAlerts(database, analyst(), QUERY)).toEqual([]);
    await affect(one, 'act-now');
    await affect(one, 'act-now');
    const [alert] = await listAlerts(database, analyst(), QUERY);
    expect(alert).toMatchObject({ severity: 'critical', cve: 'CVE-2026-1', devices: [one], count: 1 });
    const decision = { state: 'closed', reason: 'Patched.', by: ANN } as const;
    await decideAlerts(database, analyst(), [alert?.id ?? ''], decision);
    await affect(one, 'act-now');
    expect(await listAlerts(database, analyst(), { ...QUERY, states: ['open'] })).toEqual([]);
    await affect(two, 'plan');
    expect(await listAlerts(database, analyst(), { ...QUERY, states: ['open'] })).toMatchObject([
      { severity: 'high', devices: [two] },
    ]);
  });
});
