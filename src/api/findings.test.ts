/** From an upload and a folder of feeds to what the console shows, over HTTP and with the jobs running. */

import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../test/support/browser.ts';
import { MONITOR_CVE, PUMP_CVE, writeFeedFolder } from '../../test/support/feed-folder.ts';
import { setUpServer } from '../../test/support/first-administrator.ts';
import { freePort } from '../../test/support/free-port.ts';
import { asOwner, useTestDatabase } from '../../test/support/test-database.ts';
import { exportBundle } from '../feeds/bundle/export-bundle.ts';
import { jobHandlers } from '../main/jobs.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { ServerRiskDesk } from '../main/risk-desk.ts';
import { feedFoldersIn, prepareFeedFolders } from '../main/update-feeds-job.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import { prepareJobs, type RunningJobs, runJobs } from '../store/jobs.ts';
import { allOrganisations } from '../store/organisations.ts';
import { offerSetup } from '../store/people.ts';
import { buildServer } from './server.ts';
import { sealingWith } from './sign-in/sealing.ts';

const SAMPLE = fs.readFileSync(new URL('../../sample/small-hospital.pcap', import.meta.url));
const THREADS = new URL('../../dist/main/', import.meta.url);
const LONG = 90_000;
const IN_A_WEEK = new Date(Date.now() + 7 * 86_400_000).toISOString();
const SECRET = 's'.repeat(43);
const test = useTestDatabase();
let server: Awaited<ReturnType<typeof buildServer>>;
let jobs: RunningJobs;
let desk: ServerRiskDesk;
let browser: Browser;
let folder = '';
let pump = '';

beforeAll(async () => {
  const { database, folder: place } = test();
  folder = path.join(place, 'data');
  const feeds = feedFoldersIn(folder);
  prepareFeedFolders(feeds);
  const files = new CaptureFiles(folder);
  await files.prepare();
  const captures = new CaptureStore(database);
  await prepareJobs(database);
  const thread = new URL('inventory-thread.js', THREADS);
  const deviceRules = loadDeviceRules();
  const auditKey = generateKeyPairSync('ed25519').privateKey;
  const context = {
    ...{ database, captures, files, deviceRules, auditKey, maxFlowSlots: 1 << 16 },
    ...{ thread, threads: THREADS, ...feeds },
    outputs: { version: '0.0.0', allowsLoopback: true, open: sealingWith(SECRET).open },
  };
  jobs = await runJobs(database, jobHandlers(context), { concurrency: 2, isSole: true });
  desk = new ServerRiskDesk(context);
  // The origin must be known before a port is: one that was free a moment ago.
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const settings = { version: '0.0.0', origin, secret: SECRET, logLevel: 'silent' } as const;
  server = await buildServer({ database, captures, files, deviceRules, ...settings, riskDesk: desk });
  await server.listen({ host: '127.0.0.1', port });
  browser = new Browser(origin);
  await setUpServer(browser, (await offerSetup(database)) ?? '');
}, LONG);
afterAll(async () => {
  await server.close();
  await jobs.stop();
  await desk.close();
});

/** Asks until the answer is as wanted. */
async function until(path: string, isDone: (body: Answered) => boolean): Promise<Answered> {
  for (;;) {
    const { status, body } = await browser.get(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    if (isDone(body)) return body;
    await delay(300);
  }
}
type Answered = Awaited<ReturnType<Browser['get']>>['body'];

describe('without feeds', () => {
  it(
    'everything says that nothing is known, and nothing says zero',
    async () => {
      const { body: upload } = await browser.post('/api/uploads', { file: 'a.pcap', octets: SAMPLE.length });
      await browser.patch(`/api/uploads/${upload.id}?offset=0`, SAMPLE);
      const risk = await until('/api/risk', ({ unknowns }) =>
        unknowns.some(({ reason }: { reason: string }) => reason === 'no-data'),
      );
      expect(risk).toMatchObject({ hasData: false });
      expect(risk.caveats).toContain(
        'CISA known exploited vulnerabilities: not imported, so nothing is known from it.',
      );
      const { body: list } = await browser.get('/api/devices?text=Plum 360');
      pump = list.devices[0].id;
      await until(`/api/devices/${pump}/risk`, ({ standing }) => standing === 'no-data');
      expect((await browser.get(`/api/devices/${pump}/risk`)).body).toMatchObject({
        score: null,
        band: null,
        worst: null,
      });
      expect((await browser.get('/api/vulnerabilities')).body).toMatchObject({
        hasData: false,
        vulnerabilities: [],
      });
      const { body } = await browser.get(`/api/affected?query=${PUMP_CVE}`);
      expect(body).toMatchObject({ askedAs: 'nothing-known', hasData: false, counts: { affected: 0 } });
      expect(body.cannotAnswer[0]).toMatch(/No vulnerability data is loaded/);
      expect(body.counts.notCompared).toBeGreaterThan(15);
      expect(
        await browser.post(`/api/devices/${pump}/what-if`, { moves: [{ kind: 'patch' }] }),
      ).toMatchObject({
        status: 409,
        body: { code: 'nothing-known' },
      });
    },
    LONG,
  );
});

describe('a bundle', () => {
  it(
    'is refused when nobody trusts its key, and says what it changes before it does',
    async () => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const source = path.join(test().folder, 'source');
      writeFeedFolder(source);
      const out = path.join(test().folder, 'bundle.tar');
      const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
      await exportBundle([source], { out, privateKeyPem, nowMicros: Date.now() * 1_000, feeds: [] });
      const octets = fs.readFileSync(out);
      expect(await browser.postOctets('/api/feeds/bundle', octets)).toMatchObject({
        status: 422,
        body: {
          code: 'bundle-refused',
          detail: expect.stringMatching(/No key is trusted.*Nothing was changed/s),
        },
      });
      const { keyFolder, bundleFolder, feedFolder } = feedFoldersIn(folder);
      fs.writeFileSync(path.join(keyFolder, 'ours.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
      const altered = Buffer.from(octets);
      altered.write('EXSA-26-009', altered.indexOf('EXSA-26-001'));
      expect((await browser.postOctets('/api/feeds/bundle', altered)).status).toBe(422);
      expect(fs.readdirSync(bundleFolder)).toEqual([]);
      const { status, body } = await browser.postOctets('/api/feeds/bundle', octets);
      expect({ status, body }).toMatchObject({ status: 201, body: { added: 6, changed: 0, unchanged: 0 } });
      expect(fs.readdirSync(feedFolder)).toEqual([]);
      expect((await browser.post(`/api/feeds/bundle/${body.id}`, {})).status).toBe(202);
      expect((await browser.post(`/api/feeds/bundle/${body.id}`, {})).status).toBe(404);
      const feeds = await until('/api/feeds', ({ hasData }) => hasData);
      expect(feeds.updates).toMatchObject([{ id: body.id, kind: 'bundle', state: 'applied', by: 'Ann' }]);
      expect(feeds.feeds.find(({ feed }: { feed: string }) => feed === 'kev')).toMatchObject({
        condition: 'stale',
        newestAt: '2026-03-01T12:00:00.000Z',
      });
      expect(feeds.feeds.find(({ feed }: { feed: string }) => feed === 'nvd')).toMatchObject({
        condition: 'absent',
        ageDays: null,
      });
    },
    LONG,
  );
});

describe('findings', () => {
  it(
    'follow, ranked, with what they mean and why',
    async () => {
      const list = await until(
        '/api/vulnerabilities',
        ({ vulnerabilities }) => vulnerabilities[0]?.rank === 1,
      );
      expect(list.vulnerabilities[0]).toMatchObject({
        cve: PUMP_CVE,
        rank: 1,
        knownExploited: true,
        cvss: { score: 9.8 },
      });
      expect(list.vulnerabilities[0].epss).toEqual({
        probability: 0.41,
        percentile: 0.97619,
        on: '2026-03-01',
      });
      const { body } = await browser.get(`/api/vulnerabilities/${PUMP_CVE.toLowerCase()}`);
      expect(body).toMatchObject({ isKnown: true, counts: { affected: 1, uncertain: 0 }, here: { rank: 1 } });
      expect(body.counts.notCompared).toBeGreaterThan(2);
      expect(body.meaning[0]).toMatch(/^1 device affected/);
      expect(body.worst.preconditions.length).toBeGreaterThan(0);
      expect(body.worst.decision.inputs).toMatchObject({ exploitation: 'active', automatable: 'yes' });
      expect(body.sources).toMatchObject([{ feed: 'csaf', document: 'EXSA-26-001' }]);
      expect(body.history[0].causes).toContain('feeds-changed');
      const detail = await until(`/api/vulnerabilities/${PUMP_CVE}`, ({ outlook }) => outlook.length > 0);
      expect(detail.outlook).toEqual([
        { day: '2026-02-01', epss: 0.02, knownExploited: false },
        { day: '2026-03-01', epss: 0.41, knownExploited: true },
      ]);
      expect((await browser.get('/api/vulnerabilities/CVE-1999-9999')).status).toBe(404);
    },
    LONG,
  );

  it('are filtered, sorted and paged', async () => {
    const cves = async (query: string) =>
      (await browser.get(`/api/vulnerabilities?${query}`)).body.vulnerabilities.map(
        ({ cve }: { cve: string }) => cve,
      );
    expect(await cves('knownExploited=true')).toEqual([PUMP_CVE]);
    expect(await cves('knownExploited=false')).toEqual([MONITOR_CVE]);
    expect(await cves('category=patient-monitor')).toEqual([MONITOR_CVE]);
    expect(await cves('group=not-exploitable')).toEqual([MONITOR_CVE]);
    expect(await cves('text=4001')).toEqual([PUMP_CVE]);
    expect(await cves('text=%25')).toEqual([]);
    const { body: first } = await browser.get('/api/vulnerabilities?limit=1&sort=epss');
    const { body: second } = await browser.get(`/api/vulnerabilities?limit=1&sort=epss&cursor=${first.next}`);
    expect([first, second].map(({ vulnerabilities }) => vulnerabilities[0].cve)).toEqual([
      PUMP_CVE,
      MONITOR_CVE,
    ]);
    expect((await browser.get('/api/vulnerabilities?cursor=nonsense')).status).toBe(400);
  });

  it(
    'of a device and its score are explained, with what would change it',
    async () => {
      const { body: found } = await browser.get(`/api/devices/${pump}/findings`);
      expect(found).toMatchObject({
        standing: 'scored',
        findings: [{ cve: PUMP_CVE, status: 'affected', decision: null }],
      });
      const { body: risk } = await browser.get(`/api/devices/${pump}/risk`);
      expect(risk.likely.from).toBeLessThanOrEqual(risk.score);
      expect(risk.likely.to).toBeGreaterThanOrEqual(risk.score);
      expect(risk.worst.score).toBe(risk.score);
      expect(risk.moves[0].score).toBeLessThan(risk.score);
      expect(risk.inputs).toMatch(/^[0-9a-f]{32}$/);
      const moves = [
        { kind: 'segment', zone: 'micro-segment' },
        { kind: 'patch', cve: PUMP_CVE },
      ];
      const { body: after } = await browser.post(`/api/devices/${pump}/what-if`, { moves });
      expect(after.before.score).toBe(risk.score);
      expect(after.steps[0].score).toBeLessThan(risk.score);
      expect(after.after.score).toBe(0);
      expect((await browser.get(`/api/devices/${crypto.randomUUID()}/risk`)).status).toBe(404);
    },
    LONG,
  );

  it('answer "am I affected by" a CVE, an advisory, a product', async () => {
    for (const [query, askedAs] of [
      [PUMP_CVE, 'vulnerability'],
      ['exsa-26-001', 'advisory'],
      ['plum 360', 'product'],
    ]) {
      const { body } = await browser.get(`/api/affected?query=${query}`);
      expect(body).toMatchObject({
        askedAs,
        counts: { affected: 1 },
        devices: [{ device: pump, standing: 'affected' }],
      });
      expect(body.cannotAnswer.join(' ')).toMatch(/could not be compared/);
    }
    const { body } = await browser.get('/api/affected?query=Frobnicator 9');
    expect(body).toMatchObject({ askedAs: 'nothing-known', devices: [] });
    expect(body.cannotAnswer[0]).toMatch(/clears no device/);
  });

  it('rest on documents that can be read, in words, and say whom they concern', async () => {
    const { body } = await browser.get('/api/advisories/csaf/EXSA-26-001');
    expect(body).toMatchObject({
      source: { publisher: 'Example Medical', role: 'maker', status: 'final', revision: '1', sharing: null },
      ...{ namesakes: [], failings: [], vulnerabilitiesLeftOut: 0 },
      history: [{ revision: '1', at: '2026-01-05T00:00:00.000Z', summary: 'A revision' }],
      notes: [{ category: 'summary', title: null, text: 'A pump listens.' }],
      references: [{ url: 'https://example.com/more', summary: 'More', isSelf: false }],
    });
    expect(body.vulnerabilities).toMatchObject([
      {
        ...{ id: PUMP_CVE, isRejected: false, statementsLeftOut: 0 },
        statements: [{ product: 'ICU Medical Plum 360', versions: '<= 15.1.0', status: 'affected' }],
        remedies: [
          { category: 'vendor_fix', details: 'Update.', products: ['Plum 360: <= 15.1.0'], url: null },
        ],
      },
    ]);
    const { body: pumps } = await browser.get('/api/advisories/csaf/EXSA-26-001/devices');
    expect(pumps).toMatchObject({
      counts: { affected: 1, cannotTell: 0, fixed: 0, notAffected: 0 },
      ...{ isComplete: true, more: 0 },
      devices: [{ device: pump, standing: 'affected', vulnerabilities: [PUMP_CVE] }],
    });
    expect(pumps.counts.notCompared).toBeGreaterThan(2);
    expect(pumps.devices[0].because).toMatch(/15\.1\.0/);
    const { body: monitors } = await browser.get('/api/advisories/csaf/EXSA-26-002/devices');
    expect(monitors.counts).toMatchObject({ affected: 0, notAffected: 1 });
    for (const path of [
      ...['csaf/EXSA-26-003', 'nvd/EXSA-26-001', 'csaf/EXSA-26-001?publisher=Nobody'],
      'csaf/%3Cscript%3E',
    ])
      expect((await browser.get(`/api/advisories/${path}`)).status).toBe(404);
    const { body: named } = await browser.get('/api/advisories?text=exsa-26');
    expect(named.advisories.map(({ document }: { document: string }) => document)).toEqual([
      ...['EXSA-26-001', 'EXSA-26-002'],
    ]);
    expect((await browser.get('/api/advisories?text=ex')).status).toBe(400);
  });

  it('say nothing of a document to whom its devices are not shown', async () => {
    const [organisation = ''] = await allOrganisations(test().database);
    const address = { feed: 'csaf', document: 'EXSA-26-001' };
    const seen = async (categories: readonly string[]) => {
      const selection = { any: [{ categories }], except: [] };
      return (await desk.advisoryOpinions(organisation, selection, address))?.opinions;
    };
    expect(await seen(['patient-monitor'])).toEqual([]);
    expect(await seen(['infusion-pump'])).toMatchObject([{ devices: 1, standing: 'affected' }]);
  });

  it(
    'are followed by paths of attackers over what was seen, and by what is best closed',
    async () => {
      const house = await until('/api/risk/choke-points', ({ standing }) => standing === 'computed');
      expect(house).toMatchObject({ areFlowsDropped: false, notWalked: 0 });
      expect(house.flows).toBeGreaterThan(3);
      const { body: list } = await browser.get('/api/devices?limit=100');
      const paths = await Promise.all(
        list.devices.map(async ({ id }: { id: string }) => [
          id,
          (await browser.get(`/api/devices/${id}/attack-paths`)).body,
        ]),
      );
      const reached = paths.filter(([, body]) => body.paths.length > 0);
      expect(reached.length).toBeGreaterThan(0);
      for (const [id, { standing, isWalked, reach, paths: its }] of reached) {
        expect({ standing, isWalked }).toEqual({ standing: 'computed', isWalked: true });
        expect(reach).toBeGreaterThanOrEqual(its[0].probability - 1e-6);
        for (const { steps } of its) if (steps.length > 0) expect(steps.at(-1).to.device.id).toBe(id);
      }
      for (const [, body] of paths) if (body.paths.length === 0) expect(body.reach).toBeNull();
      expect((await browser.get(`/api/devices/${crypto.randomUUID()}/attack-paths`)).status).toBe(404);
    },
    LONG,
  );

  it('are seen in the feed of changes', async () => {
    const { body } = await browser.get('/api/changes');
    const kinds = new Set(body.changes.map(({ kind }: { kind: string }) => kind));
    expect(kinds).toEqual(new Set(['alert', 'capture', 'device', 'vulnerability']));
  });
});

describe('a decision', () => {
  it(
    'needs an owner and an end within a year, and the right to it',
    async () => {
      const base = { cve: PUMP_CVE, device: pump, kind: 'accepted', reason: 'stands alone' };
      for (const more of [
        {},
        { owner: 'Ann' },
        { owner: 'Ann', expiresAt: '2035-01-01T00:00:00Z' },
        { owner: 'Ann', expiresAt: '2020-01-01T00:00:00Z' },
      ])
        expect((await browser.post('/api/finding-decisions', { ...base, ...more })).status).toBe(400);
      expect(
        (
          await browser.post('/api/finding-decisions', {
            ...base,
            cve: 'CVE-1999-9999',
            owner: 'Ann',
            expiresAt: IN_A_WEEK,
          })
        ).status,
      ).toBe(404);
      await sql`delete from membership where role in ('ciso', 'biomedical-engineer')`.execute(
        test().database.kysely,
      );
      const accepted = { ...base, owner: 'Ann', expiresAt: IN_A_WEEK };
      expect(await browser.post('/api/finding-decisions', accepted)).toMatchObject({
        status: 403,
        body: { detail: expect.stringMatching(/risk:approve/) },
      });
      expect((await browser.post('/api/finding-decisions', { ...base, kind: 'not-applicable' })).status).toBe(
        400,
      );
      const marked = await browser.post('/api/finding-decisions', { ...base, kind: 'false-match' });
      expect(marked.status).toBe(201);
      await until(`/api/devices/${pump}/risk`, ({ standing }) => standing === 'nothing-found');
      expect((await browser.get(`/api/devices/${pump}/findings`)).body.findings[0].decision).toMatchObject({
        kind: 'false-match',
        holds: true,
      });
      expect((await browser.delete(`/api/finding-decisions/${marked.body.id}`)).status).toBe(200);
      expect((await browser.delete(`/api/finding-decisions/${marked.body.id}`)).status).toBe(404);
      await until(`/api/devices/${pump}/risk`, ({ standing }) => standing === 'scored');
      expect((await browser.get('/api/finding-decisions')).body.decisions).toMatchObject([
        { id: marked.body.id, holds: false, endedBy: 'Ann' },
      ]);
    },
    LONG,
  );

  it(
    'on a control counts after the next scoring',
    async () => {
      const { score } = (await browser.get(`/api/devices/${pump}/risk`)).body;
      const control = { countermeasure: 'M1', validation: 'verified', since: '2026-01-01T00:00:00Z' };
      expect((await browser.post(`/api/devices/${pump}/controls`, control)).status).toBe(400);
      const verifiedAt = new Date(Date.now() - 1_000).toISOString();
      const { status, body } = await browser.post(`/api/devices/${pump}/controls`, {
        ...control,
        verifiedAt,
      });
      expect(status).toBe(201);
      await until(`/api/devices/${pump}/risk`, (risk) => risk.score < score);
      expect((await browser.delete(`/api/devices/${pump}/controls/${body.id}`)).status).toBe(200);
      await until(`/api/devices/${pump}/risk`, (risk) => risk.score === score);
    },
    LONG,
  );
});

describe('the risk model', () => {
  it(
    'is shown, and a changed one is previewed on the own fleet',
    async () => {
      const { body: model } = await browser.get('/api/risk-model');
      const document = { ...model.document, bands: { critical: 99, high: 98, medium: 97, low: 96 } };
      const { body } = await browser.post('/api/risk-model/preview', { document });
      expect(body.changes).toMatchObject([
        { device: pump, category: 'infusion-pump', after: { band: 'minimal' } },
      ]);
      expect(body.moved).toBe(1);
      expect(
        await browser.post('/api/risk-model/preview', { document: { ...document, luck: 7 } }),
      ).toMatchObject({
        status: 422,
        body: { code: 'risk-model-refused' },
      });
    },
    LONG,
  );

  it(
    'is saved with a reason, scores follow, and an earlier one comes back as a new version',
    async () => {
      const { database } = test();
      const { body: model } = await browser.get('/api/risk-model');
      expect(model).toMatchObject({ number: 0, version: '1.0.0', saved: null, problem: null });
      const document = { ...model.document, bands: { critical: 99, high: 98, medium: 97, low: 96 } };
      const request = { document, basedOn: 0, reason: 'Our bands begin later.' };
      // The test before took away who may approve.
      expect(await browser.post('/api/risk-model/versions', request)).toMatchObject({
        status: 403,
        body: { detail: expect.stringMatching(/risk:approve/) },
      });
      await sql`insert into membership (user_id, organisation_id, role)
        select distinct user_id, organisation_id, 'ciso' from membership`.execute(database.kysely);
      expect(await browser.post('/api/risk-model/versions', { ...request, reason: '' })).toMatchObject({
        status: 400,
      });
      expect(
        await browser.post('/api/risk-model/versions', { ...request, document: { ...document, luck: 7 } }),
      ).toMatchObject({ status: 422, body: { code: 'risk-model-refused' } });
      expect(
        await browser.post('/api/risk-model/versions', { ...request, document: model.document }),
      ).toMatchObject({ status: 422, body: { code: 'nothing-changed' } });
      const { status, body: saved } = await browser.post('/api/risk-model/versions', request);
      expect(status).toBe(201);
      expect(saved).toMatchObject({
        ...{ number: 1, version: '1.0.0+1', changed: 4, restoredFrom: null, savedBy: 'Ann' },
        reason: 'Our bands begin later.',
        changes: [{ weight: 'bands.critical', from: 60, to: 99 }, {}, {}, {}],
      });
      await until(
        `/api/devices/${pump}/risk`,
        (risk) => risk.model === '1.0.0+1' && risk.band === 'minimal' && risk.score > 0,
      );
      expect((await browser.get(`/api/devices/${pump}/risk`)).body.history[0]).toBeDefined();
      expect(await browser.post('/api/risk-model/versions', request)).toMatchObject({
        status: 409,
        body: { code: 'edit-conflict' },
      });
      expect((await browser.get('/api/risk-model')).body).toMatchObject({
        ...{ number: 1, version: '1.0.0+1', document: { ...document, version: '1.0.0+1' } },
        shipped: { version: '1.0.0', document: model.document },
      });
      const restore = { version: null, basedOn: 1, reason: 'They began too late.' };
      expect((await browser.post('/api/risk-model/restore', restore)).body).toMatchObject({
        ...{ number: 2, version: '1.0.0+2', restoredFrom: 0, changed: 4 },
      });
      await until(`/api/devices/${pump}/risk`, (risk) => risk.model === '1.0.0+2' && risk.band !== 'minimal');
      const { body: list } = await browser.get('/api/risk-model/versions');
      expect(list.versions.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
      const again = { version: saved.id, basedOn: 2, reason: 'They did not.' };
      expect((await browser.post('/api/risk-model/restore', again)).body).toMatchObject({
        ...{ number: 3, restoredFrom: 1 },
      });
      expect((await browser.get(`/api/risk-model/versions/${saved.id}`)).body.document).toEqual({
        ...document,
        version: '1.0.0+1',
      });
      const [organisation = ''] = await allOrganisations(database);
      const saves = sql<{ entry: string }>`
        select entry from audit where entry like '%risk-model.save%' and entry like '%"done"%'`;
      const { rows } = await asOwner(database, organisation, saves);
      expect(rows.length).toBe(1);
      expect(rows[0]?.entry).toContain('Our bands begin later.');
      expect(rows[0]?.entry).toContain('bands.critical');
      // What a later Wardlight cannot read any more is said, and does not stop the scoring.
      for (const statement of [
        sql`alter table risk_model_version disable trigger user`,
        sql`update risk_model_version set id = gen_random_uuid(), document = '{"schema":"old"}' where number = 3`,
        sql`alter table risk_model_version enable trigger user`,
      ])
        await asOwner(database, organisation, statement);
      expect((await browser.get('/api/risk-model')).body).toMatchObject({
        ...{ number: 3, version: '1.0.0', problem: expect.stringMatching(/The model: /) },
      });
    },
    LONG,
  );
});

describe('feeds', () => {
  it('may be fetched only when a person allows it', async () => {
    expect((await browser.get('/api/feeds')).body.online).toEqual({
      allowed: false,
      sources: [],
      setBy: null,
      setAt: null,
    });
    const setting = { online: false, sources: ['kev', 'epss'] };
    expect(await browser.put('/api/feeds/settings', setting)).toMatchObject({ status: 200, body: setting });
    expect((await browser.put('/api/feeds/settings', { online: true, sources: ['../etc'] })).status).toBe(
      400,
    );
    expect((await browser.get('/api/feeds')).body.online).toMatchObject({
      allowed: false,
      sources: ['kev', 'epss'],
      setBy: 'Ann',
    });
  });
});
