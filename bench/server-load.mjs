#!/usr/bin/env node
/**
 * Asks a real server what people ask it, and prints how long answers take.
 *
 *   npm run build && node bench/server-load.mjs [DEVICES] [ROUNDS] [--ingest] [--data=FOLDER]
 *
 * Starts a server with a data folder of its own, makes an account, seeds 100,000 devices (bench/seed-devices.mjs), asks each
 * question ROUNDS times (20 when left out) over HTTP, signed in, and ends everything. Beside the time that passes it prints the
 * CPU time that server and database take for one answer, which does not depend on what else the machine does (Linux). With --ingest the sample capture is
 * uploaded and read again and again meanwhile. --data names a data folder that is kept for the next time.
 */

import { spawn, spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const [DEVICES = '100000', ROUNDS = '20'] = process.argv.slice(2).filter((text) => !text.startsWith('--'));
const WITH_INGEST = process.argv.includes('--ingest');
const SAMPLE = fs.readFileSync(path.join(ROOT, 'sample/small-hospital.pcap'));
const PASSWORD = 'correct horse battery';
/** The server takes 600 requests of one address in a minute. */
const PAUSE_MS = 110;

const QUESTIONS = [
  ['who am I (nothing of devices)', '/api/me'],
  ['list, seen last', '/api/devices'],
  ['list, second page', null],
  [
    'category and system, by criticality',
    '/api/devices?query=category:infusion-pump os:linux&sort=-criticality',
  ],
  ['week, vendor known, by vendor', '/api/devices?query=seen<7d -vendor:unknown&sort=vendor'],
  ['Windows with telnet, by host name', '/api/devices?query=os:windows port:23&sort=hostname'],
  ['not identified, seen last', '/api/devices?query=category:unknown'],
  ['text, by model', '/api/devices?query=philips&sort=model'],
  ['two letters of text', '/api/devices?query=mx'],
  ['network, by address', '/api/devices?query=address:10.16.0.0/20&sort=address'],
  ['MAC prefix, by address', '/api/devices?query=mac:00:13:fb&sort=-address'],
  ['site and unit, by host name', '/api/devices?query=site:"campus 2" unit:"ward 3"&sort=hostname'],
  ['model and version, by software', '/api/devices?query=model:alaris software:1.2&sort=-software'],
  ['criticality, not web, by peers', '/api/devices?query=criticality>=4 -port:80,443&sort=-peers'],
  ['all, by firmware (no index)', '/api/devices?sort=firmware'],
  ['all, by owner (no index)', '/api/devices?sort=-owner'],
  ['all, by site', '/api/devices?sort=site'],
  ['serial numbers pasted', '/api/devices?query=serial="PH0000023","SI0000005","BD0000041"'],
  ['device page', 'device'],
  ['facets of all', '/api/devices/facets?facets=category,vendor,os'],
  ['facets of a filter', '/api/devices/facets?query=os:windows&facets=category,vendor,site'],
];

const kept = process.argv.find((text) => text.startsWith('--data='))?.slice('--data='.length);
const data = kept ?? fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-load-'));
fs.mkdirSync(data, { recursive: true });
fs.chmodSync(data, 0o711);
const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const environment = { ...process.env, WARDLIGHT_DATA: data, WARDLIGHT_PORT: String(port) };
const cookies = new Map();
const server = spawn(process.execPath, [path.join(ROOT, 'bin/wardlight.js'), 'serve'], { env: environment });
try {
  await signIn(await whenListening());
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
  if (server.exitCode === null) {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
  if (kept === undefined) fs.rmSync(data, { recursive: true, force: true });
}

async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

/** The set-up token, when nobody has an account. */
function whenListening() {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      if (said.includes('listens on'))
        setTimeout(() => resolve(/within a day.*\n {2}(\S+)/.exec(said)?.[1]), 200);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.once('exit', () => reject(new Error(said)));
  });
}

async function signIn(token) {
  const account = { email: 'load@hospital.example', password: PASSWORD };
  const secretFile = path.join(data, 'load-code-uri');
  if (token) {
    await ask('POST', '/api/setup', { ...account, token, organisation: 'Load', name: 'Load' });
    await ask('POST', '/api/auth/sign-in/email', account);
    const { totpURI } = await ask('POST', '/api/auth/two-factor/enable', { password: PASSWORD });
    fs.writeFileSync(secretFile, totpURI, { mode: 0o600 });
    await ask('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(totpURI, -1) });
  } else {
    await ask('POST', '/api/auth/sign-in/email', account);
    await ask('POST', '/api/auth/two-factor/verify-totp', {
      code: codeOf(fs.readFileSync(secretFile, 'utf8'), 0),
    });
  }
}

/** RFC 6238 with SHA-1, six digits, 30 seconds. */
function codeOf(uri, step) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...(new URL(uri).searchParams.get('secret') ?? '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const value = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}

async function send(method, where, body, type = 'application/json') {
  const response = await fetch(`${origin}${where}`, {
    method,
    headers: {
      origin,
      // Seeding takes longer than the server keeps a silent connection.
      connection: 'close',
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body && { 'content-type': type }),
    },
    ...(body && { body: type === 'application/json' ? JSON.stringify(body) : body }),
  });
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name) cookies.set(name, value);
  }
  const text = await response.text();
  return { status: response.status, text };
}

async function ask(method, where, body, type) {
  const { status, text } = await send(method, where, body, type);
  if (status >= 300) throw new Error(`${method} ${where}: ${status} ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : undefined;
}

async function seed() {
  const { total } = await ask('GET', '/api/devices?limit=1');
  if (total.count > 0) return;
  const { organisation } = await ask('GET', '/api/me');
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(ROOT, 'bench/seed-devices.mjs'), DEVICES, organisation, '--guest'],
    { env: environment, stdio: ['ignore', 'inherit', 'pipe'] },
  );
  if (status !== 0) throw new Error(String(stderr));
}

async function measure() {
  const first = await ask('GET', '/api/devices');
  const ids = (await ask('GET', '/api/devices?sort=mac&limit=200')).devices.map(({ id }) => id);
  const width = Math.max(...QUESTIONS.map(([title]) => title.length));
  console.log(`${'question'.padEnd(width)}  p50 ms  p95 ms  CPU ms`);
  for (const [title, where] of QUESTIONS) {
    const times = [];
    const before = cpuMs();
    for (let round = 0; round < Number(ROUNDS); round++) {
      const url =
        where === 'device'
          ? `/api/devices/${ids[round % ids.length]}`
          : (where ?? `/api/devices?cursor=${first.next}`);
      const began = performance.now();
      const { status, text } = await send('GET', encodeURI(url));
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
    const { status, text } = await send('GET', `/api/devices/export?format=${format}`);
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
    const upload = await ask('POST', '/api/uploads', { file: `load-${count}.pcap`, octets: octets.length });
    const { capture } = await ask(
      'PATCH',
      `/api/uploads/${upload.id}?offset=0`,
      octets,
      'application/octet-stream',
    );
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const { state } = await ask('GET', `/api/captures/${capture.id}`);
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
