import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../test/support/browser.ts';
import { setUpServer } from '../../test/support/first-administrator.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import {
  SIGNATURE_HEADERS,
  type SignedRequest,
  signEnrolment,
  signRequest,
} from '../access/signed-request.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { applyBatches } from '../main/sensor-jobs.ts';
import { listEntries } from '../store/audit.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import { prepareJobs, type RunningJobs, runJobs } from '../store/jobs.ts';
import { offerSetup } from '../store/people.ts';
import { APPLY_BATCHES, type ApplyBatchesJob } from '../store/sensor-batches.ts';
import { buildServer } from './server.ts';

const test = useTestDatabase();
let server: Awaited<ReturnType<typeof buildServer>>;
let jobs: RunningJobs;
let origin = '';
let browser: Browser;

beforeAll(async () => {
  const { database, folder } = test();
  await prepareJobs(database);
  jobs = await runJobs(
    database,
    {
      [APPLY_BATCHES]: (payload) =>
        applyBatches({ database, deviceRules: loadDeviceRules() }, payload as ApplyBatchesJob),
    },
    { concurrency: 1, isSole: true },
  );
  const port = 21_000 + (process.pid % 20_000);
  origin = `http://127.0.0.1:${port}`;
  server = await buildServer({
    deviceRules: loadDeviceRules(),
    ...{ database, files: new CaptureFiles(folder), captures: new CaptureStore(database), origin },
    ...{ version: '0.0.0', secret: 's'.repeat(43), logLevel: 'silent' as const },
  });
  await server.listen({ host: '127.0.0.1', port });
  browser = new Browser(origin);
  await setUpServer(browser, (await offerSetup(database)) ?? '');
});
afterAll(async () => {
  await server.close();
  await jobs.stop();
});

interface TestSensor {
  readonly organisation: string;
  readonly sensor: string;
  readonly privateKey: KeyObject;
}

async function enrolWith(token: string, { privateKey, publicKey } = generateKeyPairSync('ed25519')) {
  const body = {
    ...{ token, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' },
    proof: signEnrolment(token, privateKey),
  };
  const answer = await new Browser(origin).post('/api/sensor/enrol', body);
  const { organisation, sensor } = answer.body;
  return { answer, sensor: { organisation, sensor, privateKey } as TestSensor };
}

let made = 0;
async function newSensor(): Promise<TestSensor> {
  const { body } = await browser.post('/api/sensors', { name: `sensor ${made++}` });
  return (await enrolWith(body.token)).sensor;
}

const BATCH = gzipSync(JSON.stringify({ schema: 'wardlight.batch/1', madeAt: '2026-11-22T12:00:00.000Z' }));

interface Alteration extends Partial<SignedRequest> {
  /** Sent in place of what was signed. */
  readonly body?: Buffer;
  readonly path?: string;
  readonly signature?: string;
}

/** Signs a delivery, sends it (with something altered after it was signed), and gives back how to send it again. */
function delivery(
  { organisation, sensor, privateKey }: TestSensor,
  sequence: number,
  signed: Partial<SignedRequest> = {},
  altered: Alteration = {},
) {
  const request: SignedRequest = {
    ...{ method: 'POST', path: `/api/sensor/batches?sequence=${sequence}`, organisation, sensor },
    ...{ at: new Date().toISOString(), nonce: randomBytes(16).toString('base64url') },
    bodySha256: createHash('sha256').update(BATCH).digest('hex'),
    ...signed,
  };
  const sent = { ...request, ...altered };
  const headers = {
    'content-type': 'application/vnd.wardlight.batch',
    [SIGNATURE_HEADERS.organisation]: sent.organisation,
    [SIGNATURE_HEADERS.sensor]: sent.sensor,
    [SIGNATURE_HEADERS.at]: sent.at,
    [SIGNATURE_HEADERS.nonce]: sent.nonce,
    [SIGNATURE_HEADERS.bodySha256]: sent.bodySha256,
    [SIGNATURE_HEADERS.signature]: altered.signature ?? signRequest(request, privateKey),
  };
  const body = new Uint8Array(altered.body ?? BATCH);
  return async () => {
    const response = await fetch(`${origin}${sent.path}`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

const deliver = (...of: Parameters<typeof delivery>) => delivery(...of)();

describe('a sensor', () => {
  it('is made with a command to copy, enrols with its token once, and delivers', async () => {
    const { status, body } = await browser.post('/api/sensors', { name: 'Core switch', site: 'Main' });
    expect(status).toBe(201);
    expect(body.command).toBe(
      `wardlight sensor --server ${origin} --enrol ${body.token} --interface INTERFACE`,
    );
    expect(await browser.post('/api/sensors', { name: 'Core switch' })).toMatchObject({
      ...{ status: 409, body: { code: 'name-taken' } },
    });
    expect(await browser.get(`/api/sensors/${body.id}`)).toMatchObject({
      body: { state: 'never-connected', site: 'Main', tokenExpiresAt: body.expiresAt, hours: [] },
    });
    const { answer, sensor } = await enrolWith(body.token);
    expect(answer).toMatchObject({ status: 200, body: { name: 'Core switch', received: 0 } });
    expect((await enrolWith(body.token)).answer).toMatchObject({
      ...{ status: 403, body: { code: 'enrolment-refused' } },
    });
    expect(await deliver(sensor, 1)).toEqual({ status: 200, body: { sequence: 1 } });
    // Sent again, as when the answer was lost.
    expect(await deliver(sensor, 1)).toEqual({ status: 200, body: { sequence: 1 } });
    expect(await deliver(sensor, 4)).toEqual({ status: 200, body: { sequence: 4 } });
    const now = async () => (await browser.get(`/api/sensors/${body.id}`)).body;
    while ((await now()).applied < 4) await delay(20);
    expect(await now()).toMatchObject({
      ...{ state: 'live', received: 4, applied: 4, missing: 2, refused: 0, tokenExpiresAt: null },
    });
    expect(Math.abs((await now()).clockSkewMs)).toBeLessThan(5_000);
    const { body: feed } = await browser.get('/api/changes');
    expect(feed.changes).toContainEqual(expect.objectContaining({ kind: 'sensor', id: body.id }));
  });

  it('that is revoked delivers nothing any more, until it is enrolled again', async () => {
    const sensor = await newSensor();
    await deliver(sensor, 1);
    const path = `/api/sensors/${sensor.sensor}`;
    expect(await browser.post(`${path}/revocation`, {})).toMatchObject({ body: { state: 'revoked' } });
    expect(await deliver(sensor, 2)).toMatchObject({ status: 401, body: { code: 'sensor-revoked' } });
    const { body } = await browser.post(`${path}/enrolment`, {});
    const { sensor: again, answer } = await enrolWith(body.token);
    expect(answer.body).toMatchObject({ received: 1 });
    expect(await deliver(sensor, 2)).toMatchObject({ status: 401, body: { code: 'sensor-unknown' } });
    expect(await deliver(again, 2)).toMatchObject({ status: 200 });
  });

  it('must have the private key of the public key that it brings', async () => {
    const { body } = await browser.post('/api/sensors', { name: 'forged' });
    const { privateKey } = generateKeyPairSync('ed25519');
    const { publicKey } = generateKeyPairSync('ed25519');
    expect((await enrolWith(body.token, { privateKey, publicKey })).answer.status).toBe(403);
  });
});

describe('the audit log', () => {
  it('knows which sensor enrolled, and that somebody tried', async () => {
    const { sensor, organisation } = await newSensor();
    expect((await enrolWith('x'.repeat(86))).answer.status).toBe(403);
    const entries = await listEntries(test().database, organisation, { action: 'sensor.enrol', limit: 50 });
    const enrolled = entries.find(({ who }) => who.id === sensor);
    // Those of one address are written down once in a quarter of an hour.
    const [tried, ...more] = entries.filter(({ result }) => result === 'refused');
    expect(more).toEqual([]);
    expect(tried).toMatchObject({ who: { kind: 'unknown' }, result: 'refused', code: 'enrolment-refused' });
    expect(enrolled).toMatchObject({
      ...{ who: { kind: 'sensor', id: sensor }, target: { kind: 'sensor', id: sensor }, result: 'done' },
      change: { publicKeySha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });
});

describe('a delivery is refused', () => {
  let sensor: TestSensor;
  let other: TestSensor;
  beforeAll(async () => {
    [sensor, other] = [await newSensor(), await newSensor()];
  });

  it('when the very request comes again', async () => {
    const send = delivery(sensor, 1);
    expect(await send()).toMatchObject({ status: 200 });
    expect(await send()).toMatchObject({ status: 401, body: { code: 'batch-replayed' } });
  });

  it('when its body was altered', async () => {
    const body = gzipSync('{}');
    expect(await deliver(sensor, 2, {}, { body })).toMatchObject({
      ...{ status: 401, body: { code: 'body-altered' } },
    });
    const bodySha256 = createHash('sha256').update(body).digest('hex');
    expect(await deliver(sensor, 2, {}, { body, bodySha256 })).toMatchObject({
      ...{ status: 401, body: { code: 'sensor-unknown' } },
    });
  });

  it.each<[string, () => Alteration]>([
    ['number', () => ({ path: '/api/sensor/batches?sequence=99' })],
    ['time', () => ({ at: new Date(Date.now() + 1_000).toISOString() })],
    ['nonce', () => ({ nonce: 'x'.repeat(22) })],
    ['sensor', () => ({ sensor: other.sensor })],
    ['organisation', () => ({ organisation: '11111111-1111-4111-8111-111111111111' })],
    ['signature', () => ({ signature: 'A'.repeat(86) })],
  ])('when its %s was altered', async (_, altered) => {
    expect(await deliver(sensor, 2, {}, altered())).toMatchObject({
      ...{ status: 401, body: { code: 'sensor-unknown' } },
    });
  });

  it('when another key signed it', async () => {
    expect(await deliver({ ...sensor, privateKey: other.privateKey }, 2)).toMatchObject({
      ...{ status: 401, body: { code: 'sensor-unknown' } },
    });
  });

  it.each([
    ['behind', -6],
    ['ahead', 6],
  ])('when the clock is %s, with a sentence that says so', async (word, minutes) => {
    const at = new Date(Date.now() + minutes * 60_000).toISOString();
    expect(await deliver(sensor, 2, { at })).toMatchObject({
      ...{ status: 401, body: { code: 'clock-skew', detail: expect.stringContaining(`6 minutes ${word}`) } },
    });
    const almost = new Date(Date.now() + minutes * 45_000).toISOString();
    expect(await deliver(sensor, 1, { at: almost })).toMatchObject({ status: 200 });
  });

  it('when its number was used for another batch', async () => {
    const bodySha256 = createHash('sha256').update(gzipSync('{}')).digest('hex');
    expect(await deliver(sensor, 1, { bodySha256 }, { body: gzipSync('{}') })).toMatchObject({
      ...{ status: 409, body: { code: 'batch-set-back' } },
    });
  });

  it('without a signature', async () => {
    const response = await fetch(`${origin}/api/sensor/batches?sequence=2`, { method: 'POST' });
    expect(response.status).toBe(401);
  });

  it('and changed nothing', async () => {
    expect((await browser.get(`/api/sensors/${sensor.sensor}`)).body.received).toBe(1);
  });
});

describe('what a sensor and a person may', () => {
  it('is apart: a signature opens nothing else, a session delivers nothing', async () => {
    const sensor = await newSensor();
    expect(await deliver(sensor, 1, { path: '/api/uploads' })).toMatchObject({ status: 401 });
    expect((await browser.post('/api/sensor/batches?sequence=1', {})).status).toBe(401);
  });

  it("is nobody's who is not signed in", async () => {
    const stranger = new Browser(origin);
    expect((await stranger.get('/api/sensors')).status).toBe(401);
    expect((await stranger.post('/api/sensors', { name: 'x' })).status).toBe(401);
  });
});
