/** The data of a large house in one folder: 100,000 devices, about a million findings on them, alerts, and conversations. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { openStore } from '../dist/main/open-store.js';
import { rankVulnerabilities, refreshVulnerabilities } from '../dist/store/vulnerabilities.js';
import { ROOT, RunningServer } from './running-server.mjs';
import { BANDS, seedFindings } from './seed-findings.mjs';

const DEVICES = 100_000;
const ALERTS = 20_000;

/** Seeds the folder with `sums` sums of conversations by hour, once: a folder that was seeded is left as it is. */
export async function seedHouse(data, sums) {
  if (fs.existsSync(path.join(data, 'seeded'))) return;
  const server = await RunningServer.start(data);
  const { organisation } = await server.ask('GET', '/api/me').finally(() => server.end());
  const run = (script, ...rest) => {
    const { status } = spawnSync(process.execPath, [path.join(ROOT, 'bench', script), ...rest], {
      env: server.environment,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`${script} failed`);
  };
  run('seed-devices.mjs', String(DEVICES), organisation);
  run('seed-conversations.mjs', data, String(sums), String(DEVICES));
  const store = await openStore({ dataFolder: data, databaseUrl: undefined });
  try {
    const { database } = store;
    await seedFindings(database.pool, organisation);
    const as = (work) => database.asOrganisation(organisation, work);
    await as((t) => refreshVulnerabilities(t, organisation, undefined, BANDS, ['seeded']));
    await as(rankVulnerabilities);
    await seedAlerts(database.pool, organisation);
    // What was seeded has its scores: nothing is computed behind what is measured.
    await database.pool.query('delete from device_to_score');
    await database.pool.query('vacuum analyze');
  } finally {
    await store.close();
  }
  fs.writeFileSync(path.join(data, 'seeded'), '');
}

/** One of three is open; each names up to three devices. */
async function seedAlerts(pool, organisation) {
  await pool.query('alter table alert disable trigger user');
  await pool.query(
    `insert into alert (organisation_id, kind, severity, key, text, state, reason, first_at, last_at, count)
       select $1, (array['new-device', 'software-changed', 'category-changed', 'identity-contradiction'])[1 + n % 4],
              (array['low', 'medium', 'high', 'critical'])[1 + n * 7 % 4], 'seeded ' || n, 'A device of ward ' || n % 40 || ' is new.',
              (array['open', 'acknowledged', 'closed'])[1 + n % 3], case when n % 3 = 2 then 'It is known.' end,
              now() - n * interval '7 minutes', now() - n * interval '3 minutes', 1 + n % 9
         from generate_series(1, $2::int) n on conflict do nothing`,
    [organisation, ALERTS],
  );
  await pool.query('alter table alert enable trigger user');
  await pool.query(
    `insert into alert_device (alert_id, device_id, organisation_id)
       select a.id, d.id, $1
         from (select id, row_number() over (order by id) as n from alert where organisation_id = $1) a
         cross join generate_series(0, 2) more
         join (select id, row_number() over (order by id) as n from device where organisation_id = $1) d
           on d.n = a.n * 4 + more
        where more <= a.n % 3
       on conflict do nothing`,
    [organisation],
  );
}
