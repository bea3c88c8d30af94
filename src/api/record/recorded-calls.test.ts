import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';
import type { AuditEntry } from '../../audit/entry.ts';
import { listEntries } from '../../store/audit.ts';

const test = useTestServer();
const UPLOAD = { file: 'ward.pcap', octets: 100 };
let organisation: string;
let analyst: TestPerson;
let auditor: TestPerson;

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  analyst = await addPerson(test(), organisation, 'Ann Analyst', ['security-analyst']);
  auditor = await addPerson(test(), organisation, 'Ada Auditor', ['auditor']);
});

/** Entries since a number, oldest first. */
async function entriesAfter(sequence: number): Promise<AuditEntry[]> {
  const all = await listEntries(test().database, organisation, { limit: 500 });
  return all.filter((entry) => entry.sequence > sequence).reverse();
}

/** What the log says of some work. */
async function recorded(work: () => Promise<unknown>): Promise<AuditEntry[]> {
  const [last] = await listEntries(test().database, organisation, { limit: 1 });
  await work();
  return entriesAfter(last?.sequence ?? 0);
}

describe('a call', () => {
  it('that changes something is in the log when it is answered, with who, how and from where', async () => {
    const [entry, ...more] = await recorded(() => analyst.post('/api/uploads', UPLOAD));
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      ...{ organisation, action: 'upload.begin', result: 'done', code: null, target: null },
      who: { kind: 'person', id: analyst.id, name: 'Ann Analyst' },
      ...{ roles: ['security-analyst'], ip: expect.stringMatching(/^10\./) },
      session: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('that is refused by a rule, by its contract or because of what it is about, is there with the code', async () => {
    const id = randomUUID();
    const entries = await recorded(async () => {
      await auditor.post('/api/uploads', UPLOAD);
      await analyst.post('/api/uploads', { file: '' });
      await analyst.ask('PATCH', `/api/uploads/${id}?offset=0`, { body: Buffer.from('x') });
    });
    expect(entries).toMatchObject([
      { who: { id: auditor.id }, action: 'upload.begin', result: 'refused', code: 'not-allowed' },
      { who: { id: analyst.id }, action: 'upload.begin', result: 'refused', code: 'invalid-request' },
      { action: 'upload.append', result: 'refused', code: 'not-found', target: { kind: 'upload', id } },
    ]);
  });

  it('that is refused by a rule is there also when the route only reads, once in a quarter of an hour', async () => {
    const entries = await recorded(async () => {
      for (let times = 0; times < 3; times++) await analyst.get('/api/audit');
      await analyst.get('/api/audit', { 'wardlight-organisation': randomUUID() });
    });
    expect(entries).toMatchObject([
      { who: { id: analyst.id }, action: 'GET /api/audit', result: 'refused', code: 'not-allowed' },
      { who: { id: analyst.id }, action: 'GET /api/audit', result: 'refused', code: 'no-organisation' },
    ]);
  });

  it('that repeats no path that may hold anything', async () => {
    const [entry] = await recorded(() => auditor.ask('PATCH', '/api/uploads/Mr%20Smith%0A?offset=0', {}));
    expect(entry).toMatchObject({ action: 'upload.append', result: 'refused', target: null });
  });

  it('that only reads is not there', async () => {
    expect(await recorded(() => analyst.get('/api/devices'))).toEqual([]);
  });

  it('that shows evidence is there once for each person and device in a quarter of an hour', async () => {
    const [first, second] = [await addDevice(), await addDevice()];
    const other = await addPerson(test(), organisation, 'Bob', ['biomedical-engineer']);
    const entries = await recorded(async () => {
      for (let times = 0; times < 3; times++) await analyst.get(`/api/devices/${first}`);
      await analyst.get(`/api/devices/${second}`);
      await other.get(`/api/devices/${first}`);
    });
    expect(entries.map(({ who, action, target }) => [who.name, action, target?.id])).toEqual([
      ['Ann Analyst', 'device.view-evidence', first],
      ['Ann Analyst', 'device.view-evidence', second],
      ['Bob', 'device.view-evidence', first],
    ]);
  });

  it('without a session is answered and leaves nothing', async () => {
    const { server } = test();
    const entries = await recorded(async () => {
      const { statusCode } = await server.inject({ method: 'POST', url: '/api/uploads', payload: UPLOAD });
      expect(statusCode).toBe(401);
    });
    expect(entries).toEqual([]);
  });
});

async function addDevice(): Promise<string> {
  return test().database.asOrganisation(organisation, async (t) => {
    const row = {
      ...{ organisation_id: organisation, site_id: null, macs: [], ips: [], vlans: [], via_device_id: null },
      ...{ category: 'ct', category_confidence: 90, category_reasons: '[]', hostnames: '[]' },
      ...{
        first_at: '2026-03-01T08:00:00Z',
        last_at: '2026-03-01T08:00:00Z',
        packets: 1,
        octets: 1,
        peers: 0,
      },
    };
    return (await t.insertInto('device').values(row).returning('id').executeTakeFirstOrThrow()).id;
  });
}

describe('when the log cannot be written', () => {
  it('nothing is confirmed, and no evidence is shown', async () => {
    const { database } = test();
    const device = await addDevice();
    await sql`alter table audit rename to audit_away`.execute(database.kysely);
    try {
      expect(await analyst.post('/api/uploads', UPLOAD)).toMatchObject({
        status: 503,
        body: { code: 'not-recorded' },
      });
      const shown = await analyst.get(`/api/devices/${device}`);
      expect(shown).toMatchObject({ status: 503, body: { code: 'not-recorded' } });
      // What the log does not hold goes on.
      expect((await analyst.get('/api/devices')).status).toBe(200);
    } finally {
      await sql`alter table audit_away rename to audit`.execute(database.kysely);
    }
    // It was not noted as seen: the next look is written down.
    expect(await recorded(() => analyst.get(`/api/devices/${device}`))).toHaveLength(1);
  });
});
