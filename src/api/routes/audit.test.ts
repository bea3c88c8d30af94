import { setTimeout as delay } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../../../test/support/test-database.ts';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';
import { signDays } from '../../store/audit-roots.ts';

const test = useTestServer();
const UPLOAD = { file: 'ward.pcap', octets: 100 };
let organisation: string;
let analyst: TestPerson;
let auditor: TestPerson;

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  analyst = await addPerson(test(), organisation, 'Ann', ['security-analyst']);
  auditor = await addPerson(test(), organisation, 'Ada', ['auditor']);
  for (let count = 0; count < 5; count++) await analyst.post('/api/uploads', UPLOAD);
});

describe('GET /api/audit', () => {
  it('pages through the log while others add to it', async () => {
    const first = (await auditor.get('/api/audit?limit=2')).body;
    expect(first.entries[0]).toMatchObject({
      ...{ action: 'upload.begin', result: 'done', who: { kind: 'person', name: 'Ann' } },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await analyst.post('/api/uploads', UPLOAD);
    const second = (await auditor.get(`/api/audit?limit=2&cursor=${first.next}`)).body;
    const numbers = [...first.entries, ...second.entries].map(({ sequence }) => sequence);
    expect(numbers).toEqual([5, 4, 3, 2]);
    expect((await auditor.get(`/api/audit?cursor=${second.next}`)).body).toMatchObject({
      entries: [{ sequence: 1 }],
      next: null,
    });
  });

  it.each([
    ['action=upload.', 200],
    ['from=2026-01-01T00:00:00Z&until=2999-01-01T01:00:00%2B01:00', 400],
    ['from=yesterday', 400],
    ['cursor=0', 400],
    ['limit=501', 400],
  ])('answers ?%s with %i', async (query, status) => {
    expect((await auditor.get(`/api/audit?${query}`)).status).toBe(status);
  });

  it('finds by who, action and time', async () => {
    const found = async (query: string) => (await auditor.get(`/api/audit?${query}`)).body.entries.length;
    expect(await found(`who=${analyst.id}&action=upload.`)).toBe(6);
    expect(await found(`who=${auditor.id}&action=upload.begin`)).toBe(0);
    expect(await found('from=2026-01-01T00:00:00Z&until=2999-01-01T00:00:00Z')).toBeGreaterThan(5);
    expect(await found('from=2999-01-01T00:00:00Z')).toBe(0);
  });
});

describe('the verification', () => {
  const state = async () => (await auditor.get('/api/audit/verification')).body;

  async function verify() {
    expect(await auditor.post('/api/audit/verify')).toMatchObject({
      status: 202,
      body: { state: 'running' },
    });
    for (;;) {
      const found = await state();
      if (found.state !== 'running') return found;
      await delay(50);
    }
  }

  it('says to which entry the log is whole, and signed', async () => {
    expect(await state()).toMatchObject({ state: 'never', verifiedTo: null, at: null });
    const { database, auditKey } = test();
    await signDays(database, organisation, auditKey, new Date(Date.now() + 86_400_000));
    const found = await verify();
    expect(found).toMatchObject({ state: 'whole', brokenAt: null, problem: null, at: expect.any(String) });
    expect(found.verifiedTo).toBeGreaterThanOrEqual(found.signedTo);
    expect(found.signedTo).toBeGreaterThan(5);
  });

  it('is done once at a time, and written down itself', async () => {
    const { database } = test();
    const running = sql`update audit_verification set begun_at = now(), ended_at = null`;
    await asOwner(database, organisation, running);
    expect(await auditor.post('/api/audit/verify')).toMatchObject({ status: 409 });
    // One that began long ago was lost with its server.
    const lost = sql`update audit_verification set begun_at = now() - interval '2 hours'`;
    await asOwner(database, organisation, lost);
    expect((await verify()).state).toBe('whole');
    const { entries } = (await auditor.get('/api/audit?action=audit.verify&limit=1')).body;
    expect(entries).toMatchObject([{ who: { id: auditor.id }, result: 'done' }]);
  });

  it('names the first entry that was changed', async () => {
    const change = (statement: RawBuilder<unknown>) => asOwner(test().database, organisation, statement);
    await change(sql`alter table audit disable trigger user`);
    await change(sql`update audit set entry = replace(entry, '"Ann"', '"Eve"') where sequence = 3`);
    expect(await verify()).toMatchObject({ state: 'broken', brokenAt: 3, verifiedTo: 2 });
    await change(sql`update audit set entry = replace(entry, '"Eve"', '"Ann"') where sequence = 3`);
    await change(sql`alter table audit enable trigger user`);
    expect((await verify()).state).toBe('whole');
  });
});
