import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, oneTimeCode } from '../../test/support/browser.ts';
import { freePort } from '../../test/support/free-port.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { readCapture } from '../main/read-capture-job.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore, READ_CAPTURE, type ReadCaptureJob } from '../store/captures.ts';
import { prepareJobs, type RunningJobs, runJobs } from '../store/jobs.ts';
import { offerSetup } from '../store/people.ts';
import { buildServer } from './server.ts';

const PASSWORD = 'correct horse battery';
const EMAIL = 'ann@hospital.example';
const SAMPLE = fs.readFileSync(new URL('../../sample/small-hospital.pcap', import.meta.url));
const THREAD = new URL('../../dist/main/inventory-thread.js', import.meta.url);
const test = useTestDatabase();
let server: Awaited<ReturnType<typeof buildServer>>;
let files: CaptureFiles;
let captures: CaptureStore;
let jobs: RunningJobs;
let origin = '';

beforeAll(async () => {
  const { database, folder } = test();
  files = new CaptureFiles(folder);
  captures = new CaptureStore(database);
  await files.prepare();
  await prepareJobs(database);
  const deviceRules = loadDeviceRules();
  const context = { database, captures, files, deviceRules, maxFlowSlots: 1 << 16, thread: THREAD };
  jobs = await runJobs(
    database,
    { [READ_CAPTURE]: (payload) => readCapture(context, payload as ReadCaptureJob) },
    { concurrency: 1, isSole: true },
  );
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const settings = { version: '0.0.0', origin, secret: 's'.repeat(43), logLevel: 'silent' } as const;
  server = await buildServer({ database, captures, files, deviceRules, ...settings });
  await server.listen({ host: '127.0.0.1', port });
});
afterAll(async () => {
  await server.close();
  await jobs.stop();
});

/** The capture, once it was read or refused. */
async function whenRead(id: string) {
  for (;;) {
    const { body } = await browser.get(`/api/captures/${id}`);
    if (body.state === 'read' || body.state === 'failed') return body;
    await delay(20);
  }
}

let browser: Browser;
let uri = '';

describe('first start', () => {
  const account = {
    token: 'x'.repeat(43),
    organisation: 'St. Ann',
    name: 'Ann',
    email: 'Ann@hospital.example',
    password: PASSWORD,
  };

  it('refuses a wrong token, and a short password before that', async () => {
    browser = new Browser(origin);
    expect(await browser.post('/api/setup', account)).toMatchObject({
      status: 403,
      body: { code: 'setup-refused' },
    });
    expect(await browser.post('/api/setup', { ...account, password: 'short' })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ path: '/password' }] },
    });
  });

  it('makes the first account with the token, once', async () => {
    const token = (await offerSetup(test().database)) ?? '';
    const both = [browser, new Browser(origin)].map((each) => each.post('/api/setup', { ...account, token }));
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([201, 403]);
    expect(await offerSetup(test().database)).toBeUndefined();
  });

  it('lets nobody sign up', async () => {
    const body = { name: 'Eve', email: 'eve@elsewhere.example', password: PASSWORD };
    expect((await new Browser(origin).post('/api/auth/sign-up/email', body)).status).toBe(404);
  });
});

describe('sign-in', () => {
  it('asks for a second factor before anything else', async () => {
    expect((await browser.get('/api/me')).status).toBe(401);
    expect((await browser.signIn(EMAIL, 'wrong horse battery')).status).toBe(401);
    expect((await browser.signIn(EMAIL, PASSWORD)).status).toBe(200);
    expect(await browser.get('/api/me')).toMatchObject({ status: 200, body: { secondFactor: false } });
    expect(await browser.get('/api/devices')).toMatchObject({
      status: 403,
      body: { code: 'second-factor-required' },
    });
    uri = await browser.enrol(PASSWORD);
    const me = await browser.get('/api/me');
    expect(me).toMatchObject({
      body: { email: EMAIL, secondFactor: true, organisations: [{ name: 'St. Ann' }] },
    });
    expect(me.body.permissions).toContain('inventory:edit');
    expect(await browser.get('/api/changes')).toMatchObject({ status: 200, body: { changes: [], next: 0 } });
  });

  it('takes each one-time code once, and trusts no device', async () => {
    const code = await oneTimeCode(uri);
    const verify = async (body: object) => {
      const other = new Browser(origin);
      await other.signIn(EMAIL, PASSWORD);
      expect((await other.get('/api/me')).status).toBe(401);
      const answer = await other.post('/api/auth/two-factor/verify-totp', body);
      return { ...answer, signedIn: (await other.get('/api/me')).status === 200 };
    };
    expect(await verify({ code, trustDevice: true })).toMatchObject({ status: 400, signedIn: false });
    expect(await verify({ code: '000000' })).toMatchObject({ status: 401, signedIn: false });
    expect(await verify({ code })).toMatchObject({ status: 200, signedIn: true });
    expect(await verify({ code })).toMatchObject({
      status: 401,
      body: { code: 'CODE_USED' },
      signedIn: false,
    });
  });

  it('keeps passwords as argon2id', async () => {
    const { rows } = await sql<{ password: string }>`select password from account`.execute(
      test().database.kysely,
    );
    expect(rows).toEqual([{ password: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/) }]);
  });
});

describe('a capture', () => {
  const begin = (more: object = {}) =>
    browser.post('/api/uploads', { file: 'ward.pcap', octets: SAMPLE.length, ...more });

  it('is sent in parts, read, and becomes devices with evidence', async () => {
    const { body: upload } = await begin({ sha256: createHash('sha256').update(SAMPLE).digest('hex') });
    const half = SAMPLE.length >> 1;
    expect(await browser.patch(`/api/uploads/${upload.id}?offset=0`, SAMPLE.subarray(0, half))).toMatchObject(
      {
        body: { received: half, capture: null },
      },
    );
    expect(await browser.patch(`/api/uploads/${upload.id}?offset=0`, SAMPLE)).toMatchObject({
      status: 409,
      body: { code: 'upload-offset' },
    });
    expect(await browser.get(`/api/uploads/${upload.id}`)).toMatchObject({ body: { received: half } });
    const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=${half}`, SAMPLE.subarray(half));
    // A job that waits may have begun with it before the answer was made.
    expect(body.capture).toMatchObject({
      state: expect.stringMatching(/^(?:received|reading)$/),
      packets: null,
    });
    expect(await whenRead(body.capture.id)).toMatchObject({
      state: 'read',
      file: 'ward.pcap',
      packets: 213,
      damagedAt: null,
    });

    const { body: page } = await browser.get('/api/devices?category=infusion-pump');
    expect(page.devices).toHaveLength(2);
    const known = page.devices.find(({ attributes }: { attributes: object }) => 'model' in attributes);
    const { body: device } = await browser.get(`/api/devices/${known.id}`);
    expect(device.attributes.model[0]).toMatchObject({
      evidence: [{ source: { kind: 'capture', id: body.capture.id } }],
    });
    expect(device.services.length).toBeGreaterThan(0);
  });

  it('that comes again is the same one, and changes nothing', async () => {
    const { body: before } = await browser.get('/api/changes');
    expect(before.changes.length).toBeGreaterThan(0);
    expect((await browser.get('/api/changes?newest=true')).body).toEqual({ changes: [], next: before.next });
    const { body: upload } = await begin({ file: 'again.pcap' });
    const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=0`, SAMPLE);
    expect(body.capture).toMatchObject({ file: 'ward.pcap', state: 'read' });
    expect((await browser.get(`/api/changes?since=${before.next}`)).body.changes).toEqual([]);
  });

  it.each([
    ['has another hash than announced', { sha256: '0'.repeat(64) }, SAMPLE, 422, 'upload-differs'],
    ['is longer than announced', { octets: 100 }, SAMPLE, 413, 'upload-too-long'],
  ])('that %s is refused', async (_, announced, octets, status, code) => {
    const { body: upload } = await begin(announced);
    const answer = await browser.patch(`/api/uploads/${upload.id}?offset=0`, octets);
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('that is none says so, and the server goes on', async () => {
    const text = Buffer.from('%PDF-1.7 not a capture');
    const { body: upload } = await browser.post('/api/uploads', { file: 'x.pdf', octets: text.length });
    const { body } = await browser.patch(`/api/uploads/${upload.id}?offset=0`, text);
    expect(await whenRead(body.capture.id)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('not a capture'),
    });
    expect((await browser.get('/api/health')).status).toBe(200);
  });
});

describe('the list of devices', () => {
  it('comes in pages that hold each device once', async () => {
    const all = (await browser.get('/api/devices?limit=500')).body.devices as { id: string }[];
    expect(all).toHaveLength(17);
    const paged: string[] = [];
    let cursor = '';
    do {
      const { body } = await browser.get(`/api/devices?limit=5${cursor && `&cursor=${cursor}`}`);
      paged.push(...body.devices.map(({ id }: { id: string }) => id));
      cursor = body.next ?? '';
    } while (cursor !== '');
    expect(paged).toEqual(all.map(({ id }) => id));
  });

  it.each([
    ['text=10.20', 200],
    ['text=%25', 200],
    ['cursor=nonsense', 400],
    ['limit=0', 400],
    ['limit=501', 400],
  ])('answers ?%s with %i', async (query, status) => {
    expect((await browser.get(`/api/devices?${query}`)).status).toBe(status);
  });

  it('finds text as it stands, not as a pattern', async () => {
    expect((await browser.get('/api/devices?text=%25')).body.devices).toEqual([]);
  });
});

describe('every route', () => {
  it('needs a sign-in unless it says that it is public', async () => {
    const { body } = await browser.get('/api/openapi.json');
    const routes = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
    );
    expect(routes.length).toBeGreaterThan(9);
    const open: string[] = [];
    for (const [method, path] of routes) {
      const url = `${origin}${path.replace('{id}', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff')}`;
      if ((await fetch(url, { method })).status !== 401) open.push(`${method} ${path}`);
    }
    expect(open.sort()).toEqual([
      'GET /api/health',
      'GET /api/sign-on/callback',
      'POST /api/invitations/accept',
      'POST /api/invitations/look',
      'POST /api/sensor/enrol',
      'POST /api/setup',
      'POST /api/sign-on',
    ]);
  });

  it('answers with security headers, and what is not there with a problem document', async () => {
    const missing = await browser.get('/api/nothing');
    expect(missing).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(missing.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
