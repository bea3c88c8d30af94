#!/usr/bin/env node
/**
 * Fills an organisation with synthetic devices, by SQL, for measuring lists.
 *
 *   node bench/seed-devices.mjs [COUNT] [ORGANISATION_ID] [--guest]
 *
 * With --guest while a server runs. Into the database of WARDLIGHT_DATA or DATABASE_URL: 100,000 devices when COUNT is left out,
 * in the given organisation or the first there is. Kinds of devices, makers and places are spread as in a hospital: some
 * kinds are common, one device in eight is not identified, a tenth has no place. Seeded: the same devices each time.
 */

import { configOf } from '../dist/config/config.js';
import { readEnvironment } from '../dist/config/env.js';
import { openStore } from '../dist/main/open-store.js';
import { migrate } from '../dist/store/migrate.js';

const [COUNT_TEXT = '100000', ORGANISATION] = process.argv.slice(2).filter((text) => !text.startsWith('--'));
const COUNT = Number(COUNT_TEXT);
const IS_GUEST = process.argv.includes('--guest');
const SITES = 4;
const UNITS_PER_SITE = 12;
/** Devices of one statement. */
const BATCH = 10_000;

/** category, vendor, model, operating system, function, criticality, port and protocol that it serves, weight */
const KINDS = [
  ['infusion-pump', 'B. Braun', 'SpaceCom', 'Linux', 'pump gateway', 5, 4002, 'bcc', 160],
  ['syringe-pump', 'ICU Medical', 'Plum 360', 'VxWorks', 'syringe pump', 5, 443, 'tls', 120],
  ['infusion-pump', 'BD', 'Alaris 8015 PCU', 'Windows CE', 'infusion pump', 5, 3613, 'hl7', 110],
  ['patient-monitor', 'Philips', 'IntelliVue MX450', 'pSOS', 'patient monitor', 4, 24105, 'intellivue', 150],
  [
    'patient-monitor',
    'GE Healthcare',
    'CARESCAPE B650',
    'Linux',
    'patient monitor',
    4,
    2000,
    'carescape',
    90,
  ],
  ['ventilator', 'Draeger', 'Evita V500', 'VxWorks', 'ventilator', 5, 2050, 'medibus', 40],
  ['ct', 'Siemens Healthineers', 'SOMATOM Force', 'Windows 7', 'CT scanner', 4, 104, 'dicom', 5],
  ['mri', 'Siemens Healthineers', 'MAGNETOM Vida', 'Windows 10', 'MRI scanner', 3, 104, 'dicom', 4],
  ['ultrasound', 'Samsung Medison', 'HS70A', 'Windows 10', 'ultrasound', 3, 104, 'dicom', 20],
  ['pacs', 'Agfa', 'Enterprise Imaging', 'Windows Server 2019', 'image archive', 3, 11112, 'dicom', 2],
  ['workstation', 'Dell', 'OptiPlex 7090', 'Windows 10', 'workstation', 2, 445, 'smb', 420],
  ['workstation', 'HP', 'EliteDesk 800', 'Windows 11', 'workstation', 2, 445, 'smb', 300],
  ['printer', 'HP', 'LaserJet MFP M428', null, 'printer', 1, 9100, 'jetdirect', 90],
  ['label-printer', 'Zebra', 'ZD621', null, 'label printer', 2, 9100, 'jetdirect', 60],
  ['phone', 'Cisco', 'CP-8841', null, 'telephone', 1, 5060, 'sip', 200],
  ['switch', 'Cisco', 'Catalyst 9300', 'IOS XE', 'switch', 3, 22, 'ssh', 40],
  ['camera', 'Axis', 'P3245-V', 'Linux', 'camera', 1, 554, 'rtsp', 50],
  ['building-controller', 'Siemens', 'PXC3', null, 'building controller', 2, 47808, 'bacnet', 35],
  ['unknown', null, null, null, null, null, 80, 'http', 220],
  ['unknown', 'Raspberry Pi', null, 'Linux', null, null, 23, 'telnet', 30],
];

const store = await openStore(configOf(readEnvironment()), {
  asGuest: IS_GUEST,
});
const { database } = store;
await migrate(database.kysely);
const client = await database.connect();
const began = Date.now();
try {
  await client.query('begin');
  await client.query('select setseed(0.42)');
  const organisation = await organisationId();
  await client.query(`select set_config('wardlight.organisation', $1, true)`, [organisation]);
  // The feed of changes is filled at once below: row by row it would take a version of the organisation's row for each.
  await client.query('alter table device disable trigger user');
  await places(organisation);
  await client.query(
    `create temp table kind (category text, vendor text, model text, os text, function text, criticality smallint,
                             port int, protocol text, upto float) on commit drop`,
  );
  const sum = KINDS.reduce((total, kind) => total + kind.at(-1), 0);
  let upto = 0;
  for (const kind of KINDS) {
    upto += kind.at(-1) / sum;
    await client.query('insert into kind values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      ...kind.slice(0, -1),
      upto,
    ]);
  }
  for (let from = 0; from < COUNT; from += BATCH) {
    await devices(organisation, from, Math.min(COUNT, from + BATCH));
    process.stdout.write(`\r${Math.min(COUNT, from + BATCH)} devices`);
  }
  await client.query(
    `insert into change (organisation_id, sequence, kind, object_id)
       select $1::uuid, (select last_change from organisation where id = $1) + row_number() over (order by id), 'device', id
         from device where organisation_id = $1
       on conflict do nothing`,
    [organisation],
  );
  await client.query(
    `update organisation set last_change = (select max(sequence) from change where organisation_id = $1) where id = $1`,
    [organisation],
  );
  await client.query(
    `insert into device_text (device_id, organisation_id, text) select id, organisation_id, search from device
       where organisation_id = $1 on conflict do nothing`,
    [organisation],
  );
  await client.query('alter table device enable trigger user');
  await client.query('commit');
} finally {
  client.release();
}
await database.pool.query('vacuum analyze');
console.log(` in ${((Date.now() - began) / 1000).toFixed(1)} s`);
await store.close();

async function organisationId() {
  if (ORGANISATION) return ORGANISATION;
  const { rows } = await client.query('select organisation_id as id from membership order by 1 limit 1');
  if (rows[0]) return rows[0].id;
  const id = '5eed5eed-5eed-4eed-8eed-5eed5eed5eed';
  await client.query(`select set_config('wardlight.organisation', $1, true)`, [id]);
  await client.query(`insert into organisation (id, name) values ($1, 'Seeded') on conflict do nothing`, [
    id,
  ]);
  return id;
}

async function places(organisation) {
  await client.query(
    `insert into site (organisation_id, name) select $1::uuid, 'Campus ' || n from generate_series(1, $2) n
       on conflict do nothing`,
    [organisation, SITES],
  );
  await client.query(
    `insert into unit (organisation_id, site_id, name)
       select $1::uuid, site.id, 'Ward ' || n from site, generate_series(1, $2) n where site.organisation_id = $1::uuid
       on conflict do nothing`,
    [organisation, UNITS_PER_SITE],
  );
}

async function devices(organisation, from, to) {
  await client.query(
    `create temp table seeded on commit drop as
       select gen_random_uuid() as id, n, random() as chance, random() as age, random() as life, random() as known,
              floor(random() * 40)::int as release, floor(random() * ${SITES * UNITS_PER_SITE * 1.1})::int as place
         from generate_series($1::int, $2::int - 1) n`,
    [from, to],
  );
  await client.query(
    `create temp table facts on commit drop as
       select s.*, k.*, u.id as unit_id, u.site_id,
              case when k.vendor is null or known < 0.06 then null::text
                   else upper(left(k.vendor, 2)) || lpad(s.n::text, 7, '0') end as serial,
              (release / 10 + 1) || '.' || release % 10 || '.' || n % 5 as software,
              (release / 8) || '.' || n % 12 as firmware,
              case when k.os like 'Windows 1%' then '10.0.' || (array[17763, 19045, 22631])[1 + n % 3] end as os_version,
              replace(k.category, 'unknown', 'host') || '-' || lpad(to_hex(n), 5, '0') as hostname,
              case when k.os like 'Windows%' then 'Remote support ' || n % 9 end as application,
              ('00:' || lpad(to_hex(16 + length(k.protocol)), 2, '0') || ':fb:' || lpad(to_hex(n / 65536), 2, '0') || ':'
                || lpad(to_hex(n / 256 % 256), 2, '0') || ':' || lpad(to_hex(n % 256), 2, '0'))::macaddr as mac,
              ('10.' || 16 + n / 65536 || '.' || n / 256 % 256 || '.' || n % 256)::inet as ip,
              10 + place as vlan
         from seeded s
         join lateral (select * from kind where upto >= s.chance order by upto limit 1) k on true
         left join (select id, site_id, row_number() over (order by site_id, name) - 1 as at from unit
                     where organisation_id = $1::uuid) u on u.at = place`,
    [organisation],
  );
  await client.query(
    `insert into device (
       id, organisation_id, site_id, unit_id, room, owner, macs, ips, vlans, category, category_confidence, category_reasons,
       category_criticality, hostnames, first_at, last_at, packets, octets, peers, vendor, model, serial_number,
       software_version, firmware_version, os, os_version, hostname, function, application, identifying_serial,
       searched_facts)
     select id, $1::uuid, site_id, unit_id, case when place % 3 = 0 then 'R' || n % 200 end,
            case when place % 5 = 0 then 'Clinical engineering' end, array[mac], array[ip], array[vlan], category,
            case category when 'unknown' then 0 else 60 + n % 39 end,
            jsonb_build_array('its traffic is that of a ' || category, 'seeded for measuring'), criticality,
            jsonb_build_array(jsonb_build_object('value', hostname, 'protocol', 'dhcp')),
            now() - life * interval '700 days' - interval '90 days', now() - age * age * age * interval '90 days',
            floor(1e6 * age)::bigint, floor(1e9 * age)::bigint, n % 60, lower(vendor), lower(model), lower(serial),
            software, firmware, lower(os), os_version, hostname, function, lower(application), lower(serial),
            concat_ws(chr(10), lower(vendor), lower(model), lower(serial), software, firmware, lower(os), os_version,
                      hostname, function, lower(application), category, mac, host(ip))
       from facts`,
    [organisation],
  );
  await client.query(
    `insert into device_attribute (device_id, organisation_id, attribute, value, rank, confidence, evidence)
       select id, $1::uuid, attribute, value, 0, 60 + n % 39, jsonb_build_array(jsonb_build_object(
                'protocol', protocol, 'field', attribute, 'value', value, 'packet', n % 1000 + 1,
                'at', '2026-11-01T08:00:00.000Z',
                'source', jsonb_build_object('kind', 'capture', 'id', id)))
         from facts, lateral (values
           ('vendor', vendor), ('model', model), ('serialNumber', serial), ('softwareVersion', software),
           ('firmwareVersion', firmware), ('os', os), ('osVersion', os_version), ('hostname', hostname),
           ('function', function), ('application', application)) a (attribute, value)
        where value is not null`,
    [organisation],
  );
  await client.query(
    `insert into device_service (device_id, organisation_id, transport, port, protocol, role)
       select id, $1::uuid, 'tcp', port, protocol, 'server' from facts
       union all select id, $1::uuid, 'udp', 53, 'dns', 'client' from facts
       union all select id, $1::uuid, 'tcp', 80, 'http', 'server' from facts where n % 4 = 0 and port <> 80
       union all select id, $1::uuid, 'tcp', 23, 'telnet', 'server' from facts where n % 97 = 0 and port <> 23`,
    [organisation],
  );
  await client.query(
    `insert into device_key (organisation_id, key, device_id) select $1::uuid, 'mac:' || mac, id from facts
       on conflict do nothing`,
    [organisation],
  );
  await client.query(
    `insert into device_ip (organisation_id, ip, device_id) select $1::uuid, ip, id from facts on conflict do nothing`,
    [organisation],
  );
  await client.query(
    `insert into device_mac (organisation_id, mac, device_id) select $1::uuid, mac, id from facts on conflict do nothing`,
    [organisation],
  );
  await client.query('drop table seeded, facts');
}
