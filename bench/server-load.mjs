#!/usr/bin/env node
/**
 * Asks a real server what people ask it, and prints how long answers take.
 *
 *   npm run build && node bench/server-load.mjs [DEVICES] [ROUNDS] [--ingest] [--data=FOLDER [--house]]
 *
 * Starts a server with a data folder of its own, makes an account, seeds 100,000 devices (bench/seed-devices.mjs), asks each
 * question ROUNDS times (20 when left out) over HTTP, signed in, and ends everything. Beside the time that passes it prints the
 * CPU time that server and database take for one answer, which does not depend on what else the machine does (Linux). With --ingest the sample capture is
 * uploaded and read again and again meanwhile. --data names a data folder that is kept for the next time; with --house it gets
 * a million findings, 20,000 alerts and five million sums of conversations too (ten minutes, once), and is asked of them.
 */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { HOUSE_QUESTIONS, OTHER_QUESTIONS, QUESTIONS } from './load-questions.mjs';
import { ROOT, RunningServer } from './running-server.mjs';
import { seedHouse } from './seed-house.mjs';

const [DEVICES = '100000', ROUNDS = '20'] = process.argv.slice(2).filter((text) => !text.startsWith('--'));
const WITH_INGEST = process.argv.includes('--ingest');
const WITH_HOUSE = process.argv.includes('--house');
const HOUSE_SUMS = 5e6;
const SAMPLE = fs.readFileSync(path.join(ROOT, 'sample/small-hospital.pcap'));
/** The server takes 600 requests of one address in a minute. */
const PAUSE_MS = 110;

const kept = process.argv.find((text) => text.startsWith('--data='))?.slice('--data='.length);
if (WITH_HOUSE) await seedHouse(kept, HOUSE_SUMS);
const server = await RunningServer.start(kept);
const { data } = server;
try {
  await seed();
  let stop = false;
  const ingest = WITH_INGEST ? feed(() => stop) : undefined;
  await measure();
  await exportAll();
  stop = true;
  const read = await ingest;
  if (read !== undefined) console.log(`${read} captures of ${SAMPLE.length} octets were read meanwhile`);
  console.log(
    `server memory: ${Math.round(Number(fs.readFileSync(`/proc/${server.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1]) / 1024)} MB at most`,
  );
} finally {
  await server.end();
}

async function seed() {
  const { total } = await server.ask('GET', '/api/devices?limit=1');
  if (total.count > 0) return;
  const { organisation } = await server.ask('GET', '/api/me');
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(ROOT, 'bench/seed-devices.mjs'), DEVICES, organisation, '--guest'],
    { env: server.environment, stdio: ['ignore', 'inherit', 'pipe'] },
  );
  if (status !== 0) throw new Error(String(stderr));
}

async function measure() {
  const known = {
    next: (await server.ask('GET', '/api/devices')).next,
    ids: (await server.ask('GET', '/api/devices?sort=mac&limit=200')).devices.map(({ id }) => id),
    cves: WITH_HOUSE
      ? (await server.ask('GET', '/api/vulnerabilities?sort=devices&limit=200')).vulnerabilities.map(
          ({ cve }) => cve,
        )
      : [],
  };
  const questions = [...QUESTIONS, ...OTHER_QUESTIONS, ...(WITH_HOUSE ? HOUSE_QUESTIONS : [])];
  const width = Math.max(...questions.map(([title]) => title.length));
  console.log(`${'question'.padEnd(width)}  p50 ms  p95 ms  CPU ms`);
  for (const [title, where] of questions) {
    const times = [];
    const before = cpuMs();
    for (let round = 0; round < Number(ROUNDS); round++) {
      const url = typeof where === 'function' ? where(known, round) : where;
      const began = performance.now();
      const { status, text } = await server.send('GET', encodeURI(url));
      times.push(performance.now() - began);
      if (status !== 200) throw new Error(`${url}: ${status} ${text}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const cpu = (cpuMs() - before) / Number(ROUNDS);
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.ceil(share * times.length) - 1)].toFixed(0);
    console.log(
      `${title.padEnd(width)}  ${at(0.5).padStart(6)}  ${at(0.95).padStart(6)}  ${cpu.toFixed(0).padStart(6)}`,
    );
  }
}

async function exportAll() {
  for (const format of ['csv', 'ndjson']) {
    const began = performance.now();
    const { status, text } = await server.send('GET', `/api/devices/export?format=${format}`);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const lines = text.split('\n').length - 1;
    console.log(
      `export as ${format}: ${status}, ${lines} lines, ${(text.length / 1e6).toFixed(0)} MB in ${seconds} s`,
    );
  }
}

/** CPU time of the server and its database so far. */
function cpuMs() {
  const [postmaster = ''] = fs.readFileSync(path.join(data, 'postgres/postmaster.pid'), 'utf8').split('\n');
  let ticks = 0;
  for (const id of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const text = fs.readFileSync(`/proc/${id}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      // Parent, then user and system time and those of children that ended, in hundredths of a second.
      if (id === String(server.pid)) ticks += Number(fields[11]) + Number(fields[12]);
      else if (fields[1] === postmaster) ticks += Number(fields[11]) + Number(fields[12]);
      else if (id === postmaster) ticks += [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    } catch {} // it has just ended
  }
  return ticks * 10;
}

/** Uploads captures with the sample's packets until told to stop; each differs by a comment behind its end. */
async function feed(isOver) {
  let count = 0;
  while (!isOver()) {
    const octets = Buffer.concat([SAMPLE, emptyRecord()]);
    const upload = await server.ask('POST', '/api/uploads', {
      file: `load-${count}.pcap`,
      octets: octets.length,
    });
    const { capture } = await server.ask(
      'PATCH',
      `/api/uploads/${upload.id}?offset=0`,
      octets,
      'application/octet-stream',
    );
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const { state } = await server.ask('GET', `/api/captures/${capture.id}`);
      if (state === 'read' || state === 'failed') break;
    }
    count += 1;
  }
  return count;
}

/** A pcap record of a frame of random octets, so that no two captures are alike. */
function emptyRecord() {
  const frame = Buffer.concat([Buffer.from('ffffffffffff020000000001ffff', 'hex'), randomBytes(46)]);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(Math.floor(Date.now() / 1_000), 0);
  head.writeUInt32LE(frame.length, 8);
  head.writeUInt32LE(frame.length, 12);
  return Buffer.concat([head, frame]);
}
