/** The server as a hospital starts it: one command, one token, and what it acknowledged is there after `kill -9`. */

import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from './support/browser.ts';
import { setUpServer } from './support/first-administrator.ts';
import { freePort } from './support/free-port.ts';
import { RunningProgram, until } from './support/running-program.ts';
import { makeDataFolder } from './support/test-database.ts';

const LIMIT_MS = 120_000;
const SAMPLE = fs.readFileSync(new URL('../sample/small-hospital.pcap', import.meta.url));
let port = 0;
let origin = '';
let folder: string;
let server: RunningProgram;

const program = (data: string) =>
  new RunningProgram({ WARDLIGHT_DATA: data, WARDLIGHT_PORT: String(port) }, 'serve');

async function start(): Promise<void> {
  server = program(folder);
  await server.startTime();
}

beforeAll(async () => {
  folder = makeDataFolder();
  port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  await start();
}, LIMIT_MS);

afterAll(async () => {
  await server.kill('SIGTERM');
  fs.rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

it('goes from the printed link to devices with no other step, and over a kill', {
  timeout: LIMIT_MS,
}, async () => {
  const browser = new Browser(origin);
  const token = await server.setupToken();
  expect(server.said).toMatch(/within a day.*\n {2}\S+\/setup#/);
  await setUpServer(browser, token);

  const { body: upload } = await browser.post('/api/uploads', { file: 'ward.pcap', octets: SAMPLE.length });
  const half = SAMPLE.length >> 1;
  await browser.patch(`/api/uploads/${upload.id}?offset=0`, SAMPLE.subarray(0, half));
  await server.kill('SIGKILL');
  await start();
  expect(server.said).not.toContain('Nobody has an account');
  // Sessions and acknowledged octets are still there.
  expect((await browser.get(`/api/uploads/${upload.id}`)).body).toMatchObject({ received: half });
  const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=${half}`, SAMPLE.subarray(half));
  await server.kill('SIGKILL'); // before or while the capture is read
  await start();
  const isRead = async () => (await browser.get(`/api/captures/${body.capture.id}`)).body.state === 'read';
  await until(isRead, () => 'the capture is read');
  const { body: list } = await browser.get('/api/devices?limit=500');
  expect(list.devices).toHaveLength(17);
  expect(fs.readdirSync(path.join(folder, 'captures'))).toEqual([]);
});

it('says when its port is taken, and ends in order', { timeout: LIMIT_MS }, async () => {
  const other = makeDataFolder();
  const second = program(other);
  expect(await second.ended).toBe(1);
  expect(second.said).toContain('another program listens on this port');
  expect(fs.existsSync(path.join(other, 'postgres', 'postmaster.pid'))).toBe(false);
  fs.rmSync(other, { recursive: true, force: true });

  expect(await server.kill('SIGTERM')).toBe(0);
  expect(fs.existsSync(path.join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
});
