/** The data of a large house in one folder: 100,000 devices, about a million findings on them, and conversations. */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { openStore } from '../dist/main/open-store.js';
import { rankVulnerabilities, refreshVulnerabilities } from '../dist/store/vulnerabilities.js';
import { ROOT, RunningServer } from './running-server.mjs';
import { BANDS, seedFindings } from './seed-findings.mjs';

const DEVICES = 100_000;

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
    // What was seeded has its scores: nothing is computed behind what is measured.
    await database.pool.query('delete from device_to_score');
    await database.pool.query('vacuum analyze');
  } finally {
    await store.close();
  }
  fs.writeFileSync(path.join(data, 'seeded'), '');
}
