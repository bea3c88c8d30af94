/**
 * Sensor and server as two processes, as a hospital runs them: what is captured arrives once, whoever of the two is killed,
 * and nothing about persons leaves the sensor.
 */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTED } from '../sample/hosts.ts';
import { type Conversation, placeOfAddress } from '../src/identify/conversation.ts';
import type { InventoryDevice } from '../src/identify/inventory.ts';
import { openInspection } from '../src/main/open-inspection.ts';
import { Browser } from './support/browser.ts';
import { setUpServer } from './support/first-administrator.ts';
import { freePort } from './support/free-port.ts';
import { LAUNCHER, RunningProgram, until } from './support/running-program.ts';
import { makeDataFolder } from './support/test-database.ts';

const LIMIT_MS = 120_000;
const SAMPLE_FILE = new URL('../sample/small-hospital.pcap', import.meta.url).pathname;
const SAMPLE = fs.readFileSync(SAMPLE_FILE);
const started: RunningProgram[] = [];
let folder: string;
let origin: string;
let port: number;
let server: RunningProgram;
let browser: Browser;

/** Runs the program with the settings of the server. */
function program(...given: readonly string[]): RunningProgram {
  const running = new RunningProgram({ WARDLIGHT_DATA: folder, WARDLIGHT_PORT: String(port) }, ...given);
  started.push(running);
  return running;
}

async function startServer(): Promise<void> {
  server = program('serve');
  await server.startTime();
}

beforeAll(async () => {
  folder = makeDataFolder();
  port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  await startServer();
  browser = new Browser(origin);
  await setUpServer(browser, await server.setupToken());
}, LIMIT_MS);

afterAll(async () => {
  await server.kill('SIGTERM');
  for (const each of started) if (!each.hasEnded) await each.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

/** Makes a sensor; the rest of its first command line. */
async function enrolment(name: string): Promise<{ id: string; given: string[] }> {
  const { body } = await browser.post('/api/sensors', { name });
  const data = path.join(folder, name);
  return { id: body.id, given: ['--server', origin, '--enrol', body.token, '--data', data, '--every', '1'] };
}

const sensorOf = async (id: string) => (await browser.get(`/api/sensors/${id}`)).body;

function pipe(name: string): { file: string; open: () => fs.WriteStream } {
  const file = path.join(folder, name);
  execFileSync('mkfifo', [file]);
  return { file, open: () => fs.createWriteStream(file) };
}

const write = (stream: fs.WriteStream, octets: Buffer) =>
  new Promise<void>((resolve) => stream.write(octets, () => resolve()));

/** Texts of all batches that wait. */
function waitingTexts(name: string): string[] {
  const data = path.join(folder, name);
  const spool = fs.readdirSync(data).find((each) => each.startsWith('spool-')) ?? '';
  return fs
    .readdirSync(path.join(data, spool))
    .filter((each) => each.endsWith('.batch'))
    .map((each) => {
      const file = fs.readFileSync(path.join(data, spool, each));
      return gunzipSync(file.subarray(file.indexOf(10) + 1)).toString('utf8');
    });
}

interface ListedDevice {
  readonly id: string;
  readonly macs: string[];
  readonly ips: string[];
  readonly packets: number;
  readonly octets: number;
  readonly category: { readonly value: string };
}

const essence = (devices: readonly (ListedDevice | InventoryDevice)[]) =>
  devices
    .map(({ macs, ips, packets, octets, category }) => ({
      ...{ macs: [...macs].sort(), ips: [...ips].sort(), packets, octets, category: category.value },
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function inspected(): InventoryDevice[] {
  const out = path.join(folder, 'inspected.json');
  execFileSync(process.execPath, [LAUNCHER, 'inspect', SAMPLE_FILE, '--json', '-q', '-o', out]);
  return (JSON.parse(fs.readFileSync(out, 'utf8')) as { devices: InventoryDevice[] }).devices;
}

type Sums = Pick<
  Conversation,
  | ('initiator' | 'responder' | 'transport' | 'port' | 'protocol')
  | ('connections' | 'failed' | 'packetsOut' | 'packetsIn' | 'octetsOut' | 'octetsIn')
>;

/** What is summed by port and kind of ends, which sensor, server and inspection name alike. */
function summed(conversations: Iterable<Sums>, kindOf: (end: Sums['initiator']) => string) {
  const sums = new Map<string, number[]>();
  for (const { initiator, responder, transport, port, protocol, ...one } of conversations) {
    const key = [kindOf(initiator), kindOf(responder), transport, port, protocol].join(' ');
    const { connections, failed, packetsOut, packetsIn, octetsOut, octetsIn } = one;
    const before = sums.get(key) ?? [0, 0, 0, 0, 0, 0];
    const parts = [connections, failed, packetsOut, packetsIn, octetsOut, octetsIn];
    sums.set(
      key,
      parts.map((value, index) => value + (before[index] ?? 0)),
    );
  }
  return [...sums].sort();
}

async function conversationSums() {
  const all: Sums[] = [];
  let cursor = '';
  do {
    const path = `/api/conversations?from=2026-05-04T00:00:00Z&to=2026-05-05T00:00:00Z&limit=500${cursor}`;
    const { body } = await browser.get(path);
    all.push(...body.conversations);
    cursor = body.next === null ? '' : `&cursor=${encodeURIComponent(body.next)}`;
  } while (cursor !== '');
  return summed(all, ({ kind }) => kind);
}

async function inspectedSums() {
  const inspection = openInspection({ maxFlowSlots: 1 << 16 }, { separateVlans: false, conversations: true });
  await inspection.read(SAMPLE_FILE);
  const { devices, conversations } = inspection.finish();
  expect([...devices].length).toBeGreaterThan(10);
  return summed(conversations ?? [], (end) => (end.kind === 'address' ? placeOfAddress(end.ip) : end.kind));
}

describe('a sensor and its server', () => {
  it('count every packet once, over a server that is killed in between', { timeout: LIMIT_MS }, async () => {
    const { id, given } = await enrolment('ward-3');
    const { file, open } = pipe('mirror');
    const sensor = program('sensor', ...given, file);
    const stream = open();
    const half = SAMPLE.length >> 1;
    await write(stream, SAMPLE.subarray(0, half));
    await until(
      async () => (await sensorOf(id)).health?.devices > 0,
      () => 'first devices',
    );
    await server.kill('SIGKILL');
    await write(stream, SAMPLE.subarray(half));
    stream.end();
    await sensor.says('tried again later');
    await until(
      async () => waitingTexts('ward-3').length > 0,
      () => 'batches on disk',
    );

    // Nothing about persons is in what waits to leave the sensor, nor in what it keeps and says.
    const texts = waitingTexts('ward-3').join('\n').toLowerCase();
    expect(texts).toContain('10.20.20.41');
    const kept = ['status.json', 'identity.json'].map((name) =>
      fs.readFileSync(path.join(folder, 'ward-3', name), 'utf8'),
    );
    for (const planted of ['planted', ...Object.values(PLANTED)])
      expect([texts, ...kept, sensor.said].join('\n').toLowerCase()).not.toContain(planted.toLowerCase());

    await startServer();
    expect(await sensor.ended, sensor.said).toBe(0);
    await until(
      async () => {
        const { received, applied } = await sensorOf(id);
        return applied === received;
      },
      () => 'all applied',
    );
    expect(await sensorOf(id)).toMatchObject({ missing: 0, refused: 0, lastError: null });
    const { body } = await browser.get('/api/devices?limit=500');
    expect(essence(body.devices)).toEqual(essence(inspected()));
    expect(await conversationSums()).toEqual(await inspectedSums());
    const [pump] = (await browser.get('/api/devices?category=infusion-pump')).body.devices;
    const device = (await browser.get(`/api/devices/${pump.id}`)).body;
    expect(JSON.stringify(device)).toContain(JSON.stringify({ kind: 'sensor', id }));
  });

  it('lose nothing that is on disk when the sensor is killed', { timeout: LIMIT_MS }, async () => {
    const { id, given } = await enrolment('ward-4');
    const { file, open } = pipe('mirror-2');
    const sensor = program('sensor', ...given, file);
    const stream = open();
    stream.on('error', () => undefined); // its reader is killed
    await until(
      async () => (await sensorOf(id)).received > 0,
      () => 'the first batch',
    );
    await server.kill('SIGKILL');
    await write(stream, SAMPLE);
    await until(
      async () => waitingTexts('ward-4').join().includes('10.20.20.41'),
      () => 'the batch on disk',
    );
    await sensor.kill('SIGKILL');
    stream.destroy();
    const waiting = waitingTexts('ward-4').length;
    const status = execFileSync(process.execPath, [LAUNCHER, 'sensor', 'status', '--data', given[5] ?? '']);
    expect(status.toString()).toContain('does not run');
    expect(status.toString()).toMatch(new RegExp(`spool +${waiting} batch`));

    const before = (await startServer().then(() => sensorOf(id))).received;
    const quiet = path.join(folder, 'quiet');
    fs.mkdirSync(quiet);
    // The same command again: its token enrolled it before.
    const again = program('sensor', ...given, '--follow', quiet);
    await until(
      async () => (await sensorOf(id)).applied >= before + waiting,
      () => 'what was on disk',
    );
    expect(await sensorOf(id)).toMatchObject({ missing: 0, refused: 0 });
    expect(await again.kill('SIGTERM'), again.said).toBe(0);
  });

  it('says what is wrong before it begins', { timeout: LIMIT_MS }, async () => {
    const nobody = program('sensor', '--data', path.join(folder, 'nobody'), '--follow', folder);
    expect(await nobody.ended).toBe(1);
    expect(nobody.said).toContain('not enrolled');
    const open = program('sensor', '--server', 'http://192.0.2.1', '--enrol', 'x', '--follow', folder);
    expect(await open.ended).toBe(1);
    expect(open.said).toContain('Use https://');
    const vague = program('sensor', '--interface', 'eth1', '--follow', folder);
    expect(await vague.ended).toBe(2);
    expect(vague.said).toContain('name one thing');
    const { given } = await enrolment('ward-5');
    const missing = program('sensor', ...given, path.join(os.tmpdir(), 'no such file'));
    expect(await missing.ended).toBe(1);
    expect(missing.said).toContain('there is no such file');
  });
});
