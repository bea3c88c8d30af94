/** The server as a hospital starts it: one command, one token, and what it acknowledged is there after `kill -9`. */

import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from './support/browser.ts';
import { freePort } from './support/free-port.ts';
import { makeDataFolder } from './support/test-database.ts';

const LIMIT_MS = 120_000;
const LAUNCHER = new URL('../bin/wardlight.js', import.meta.url).pathname;
const SAMPLE = fs.readFileSync(new URL('../sample/small-hospital.pcap', import.meta.url));
const EMAIL = 'ann@hospital.example';
const PASSWORD = 'correct horse battery';
let port = 0;
let origin = '';
let folder: string;
let server: ChildProcess;
let said = '';

/** Starts the program and waits until it answers. */
async function start(): Promise<void> {
  said = '';
  server = spawn(process.execPath, [LAUNCHER, 'serve'], {
    env: { PATH: process.env['PATH'], WARDLIGHT_DATA: folder, WARDLIGHT_PORT: String(port) },
  });
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const deadline = Date.now() + LIMIT_MS;
  while (!said.includes('listens on')) {
    if (server.exitCode !== null || Date.now() > deadline)
      throw new Error(`the server did not start: ${said}`);
    await delay(20);
  }
}

async function end(signal: NodeJS.Signals): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  server.kill(signal);
  return ended;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('it did not come to pass');
    await delay(50);
  }
}

beforeAll(async () => {
  folder = makeDataFolder();
  port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  await start();
}, LIMIT_MS);

afterAll(async () => {
  if (server.exitCode === null) await end('SIGTERM');
  fs.rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

it('goes from the printed link to devices with no other step, and over a kill', {
  timeout: LIMIT_MS,
}, async () => {
  const browser = new Browser(origin);
  const token = /within a day.*\n {2}\S+\/setup#(\S+)/.exec(said)?.[1] ?? '';
  const account = { token, organisation: 'St. Ann', name: 'Ann', email: EMAIL, password: PASSWORD };
  expect((await browser.post('/api/setup', account)).status).toBe(201);
  await browser.signIn(EMAIL, PASSWORD);
  await browser.enrol(PASSWORD);

  const { body: upload } = await browser.post('/api/uploads', { file: 'ward.pcap', octets: SAMPLE.length });
  const half = SAMPLE.length >> 1;
  await browser.patch(`/api/uploads/${upload.id}?offset=0`, SAMPLE.subarray(0, half));
  await end('SIGKILL');
  await start();
  expect(said).not.toContain('Nobody has an account');
  // Sessions and acknowledged octets are still there.
  expect((await browser.get(`/api/uploads/${upload.id}`)).body).toMatchObject({ received: half });
  const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=${half}`, SAMPLE.subarray(half));
  await end('SIGKILL'); // before or while the capture is read
  await start();
  await until(async () => (await browser.get(`/api/captures/${body.capture.id}`)).body.state === 'read');
  const { body: list } = await browser.get('/api/devices?limit=500');
  expect(list.devices).toHaveLength(17);
  expect(fs.readdirSync(path.join(folder, 'captures'))).toEqual([]);
});

it('says when its port is taken, and ends in order', { timeout: LIMIT_MS }, async () => {
  const other = makeDataFolder();
  const second = spawn(process.execPath, [LAUNCHER, 'serve'], {
    env: { PATH: process.env['PATH'], WARDLIGHT_DATA: other, WARDLIGHT_PORT: String(port) },
  });
  let message = '';
  second.stderr.on('data', (chunk: Buffer) => (message += chunk.toString()));
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(1);
  expect(message).toContain('another program listens on this port');
  expect(fs.existsSync(path.join(other, 'postgres', 'postmaster.pid'))).toBe(false);
  fs.rmSync(other, { recursive: true, force: true });

  expect(await end('SIGTERM')).toBe(0);
  expect(fs.existsSync(path.join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
});
