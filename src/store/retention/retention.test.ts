import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  addTalks,
  HOUR,
  newDevice,
  newOrganisation,
  ofDevice,
  talk,
} from '../../../test/support/conversations.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { EVERY_DEVICE } from '../../access/device-selection.ts';
import { trafficOf } from '../conversations/device-traffic.ts';
import { partitionsOf, preparePartitions } from '../conversations/partitions.ts';
import { applyRetention } from './apply-retention.ts';
import { classReports } from './class-report.ts';
import { measureSizes } from './class-sizes.ts';
import { RETENTION_CLASSES } from './classes.ts';
import { retentionOf, setRetention } from './settings.ts';

const test = useTestDatabase();
const DAY_MS = 24 * HOUR;
const NOW = new Date('2026-11-22T12:30:00Z');
const daysAgo = (days: number) => NOW.getTime() - days * DAY_MS;
const later = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

async function ward(...days: readonly number[]) {
  const { database } = test();
  const organisation = await newOrganisation(database);
  const [pump, server] = [await newDevice(database, organisation), await newDevice(database, organisation)];
  const add = (...ages: readonly number[]) =>
    addTalks(
      database,
      organisation,
      ages.map((age) => talk(ofDevice(pump), ofDevice(server), daysAgo(age))),
    );
  await add(...days);
  const bins = async (table: string) => {
    const { rows } = await database.asOrganisation(organisation, (t) =>
      sql<{ bin: Date }>`select bin from ${sql.table(table)} order by bin`.execute(t),
    );
    return rows.map(({ bin }) => Math.ceil((NOW.getTime() - bin.getTime()) / DAY_MS) - 1);
  };
  /** Says that all of it was learnt when it happened. */
  const age = () =>
    database.asOrganisation(organisation, async (t) => {
      for (const table of ['conversation_hour', 'conversation_day'])
        await sql`update ${sql.table(table)} set learnt_on = (bin at time zone 'UTC')::date`.execute(t);
    });
  return {
    database,
    organisation,
    pump,
    add,
    bins,
    age,
    reader: { database, organisation, selection: EVERY_DEVICE },
  };
}

describe('settings', () => {
  it('are the defaults until an organisation sets its own, which another does not see', async () => {
    const { database } = test();
    const [ours, theirs] = [await newOrganisation(database), await newOrganisation(database)];
    expect(await setRetention(database, ours, { 'conversation-hours': 30 })).toBeUndefined();
    const days = async (organisation: string) =>
      Object.fromEntries((await retentionOf(database, organisation)).map((one) => [one.id, one.days]));
    expect(await days(ours)).toMatchObject({ 'conversation-hours': 30, 'conversation-days': 730 });
    expect(await days(theirs)).toEqual(
      Object.fromEntries(RETENTION_CLASSES.map((one) => [one.id, one.days])),
    );
  });

  it('stay within bounds: the audit log for six years at least; a refusal changes nothing', async () => {
    const { database } = test();
    const organisation = await newOrganisation(database);
    const refused = await setRetention(database, organisation, { captures: 40, audit: 6 * 365 });
    expect(refused).toEqual({ id: 'audit', least: 2_192, most: 10_950 });
    expect((await retentionOf(database, organisation)).find(({ id }) => id === 'captures')?.days).toBe(730);
  });
});

describe('retention', () => {
  it('takes hours when their day has its sums, and days when they are old', async () => {
    const { database, organisation, bins, age, reader, pump } = await ward(1, 89, 91, 200, 800);
    await age();
    const { removals } = await applyRetention(database, NOW);
    expect(removals.filter((one) => one.organisation === organisation)).toMatchObject([
      { class: 'conversation-hours', rows: 3, keptSince: new Date('2026-08-24T00:00:00Z') },
      { class: 'conversation-days', rows: 1 },
      ...(['alerts', 'tasks', 'captures', 'imports', 'active-queries', 'device-history'] as const).map(
        (id) => ({ class: id, rows: 0 }),
      ),
      { class: 'risk-history', rows: 0 },
      { class: 'sessions', rows: 0 },
    ]);
    expect(await bins('conversation_hour')).toEqual([89, 1]);
    expect(await bins('conversation_day')).toEqual([200, 91, 89, 1]);
    const window = { from: new Date(daysAgo(300)), to: NOW };
    const { points } = await trafficOf(reader, pump, window, 'day');
    expect(points.map(({ octetsSent }) => octetsSent)).toEqual([700, 700, 700, 700]);
    const again = await applyRetention(database, NOW);
    expect(again.removals.filter(({ rows }) => rows > 0)).toEqual([]);
    expect((await retentionOf(database, organisation))[0]?.lastRun).toMatchObject({ ranAt: NOW, rows: 0 });
  });

  it('keeps what an old capture shows late as long as what is new, by day', async () => {
    const { database, add, bins, reader, pump, age } = await ward(1);
    await age();
    await applyRetention(database, NOW);
    await add(1_500, 100);
    await add(100);
    expect(await bins('conversation_hour')).toEqual([1]);
    expect(await bins('conversation_day')).toEqual([1_500, 100, 1]);
    await applyRetention(database, NOW);
    const { points } = await trafficOf(reader, pump, { from: new Date(daysAgo(2_000)), to: NOW }, 'day');
    expect(points.map(({ connections }) => connections)).toEqual([1, 2, 1]);
  });

  it('does not bring hours back that are gone when they are to be kept longer', async () => {
    const { database, organisation, add, bins, age, reader, pump } = await ward(100);
    await age();
    await applyRetention(database, NOW);
    await setRetention(database, organisation, { 'conversation-hours': 200 });
    await applyRetention(database, NOW);
    await add(100);
    expect(await bins('conversation_hour')).toEqual([]);
    const { points } = await trafficOf(reader, pump, { from: new Date(daysAgo(120)), to: NOW }, 'day');
    expect(points.map(({ connections }) => connections)).toEqual([2]);
  });

  it('forgets conversations of which no sums are left, so that they are new when they come again', async () => {
    const { database, organisation, add, age } = await ward(800);
    await age();
    await applyRetention(database, NOW);
    const conversations = () =>
      database.asOrganisation(organisation, (t) => t.selectFrom('conversation').select('first_at').execute());
    expect(await conversations()).toEqual([]);
    await add(0);
    expect(await conversations()).toEqual([{ first_at: new Date(daysAgo(0)) }]);
  });

  it('drops partitions that nobody keeps, and none of which another organisation keeps a row', async () => {
    const ours = await ward(21);
    const theirs = await ward(21);
    const { database } = ours;
    await preparePartitions(database, NOW);
    await Promise.all([ours.age(), theirs.age()]);
    await setRetention(database, ours.organisation, { 'conversation-hours': 7 });
    const kept = await applyRetention(database, NOW);
    expect(kept.partitions).toEqual([]);
    expect(await ours.bins('conversation_hour')).toEqual([]);
    expect(await theirs.bins('conversation_hour')).toEqual([21]);

    const { partitions } = await applyRetention(database, later(100));
    expect(partitions).toContain('conversation_hour_20261026');
    expect(await partitionsOf(database, 'conversation_hour')).not.toContain('conversation_hour_20261026');
    expect(await theirs.bins('conversation_hour')).toEqual([]);
    expect(await theirs.bins('conversation_day')).toEqual([21]);
  });

  it('goes in portions, captures too, but never one that is still to be read', async () => {
    const { database, organisation } = await ward();
    await database.asOrganisation(organisation, async (t) => {
      await sql`
        insert into capture (organisation_id, file, sha256, octets, state, received_at)
        select ${organisation}::uuid, 'x.pcap', decode(lpad(to_hex(n), 64, '0'), 'hex'), 1,
               case n when 1 then 'received' else 'read' end, ${new Date(daysAgo(900))}
          from generate_series(1, 1_050) n`.execute(t);
    });
    const { removals } = await applyRetention(database, NOW);
    const own = removals.find((one) => one.organisation === organisation && one.class === 'captures');
    expect(own?.rows).toBe(1_049);
    const { rows } = await database.asOrganisation(organisation, (t) =>
      sql`select state from capture`.execute(t),
    );
    expect(rows).toEqual([{ state: 'received' }]);
  });
});

describe('what grows', () => {
  /** Tables with rows of organisations that no class of retention names, by the reason. */
  const BOUNDED: Readonly<Record<string, string>> = {
    'of people and the platform: they go when somebody removes them':
      'api_key break_glass directory_group directory_group_member directory_user grant_rule group_role invitation member membership output recertification recertification_item retention risk_model_version saved_query sensor sign_in_policy sign_on_domain sign_on_identity sign_on_provider site unit zone zone_subnet active_policy demonstration alert_watch',
    'devices stay, and this is theirs':
      'device device_attribute device_control device_ip device_key device_mac device_note device_product device_risk device_service device_text device_to_match device_to_score identity_decision finding_decision finding_verdict',
    'of a product that some device has': 'product finding match_review vulnerability',
    'one row for each object, or a few for each organisation':
      'audit_head audit_root audit_verification change retention_run watched_folder',
    'computed anew as a whole': 'attack_path_run choke_point device_attack_path',
    'jobs forget what is old':
      'sensor_batch sensor_delivery sensor_device sensor_hour sensor_nonce webhook_delivery',
  };

  it('is of a class, or is bounded by something else, with the reason', async () => {
    const { database } = await ward();
    const { rows } = await sql<{ name: string }>`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
       where a.attname = 'organisation_id' and c.relkind in ('r', 'p') and not c.relispartition
         and c.relnamespace = 'public'::regnamespace order by 1`.execute(database.kysely);
    const classed = new Set(RETENTION_CLASSES.flatMap(({ tables }) => tables));
    const left = rows.map(({ name }) => name).filter((name) => !classed.has(name));
    expect(left).toEqual(
      Object.values(BOUNDED)
        .flatMap((names) => names.split(' '))
        .sort(),
    );
  });

  it('goes when it is old and over, and what is open or young stays', async () => {
    const { database, organisation, pump } = await ward();
    const [old, young] = [new Date(daysAgo(6 * 365)), new Date(daysAgo(5))];
    await database.asOrganisation(organisation, async (t) => {
      const own = sql`${organisation}::uuid`;
      for (const at of [old, young]) {
        await sql`insert into task (organisation_id, title, state, role, made_by, made_by_name, made_at, ended_at)
          values (${own}, 'open', 'open', 'auditor', 'a', 'Ann', ${at}, null),
                 (${own}, 'done', 'done', 'auditor', 'a', 'Ann', ${at}, ${at})`.execute(t);
        await sql`insert into upload (organisation_id, file, octets, begun_at) values (${own}, 'a', 1, ${at})`.execute(
          t,
        );
        await sql`insert into "import" (organisation_id, file, sha256, octets, options, state, received_at)
          select ${own}, state, sha256((state || ${at.toISOString()})::bytea), 1, '{}', state, ${at}
            from unnest(array['received', 'read', 'failed']) as state`.execute(t);
        await sql`insert into active_permit (organisation_id, device_id, probe, port, settings, reason, from_at, until_at, state,
                                             asked_by, asked_by_name, asked_at)
          select ${own}, ${pump}::uuid, 'http-head', 80, '{}', 'a test', ${at}, ${at}::timestamptz + interval '1 hour', state, 'a',
                 'Ann', ${at} from unnest(array['waiting', 'withdrawn']) as state`.execute(t);
        await sql`insert into device_change (organisation_id, device_id, attribute, outcome, reason, at, source_kind, source_id)
          values (${own}, ${pump}::uuid, 'model', 'learnt', 'a test', ${at}, 'person', 'a')`.execute(t);
        await sql`insert into vulnerability_history (organisation_id, cve, at, causes)
          values (${own}, 'CVE-2026-1', ${at}, '{}')`.execute(t);
        await sql`insert into device_risk_history (device_id, organisation_id, at, standing, causes)
          values (${pump}::uuid, ${own}, ${at}, 'scored', '{}')`.execute(t);
      }
    });
    const { removals } = await applyRetention(database, NOW);
    const rowsOf = (id: string) =>
      removals.find((one) => one.organisation === organisation && one.class === id)?.rows;
    expect({
      tasks: rowsOf('tasks'),
      captures: rowsOf('captures'),
      imports: rowsOf('imports'),
      queries: rowsOf('active-queries'),
      devices: rowsOf('device-history'),
      risk: rowsOf('risk-history'),
    }).toEqual({ tasks: 1, captures: 1, imports: 2, queries: 1, devices: 1, risk: 2 });
    // Nothing takes documents and the log of what people did away.
    expect([rowsOf('documents'), rowsOf('audit')]).toEqual([undefined, undefined]);
  });
});

describe('the report', () => {
  it('says what classes take, unknown for those that do not exist, and foresees from the second day', async () => {
    const { database } = await ward(1, 2, 3);
    await measureSizes(database, later(-1));
    const first = await classReports(database, later(-1));
    const of = (id: string, reports: typeof first) => reports.find(({ retention }) => retention.id === id);
    expect(of('conversation-hours', first)?.octets).toBeGreaterThan(8_192);
    expect(of('captures', first)?.octets).toBeGreaterThan(8_192);
    expect(of('evidence', first)).toMatchObject({ octets: null, forecast: { octetsPerDay: null } });
    expect(of('conversation-hours', first)?.forecast.octetsPerDay).toBeNull();
    const second = await classReports(database, NOW);
    expect(of('conversation-hours', second)?.forecast.octetsPerDay).toEqual(expect.any(Number));
  });
});
