/** From a capture that was sent to who talks with whom, through the API. */

import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer } from '../src/api/server.ts';
import { loadDeviceRules } from '../src/main/load-knowledge.ts';
import { openInspection } from '../src/main/open-inspection.ts';
import { readCapture } from '../src/main/read-capture-job.ts';
import { CaptureFiles } from '../src/store/capture-files.ts';
import { CaptureStore, READ_CAPTURE, type ReadCaptureJob } from '../src/store/captures.ts';
import { prepareJobs, type RunningJobs, runJobs } from '../src/store/jobs.ts';
import { offerSetup } from '../src/store/people.ts';
import { Browser } from './support/browser.ts';
import { setUpServer } from './support/first-administrator.ts';
import { freePort } from './support/free-port.ts';
import { useTestDatabase } from './support/test-database.ts';

const PATH = new URL('../sample/small-hospital.pcap', import.meta.url);
const SAMPLE = fs.readFileSync(PATH);
const THREAD = new URL('../dist/main/inventory-thread.js', import.meta.url);
const NOBODY = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const test = useTestDatabase();
let server: Awaited<ReturnType<typeof buildServer>>;
let jobs: RunningJobs;
let browser: Browser;
let window = '';

beforeAll(async () => {
  const { database, folder } = test();
  const files = new CaptureFiles(folder);
  const captures = new CaptureStore(database);
  await files.prepare();
  await prepareJobs(database);
  const deviceRules = loadDeviceRules();
  const context = { database, captures, files, deviceRules, maxFlowSlots: 1 << 16, thread: THREAD };
  const handlers = { [READ_CAPTURE]: (payload: unknown) => readCapture(context, payload as ReadCaptureJob) };
  jobs = await runJobs(database, handlers, { concurrency: 1, isSole: true });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const settings = { version: '0.0.0', origin, secret: 's'.repeat(43), logLevel: 'silent' } as const;
  server = await buildServer({ database, captures, files, deviceRules, ...settings });
  await server.listen({ host: '127.0.0.1', port });

  browser = new Browser(origin);
  await setUpServer(browser, (await offerSetup(database)) ?? '');
  const { body: upload } = await browser.post('/api/uploads', { file: 'ward.pcap', octets: SAMPLE.length });
  const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=0`, SAMPLE);
  let capture = body.capture;
  while (capture.state !== 'read') {
    await delay(20);
    capture = (await browser.get(`/api/captures/${capture.id}`)).body;
  }
  const end = new Date(Date.parse(capture.lastAt) + 1_000).toISOString();
  window = `from=${new Date(Date.parse(capture.firstAt)).toISOString()}&to=${end}`;
}, 120_000);
afterAll(async () => {
  await server.close();
  await jobs.stop();
});

const device = async (category: string) =>
  (await browser.get(`/api/devices?category=${category}`)).body.devices[0] as { id: string };

describe('the sample capture', () => {
  it('has the sums of its flows, once', async () => {
    const inspection = openInspection({ maxFlowSlots: 1 << 16 }, { separateVlans: false, flows: true });
    await inspection.read(PATH.pathname);
    const { devices, flows } = inspection.finish();
    expect([...devices]).toHaveLength(17);
    const all = [...(flows ?? [])];
    const { body } = await browser.get(`/api/conversations?limit=500&${window}`);
    const sum = (field: string) =>
      body.conversations.reduce((total: number, one: Record<string, number>) => total + (one[field] ?? 0), 0);
    expect(sum('octetsOut') + sum('octetsIn')).toBe(all.reduce((total, { octets }) => total + octets, 0));
    expect(sum('packetsOut') + sum('packetsIn')).toBe(all.reduce((total, { packets }) => total + packets, 0));
    expect(sum('connections')).toBe(all.length);
    expect(body.next).toBeNull();
  });

  it('shows the peers of the CT, with what it talks', async () => {
    const { body } = await browser.get(`/api/devices/${(await device('ct')).id}/peers?${window}`);
    const pacs = body.peers.find(
      (peer: { end: { device: { category: string } } }) => peer.end.device.category === 'pacs',
    );
    expect(pacs).toMatchObject({
      end: { kind: 'device', device: { name: 'pacs01.hosp.example', ip: '10.20.30.10' } },
      ...{ connections: 2, isNew: true },
      services: [{ began: true, transport: 'tcp', port: 4_242, protocol: 'dicom', failed: 0 }],
    });
    expect(body.count).toBe(body.peers.length);
  });

  it('shows traffic, map, matrix and the way from one device to another', async () => {
    const ct = (await device('ct')).id;
    const { body: traffic } = await browser.get(`/api/devices/${ct}/traffic?${window}`);
    expect(traffic.points).toHaveLength(1);
    expect(traffic.points[0].octetsSent).toBeGreaterThan(1_000);
    const { body: map } = await browser.get(`/api/map?by=category&${window}`);
    expect(map.edges).toContainEqual(
      expect.objectContaining({ from: 'category:ct', to: 'category:pacs', connections: 2 }),
    );
    const { body: matrix } = await browser.get(`/api/map/matrix?by=vlan&${window}`);
    expect(matrix.places.length).toBeGreaterThan(2);
    const { body: way } = await browser.get(`/api/map/path?from=${ct}&to=${(await device('pacs')).id}`);
    expect(way).toMatchObject({
      observed: true,
      complete: true,
      steps: [{ evidence: [{ protocol: 'dicom' }] }],
    });
  });

  it.each([
    ['/api/conversations?cursor=nonsense', 400],
    ['/api/conversations?device=nonsense', 400],
    ['/api/conversations?device=10.20.30.10&peer=::1', 200],
    ['/api/conversations?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 400],
    ['/api/conversations?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 400],
    ['/api/conversations?from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&bin=day', 200],
    [`/api/devices/${NOBODY}/peers`, 404],
    [`/api/devices/${NOBODY}/traffic`, 404],
    [`/api/map/path?from=${NOBODY}&to=${NOBODY}`, 404],
    ['/api/map?by=colour', 400],
    ['/api/map?nodes=401', 400],
    ['/api/map?by=device&nodes=5', 200],
  ])('answers %s with %i', async (path, status) => {
    expect((await browser.get(path)).status).toBe(status);
  });
});

describe('retention', () => {
  it('is told and set within bounds', async () => {
    const put = (days: object) => browser.put('/api/retention', { days });
    const { body } = await browser.get('/api/retention');
    expect(body.classes).toContainEqual(
      expect.objectContaining({
        id: 'conversation-hours',
        days: 90,
        forecast: expect.objectContaining({ octetsPerDay: null }),
      }),
    );
    expect(body.classes.find(({ id }: { id: string }) => id === 'evidence')).toMatchObject({ octets: null });
    expect(await put({ 'conversation-hours': 30 })).toMatchObject({ status: 200 });
    expect(await put({ audit: 365 })).toMatchObject({ status: 422, body: { code: 'retention-bounds' } });
    expect((await put({ gossip: 30 })).status).toBe(400);
    const { body: after } = await browser.get('/api/retention');
    expect(after.classes[0]).toMatchObject({ id: 'conversation-hours', days: 30 });
  });
});
