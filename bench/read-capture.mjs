#!/usr/bin/env node
/**
 * Reads a capture as the server's job does, into the database of a folder: time, CPU seconds, and the most memory that this
 * process (which is what the server is while it reads) and any process of the database took.
 *
 *   npm run build && node bench/read-capture.mjs FOLDER CAPTURE
 *
 * No server may use the folder meanwhile. Each run reads into an organisation of its own.
 */

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { loadDeviceRules } from '../dist/main/load-knowledge.js';
import { openStore } from '../dist/main/open-store.js';
import { readCapture } from '../dist/main/read-capture-job.js';
import { CaptureFiles } from '../dist/store/capture-files.js';
import { CaptureStore } from '../dist/store/captures.js';
import { preparePartitions } from '../dist/store/conversations/partitions.js';
import { prepareJobs } from '../dist/store/jobs.js';
import { migrate } from '../dist/store/migrate.js';

const WATCH_MS = 500;
const [dataFolder, capture] = process.argv.slice(2);
if (!capture) {
  console.error('usage: read-capture.mjs FOLDER CAPTURE');
  process.exit(2);
}
fs.mkdirSync(dataFolder, { recursive: true, mode: 0o711 });
const store = await openStore({ dataFolder, databaseUrl: process.env.DATABASE_URL });
try {
  const { database } = store;
  await migrate(database.kysely);
  await prepareJobs(database);
  await preparePartitions(database, new Date());
  const files = new CaptureFiles(dataFolder);
  await files.prepare();
  const organisation = randomUUID();
  const id = randomUUID();
  const octets = fs.statSync(capture).size;
  await database.asOrganisation(organisation, async (t) => {
    await t
      .insertInto('organisation')
      .values({ id: organisation, name: `Bench ${id}` })
      .execute();
    const row = { id, organisation_id: organisation, file: 'bench.pcap', octets, sha256: Buffer.alloc(32) };
    await t.insertInto('capture').values(row).execute();
  });
  fs.copyFileSync(capture, files.capturePath(id), fs.constants.COPYFILE_FICLONE);
  const context = {
    ...{ database, files, deviceRules: loadDeviceRules(), captures: new CaptureStore(database) },
    maxFlowSlots: 1 << 21,
  };
  let [peak, databasePeak] = [0, 0];
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
    databasePeak = Math.max(databasePeak, ...databaseProcesses().map(({ octets: its }) => its));
  }, WATCH_MS);
  const begin = performance.now();
  const [ours, theirs] = [process.cpuUsage(), databaseSeconds()];
  await readCapture(context, { organisation, capture: id });
  clearInterval(watch);
  const seconds = (performance.now() - begin) / 1_000;
  const { user, system } = process.cpuUsage(ours);
  const { rows } = await database.asOrganisation(organisation, (t) =>
    t
      .selectNoFrom((eb) => [
        eb.selectFrom('device').select(eb.fn.countAll().as('n')).as('devices'),
        eb.selectFrom('capture').select('state').where('id', '=', id).as('state'),
      ])
      .execute()
      .then((found) => ({ rows: found })),
  );
  console.log(
    `${octets / 1e6} MB, ${rows[0].devices} devices, ${rows[0].state}: ${seconds.toFixed(0)} s; ` +
      `CPU ${((user + system) / 1e6).toFixed(0)} s here and ${(databaseSeconds() - theirs).toFixed(0)} s in the database; ` +
      `at most ${(peak / 1e6).toFixed(0)} MB here and ${(databasePeak / 1e6).toFixed(0)} MB in one process of the database`,
  );
} finally {
  await store.close();
}

/** Processes of the database, with ticks of CPU and octets of memory of their own. */
function databaseProcesses() {
  const postmaster = fs.readFileSync(`${dataFolder}/postgres/postmaster.pid`, 'utf8').split('\n')[0];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
        if (fields[1] !== postmaster) return [];
        const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
        const octets = Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1_024;
        return [{ ticks: Number(fields[11]) + Number(fields[12]), octets }];
      } catch {
        return []; // it has just ended
      }
    });
}

function databaseSeconds() {
  return databaseProcesses().reduce((sum, { ticks }) => sum + ticks, 0) / 100;
}
