/** From a capture and a folder of feeds to findings and scores, by jobs alone; crashes, repeats and neighbours included. */

import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { epssTable } from '../../test/support/feed-documents.ts';
import {
  advisory,
  type FeedFiles,
  MONITOR_CVE,
  PUMP_CVE,
  writeFeedFolder,
} from '../../test/support/feed-folder.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { EVERY_DEVICE } from '../access/device-selection.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import { lapseControls, putControl } from '../store/controls.ts';
import { COUNTS } from '../store/counted-vulnerabilities.ts';
import type { Database } from '../store/database.ts';
import { countFleet, findDeviceRisk } from '../store/device-risk.ts';
import { threatHistory } from '../store/feeds-state.ts';
import { decideFinding, lapseDecisions } from '../store/finding-decisions.ts';
import { countStandings, findingsOfDevice } from '../store/findings.ts';
import { joinDevices, withdrawDecision } from '../store/identity-decisions.ts';
import { prepareJobs } from '../store/jobs.ts';
import { answerReview, listReview } from '../store/match-review.ts';
import { productOfDevice } from '../store/products.ts';
import { beginUpload } from '../store/received-files.ts';
import { findVulnerability, vulnerabilityHistory } from '../store/vulnerabilities.ts';
import { loadDeviceRules } from './load-knowledge.ts';
import { matchProducts } from './match-products-job.ts';
import { readCapture } from './read-capture-job.ts';
import { scoreDevices } from './score-devices-job.ts';
import {
  type FeedsContext,
  feedFoldersIn,
  keepThreatHistory,
  noticeWaiting,
  prepareFeedFolders,
  scoreAnew,
  updateServerFeeds,
} from './update-feeds-job.ts';

const SAMPLE = fs.readFileSync(new URL('../../sample/small-hospital.pcap', import.meta.url));
const THREADS = new URL('../../dist/main/', import.meta.url);
const LONG = 60_000;
/** Each loads the validator of advisories anew. */
const SEVERAL_UPDATES = 4 * LONG;
const BY = { id: 'ann', name: 'Ann' };
const test = useTestDatabase();
let database: Database;
let context: FeedsContext;
let ours = '';
let theirs = '';

beforeAll(async () => {
  database = test().database;
  await prepareJobs(database);
  const folders = feedFoldersIn(path.join(test().folder, 'data'));
  prepareFeedFolders(folders);
  context = { database, threads: THREADS, ...folders };
  [ours, theirs] = [await newOrganisation('Ours'), await newOrganisation('Theirs')];
});

async function newOrganisation(name: string): Promise<string> {
  const id = randomUUID();
  await database.asOrganisation(id, (t) => t.insertInto('organisation').values({ id, name }).execute());
  return id;
}

async function applySample(organisation: string): Promise<void> {
  const files = new CaptureFiles(path.join(test().folder, 'data'));
  await files.prepare();
  const captures = new CaptureStore(database);
  const upload = await beginUpload(database, organisation, {
    file: 'a.pcap',
    octets: SAMPLE.length,
    sha256: null,
    import: null,
  });
  fs.writeFileSync(files.capturePath(upload), SAMPLE);
  const row = {
    id: upload,
    file: 'a.pcap',
    octets: SAMPLE.length,
    sha256: null,
    import: null,
    document: null,
  };
  const { id } = await captures.finishUpload(
    organisation,
    row,
    Buffer.alloc(32, organisation.slice(0, 8)),
    async (its) => fs.renameSync(files.capturePath(upload), files.capturePath(its)),
  );
  const thread = new URL('inventory-thread.js', THREADS);
  await readCapture(
    { database, captures, files, deviceRules: loadDeviceRules(), maxFlowSlots: 1 << 16, thread },
    { organisation, capture: id },
  );
}

const as = <Result>(organisation: string, work: Parameters<Database['asOrganisation']>[1]) =>
  database.asOrganisation(organisation, work) as Promise<Result>;

async function waitingJobs(): Promise<string[]> {
  const { rows } = await sql<{ task: string; key: string | null }>`
    select task_identifier as task, key from graphile_worker.jobs order by 1`.execute(database.kysely);
  return rows.map(({ task, key }) => (key?.includes(theirs) ? `${task} (theirs)` : task));
}

/** Runs what the jobs of a house run, in their order. */
async function follow(organisation: string): Promise<void> {
  await matchProducts(context, { organisation });
  await scoreDevices(context, { organisation });
}

async function deviceOf(organisation: string, model: string): Promise<string> {
  const rows = await database.asOrganisation(organisation, (t) =>
    t.selectFrom('device_attribute').select('device_id').where('value', '=', model).execute(),
  );
  return rows[0]?.device_id ?? '';
}

const riskOf = (device: string) => database.asOrganisation(ours, (t) => findDeviceRisk(t, device));
const summary = (cve: string) =>
  database.asOrganisation(ours, (t) =>
    findVulnerability(t, { selection: EVERY_DEVICE, bands: undefined }, cve),
  );

/** Every row of findings and scores without what tells of when they were written. */
async function everything(organisation: string): Promise<unknown> {
  return database.asOrganisation(organisation, async (t) => ({
    findings: await t.selectFrom('finding').selectAll().orderBy('id').execute(),
    verdicts: await t.selectFrom('finding_verdict').selectAll().orderBy('device_id').execute(),
    risks: await t.selectFrom('device_risk').selectAll().orderBy('device_id').execute(),
    history: await t
      .selectFrom('device_risk_history')
      .selectAll()
      .orderBy('device_id')
      .orderBy('at')
      .execute(),
    vulnerabilities: await t.selectFrom('vulnerability').selectAll().orderBy('cve').execute(),
    moments: await t.selectFrom('vulnerability_history').selectAll().orderBy('cve').orderBy('at').execute(),
    changes: await t
      .selectFrom('change')
      .select(['sequence', 'kind', 'object_id'])
      .orderBy('sequence')
      .execute(),
  }));
}

describe('without feeds', () => {
  it(
    'a capture is followed by one job, and every score says that nothing is known',
    async () => {
      await applySample(ours);
      expect((await waitingJobs()).filter((task) => task === 'match-products')).toHaveLength(1);
      await follow(ours);
      const rows = await database.asOrganisation(ours, (t) =>
        t.selectFrom('device_risk').selectAll().execute(),
      );
      expect(rows.length).toBeGreaterThan(15);
      expect(new Set(rows.map(({ standing, score }) => `${standing} ${score}`))).toEqual(
        new Set(['no-data null']),
      );
      expect(
        await database.asOrganisation(ours, (t) => t.selectFrom('finding').selectAll().execute()),
      ).toEqual([]);
    },
    LONG,
  );
});

describe('with feeds', () => {
  it(
    'findings and scores come by themselves',
    async () => {
      writeFeedFolder(context.feedFolder);
      await updateServerFeeds(context, {});
      expect(await waitingJobs()).toContain('match-products');
      await follow(ours);
      const pump = await deviceOf(ours, 'Plum 360');
      const findings = await database.asOrganisation(ours, (t) => findingsOfDevice(t, pump, 10, 0));
      expect(findings).toMatchObject([
        {
          cve: PUMP_CVE,
          status: 'affected',
          document: 'EXSA-26-001',
          knownExploited: true,
          remedy: 'vendor_fix',
        },
      ]);
      expect(await riskOf(pump)).toMatchObject({ standing: 'scored', worst: PUMP_CVE, model: '1.0.0' });
      expect(await summary(PUMP_CVE)).toMatchObject({
        ...{ rank: 1, known_exploited: true, epss_on: '2026-03-01', categories: ['infusion-pump'] },
        cvss: expect.closeTo(9.8, 3),
      });
      const monitor = await deviceOf(ours, 'M8004A');
      expect(await riskOf(monitor)).toMatchObject({ standing: 'nothing-found', score: 0 });
      expect(await summary(MONITOR_CVE)).toMatchObject({
        verdict_group: 'not-exploitable',
        not_exploitable: 1,
      });
    },
    LONG,
  );

  it('a device of which no product is known is unknown and has no score', async () => {
    const rows = await database.asOrganisation(ours, (t) =>
      t.selectFrom('device_risk').select(['standing', 'score', 'band']).execute(),
    );
    const unknown = rows.filter(({ standing }) => standing === 'product-unknown');
    expect(unknown.length).toBeGreaterThan(2);
    expect(unknown.every(({ score, band }) => score === null && band === null)).toBe(true);
  });

  it(
    'running again, or anew from any point, changes nothing',
    async () => {
      const before = await everything(ours);
      await follow(ours);
      expect(await everything(ours)).toEqual(before);
      await scoreAnew(context);
      await follow(ours);
      const { changes: _, ...after } = (await everything(ours)) as Record<string, unknown>;
      const { changes: __, ...was } = before as Record<string, unknown>;
      expect(after).toEqual(was);
    },
    LONG,
  );

  it(
    'a crash between two steps loses nothing',
    async () => {
      const before = await everything(ours);
      // As if it had crashed before matching: marks are there, and the job runs again.
      await sql`update device set peers = peers`.execute(database.kysely);
      await sql`update product set matched_with = null`.execute(database.kysely);
      await matchProducts(context, { organisation: ours });
      await expect(
        scoreDevices({ ...context, threads: new URL('file:///nowhere/') }, { organisation: ours }),
      ).rejects.toThrow();
      const { rows } = await sql<{ count: number }>`select count(*) as count from device_to_score`.execute(
        database.kysely,
      );
      expect(rows[0]?.count).toBeGreaterThan(10);
      await scoreDevices(context, { organisation: ours });
      const { changes: _, ...after } = (await everything(ours)) as Record<string, unknown>;
      const { changes: __, ...was } = before as Record<string, unknown>;
      expect(after).toEqual(was);
    },
    LONG,
  );

  it(
    'another word on one vulnerability lets the devices that have it be scored again, and no other',
    async () => {
      const waiting = async () => {
        await updateServerFeeds(context, {});
        await matchProducts(context, { organisation: ours });
        const marked = await as<{ device_id: string; causes: string[] }[]>(ours, (t) =>
          t.selectFrom('device_to_score').select(['device_id', 'causes']).execute(),
        );
        await scoreDevices(context, { organisation: ours });
        return marked;
      };
      const monitor = { device_id: await deviceOf(ours, 'M8004A'), causes: ['feeds-changed'] };
      writeFeedFolder(context.feedFolder, { exploited: [PUMP_CVE, MONITOR_CVE] });
      expect(await waiting()).toEqual([monitor]);
      writeFeedFolder(context.feedFolder);
      expect(await waiting()).toEqual([monitor]);
      // A list in another file that says the same: matched with, and nothing follows.
      fs.writeFileSync(path.join(context.feedFolder, 'epss', 'again.csv'), epssTable('2026-01-01', {}));
      expect(await waiting()).toEqual([]);
    },
    SEVERAL_UPDATES,
  );

  it(
    'an update finds anew what it changed, and leaves the rest as it was found',
    async () => {
      const EARLIER = 'found by an earlier matching';
      const becauses = () =>
        as<{ cve: string; because: string }[]>(ours, (t) =>
          t.selectFrom('finding').select(['cve', 'because']).distinct().orderBy('cve').execute(),
        );
      const update = async (more: FeedFiles) => {
        await as(ours, (t) => t.updateTable('finding').set({ because: EARLIER }).execute());
        writeFeedFolder(context.feedFolder, { more });
        await updateServerFeeds(context, {});
        await matchProducts(context, { organisation: ours });
        return (await becauses()).map(({ cve, because }) => [cve, because === EARLIER]);
      };
      const monitor = { vendor: 'Philips', name: 'M8004A', versions: '< Z.99' };
      const added = 'CVE-2026-4003';
      expect(await update({ 'csaf/added.json': advisory('EXSA-26-003', added, monitor) })).toEqual([
        [PUMP_CVE, true],
        [MONITOR_CVE, true],
        [added, false],
      ]);
      // A name that no feed had before may change how others are understood: all of the product is found anew.
      const line = { ...monitor, name: 'IntelliVue M8004A' };
      expect(await update({ 'csaf/added.json': advisory('EXSA-26-003', added, line) })).toEqual([
        [PUMP_CVE, true],
        [MONITOR_CVE, false],
        [added, false],
      ]);
      fs.rmSync(path.join(context.feedFolder, 'csaf', 'added.json'));
      expect(await update({})).toEqual([
        [PUMP_CVE, true],
        [MONITOR_CVE, false],
      ]);
      await sql`update product set matched_with = null`.execute(database.kysely);
      await follow(ours);
      expect((await becauses()).filter(({ because }) => because === EARLIER)).toEqual([]);
    },
    SEVERAL_UPDATES,
  );

  it(
    'EPSS and KEV of a vulnerability are known for the days of which there are lists',
    async () => {
      await keepThreatHistory(context);
      const days = await threatHistory(database, PUMP_CVE, 100);
      expect(
        days.map(({ day, epss, knownExploited }) => [day, Number(epss?.toFixed(2)), knownExploited]),
      ).toEqual([
        ['2026-02-01', 0.02, false],
        ['2026-03-01', 0.41, true],
      ]);
    },
    LONG,
  );
});

describe('a person', () => {
  const decide = (more: object) =>
    database.asOrganisation(ours, (t) =>
      decideFinding(t, ours, {
        ...{ cve: PUMP_CVE, device: null, product: null, kind: 'false-match', justification: null },
        ...{ reason: 'another pump', owner: null, expiresAt: null, decidedBy: BY },
        ...more,
      }),
    );

  it(
    'outranks the finding, and no longer than until the decision expires',
    async () => {
      const pump = await deviceOf(ours, 'Plum 360');
      const scored = await riskOf(pump);
      await decide({ expiresAt: new Date(Date.now() + 3_600_000) });
      await scoreDevices(context, { organisation: ours });
      expect(await riskOf(pump)).toMatchObject({ standing: 'nothing-found', score: 0, not_exploitable: 1 });
      expect(await summary(PUMP_CVE)).toMatchObject({ verdict_group: 'not-exploitable' });
      await sql`update finding_decision set expires_at = now() - interval '1 second'`.execute(
        database.kysely,
      );
      await noticeWaiting(context);
      expect(await waitingJobs()).toContain('score-devices');
      await scoreDevices(context, { organisation: ours });
      expect(await riskOf(pump)).toMatchObject({ standing: 'scored', score: scored?.score });
      const history = await database.asOrganisation(ours, (t) => vulnerabilityHistory(t, PUMP_CVE, 10));
      expect(history.map(({ causes }) => causes)).toEqual([
        ['time-passed'],
        ['decision-changed'],
        expect.arrayContaining(['feeds-changed']),
      ]);
      expect(await as(ours, (t) => lapseDecisions(t, ours))).toBe(false);
    },
    LONG,
  );

  it(
    'accepts a risk: it is watched, and its score stays',
    async () => {
      const pump = await deviceOf(ours, 'Plum 360');
      const score = (await riskOf(pump))?.score;
      await decide({
        kind: 'accepted',
        device: pump,
        owner: 'Ann',
        expiresAt: new Date(Date.now() + 86_400_000),
      });
      await scoreDevices(context, { organisation: ours });
      expect(await riskOf(pump)).toMatchObject({ score, watch: 1, act_now: 0, plan: 0, cannot_tell: 0 });
      expect(await summary(PUMP_CVE)).toMatchObject({ watch: 1 });
    },
    LONG,
  );

  it(
    'puts a control before a device, which lowers its score alone',
    async () => {
      const pump = await deviceOf(ours, 'Plum 360');
      const before = (await riskOf(pump))?.score ?? 0;
      const control = {
        ...{ countermeasure: 'M1', validation: 'verified' as const, note: null },
        ...{ putBy: 'Ann', expiresAt: null, document: null },
      };
      await database.asOrganisation(ours, (t) =>
        putControl(t, ours, pump, { ...control, since: new Date(), verifiedAt: new Date() }),
      );
      await scoreDevices(context, { organisation: ours });
      expect((await riskOf(pump))?.score).toBeLessThan(before);
      // Once it has expired the device is scored without it.
      await as(ours, (t) =>
        sql`update device_control set expires_at = now() - interval '1 minute'`.execute(t),
      );
      expect(await database.asOrganisation(ours, (t) => lapseControls(t, ours))).toBe(1);
      expect(await database.asOrganisation(ours, (t) => lapseControls(t, ours))).toBe(0);
      await scoreDevices(context, { organisation: ours });
      expect((await riskOf(pump))?.score).toBe(before);
    },
    LONG,
  );
});

describe('two organisations', () => {
  it(
    'never see the rows of each other',
    async () => {
      await applySample(theirs);
      await follow(theirs);
      const counts = async (organisation: string) =>
        database.asOrganisation(organisation, async (t) => ({
          findings: (await t.selectFrom('finding').select('id').execute()).length,
          decisions: (await t.selectFrom('finding_decision').select('id').execute()).length,
          reviews: (await listReview(t, EVERY_DEVICE, false, 100)).waiting,
          foreign: (
            await sql<{ n: number }>`
            select (select count(*) from finding where organisation_id <> current_organisation())
                 + (select count(*) from device_risk where organisation_id <> current_organisation())
                 + (select count(*) from vulnerability where organisation_id <> current_organisation())
                 + (select count(*) from product where organisation_id <> current_organisation()) as n`.execute(
              t,
            )
          ).rows[0]?.n,
        }));
      expect(await counts(theirs)).toMatchObject({ decisions: 0, foreign: 0 });
      expect((await counts(ours)).decisions).toBe(2);
      expect((await counts(ours)).findings).toBe((await counts(theirs)).findings);
      const pump = await deviceOf(theirs, 'Plum 360');
      expect(await riskOf(pump)).toBeUndefined();
      expect(await as(theirs, (t) => findDeviceRisk(t, pump))).toMatchObject({
        standing: 'scored',
        watch: 0,
      });
      expect(await as(theirs, (t) => answerReview(t, theirs, randomUUID(), 'same', 'Eve', null))).toBe(false);
    },
    LONG,
  );
});

describe('a joined device', () => {
  const decider = () => ({
    ...{ database, reader: { organisation: theirs, selection: EVERY_DEVICE }, author: BY },
    rules: loadDeviceRules(),
  });
  /** Rows of the device with a product or a score, and how the vulnerability and the fleet are counted. */
  const counted = async () =>
    as<Record<string, unknown>>(theirs, async (t) => {
      const found = await findVulnerability(t, { selection: EVERY_DEVICE, bands: undefined }, PUMP_CVE);
      const { rows } = await sql<{ products: number; scores: number }>`
        select (select count(*) from device_product) as products, (select count(*) from device_risk) as scores`.execute(
        t,
      );
      const fleet = (await countFleet(t)).reduce((sum, { devices }) => sum + devices, 0);
      const standings = await countStandings(t, EVERY_DEVICE, { cves: [PUMP_CVE] });
      return {
        ...{ ...rows[0], fleet },
        pumps: COUNTS.reduce((sum, column) => sum + (found?.[column] ?? 0), 0),
        affected: standings.affected + standings.uncertain + standings.notAffected,
        notCompared: standings.notCompared,
      };
    });

  it(
    'counts once in findings, scores and the fleet, and its parts count again when they are two',
    async () => {
      const pump = await deviceOf(theirs, 'Plum 360');
      // A device of which nothing is known leaves the pump what it is.
      const [other] = await as<{ device_id: string }[]>(theirs, (t) =>
        t
          .selectFrom('device_risk')
          .select('device_id')
          .where('standing', '=', 'product-unknown')
          .orderBy('device_id')
          .execute(),
      );
      const before = await counted();
      expect(before).toMatchObject({ pumps: 1, affected: 1 });
      const joined = await joinDevices(decider(), pump, other?.device_id ?? '', { reason: 'one rack' });
      if (joined.kind !== 'decided') throw new Error(joined.kind);
      await follow(theirs);
      const less = (name: string) => Number(before[name]) - 1;
      expect(await counted()).toEqual({
        ...{ ...before, products: less('products'), scores: less('scores'), fleet: less('fleet') },
        notCompared: less('notCompared'),
      });
      const parts = await as<{ id: string }[]>(theirs, (t) =>
        t.selectFrom('device').select('id').where('part_of', '=', pump).execute(),
      );
      expect(parts).toHaveLength(2);
      for (const { id } of parts) {
        expect(await as(theirs, (t) => findDeviceRisk(t, id))).toBeUndefined();
        // Who asks for a part is given its whole.
        expect(await as(theirs, (t) => productOfDevice(t, EVERY_DEVICE, id))).toMatchObject({ device: pump });
      }
      expect(await as(theirs, (t) => findDeviceRisk(t, pump))).toMatchObject({ standing: 'scored' });
      const withdrawn = await withdrawDecision(decider(), joined.id, 'two racks');
      expect(withdrawn.kind).toBe('decided');
      await follow(theirs);
      expect(await counted()).toEqual(before);
    },
    LONG,
  );
});
