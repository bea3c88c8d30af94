import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/support/browser.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { inventoryDevice } from '../../../test/support/inventory-device.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { loadDeviceRules } from '../../main/load-knowledge.ts';
import { CaptureFiles } from '../../store/capture-files.ts';
import { CaptureStore } from '../../store/captures.ts';
import { applyDevices } from '../../store/devices.ts';
import { offerSetup } from '../../store/people.ts';
import { buildServer } from '../server.ts';

const ACCOUNT = { name: 'Ann', email: 'ann@hospital.example', password: 'correct horse battery' };
const test = useTestDatabase();
const deviceRules = loadDeviceRules();
let server: Awaited<ReturnType<typeof buildServer>>;
let browser: Browser;
let ids: readonly string[] = [];

beforeAll(async () => {
  const { database, folder } = test();
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const settings = { version: '0.0.0', origin, secret: 's'.repeat(43), logLevel: 'silent' } as const;
  const stores = { captures: new CaptureStore(database), files: new CaptureFiles(folder) };
  server = await buildServer({ database, ...stores, deviceRules, ...settings });
  await server.listen({ host: '127.0.0.1', port });
  browser = new Browser(origin);
  const token = await offerSetup(database);
  await browser.post('/api/setup', { ...ACCOUNT, token, organisation: 'St. Ann' });
  await browser.signIn(ACCOUNT.email, ACCOUNT.password);
  await browser.enrol(ACCOUNT.password);
  const { organisation } = (await browser.get('/api/me')).body;
  const devices = [
    inventoryDevice({
      ...{ macs: ['00:09:fb:00:00:01'], ips: ['10.0.0.1'], category: 'patient-monitor' },
      attributes: { vendor: 'Philips', model: '=HYPERLINK("http://evil")', hostname: 'bed-1, "ICU"' },
    }),
    inventoryDevice({
      macs: ['00:09:fb:00:00:02'],
      category: 'ventilator',
      attributes: { vendor: 'Dräger' },
    }),
    inventoryDevice({ macs: ['00:09:fb:00:00:03'] }),
  ];
  const source = { kind: 'import', id: randomUUID() } as const;
  const found = await database.asOrganisation(organisation, (t) =>
    applyDevices(t, organisation, source, devices, deviceRules),
  );
  ids = devices.map(({ id }) => found.wholes.get(id) ?? '');
}, 120_000);
afterAll(() => server.close());

const listedBy = async (parameters: string) => {
  const { body } = await browser.get(`/api/devices?${parameters}`);
  return (body.devices as { id: string }[]).map(({ id }) => ids.indexOf(id));
};

describe('the list', () => {
  it.each([
    [`query=${encodeURIComponent('-vendor:unknown category:ventilator')}`, [1]],
    ['-vendor=unknown&sort=vendor', [1, 0]],
    ['vendor=philips&vendor=dräger&sort=-vendor', [0, 1]],
    ['vendor=philips,unknown&sort=mac', [0, 2]],
    ['text=10.0.0.1', [0]],
    ['criticality=>=4&sort=-criticality&query=vendor:philips', [0]],
    ['sort=category', [0, 1, 2]],
  ])('by ?%s', async (parameters, expected) => {
    expect(await listedBy(parameters)).toEqual(expected);
  });

  it('says how many there are and what was asked, on the first page', async () => {
    const { body } = await browser.get('/api/devices?limit=2&sort=mac&query=seen>2000-01-01&-vendor="x y"');
    expect(body).toMatchObject({ total: { count: 3, exact: true }, query: 'seen>2000-01-01 -vendor:"x y"' });
    const next = await browser.get(
      `/api/devices?limit=2&sort=mac&query=seen>2000-01-01&-vendor="x y"&cursor=${body.next}`,
    );
    expect(next.body).toMatchObject({ total: null, next: null });
    expect(next.body.devices).toHaveLength(1);
  });

  it.each([
    ['query=vendro:x', 'invalid-query', /character 1: Devices have no field "vendro". Did you mean vendor\?/],
    ['seen=7d', 'invalid-query', /parameter seen/],
    ['vendro=x', 'invalid-request', /not as described/],
    ['sort=text', 'invalid-sort', /cannot be sorted/],
    ['cursor=x', 'invalid-cursor', /not one that a page gave/],
    [
      `cursor=${Buffer.from('["x","6f9619ff-8b86-4d01-b42d-00cf4fc964ff","\'; drop"]').toString('base64url')}`,
      'invalid-cursor',
      /cursor/,
    ],
    [`query=${'x '.repeat(40)}`, 'invalid-query', /at most 32 conditions/],
  ])('refuses ?%s with a sentence', async (parameters, code, detail) => {
    const answer = await browser.get(`/api/devices?${parameters}`);
    expect(answer).toMatchObject({ status: 400, body: { code, detail: expect.stringMatching(detail) } });
  });

  it('refuses the cursor of another query', async () => {
    const { next } = (await browser.get('/api/devices?limit=1')).body;
    const answer = await browser.get(`/api/devices?limit=1&sort=mac&cursor=${next}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
  });

  it('has facets', async () => {
    const { body } = await browser.get(
      '/api/devices/facets?facets=vendor,criticality&query=-category:unknown',
    );
    expect(body.facets).toEqual({
      vendor: {
        others: 0,
        values: [
          { value: 'dräger', label: 'Dräger', count: 1 },
          { value: 'philips', label: 'Philips', count: 1 },
        ],
      },
      criticality: {
        others: 0,
        values: [
          { value: '4', label: '4', count: 1 },
          { value: '5', label: '5', count: 1 },
        ],
      },
    });
    expect((await browser.get('/api/devices/facets?facets=nonsense')).status).toBe(400);
  });
});

describe('exports', () => {
  it('as NDJSON are the list', async () => {
    const { text, headers } = await browser.get('/api/devices/export?format=ndjson&sort=mac');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual((await browser.get('/api/devices?sort=mac')).body.devices);
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    expect(headers.get('content-disposition')).toContain('devices.ndjson');
  });

  it('as CSV come back as they were, and no cell is a formula', async () => {
    const { text } = await browser.get('/api/devices/export?format=csv&sort=mac&query=vendor:philips');
    const [titles = [], row = [], ...rest] = parseCsv(text);
    expect(rest).toEqual([]);
    const cell = (title: string) => row[titles.indexOf(title)];
    expect(row).toHaveLength(titles.length);
    expect([cell('id'), cell('vendor'), cell('host name')]).toEqual([ids[0], 'Philips', 'bed-1, "ICU"']);
    expect(cell('model')).toBe('\'=HYPERLINK("http://evil")');
    expect([cell('serial number'), cell('criticality'), cell('criticality inferred')]).toEqual([
      '',
      '4',
      'true',
    ]);
  });
});

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  return text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
        ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
      ),
    );
}

describe('edits', () => {
  it('are written once for each version, and shown', async () => {
    const path = `/api/devices/${ids[2]}`;
    const set = { room: 'ICU 3', criticality: 5, supportEnds: '2027-01-31' };
    const edited = await browser.call('PATCH', path, { version: 1, set });
    expect(edited).toMatchObject({
      status: 200,
      body: {
        version: 2,
        place: { room: 'ICU 3', criticality: { value: 5, inferred: false }, supportEnds: '2027-01-31' },
      },
    });
    expect(edited.body.history).toContainEqual(
      expect.objectContaining({
        attribute: 'room',
        to: 'ICU 3',
        source: expect.objectContaining({ kind: 'person', name: 'Ann' }),
      }),
    );
    expect(await browser.call('PATCH', path, { version: 1, set: { room: 'X' } })).toMatchObject({
      ...{ status: 409, body: { code: 'edit-conflict' } },
    });
    expect(await browser.call('PATCH', path, { version: 2, set: { room: null } })).toMatchObject({
      body: { place: { room: null } },
    });
  });

  it.each([
    [{ version: 1, set: {} }],
    [{ version: 1, set: { colour: 'red' } }],
    [{ version: 1, set: { criticality: 6 } }],
    [{ version: 1, set: { supportEnds: '31.1.2027' } }],
    [{ set: { room: 'X' } }],
  ])('%j are refused', async (body) => {
    expect((await browser.call('PATCH', `/api/devices/${ids[0]}`, body)).status).toBe(400);
  });

  it('of many at a time', async () => {
    const bulk = (body: object) => browser.post('/api/devices/bulk', body);
    const set = { owner: 'Clinical engineering' };
    expect(await bulk({ query: '-vendor:unknown', expected: 3, set })).toMatchObject({
      ...{ status: 409, body: { code: 'count-differs', detail: expect.stringContaining('2 devices fit') } },
    });
    expect(await bulk({ query: '-vendor:unknown', expected: 2, set })).toMatchObject({ body: { edited: 2 } });
    expect(await listedBy('owner=clinical&sort=mac')).toEqual([0, 1]);
    const devices = [0, 1].map((index) => ({ id: ids[index], version: 2 }));
    expect(await bulk({ devices, set: { owner: null } })).toMatchObject({ body: { edited: 2 } });
    expect(await bulk({ devices, set: { owner: 'IT' } })).toMatchObject({ body: { code: 'edit-conflict' } });
    expect((await bulk({ devices, query: '', expected: 1, set })).status).toBe(400);
  });

  it('with a note that is signed', async () => {
    const { status } = await browser.post(`/api/devices/${ids[0]}/notes`, { text: ' Battery changed. ' });
    expect(status).toBe(201);
    expect((await browser.get(`/api/devices/${ids[0]}`)).body.notes).toMatchObject([
      { text: 'Battery changed.', author: 'Ann' },
    ]);
    expect((await browser.post(`/api/devices/${randomUUID()}/notes`, { text: 'x' })).status).toBe(404);
  });
});

describe('decisions', () => {
  const reason = 'type plate';
  const decide = (path: string, body: object) => browser.post(`/api/devices/${path}`, { reason, ...body });

  it('set a value, show the contradiction, and take it back', async () => {
    const made = await decide(`${ids[1]}/values`, { attribute: 'vendor', value: 'B. Braun' });
    expect((await browser.get(`/api/devices/${ids[1]}`)).body).toMatchObject({
      attributes: { vendor: [{ value: 'B. Braun', setByPerson: true }, { value: 'Dräger' }] },
      contradictions: [{ attribute: 'vendor', set: 'B. Braun', seen: 'Dräger' }],
    });
    await browser.post(`/api/decisions/${made.body.decision}/withdraw`, { reason: 'wrong plate' });
    expect((await browser.get(`/api/devices/${ids[1]}`)).body.attributes.vendor).toMatchObject([
      { value: 'Dräger' },
    ]);
  });

  it('join two and take it back', async () => {
    const { body } = await decide(`${ids[0]}/join`, { other: ids[2] });
    // Its latest interface is that of the part.
    expect(await listedBy('sort=mac')).toEqual([1, 0]);
    expect((await browser.get(`/api/devices/${ids[2]}`)).body.id).toBe(ids[0]);
    await browser.post(`/api/decisions/${body.decision}/withdraw`, { reason: 'two boxes' });
    expect(await listedBy('sort=mac')).toEqual([0, 1, 2]);
  });

  it.each([
    ['values', { attribute: 'colour', value: 'red' }, 400],
    ['values', { attribute: 'category', value: 'toaster' }, 400],
    ['values', { attribute: 'vendor', value: 'X', reason: ' ' }, 400],
    ['join', { other: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' }, 404],
    ['split', { part: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' }, 404],
    ['split', {}, 400],
    ['join', { other: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', until: '2020-01-01T00:00:00Z' }, 400],
  ])('%s %j are refused', async (path, body, status) => {
    expect((await decide(`${ids[0]}/${path}`, body)).status).toBe(status);
  });
});

describe('saved queries', () => {
  it('are kept in one form, changed once for each version, and dropped', async () => {
    const query = { name: 'Pumps', query: '  category:"infusion-pump"   seen<7d ', shared: true };
    const added = await browser.post('/api/saved-queries', query);
    expect(added).toMatchObject({
      status: 201,
      body: { query: 'category:infusion-pump seen<1w', sort: '-seen', own: true, owner: 'Ann', version: 1 },
    });
    expect(await browser.post('/api/saved-queries', query)).toMatchObject({ body: { code: 'name-taken' } });
    expect(await browser.post('/api/saved-queries', { name: 'Bad', query: 'vendro:x' })).toMatchObject({
      body: { code: 'invalid-query' },
    });
    const path = `/api/saved-queries/${added.body.id}`;
    expect(await browser.call('PATCH', path, { version: 1, sort: 'vendor' })).toMatchObject({
      body: { version: 2, sort: 'vendor', name: 'Pumps' },
    });
    expect((await browser.call('PATCH', path, { version: 1, sort: 'model' })).status).toBe(409);
    expect((await browser.get('/api/saved-queries')).body.queries).toHaveLength(1);
    expect((await browser.call('DELETE', path)).status).toBe(204);
    expect((await browser.call('DELETE', path)).status).toBe(404);
  });
});
