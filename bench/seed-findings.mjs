/**
 * Fills a database with a fleet and its findings by SQL alone, and measures the routes that read them.
 * `npm run build` first. Without arguments a server of its own is made in a temporary folder and thrown away.
 *
 *   node bench/seed-findings.mjs [devices] [findings on devices]
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EVERY_DEVICE } from '../dist/access/device-selection.js';
import { askedVulnerabilities } from '../dist/store/asked-vulnerabilities.js';
import { Database } from '../dist/store/database.js';
import { countUnknown, findDeviceRisk, fleetDays } from '../dist/store/device-risk.js';
import { concernedDevices, countStandings, findingsOfDevice } from '../dist/store/findings.js';
import { migrate } from '../dist/store/migrate.js';
import { EmbeddedPostgres } from '../dist/store/postgres/embedded-postgres.js';
import {
  countVulnerabilities,
  findVulnerability,
  listVulnerabilities,
  rankVulnerabilities,
  refreshVulnerabilities,
} from '../dist/store/vulnerabilities.js';

export const BANDS = { critical: 60, high: 40, medium: 20, low: 8 };
const VIEW = { selection: EVERY_DEVICE, bands: BANDS };
const CATEGORIES = [
  'infusion-pump',
  'patient-monitor',
  'ct',
  'workstation',
  'server',
  'printer',
  'ip-camera',
];

/**
 * Makes `devices` devices of `products` products with about `findings` findings on devices, of `vulnerabilities`
 * vulnerabilities, for an organisation that is there. Devices that are there already get a product too; none is made then.
 */
export async function seedFindings(
  pool,
  organisation,
  { devices = 100_000, products = 4_000, findings = 1_000_000, vulnerabilities = 20_000 } = {},
) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('wardlight.organisation', $1, true)`, [organisation]);
    await client.query(`set local session_replication_role = replica`); // marks and the feed of changes are not the matter
    const { rows } = await client.query('select count(*)::int as n from device where organisation_id = $1', [
      organisation,
    ]);
    if (rows[0].n === 0)
      await client.query(
        `insert into site (organisation_id, name) select $1, 'Site ' || n from generate_series(1, 8) n`,
        [organisation],
      );
    if (rows[0].n === 0)
      await client.query(
        `insert into device (organisation_id, site_id, macs, ips, vlans, category, category_confidence, first_at, last_at,
                             packets, octets, peers)
           select $1, (array(select id from site where organisation_id = $1 order by name))[1 + n % 8],
                  array[('02:00:00:' || lpad(to_hex(n / 65536), 2, '0') || ':' || lpad(to_hex(n / 256 % 256), 2, '0') || ':'
                    || lpad(to_hex(n % 256), 2, '0'))::macaddr],
                  array[('10.' || n / 65536 || '.' || n / 256 % 256 || '.' || n % 256)::inet], array[n % 64],
                  ($2::text[])[1 + n % cardinality($2::text[])], 90, now() - interval '100 days',
                  now() - n * interval '1 second', 100, 1000, 3
             from generate_series(1, $3::int) n`,
        [organisation, CATEGORIES, devices],
      );
    await client.query(
      `insert into product (organisation_id, key, vendor, model, software, matched_with, matched_at)
         select $1, sha256(('seeded ' || n)::bytea), 'Maker ' || n % 200, 'Model ' || n, '1.' || n % 9, 'seed', now()
           from generate_series(1, $2::int) n on conflict do nothing`,
      [organisation, products],
    );
    await client.query(
      `with p as (select id, row_number() over (order by id) as n from product where organisation_id = $1),
            total as (select count(*) as products from product where organisation_id = $1),
            d as (
              -- Low numbers have more devices, as in a real fleet; one device in thirty is of no known product.
              select id, n, 1 + floor(power((n * 7919 % 100003) / 100003.0, 2) * products)::bigint as product
                from (select id, row_number() over (order by id) as n from device where organisation_id = $1) x, total)
       insert into device_product (device_id, organisation_id, product_id)
         select d.id, $1, case when d.n % 30 = 0 then null else p.id end from d left join p on p.n = d.product
       on conflict do nothing`,
      [organisation],
    );
    await client.query(
      `insert into device_attribute (device_id, organisation_id, attribute, value, rank, confidence, evidence)
         select dp.device_id, $1, a.name, a.value, 0, 90, '[]' from device_product dp join product p on p.id = dp.product_id
          cross join lateral (values ('vendor', p.vendor), ('model', p.model)) a (name, value)
          where dp.organisation_id = $1
            and not exists (select from device_attribute own where own.device_id = dp.device_id and own.attribute = a.name)`,
      [organisation],
    );
    await client.query(
      `with p as (select p.id, count(*) as devices from product p join device_product d on d.product_id = p.id
                   where p.organisation_id = $1 group by 1),
            each as (select $2::float8 / sum(devices) as findings from p),
            chosen as (
              select distinct on (p.id, v.n) p.id, v.n, random() as r, random() as q
                from p cross join each
                cross join lateral generate_series(1, ceil(each.findings)::int) g
                -- Few vulnerabilities are in many products.
                cross join lateral (select 1 + floor(power((hashint8(p.id * 1000 + g) & 1048575) / 1048576.0, 2) * $3)::int as n) v)
       insert into finding (organisation_id, product_id, cve, part, family_only, status, conditional, confidence, because,
                            feed, document, revision, input, conflict, remedy, verdict_group, exploitability, score)
         select $1, id, 'CVE-' || 2010 + n % 16 || '-' || 10000 + n, 'product', false,
                case when r < .7 then 'affected' when r < .85 then 'unknown' when r < .95 then 'fixed' else 'not-affected' end,
                false, 90, 'nvd lists this version as vulnerable', 'nvd', 'CVE-' || 2010 + n % 16 || '-' || 10000 + n, '2026-01-01',
                'cpe:2.3:a:maker:model:1.0:*:*:*:*:*:*:*', false, case when q < .6 then 'vendor_fix' end,
                case when r >= .85 then 'not-exploitable' when r >= .7 then 'cannot-tell' when q < .05 then 'act-now'
                     when q < .3 then 'plan' when q < .6 then 'cannot-tell' else 'watch' end,
                case when r >= .7 or q >= .3 and q < .6 then 'unknown' when q < .3 then 'exploitable-now' else 'needs-change' end,
                case when r >= .85 then 0 else round((q * q * 70)::numeric, 1) end
           from chosen on conflict do nothing`,
      [organisation, findings, vulnerabilities],
    );
    await client.query(
      `insert into finding_verdict (device_id, finding_id, organisation_id, verdict_group, exploitability, score)
         select d.device_id, f.id, $1, 'watch', 'needs-change', 5 from device_product d
           join finding f on f.product_id = d.product_id
          where d.organisation_id = $1 and hashint8(f.id * 31 + ascii(d.device_id::text)) % 20 = 0 on conflict do nothing`,
      [organisation],
    );
    await client.query(
      `insert into device_risk (device_id, organisation_id, standing, score, low, high, band, act_now, plan, cannot_tell,
                                watch, not_exploitable, factors, model, inputs, computed_at)
         select device_id, $1, case when product_id is null then 'product-unknown' else 'scored' end, s.score, s.score * .8,
                least(100, s.score * 1.2), case when s.score is null then null when s.score >= 60 then 'critical'
                  when s.score >= 40 then 'high' when s.score >= 20 then 'medium' when s.score >= 8 then 'low' else 'minimal' end,
                0, 1, 2, 3, 4, '{}', '1.0.0', 'seed', now()
           from device_product d cross join lateral (
             select case when d.product_id is null then null else d.product_id * 37 % 700 / 10.0 end as score) s
          where d.organisation_id = $1 on conflict do nothing`,
      [organisation],
    );
    await client.query(
      `insert into fleet_risk (organisation_id, day, score, band, critical, high, medium, low, minimal, unknown, model)
         select $1, current_date, 40, 'high', count(*) filter (where band = 'critical'), count(*) filter (where band = 'high'),
                count(*) filter (where band = 'medium'), count(*) filter (where band = 'low'),
                count(*) filter (where band = 'minimal'), count(*) filter (where band is null), '1.0.0'
           from device_risk where organisation_id = $1 on conflict do nothing`,
      [organisation],
    );
    await client.query('commit');
    await client.query('analyze');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Milliseconds of `rounds` runs after three that warm up, as p50 and p95. */
async function measure(name, rounds, run) {
  for (let round = 0; round < 3; round++) await run(round);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await run(round);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  console.log(`${name.padEnd(46)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms`);
}

async function main([devices = 100_000, findings = 1_000_000]) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-bench-'));
  fs.chmodSync(folder, 0o711);
  const server = await EmbeddedPostgres.start(folder);
  const database = await Database.open(server.connection);
  try {
    await migrate(database.kysely);
    const organisation = crypto.randomUUID();
    await database.asOrganisation(organisation, (t) =>
      t.insertInto('organisation').values({ id: organisation, name: 'Seeded' }).execute(),
    );
    const start = performance.now();
    await seedFindings(database.pool, organisation, { devices, findings });
    console.log(`seeded in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    const as = (work) => database.asOrganisation(organisation, work);
    let at = performance.now();
    await as((t) => refreshVulnerabilities(t, organisation, undefined, BANDS, ['seeded']));
    console.log(`all vulnerabilities counted in ${((performance.now() - at) / 1000).toFixed(1)} s`);
    at = performance.now();
    await as(rankVulnerabilities);
    console.log(`all ranked in ${((performance.now() - at) / 1000).toFixed(1)} s`);
    await database.pool.query('analyze');
    const { rows } = await database.pool.query(
      `select (select count(*) from device) as devices, (select count(*) from finding) as findings,
              (select count(*) from finding f join device_product d on d.product_id = f.product_id) as on_devices,
              (select count(*) from finding_verdict) as otherwise, (select count(*) from vulnerability) as vulnerabilities,
              pg_size_pretty(pg_total_relation_size('finding')) as finding_size,
              pg_size_pretty(pg_total_relation_size('finding_verdict')) as otherwise_size`,
    );
    console.log(rows[0]);
    const cves = (await as((t) => listVulnerabilities(t, VIEW, { sort: 'devices', limit: 200 }))).map(
      ({ cve }) => cve,
    );
    const ids = (await database.pool.query('select id from device order by random() limit 200')).rows.map(
      ({ id }) => id,
    );
    const cve = (round) => cves[(round * 7) % cves.length];
    const id = (round) => ids[round % ids.length];
    for (const query of [
      { sort: 'rank' },
      { sort: 'devices' },
      { sort: 'rank', group: 'plan', category: 'ct' },
      { sort: 'epss', text: '2020-1' },
    ])
      await measure(`list ${JSON.stringify(query)}`, 60, () =>
        as(async (t) => [
          await listVulnerabilities(t, VIEW, { ...query, limit: 50 }),
          await countVulnerabilities(t, VIEW),
        ]),
      );
    await measure('am I affected by (of the 200 with most devices)', 100, (round) =>
      as(async (t) => {
        const asked = await askedVulnerabilities(t, cve(round), 100);
        return [
          await countStandings(t, EVERY_DEVICE, asked),
          await concernedDevices(t, EVERY_DEVICE, { ...asked, limit: 50 }),
        ];
      }),
    );
    await measure('am I affected by a product', 60, (round) =>
      as(async (t) => {
        const asked = await askedVulnerabilities(t, `model ${1 + round * 13}`, 100);
        return [
          await countStandings(t, EVERY_DEVICE, asked),
          await concernedDevices(t, EVERY_DEVICE, { ...asked, limit: 50 }),
        ];
      }),
    );
    await measure('CVE page', 60, (round) => as((t) => findVulnerability(t, VIEW, cve(round))));
    await measure('findings and risk of a device', 100, (round) =>
      as(async (t) => [await findingsOfDevice(t, id(round), 500, 0), await findDeviceRisk(t, id(round))]),
    );
    await measure('fleet', 30, () =>
      as(async (t) => [
        await fleetDays(t, 366),
        await countUnknown(t, EVERY_DEVICE),
        await countVulnerabilities(t, VIEW),
      ]),
    );
  } finally {
    await database.close();
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2).map(Number));
