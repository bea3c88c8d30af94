#!/usr/bin/env node
/**
 * Fills the database of a data folder with conversations of the last thirty days, all made by PostgreSQL itself. Devices that
 * the first organisation has are used; without any, devices are made.
 *
 *   npm run build && node bench/seed-conversations.mjs FOLDER [sums by hour, default 5e6] [devices, default 1e5]
 *
 * No server may use the folder meanwhile. Each conversation has ten hours; one in ten goes to an address outside; one device
 * in a hundred is a server, to which most go.
 */

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { sql } from 'kysely';
import { openStore } from '../dist/main/open-store.js';
import { preparePartitions } from '../dist/store/conversations/partitions.js';
import { rollUpDays } from '../dist/store/conversations/roll-up.js';
import { migrate } from '../dist/store/migrate.js';

const HOURS_EACH = 10;
const DAYS = 30;
const [dataFolder, sums = '5e6', devices = '1e5'] = process.argv.slice(2);
if (!dataFolder) {
  console.error('usage: seed-conversations.mjs FOLDER [sums by hour] [devices]');
  process.exit(2);
}

async function timed(what, work) {
  const begin = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
  return result;
}

fs.mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
const store = await openStore({ dataFolder, databaseUrl: process.env.DATABASE_URL });
try {
  const { database } = store;
  const db = database.kysely;
  await migrate(db);
  const organisation = (await sql`select id from organisation order by created_at limit 1`.execute(db))
    .rows[0]?.id;
  const id = organisation ?? randomUUID();
  if (!organisation)
    await database.asOrganisation(id, (t) =>
      t.insertInto('organisation').values({ id, name: 'Bench' }).execute(),
    );
  await preparePartitions(database, new Date());
  for (let week = 1; week <= 5; week++)
    await preparePartitions(database, new Date(Date.now() - week * 7 * 86_400_000));
  await timed('devices', () => makeDevices(db, id, Number(devices)));
  const conversations = Math.ceil(Number(sums) / HOURS_EACH);
  await timed(`${conversations} conversations`, () => makeConversations(db, id, conversations));
  await timed(`${conversations * HOURS_EACH} sums by hour`, () => makeHours(db, id));
  await timed('roll-up of thirty days', () => rollUpDays(database, id, new Date()));
  await timed('analyze', () => sql`analyze`.execute(db));
} finally {
  await store.close();
}

async function makeDevices(db, organisation, count) {
  const known =
    await sql`select count(*) as count from device where organisation_id = ${organisation}`.execute(db);
  if (known.rows[0].count > 0) return;
  await sql`alter table device disable trigger user`.execute(db);
  await sql`
    insert into device (organisation_id, macs, ips, vlans, category, category_confidence, hostnames, first_at, last_at,
                        packets, octets, peers)
    select ${organisation}::uuid, array[('02' || lpad(to_hex(n), 10, '0'))::macaddr],
           array['10.0.0.0'::inet + n::bigint], array[10 + n % 60],
           (array['infusion-pump', 'patient-monitor', 'workstation', 'printer', 'ct', 'ultrasound', 'ip-camera', 'unknown'])
             [1 + n % 8],
           80, jsonb_build_array(jsonb_build_object('value', 'host-' || n, 'protocol', 'dhcp')),
           now() - interval '30 days', now(), 1000, 100000, 5
      from generate_series(1, ${count}::int) n`.execute(db);
  await sql`alter table device enable trigger user`.execute(db);
}

async function makeConversations(db, organisation, count) {
  await sql`create temporary table numbered as
    select id, row_number() over (order by id) - 1 as n from device where organisation_id = ${organisation}`.execute(
    db,
  );
  await sql`create unique index on numbered (n)`.execute(db);
  await sql`
    insert into conversation (organisation_id, key, initiator, initiator_device_id, responder, responder_device_id,
                              responder_ip, transport, port, protocol, exchanged, first_at)
    select ${organisation}::uuid, md5('seed' || k)::uuid, 'device', i.id,
           case when k % 10 = 0 then 'outside' else 'device' end,
           case when k % 10 = 0 then null else r.id end,
           case when k % 10 = 0 then '20.0.0.0'::inet + (k::bigint * 7919 % 50000) end,
           'tcp', (array[443, 104, 2575, 11112, 445, 80, 22, 3389])[1 + k % 8],
           (array['tls', 'dicom', 'hl7', 'dicom', 'smb', 'http', 'ssh', 'rdp'])[1 + k % 8], true,
           now() - make_interval(hours => (k::bigint * 7919 % ${DAYS * 24})::int)
      from generate_series(0, ${count - 1}::int) k
      cross join (select count(*) as devices from numbered) total
      join numbered i on i.n = k::bigint * 31 % total.devices
      join numbered r on r.n = (case when k % 4 = 0 then k::bigint * 13
                                     else (k::bigint * 17 % greatest(1, total.devices / 100)) * 100 end) % total.devices
    on conflict do nothing`.execute(db);
}

async function makeHours(db, organisation) {
  const step = (DAYS * 24) / HOURS_EACH;
  await sql`
    insert into conversation_hour (organisation_id, conversation_id, bin, connections, failed, packets_out, packets_in,
                                   octets_out, octets_in, first_at, last_at)
    select ${organisation}::uuid, c.id, bin, 3, 0, 40, 35, 9000 + c.id % 5000, 70000, bin + interval '1 minute',
           bin + interval '50 minutes'
      from conversation c cross join generate_series(0, ${HOURS_EACH - 1}::int) h
      cross join lateral (select date_trunc('hour', now()) -
        make_interval(hours => h * ${step}::int + (c.id * 7919 % ${step}::int)::int) as bin) b
     where c.organisation_id = ${organisation} on conflict do nothing`.execute(db);
  await sql`
    insert into conversation_stale_day (organisation_id, day)
    select distinct organisation_id, date_trunc('day', bin, 'UTC') from conversation_hour
     where organisation_id = ${organisation} on conflict do nothing`.execute(db);
}
