import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { asOwner } from '../../../test/support/test-database.ts';
import {
  addOrganisation,
  addPerson,
  type TestPerson,
  useTestServer,
} from '../../../test/support/test-server.ts';
import { listEntries } from '../../store/audit.ts';

const test = useTestServer();
const REASON = 'Pump alarms on ward 4B, nobody else is here';
const ASKED = { permissions: ['mitigation:execute'], reason: REASON, minutes: 10 };
let organisation: string;
let ciso: TestPerson;
let privacy: TestPerson;
let count = 0;

beforeAll(async () => {
  organisation = await addOrganisation(test().database, 'St. Ann');
  ciso = await addPerson(test(), organisation, 'Cora', ['ciso']);
  privacy = await addPerson(test(), organisation, 'Petra', ['privacy-officer']);
});

const newEngineer = () => addPerson(test(), organisation, `Ben ${++count}`, ['biomedical-engineer']);
const permissionsOf = async (person: TestPerson): Promise<string[]> =>
  (await person.get('/api/me')).body.permissions;
const lastEntry = async () => (await listEntries(test().database, organisation, { limit: 1 }))[0];

/** Lets the time of a break-glass pass. */
const age = (id: string, hours: number) =>
  asOwner(
    test().database,
    organisation,
    sql`update break_glass set begun_at = begun_at - ${hours} * interval '1 hour', until = until - ${hours} * interval '1 hour'
         where id = ${id}`,
  );

describe('breaking the glass', () => {
  it('gives the permissions at once, and takes them when their time is over', async () => {
    const ben = await newEngineer();
    expect(await permissionsOf(ben)).not.toContain('mitigation:execute');
    const { status, body } = await ben.post('/api/break-glass', ASKED);
    expect([status, body.overdue, body.review]).toEqual([201, false, null]);
    expect(Date.parse(body.until) - Date.parse(body.begunAt)).toBe(600_000);
    expect(await permissionsOf(ben)).toContain('mitigation:execute');
    await age(body.id, 1);
    expect(await permissionsOf(ben)).not.toContain('mitigation:execute');
  });

  it('is in the audit log with its reason, in the same transaction', async () => {
    const ben = await newEngineer();
    const { body } = await ben.post('/api/break-glass', ASKED);
    expect(await lastEntry()).toMatchObject({
      ...{ action: 'break-glass.begin', result: 'done', reason: REASON, who: { id: ben.id } },
      target: { kind: 'break-glass', id: body.id },
      change: { permissions: ['mitigation:execute'], minutes: 10 },
    });
    const { database } = test();
    await sql`alter table audit rename to audit_away`.execute(database.kysely);
    const other = await newEngineer();
    const refused = await other.post('/api/break-glass', ASKED);
    await sql`alter table audit_away rename to audit`.execute(database.kysely);
    expect(refused).toMatchObject({ status: 503, body: { code: 'not-recorded' } });
    expect(await permissionsOf(other)).not.toContain('mitigation:execute');
  });

  it('is shown to its person while it runs', async () => {
    const ben = await newEngineer();
    const running = async () => (await ben.get('/api/break-glass/running')).body.running;
    expect(await running()).toBeNull();
    const { body } = await ben.post('/api/break-glass', ASKED);
    expect(await running()).toEqual(body);
    expect((await ciso.get('/api/break-glass/running')).body.running).toBeNull();
    await age(body.id, 1);
    expect(await running()).toBeNull();
  });

  it('is given back before its time, by its person alone', async () => {
    const ben = await newEngineer();
    const { body } = await ben.post('/api/break-glass', ASKED);
    expect((await ciso.post(`/api/break-glass/${body.id}/end`)).status).toBe(404);
    expect((await ben.post(`/api/break-glass/${body.id}/end`)).status).toBe(200);
    expect(await permissionsOf(ben)).not.toContain('mitigation:execute');
    expect((await ben.post(`/api/break-glass/${body.id}/end`)).status).toBe(404);
    expect((await ben.post('/api/break-glass', ASKED)).status).toBe(201);
  });

  it.each([
    ['a permission over the audit log', { permissions: ['audit:view'] }, 403, 'never-given'],
    [
      'a permission over people',
      { permissions: ['evidence:view', 'administration:edit'] },
      403,
      'never-given',
    ],
    ['a permission that does not exist', { permissions: ['inventory:fly'] }, 400, 'invalid-request'],
    ['no permission', { permissions: [] }, 400, 'invalid-request'],
    ['a short reason', { reason: 'because I may' }, 400, 'invalid-request'],
    ['a reason of blanks', { reason: `why${' '.repeat(20)}` }, 400, 'invalid-request'],
    ['more than an hour', { minutes: 61 }, 400, 'invalid-request'],
    ['no time', { minutes: 0 }, 400, 'invalid-request'],
  ])('with %s is refused, and that is written down', async (_, changed, status, code) => {
    const ben = await newEngineer();
    expect(await ben.post('/api/break-glass', { ...ASKED, ...changed })).toMatchObject({
      status,
      body: { code },
    });
    expect(await lastEntry()).toMatchObject({ action: 'break-glass.begin', result: 'refused', code });
  });

  it.each([
    ['without a second factor', ['biomedical-engineer'], false, 'second-factor-required'],
    ['as a clinical manager without a second factor', ['clinical-manager'], false, 'second-factor-required'],
    ['from another company', ['manufacturer-engineer', 'provider-analyst'], true, 'not-for-outsiders'],
  ] as const)('is refused to somebody %s', async (_, roles, secondFactor, code) => {
    const person = await addPerson(test(), organisation, 'Somebody', roles, { secondFactor });
    expect(await person.post('/api/break-glass', ASKED)).toMatchObject({ status: 403, body: { code } });
  });

  it('twice at a time is refused', async () => {
    const ben = await newEngineer();
    await ben.post('/api/break-glass', ASKED);
    expect(await ben.post('/api/break-glass', ASKED)).toMatchObject({
      status: 409,
      body: { code: 'already-broken' },
    });
  });
});

describe('the notice', () => {
  it('comes to the security and the privacy officer, until each has seen it', async () => {
    const ben = await newEngineer();
    const { body } = await ben.post('/api/break-glass', ASKED);
    for (const officer of [ciso, privacy]) {
      const { notices } = (await officer.get('/api/notices?unseen=true')).body;
      const notice = notices.find(({ subject }: { subject: string }) => subject === body.id);
      expect(notice).toMatchObject({
        kind: 'break-glass',
        seenAt: null,
        text: expect.stringContaining(REASON),
      });
      expect((await officer.post(`/api/notices/${notice.id}/seen`)).status).toBe(200);
      expect((await officer.post(`/api/notices/${notice.id}/seen`)).status).toBe(200);
      const after = (await officer.get('/api/notices?unseen=true')).body.notices;
      expect(after.some(({ id }: { id: string }) => id === notice.id)).toBe(false);
      expect((await officer.get('/api/notices')).body.notices[0]).toMatchObject({
        seenAt: expect.any(String),
      });
      expect(await ben.post(`/api/notices/${notice.id}/seen`)).toMatchObject({ status: 404 });
    }
    expect((await ben.get('/api/notices')).body).toEqual({ notices: [], next: null });
  });

  it('stands in pages that hold each once', async () => {
    const all = (await ciso.get('/api/notices?limit=500')).body.notices.map(({ id }: { id: string }) => id);
    const paged: string[] = [];
    for (let next = ''; ; ) {
      const { body } = await ciso.get(`/api/notices?limit=2${next}`);
      paged.push(...body.notices.map(({ id }: { id: string }) => id));
      if (body.next === null) break;
      next = `&cursor=${body.next}`;
    }
    expect(all.length).toBeGreaterThan(3);
    expect(paged).toEqual(all);
  });
});

describe('the review', () => {
  const review = (person: TestPerson, id: string, verdict: string) =>
    person.post(`/api/break-glass/${id}/review`, { verdict, note: 'Talked to the ward.' });

  it('is done once, by somebody else', async () => {
    const ben = await newEngineer();
    const { id } = (await ben.post('/api/break-glass', ASKED)).body;
    expect((await review(privacy, id, 'justified')).status).toBe(403); // may see, not judge
    const judged = await review(ciso, id, 'justified');
    expect(judged).toMatchObject({
      status: 200,
      body: { review: { verdict: 'justified', userId: ciso.id, name: 'Cora' } },
    });
    expect(await lastEntry()).toMatchObject({ action: 'break-glass.review', change: { of: ben.id } });
    expect(await permissionsOf(ben)).toContain('mitigation:execute');
    expect(await review(ciso, id, 'justified')).toMatchObject({
      status: 409,
      body: { code: 'already-reviewed' },
    });
    const own = (await ciso.post('/api/break-glass', ASKED)).body;
    expect(await review(ciso, own.id, 'justified')).toMatchObject({
      status: 403,
      body: { code: 'separation-of-duties' },
    });
  });

  it('that finds it not justified ends it', async () => {
    const ben = await newEngineer();
    const { id } = (await ben.post('/api/break-glass', ASKED)).body;
    expect((await review(ciso, id, 'not-justified')).status).toBe(200);
    expect(await permissionsOf(ben)).not.toContain('mitigation:execute');
  });

  it('that is due for more than 72 hours is listed as overdue', async () => {
    const ben = await newEngineer();
    const { id } = (await ben.post('/api/break-glass', ASKED)).body;
    const listed = async (state: string) =>
      (await privacy.get(`/api/break-glass?state=${state}`)).body.items.map(
        (item: { id: string }) => item.id,
      );
    await age(id, 71);
    expect(await listed('overdue')).not.toContain(id);
    expect(await listed('waiting')).toContain(id);
    await age(id, 2);
    expect(await listed('overdue')).toEqual([id]);
    const { items } = (await privacy.get('/api/break-glass?state=overdue')).body;
    expect(items[0].overdue).toBe(true);
    await review(ciso, id, 'justified');
    expect(await listed('overdue')).toEqual([]);
    expect(await listed('all')).toContain(id);
    expect((await ben.get('/api/break-glass')).status).toBe(403);
  });
});
