import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { addScopedDevices } from '../../test/support/scoped-devices.ts';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { anyCircumstances, anyPerson } from '../access/access.arbitrary.ts';
import { decide, type Resource } from '../access/decide.ts';
import { EVERY_DEVICE, selectDevices } from '../access/device-selection.ts';
import { countUnknown, selectionToday } from './device-risk.ts';
import { endDecision, findDecision, listDecisions } from './finding-decisions.ts';
import { concernedDevices, countStandings } from './findings.ts';
import { listReview } from './match-review.ts';
import { productOfDevice } from './products.ts';
import {
  countVulnerabilities,
  findVulnerability,
  listVulnerabilities,
  refreshVulnerabilities,
} from './vulnerabilities.ts';

const DEVICES = 120;
const CVES = ['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3', 'CVE-2026-4'];
const BANDS = { critical: 80, high: 60, medium: 40, low: 20 };
const SCORES = { 'act-now': 90, plan: 50, watch: 10 } as const;
type Group = keyof typeof SCORES;
const GROUPS = ['act-now', 'plan', 'watch'] as const;
const test = useTestDatabase();
const organisation = randomUUID();

interface Placed {
  readonly resource: Resource;
  /** Index of its product; undefined when it is not known. */
  readonly product: number | undefined;
  /** Verdicts by CVE, where it has a finding. */
  readonly groups: ReadonlyMap<string, Group>;
}
const placed = new Map<string, Placed>();
const decisions = new Map<string, string>();

/** What a product is found to have: the first has all, the next one less, the last nothing. */
const cvesOf = (product: number) => CVES.slice(product);
const commonGroup = (product: number, cve: string) => GROUPS[(product + CVES.indexOf(cve)) % 3] ?? 'watch';

beforeAll(async () => {
  const { database } = test();
  const resources = await addScopedDevices(database, organisation, DEVICES);
  await database.asOrganisation(organisation, async (t) => {
    const products: number[] = [];
    const findings = new Map<string, number>();
    for (const [index] of [...CVES, 'none'].entries()) {
      const { rows } = await sql<{ id: number }>`
        insert into product (organisation_id, key, vendor, model)
        values (${organisation}, sha256(${`product ${index}`}::bytea), 'maker', ${`model ${index}`}) returning id`.execute(
        t,
      );
      products.push(rows[0]?.id ?? 0);
      for (const cve of cvesOf(index)) {
        const group = commonGroup(index, cve);
        const { rows: made } = await sql<{ id: number }>`
          insert into finding (organisation_id, product_id, cve, part, family_only, status, conditional, confidence,
                               because, feed, document, revision, input, conflict, verdict_group, exploitability, score)
          values (${organisation}, ${products[index]}, ${cve}, 'device', false, 'affected', false, 90, 'a test', 'nvd',
                  'doc', '1', 'hash', false, ${group}, 'unknown', ${SCORES[group]}) returning id`.execute(t);
        findings.set(`${index} ${cve}`, made[0]?.id ?? 0);
      }
    }
    let number = 0;
    for (const [id, resource] of resources) {
      number++;
      const product = number % 6 === 5 ? undefined : number % 6;
      const groups = new Map<string, Group>();
      await sql`
        insert into device_product (device_id, organisation_id, product_id)
        values (${id}, ${organisation}, ${product === undefined ? null : products[product]})`.execute(t);
      for (const cve of product === undefined ? [] : cvesOf(product)) {
        const common = commonGroup(product ?? 0, cve);
        const own = number % 5 === 0 ? 'act-now' : common;
        groups.set(cve, own);
        if (own !== common)
          await sql`
            insert into finding_verdict (device_id, finding_id, organisation_id, verdict_group, exploitability, score)
            values (${id}, ${findings.get(`${product} ${cve}`)}, ${organisation}, ${own}, 'unknown', ${SCORES[own]})`.execute(
            t,
          );
      }
      placed.set(id, { resource, product, groups });
      if (product !== undefined)
        await sql`
          insert into device_risk (device_id, organisation_id, standing, score, band, act_now, plan, cannot_tell, watch,
                                   not_exploitable, model, inputs, computed_at)
          values (${id}, ${organisation}, 'scored', 90, 'critical', 0, 0, 0, 0, 0, '1', 'hash', now())`.execute(
          t,
        );
      if (number % 10 !== 0) continue;
      const { rows } = await sql<{ id: string }>`
        insert into finding_decision (organisation_id, cve, device_id, kind, reason, decided_by, decided_by_name)
        values (${organisation}, ${CVES[0]}, ${id}, 'confirmed', 'a test', 'ann', 'Ann') returning id`.execute(
        t,
      );
      decisions.set(rows[0]?.id ?? '', id);
    }
    await sql`
      insert into fleet_risk (organisation_id, day, critical, high, medium, low, minimal, unknown, model)
      values (${organisation}, '2026-11-22', 0, 0, 0, 0, 0, 0, '1')`.execute(t);
    await sql`
      insert into match_review (organisation_id, key, our_vendor, our_product, stated_vendor, stated_product, confidence,
                                reason, cves)
      select ${organisation}::uuid, sha256(n::text::bytea), 'maker', 'model ' || n, 'other', 'other', 50, 'a test', '{}'
        from generate_series(0, 4) n`.execute(t);
    await refreshVulnerabilities(t, organisation, undefined, BANDS, []);
  });
}, 120_000);

/** What of the devices is shown, and how it is counted, by hand. */
function expected(devices: readonly (readonly [string, Placed])[]) {
  const of = CVES.flatMap((cve) => {
    const groups = devices.flatMap(([, { groups: all }]) => all.get(cve) ?? []);
    const counts = GROUPS.map((group) => groups.filter((one) => one === group).length);
    const score = Math.max(...groups.map((group) => SCORES[group]));
    return groups.length === 0
      ? []
      : [{ cve, counts, score, group: GROUPS[counts.findIndex((count) => count > 0)] }];
  });
  return of.sort((a, b) => b.score - a.score || (a.cve < b.cve ? -1 : 1));
}

describe('vulnerabilities and risk, for a person', () => {
  it('are of the devices that decide allows, and of no others', { timeout: 240_000 }, async () => {
    let some = 0;
    await fc.assert(
      fc.asyncProperty(anyPerson, anyCircumstances, async (person, circumstances) => {
        const selection = selectDevices('risk:view', person, circumstances);
        const seen = [...placed].filter(
          ([, { resource }]) => decide('risk:view', person, circumstances, resource).allowed,
        );
        if (seen.length > 0 && seen.length < DEVICES) some++;
        const view = { selection, bands: BANDS };
        await test().database.asOrganisation(organisation, async (t) => {
          const list = await listVulnerabilities(t, view, { sort: 'rank', limit: 50 });
          const wanted = expected(seen);
          const told = list.map(({ cve, score, verdict_group, act_now, plan, watch }) => ({
            ...{ cve, counts: [act_now, plan, watch], score, group: verdict_group },
          }));
          if (seen.length < DEVICES) expect(told).toEqual(wanted);
          else
            expect(told.sort((a, b) => (a.cve < b.cve ? -1 : 1))).toEqual(
              wanted.sort((a, b) => (a.cve < b.cve ? -1 : 1)),
            );
          for (const { score, band } of list)
            expect(band).toBe(score >= 80 ? 'critical' : score >= 40 ? 'medium' : 'minimal');
          const groups = await countVulnerabilities(t, view);
          for (const group of GROUPS)
            expect(groups[group]).toBe(wanted.filter((one) => one.group === group).length);
          const [cve = ''] = CVES;
          const concerned = seen.filter(([, { groups: its }]) => its.has(cve)).map(([id]) => id);
          expect((await findVulnerability(t, view, cve))?.cve).toBe(concerned.length > 0 ? cve : undefined);
          const devices = await concernedDevices(t, selection, { cves: [cve], limit: 500 });
          expect(devices.map(({ device }) => device).sort()).toEqual(concerned.sort());
          const asked = await countStandings(t, selection, { cves: [cve] });
          expect(asked.affected).toBe(concerned.length);
          const compared = seen.filter(([, { product }]) => product !== undefined).length;
          if (seen.length < DEVICES)
            expect(asked).toMatchObject({
              noFinding: compared - concerned.length,
              notCompared: seen.length - compared,
            });
          const unknown = await countUnknown(t, selection);
          expect(unknown.reduce((sum, { devices: count }) => sum + count, 0)).toBe(seen.length - compared);
          expect(await selectionToday(t, selection)).toMatchObject({
            ...{ score: null, unknown: seen.length - compared },
            perBand: { critical: compared, high: 0 },
          });
          const ids = new Set(seen.map(([id]) => id));
          const decided = await listDecisions(t, selection, 500);
          expect(decided.map(({ id }) => id).sort()).toEqual(
            [...decisions].flatMap(([id, device]) => (ids.has(device) ? [id] : [])).sort(),
          );
          const { items } = await listReview(t, selection, false, 50);
          const models = seen.map(([, { product }]) => `model ${product}`);
          for (const { ours, devices: count } of items)
            expect(count).toBe(models.filter((model) => model === ours.product).length);
          if (seen.length < DEVICES) expect(items.every(({ devices: count }) => count > 0)).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
    expect(some).toBeGreaterThan(10);
  });

  it('are not to be found by the id of a device or a decision out of scope', async () => {
    const none = { any: [{ categories: ['no such category'] }], except: [] };
    const [[decision = '', device = ''] = []] = decisions;
    await test().database.asOrganisation(organisation, async (t) => {
      expect(await productOfDevice(t, none, device)).toBeUndefined();
      expect(await productOfDevice(t, EVERY_DEVICE, device)).toBeDefined();
      expect(await findDecision(t, none, decision)).toBeUndefined();
      expect(await endDecision(t, organisation, none, decision, 'Eve')).toBe(false);
      expect(await findDecision(t, EVERY_DEVICE, decision)).toMatchObject({ holds: true });
    });
  });
});
