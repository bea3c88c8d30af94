import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { keptRows } from '../../../test/support/kept-rows.ts';
import { asOwner } from '../../../test/support/test-database.ts';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';

const LIMIT_MS = 180_000;
const test = useTestServer({ withFindings: true });
let owner: string;
let ada: TestPerson;
let ben: TestPerson;
let stranger: TestPerson;

beforeAll(async () => {
  const { database } = test();
  owner = await addOrganisation(database, 'St. Ann');
  ada = await addPerson(test(), owner, 'Ada', [
    'platform-administrator',
    'security-analyst',
    'biomedical-engineer',
  ]);
  ben = await addPerson(test(), owner, 'Ben', ['biomedical-engineer']);
  const other = await addOrganisation(database, 'St. Bea');
  stranger = await addPerson(test(), other, 'Bea', ['platform-administrator', 'biomedical-engineer']);
});

const stateOf = async () => (await ada.get('/api/demonstration')).body.demonstration;
/** Asks within the demonstration. */
const inside = (organisation: string) => ({ 'wardlight-organisation': organisation });

/** How many rows of each table name an organisation, as far as `seer` sees them. */
async function rowsOf(organisation: string, seer = organisation): Promise<Readonly<Record<string, number>>> {
  const kept = await keptRows(test().database, seer);
  return Object.fromEntries(
    [...kept].map(([name, rows]) => [name, rows.filter((row) => row.includes(organisation)).length]),
  );
}

async function waitUntilReady() {
  for (;;) {
    const state = await stateOf();
    if (state.state !== 'loading') return state;
    await delay(200);
  }
}

describe('the demonstration hospital', () => {
  it('is brought by administrators alone', async () => {
    expect((await ben.post('/api/demonstration')).status).toBe(403);
    expect(await stateOf()).toBeNull();
    expect((await ada.ask('DELETE', '/api/demonstration')).status).toBe(404);
  });

  it('is loaded through the intake, looked at, and removed without a trace beside the own audit log', {
    timeout: LIMIT_MS,
  }, async () => {
    const before = await rowsOf(owner);
    const begunAt = Date.now();
    const made = await ada.post('/api/demonstration');
    expect(made).toMatchObject({ status: 201, body: { state: 'loading', problem: null } });
    expect((await ada.post('/api/demonstration')).status).toBe(409);
    const { organisation } = made.body;
    const ready = await waitUntilReady();
    expect(ready).toMatchObject({ state: 'ready', problem: null, files: 4, filesRead: 4 });
    process.stderr.write(`the demonstration was loaded in ${Date.now() - begunAt} ms\n`);
    expect(ready.devices).toBeGreaterThan(150);

    await looked(organisation);
    // Nothing of it is the owner's, and nobody else sees it.
    expect((await ada.get('/api/devices')).body.devices).toEqual([]);
    expect((await stranger.get('/api/demonstration')).body.demonstration).toBeNull();
    expect((await stranger.get('/api/devices', inside(organisation))).status).toBe(403);
    const me = (await ada.get('/api/me')).body;
    expect(me).toMatchObject({
      organisation: owner,
      organisations: [{ demonstrationOf: null }, { id: organisation, demonstrationOf: owner }],
    });

    expect((await rowsOf(organisation))['device']).toBe(ready.devices);
    const folder = path.join(test().jobContext.demonstrationFolder, organisation);
    expect(fs.existsSync(folder)).toBe(true);
    expect(await ada.ask('DELETE', '/api/demonstration')).toMatchObject({
      status: 200,
      body: { organisation },
    });
    expect(await stateOf()).toBeNull();
    // A hospital's own database shows the rows of one organisation at a time.
    for (const seer of [organisation, owner]) {
      const { audit: _, ...left } = await rowsOf(organisation, seer);
      expect(Object.entries(left).filter(([, count]) => count > 0)).toEqual([]);
    }
    const ofIt = sql`select from audit where organisation_id = ${organisation}`;
    expect((await asOwner(test().database, organisation, ofIt)).rows).toEqual([]);
    // What the owner's log says of it stays: that it was brought, and taken away.
    expect((await rowsOf(organisation, owner))['audit']).toBe(2);
    const { audit, change: _, ...after } = await rowsOf(owner);
    const { audit: auditBefore = 0, change: __, ...rest } = before;
    expect(after).toEqual(rest);
    expect(audit).toBeGreaterThan(auditBefore);
  });

  async function looked(organisation: string) {
    const get = async (url: string) => (await ada.get(url, inside(organisation))).body;
    const { devices } = await get('/api/devices?query=category:infusion-pump&limit=100');
    expect(devices.length).toBeGreaterThan(20);
    // What is scored is ranked a moment later.
    const vulnerabilities = await vi.waitFor(async () => {
      const found = (await get('/api/vulnerabilities')).vulnerabilities;
      expect(found.length).toBeGreaterThan(5);
      return found;
    }, LIMIT_MS);
    expect(vulnerabilities.every(({ cve }: { cve: string }) => cve.startsWith('CVE-1900-'))).toBe(true);
    const { decisions } = await get('/api/finding-decisions?cve=CVE-1900-1005');
    expect(decisions).toMatchObject([{ kind: 'accepted', holds: true }]);
    const placed = await get('/api/devices?query=site:unknown&limit=100');
    expect(placed.devices.length).toBeLessThan(5);
    const imports = (await get('/api/imports')).imports;
    expect(imports).toMatchObject([{ state: 'read', file: 'register.csv' }]);
    expect(imports[0].conflicts).toBeGreaterThan(0);
    expect(imports[0].unmatched).toBeGreaterThan(0);
    const pumps = await get('/api/devices?query=ICU-P360-01');
    const { history } = await get(`/api/devices/${pumps.devices[0].id}`);
    expect(JSON.stringify(history)).toContain('15.2.0');
    // Nothing leaves it, and it changes nothing of the server.
    const webhook = { name: 'SIEM', url: 'https://siem.hospital.example/', kinds: ['device.new'] };
    const refused = await ada.ask('POST', '/api/webhooks', { body: webhook, headers: inside(organisation) });
    expect(refused).toMatchObject({ status: 409, body: { code: 'demonstration' } });
    const settings = { online: true, sources: [] };
    const change = { body: settings, headers: inside(organisation) };
    expect((await ada.ask('PUT', '/api/feeds/settings', change)).body.code).toBe('demonstration');
    expect((await ada.ask('POST', '/api/demonstration', { headers: inside(organisation) })).status).toBe(409);
  }

  it('leaves the audit log of real organisations as it is: only ever added to', async () => {
    const { database } = test();
    const attempt = (statement: RawBuilder<unknown>) => asOwner(database, owner, statement);
    for (const table of ['audit', 'audit_head'] as const)
      await expect(
        attempt(sql`delete from ${sql.table(table)} where organisation_id = ${owner}`),
      ).rejects.toThrow('only ever added to');
    const another = await addOrganisation(database, 'St. Cyr');
    await expect(
      attempt(sql`insert into demonstration (organisation_id, owner_id) values (${owner}, ${another})`),
    ).rejects.toThrow('no demonstration');
  });
});
