#!/usr/bin/env node
/**
 * Ingest and questions against a database that `seed-conversations.mjs` has filled: rows a second through the code that every
 * source uses, then the time of each question while rows come in, and the memory of the server.
 *
 *   npm run build && node bench/ingest.mjs FOLDER [requests of each kind, default 60]
 *
 * The server is a process of its own; rows come from this one. The folder is for measuring alone: people in it are removed.
 */

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import { sql } from 'kysely';
import { openStore } from '../dist/main/open-store.js';
import { addConversations } from '../dist/store/conversations/add-conversations.js';

const PORT = Number(process.env.BENCH_PORT ?? 8_506);
const ORIGIN = `http://127.0.0.1:${PORT}`;
const PASSWORD = 'correct horse battery';
const EMAIL = 'bench@hospital.example';
const BATCH = 4_000;
/** The server allows 600 requests a minute. */
const PAUSE_MS = 110;
const HOUR_MICROS = 3_600_000_000;
const [dataFolder, requests = '60'] = process.argv.slice(2);
if (!dataFolder) {
  console.error('usage: ingest.mjs FOLDER [requests]');
  process.exit(2);
}
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// ---- rows a second, alone
let store = await openStore({ dataFolder, databaseUrl: process.env.DATABASE_URL });
const organisation = (
  await sql`select id from organisation order by created_at limit 1`.execute(store.database.kysely)
).rows[0].id;
const devices = (
  await sql`select id from device where organisation_id = ${organisation} order by id limit 20000`.execute(
    store.database.kysely,
  )
).rows.map(({ id }) => id);
const idOf = new Map(devices.map((id) => [id, id]));
await sql`delete from "user"`.execute(store.database.kysely);

/** Conversations of one hour; the same `from` gives the same ones. */
function batch(from, hour) {
  return Array.from({ length: BATCH }, (_, index) => {
    const n = from + index;
    const at = hour * HOUR_MICROS + 60e6;
    return {
      initiator: { kind: 'device', device: devices[n % devices.length] },
      responder:
        n % 10 === 0
          ? { kind: 'address', ip: `20.1.${(n >> 8) & 255}.${n & 255}` }
          : { kind: 'device', device: devices[(n * 7) % devices.length] },
      ...{ transport: 'tcp', port: 1 + (n % 2_000), protocol: 'tls', hour: hour * HOUR_MICROS },
      ...{ connections: 1, failed: 0, packetsOut: 12, packetsIn: 11, octetsOut: 4_000, octetsIn: 9_000 },
      ...{ firstAt: at, lastAt: at + 30e6 },
    };
  });
}
const add = (database, rows) =>
  database.asOrganisation(organisation, (t) => addConversations(t, organisation, idOf, rows));

/** CPU seconds of the database so far; a machine that is busy with other work slows the clock, not these. */
function databaseSeconds() {
  const postmaster = fs.readFileSync(`${dataFolder}/postgres/postmaster.pid`, 'utf8').split('\n')[0];
  const ofProcess = (pid) => {
    try {
      const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return { parent: fields[1], ticks: Number(fields[11]) + Number(fields[12]) };
    } catch {
      return { parent: '', ticks: 0 };
    }
  };
  const processes = fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(ofProcess);
  return (
    processes.filter(({ parent }) => parent === postmaster).reduce((sum, { ticks }) => sum + ticks, 0) / 100
  );
}

async function rate(what, rounds, rowsOf) {
  const begin = performance.now();
  const [ours, theirs] = [process.cpuUsage(), databaseSeconds()];
  for (let round = 0; round < rounds; round++) await add(store.database, rowsOf(round));
  const seconds = (performance.now() - begin) / 1_000;
  const { user, system } = process.cpuUsage(ours);
  const cpu = [(user + system) / 1e6, databaseSeconds() - theirs];
  console.log(
    `${what}: ${Math.round((rounds * BATCH) / seconds)} rows a second; for 100,000 rows ` +
      cpu.map((used) => ((used * 1e5) / (rounds * BATCH)).toFixed(2)).join(' s of CPU here and ') +
      ' s in the database',
  );
}
const now = Math.floor(Date.now() / 3_600_000);
const offset = Math.floor(Math.random() * 1e6) * 1_000;
await rate('new conversations', 25, (round) => batch(offset + round * BATCH, now));
await rate('known conversations, another hour', 25, (round) => batch(offset + round * BATCH, now - 1));
await rate('known conversations, the same hour', 25, (round) => batch(offset + round * BATCH, now));
await store.close();

// ---- the server, with rows coming in
const server = spawn(process.execPath, [new URL('../bin/wardlight.js', import.meta.url).pathname, 'serve'], {
  env: { ...process.env, WARDLIGHT_DATA: dataFolder, WARDLIGHT_PORT: String(PORT) },
});
let said = '';
for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => (said += chunk));
while (!said.includes('listens on')) {
  if (server.exitCode !== null) throw new Error(said);
  await wait(50);
}
const cookies = new Map();
async function ask(path, body) {
  const response = await fetch(`${ORIGIN}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...{ origin: ORIGIN, cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      'wardlight-organisation': organisation,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [name, value] = line.split(';')[0].split('=');
    cookies.set(name, value);
  }
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
}
const memory = () =>
  Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1_024;

try {
  const token = /within a day.*\n {2}\S*?#(\S+)/.exec(said)[1];
  await ask('/api/setup', {
    token,
    organisation: 'Sign-in',
    name: 'Bench',
    email: EMAIL,
    password: PASSWORD,
  });
  store = await openStore({ dataFolder, databaseUrl: process.env.DATABASE_URL }, { asGuest: true });
  await sql`insert into membership (organisation_id, user_id, role)
    select ${organisation}::uuid, user_id, role from membership on conflict do nothing`.execute(
    store.database.kysely,
  );
  await ask('/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD });
  const { totpURI } = await ask('/api/auth/two-factor/enable', { password: PASSWORD });
  const key = new TextDecoder().decode(base32.decode(new URL(totpURI).searchParams.get('secret')));
  await ask('/api/auth/two-factor/verify-totp', {
    code: await createOTP(key).hotp(Math.floor(Date.now() / 30_000)),
  });

  let going = true;
  let rows = 0;
  const begin = performance.now();
  const coming = (async () => {
    for (let round = 0; going; round++) {
      await add(store.database, batch(offset + (round % 25) * BATCH, now - 2 - Math.floor(round / 25)));
      rows += BATCH;
    }
  })();
  const any = () => devices[Math.floor(Math.random() * devices.length)];
  const busy = (
    await sql`select responder_device_id as id from conversation where responder_device_id is not null
               group by 1 order by count(*) desc limit 20`.execute(store.database.kysely)
  ).rows.map(({ id }) => id);
  const server20 = () => busy[Math.floor(Math.random() * busy.length)];
  const week = `from=${new Date(Date.now() - 7 * 86_400_000).toISOString()}`;
  const month = `from=${new Date(Date.now() - 30 * 86_400_000).toISOString()}`;
  const questions = {
    'health (nothing but the server)': () => '/api/health',
    'peers of a device, a week': () => `/api/devices/${any()}/peers`,
    'peers of a device, a month': () => `/api/devices/${any()}/peers?${month}`,
    'peers of a busy server, a week': () => `/api/devices/${server20()}/peers`,
    'traffic of a device by hour, two days': () => `/api/devices/${any()}/traffic`,
    'traffic of a busy server by day, a month': () => `/api/devices/${server20()}/traffic?bin=day`,
    'conversations of a device, a day': () => `/api/conversations?device=${any()}`,
    'conversations by port, a day': () => '/api/conversations?port=3389',
    'conversations, all, a day': () => '/api/conversations',
    'path between two devices': () => `/api/map/path?from=${any()}&to=${any()}`,
    'map of one device': () => `/api/map?by=device&device=${any()}`,
    'map by VLAN, a day': () => '/api/map?by=vlan',
    'matrix by category, a week': () => `/api/map/matrix?by=category&${week}`,
    retention: () => '/api/retention',
  };
  let peak = memory();
  for (const [what, path] of Object.entries(questions)) {
    const times = [];
    const count = /map by|matrix|path/.test(what) ? Math.ceil(Number(requests) / 4) : Number(requests);
    for (let request = 0; request < count; request++) {
      const asked = performance.now();
      await ask(path());
      times.push(performance.now() - asked);
      peak = Math.max(peak, memory());
      await wait(Math.max(0, PAUSE_MS - times.at(-1)));
    }
    times.sort((a, b) => a - b);
    const at = (share) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
    console.log(`${what}: median ${at(0.5)} ms, p95 ${at(0.95)} ms`);
  }
  going = false;
  await coming;
  console.log(`meanwhile ${Math.round((rows / (performance.now() - begin)) * 1_000)} rows a second came in`);
  console.log(`server: ${Math.round(peak)} MB at most, ${Math.round(memory())} MB at the end`);
} finally {
  await store.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
}
