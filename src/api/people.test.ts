/** People, grants and reviews through the API, as an administrator's and a technician's browser see them. */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../test/support/browser.ts';
import { setUpServer } from '../../test/support/first-administrator.ts';
import { freePort } from '../../test/support/free-port.ts';
import { asOwner, useTestDatabase } from '../../test/support/test-database.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { loadDeviceRules } from '../main/load-knowledge.ts';
import { listEntries } from '../store/audit.ts';
import { CaptureFiles } from '../store/capture-files.ts';
import { CaptureStore } from '../store/captures.ts';
import { offerSetup } from '../store/people.ts';
import { buildServer } from './server.ts';

const PASSWORD = 'correct horse battery';
const DAY_MS = 86_400_000;
const test = useTestDatabase();
let server: Awaited<ReturnType<typeof buildServer>>;
let origin = '';
let admin: Browser;
let organisation = '';
let adminId = '';
let uri = '';

beforeAll(async () => {
  const { database, folder } = test();
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  server = await buildServer({
    deviceRules: loadDeviceRules(),
    ...{ database, captures: new CaptureStore(database), files: new CaptureFiles(folder) },
    ...{ version: '0.0.0', origin, secret: 's'.repeat(43), logLevel: 'silent' as const },
  });
  await server.listen({ host: '127.0.0.1', port });
  admin = new Browser(origin);
  uri = await setUpServer(admin, (await offerSetup(database)) ?? '');
  organisation = (await admin.get('/api/me')).body.organisation;
  adminId = (await admin.get('/api/people')).body.people[0].id;
});
afterAll(() => server.close());

const inAWeek = () => new Date(Date.now() + 7 * DAY_MS).toISOString();
const invite = async (email: string, roles: object[], more: object = {}): Promise<string> =>
  (await admin.post('/api/invitations', { email, roles, ...more })).body.token;

/** Posts from another address than the others, for limits are by address. */
const from = (remoteAddress: string, url: string, payload: object) =>
  server.inject({ method: 'POST', url, payload, remoteAddress });
let people = 0;

/** A person who has accepted an invitation and is signed in, with a second factor. */
async function newPerson(name: string, roles: object[], more: object = {}) {
  const email = `${name.toLowerCase()}@hospital.example`;
  const browser = new Browser(origin);
  const token = await invite(email, roles, more);
  const accepted = await from(`10.1.0.${++people}`, '/api/invitations/accept', {
    ...{ token, name, password: PASSWORD },
  });
  expect(accepted.statusCode).toBe(201);
  await browser.signIn(email, PASSWORD);
  await browser.enrol(PASSWORD);
  const { body } = await admin.get(`/api/people?text=${encodeURIComponent(email)}`);
  return { browser, email, id: body.people[0].id as string };
}

async function newDevice(
  unit: string | null,
  site: string | null,
  category = 'infusion-pump',
): Promise<string> {
  const { database } = test();
  return database.asOrganisation(organisation, async (t) => {
    const { id } = await t
      .insertInto('device')
      .values({
        ...{ organisation_id: organisation, unit_id: unit, site_id: site, category },
        ...{ category_confidence: 90, category_reasons: '[]', hostnames: '[]', via_device_id: null },
        ...{ macs: [], ips: [], vlans: [], packets: 1, octets: 1, peers: 1 },
        ...{ first_at: '2026-03-01T08:00:00Z', last_at: '2026-03-01T09:00:00Z' },
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });
}

describe('a technician for one ward', () => {
  let technician: Browser;
  let id = '';
  let [site, icu, theatre] = ['', '', ''];
  let [ours, theirs] = ['', ''];
  let grant = '';

  it('is invited, and accepts with a name and a password, once', async () => {
    site = (await admin.post('/api/sites', { name: 'Main building' })).body.id;
    icu = (await admin.post(`/api/sites/${site}/units`, { name: 'ICU' })).body.id;
    theatre = (await admin.post(`/api/sites/${site}/units`, { name: 'Theatre' })).body.id;
    [ours, theirs] = [await newDevice(icu, site), await newDevice(theatre, site)];
    const token = await invite('Ben@hospital.example', []);
    const open = { organisation: 'St. Ann', email: 'ben@hospital.example', roles: [], hasAccount: false };
    technician = new Browser(origin);
    expect(await technician.post('/api/invitations/look', { token })).toMatchObject({ body: open });
    const account = { token, name: 'Ben', password: PASSWORD };
    const both = [technician, new Browser(origin)].map((each) =>
      each.post('/api/invitations/accept', account),
    );
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([201, 403]);
    expect((await technician.signIn('ben@hospital.example', PASSWORD)).status).toBe(200);
    expect(await technician.get('/api/devices')).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
    const { body } = await admin.get('/api/people?text=ben@');
    expect(body.people).toMatchObject([{ name: 'Ben', roles: [], lastSignInAt: expect.any(String) }]);
    id = body.people[0].id;
  });

  it('is shown what a grant would give, before it is made', async () => {
    const rule = {
      effect: 'allow',
      permission: 'inventory:view',
      scope: { units: [icu] },
      reason: 'Stand-in',
    };
    const until = inAWeek();
    const { body } = await admin.post(`/api/people/${id}/permissions/preview`, {
      grants: [{ ...rule, until }],
    });
    expect(body).toMatchObject({
      refusal: null,
      sentences: [expect.stringMatching(/^Ben may see devices in ICU until .* UTC\.$/)],
      changes: [
        {
          ...{ permission: 'inventory:view', change: 'gained', before: expect.stringMatching(/^No\./) },
          devices: { before: 0, after: 1, gained: 1, lost: 0 },
        },
      ],
    });
    expect((await admin.post('/api/grants', { ...rule, person: id })).body.detail).toContain('must end');
    const made = await admin.post('/api/grants', { ...rule, person: id, until });
    expect(made).toMatchObject({ status: 201, body: { state: 'active', grantedBy: 'Ann', until } });
    grant = made.body.id;
  });

  it('sees the devices of that ward, and nothing else anywhere', async () => {
    const { body } = await technician.get('/api/devices');
    expect(body.devices.map((device: { id: string }) => device.id)).toEqual([ours]);
    expect((await technician.get(`/api/devices/${ours}`)).status).toBe(200);
    expect((await technician.get(`/api/devices/${theirs}`)).status).toBe(404);
    const { body: feed } = await technician.get('/api/changes');
    expect(feed.changes.map((change: { id: string }) => change.id)).toEqual([ours]);
    expect((await admin.get('/api/devices')).body.devices).toHaveLength(2);
    expect((await technician.get('/api/people')).status).toBe(403);
  });

  it('is explained: one device, and everything', async () => {
    const check = (device: string) =>
      admin.get(`/api/people/${id}/permissions/check?permission=inventory:view&device=${device}`);
    expect((await check(ours)).body).toMatchObject({
      allowed: true,
      sentence: expect.stringMatching(/^Yes, until .* Granted by Ann, in ICU until .*: Stand-in\.$/),
      rules: [{ kind: 'grant', name: grant, counts: true }],
    });
    expect((await check(theirs)).body).toMatchObject({ allowed: false, rules: [{ counts: false }] });
    expect((await check(randomUUID())).status).toBe(404);
    const { body } = await technician.get('/api/me/permissions');
    const allowed = body.permissions.filter((each: { allowed: boolean }) => each.allowed);
    expect(allowed).toMatchObject([{ permission: 'inventory:view', where: 'in ICU' }]);
  });

  it('may not have the ward removed under the rule', async () => {
    for (const path of [`/api/units/${icu}`, `/api/sites/${site}`])
      expect(await admin.delete(path)).toMatchObject({ status: 409, body: { code: 'in-use' } });
  });

  it('sees nothing any more when the week is over', async () => {
    const over = sql`
      update grant_rule set created_at = now() - interval '8 days', expires_at = now() - interval '1 second'
       where id = ${grant}`;
    await asOwner(test().database, organisation, over);
    expect((await technician.get('/api/devices')).status).toBe(403);
    expect((await admin.get(`/api/grants/${grant}`)).body).toMatchObject({ state: 'expired' });
    const { body } = await admin.get(`/api/people/${id}/permissions/check?permission=inventory:view`);
    expect(body).toMatchObject({ allowed: false, sentence: expect.stringContaining('it has ended') });
    expect((await admin.delete(`/api/units/${icu}`)).status).toBe(204);
  });
});

describe('a denial', () => {
  it('wins over a role, for the devices that it is about, until it is withdrawn', async () => {
    const dia = await newPerson('Dia', [{ role: 'biomedical-engineer' }]);
    const ct = await newDevice(null, null, 'ct');
    const seen = async () => (await dia.browser.get(`/api/devices/${ct}`)).status;
    expect(await seen()).toBe(200);
    const { body: rule } = await admin.post('/api/grants', {
      ...{ person: dia.id, effect: 'deny', permission: 'inventory:view', scope: { categories: ['ct'] } },
      reason: 'Under dispute',
    });
    expect(await seen()).toBe(404);
    expect(
      (await dia.browser.get('/api/devices?category=infusion-pump')).body.devices.length,
    ).toBeGreaterThan(1);
    const withdrawn = await admin.post(`/api/grants/${rule.id}/withdraw`, { reason: 'Settled' });
    expect(withdrawn.body).toMatchObject({
      state: 'withdrawn',
      withdrawn: { by: 'Ann', because: 'Settled' },
    });
    expect(await seen()).toBe(200);
    expect((await admin.post(`/api/grants/${rule.id}/withdraw`, { reason: 'Again' })).status).toBe(409);
    const { body } = await admin.get(`/api/grants?person=${dia.id}&state=withdrawn`);
    expect(body.grants).toHaveLength(1);
  });
});

describe('a grant', () => {
  it('is bound to a zone and a recent second factor', async () => {
    const eva = await newPerson('Eva', []);
    const site = (await admin.post('/api/sites', { name: 'Annexe' })).body.id;
    const zone = await admin.post(`/api/sites/${site}/zones`, { name: 'Office', subnets: ['10.9.0.0/16'] });
    await admin.post('/api/grants', {
      ...{
        person: eva.id,
        effect: 'allow',
        permission: 'inventory:view',
        until: inAWeek(),
        reason: 'Office',
      },
      ...{ zones: [zone.body.id], mfaWithinMinutes: 5 },
    });
    expect((await eva.browser.get('/api/devices')).status).toBe(403);
    const more = { subnets: ['10.9.0.0/16', '127.0.0.0/8', 'fd00::/8'] };
    expect((await admin.change(`/api/zones/${zone.body.id}`, more)).status).toBe(204);
    expect((await eva.browser.get('/api/devices')).status).toBe(200);
    await sql`update "session" set "factorAt" = now() - interval '6 minutes' where "userId" = ${eva.id}`.execute(
      test().database.kysely,
    );
    expect(await eva.browser.get('/api/devices')).toMatchObject({
      status: 403,
      body: { code: 'second-factor-too-old' },
    });
  });

  it.each<[string, object, string]>([
    ['an unknown permission', { permission: 'inventory:fly' }, 'no permission'],
    ['an unknown ward', { scope: { units: [randomUUID()] } }, 'no unit'],
    ['an unknown zone', { zones: [randomUUID()] }, 'no zone'],
    ['an end in the past', { until: '2020-01-01T00:00:00Z' }, 'future'],
    ['an end beyond a year', { until: '2099-01-01T00:00:00Z' }, 'a year'],
    ['a misspelt scope, which would mean everywhere', { scope: { unit: ['x'] } }, 'not as described'],
    [
      'a scope for what is about the whole organisation',
      { permission: 'administration:edit', scope: { criticality: 5 } },
      'as a whole',
    ],
    ['an empty list', { scope: { units: [] } }, 'not as described'],
    ['no reason', { reason: ' ' }, 'not as described'],
  ])('with %s is refused', async (_, changed, sentence) => {
    const { body } = await admin.get('/api/people?text=dia@');
    const rule = { person: body.people[0].id, effect: 'allow', permission: 'inventory:view', reason: 'r' };
    const answer = await admin.post('/api/grants', { ...rule, until: inAWeek(), ...changed });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(sentence) } });
  });
});

describe('a role', () => {
  it.each<[string, object[], string]>([
    ['that there is none', [{ role: 'king' }], 'no role'],
    ['named twice', [{ role: 'ciso' }, { role: 'ciso' }], 'not as described'],
    ['for a site that there is none', [{ role: 'ciso', scope: { sites: [randomUUID()] } }], 'no site'],
    [
      'that administers a part',
      [{ role: 'platform-administrator', scope: { criticality: 5 } }],
      'Leave the scope out',
    ],
  ])('%s is refused', async (_, roles, sentence) => {
    const answer = await admin.post('/api/invitations', { email: 'no@hospital.example', roles });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(sentence) } });
  });
});

describe('separation of duties', () => {
  it('lets nobody change their own access', async () => {
    const rule = {
      person: adminId,
      effect: 'allow',
      permission: 'evidence:view',
      until: inAWeek(),
      reason: 'r',
    };
    for (const answer of [
      await admin.put(`/api/people/${adminId}/roles`, { roles: [] }),
      await admin.post('/api/grants', rule),
      await admin.post(`/api/people/${adminId}/suspend`, { reason: 'r' }),
      await admin.put(`/api/people/${adminId}/standing`, { external: null }),
      await admin.delete(`/api/people/${adminId}`),
    ])
      expect(answer).toMatchObject({ status: 403, body: { code: 'separation-of-duties' } });
    const { body } = await admin.post(`/api/people/${adminId}/permissions/preview`, { roles: [] });
    expect(body.refusal).toContain('Nobody changes their own');
    expect(body.changes.length).toBeGreaterThan(10);
  });

  it('keeps one administrator, also when two remove each other at once', async () => {
    const fay = await newPerson('Fay', [{ role: 'platform-administrator' }]);
    const answers = await Promise.all([
      admin.put(`/api/people/${fay.id}/roles`, { roles: [] }),
      fay.browser.put(`/api/people/${adminId}/roles`, { roles: [{ role: 'ciso' }] }),
    ]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 409]);
    // Whoever stayed gives the other one the role again.
    const [isFayOut] = answers.map(({ status }) => status === 200);
    if (!isFayOut) {
      const roles = ['platform-administrator', 'ciso', 'biomedical-engineer', 'security-analyst'];
      const all = { roles: roles.map((role) => ({ role })) };
      expect((await fay.browser.put(`/api/people/${adminId}/roles`, all)).status).toBe(200);
    }
    expect((await admin.delete(`/api/people/${fay.id}`)).status).toBe(204);
    expect((await admin.get(`/api/people/${fay.id}`)).status).toBe(404);
    expect((await fay.browser.get('/api/me')).status).toBe(401);
  });
});

describe('a suspended person', () => {
  it('is out at once, and in again after signing in anew', async () => {
    const gil = await newPerson('Gil', [{ role: 'auditor' }]);
    expect((await gil.browser.get('/api/people')).status).toBe(200);
    const suspended = await admin.post(`/api/people/${gil.id}/suspend`, { reason: 'Lost laptop' });
    expect(suspended.body).toMatchObject({ suspended: { because: 'Lost laptop' } });
    expect((await gil.browser.get('/api/people')).status).toBe(401);
    const { body } = await admin.get(`/api/people/${gil.id}/permissions/check?permission=audit:view`);
    expect(body).toMatchObject({ allowed: false, sentence: 'No. Suspended: Lost laptop' });
    expect((await admin.post(`/api/people/${gil.id}/reactivate`, {})).body).toMatchObject({
      suspended: null,
    });
  });
});

/** What the log says of an action, latest first. */
const logged = (action: string) =>
  listEntries(test().database, organisation, { action, limit: 10 }) as Promise<readonly AuditEntry[]>;

describe('an invitation', () => {
  it('is accepted with a strong password alone, and who accepts and who fails is written down', async () => {
    const token = await invite('zoe@hospital.example', [{ role: 'procurement' }]);
    const accept = (more: object) =>
      from('10.3.0.1', '/api/invitations/accept', { token, name: 'Zoe', password: PASSWORD, ...more });
    for (const password of ['passwordpassword1', 'zoe@hospital.example', 'St. Ann St. Ann St. Ann']) {
      const refused = await accept({ password });
      expect([refused.statusCode, refused.json().code]).toEqual([422, 'weak-password']);
    }
    expect((await accept({})).statusCode).toBe(201);
    expect((await accept({})).statusCode).toBe(403);
    const [unknown, done, ...weak] = await logged('invitation.accept');
    expect(unknown).toMatchObject({
      ...{ who: { kind: 'unknown' }, result: 'refused', code: 'invitation-refused', ip: '10.3.0.1' },
    });
    expect(done).toMatchObject({
      ...{ who: { kind: 'person', name: 'Zoe' }, roles: ['procurement'], result: 'done', ip: '10.3.0.1' },
      target: { kind: 'invitation', id: expect.any(String) },
    });
    expect(weak[0]).toMatchObject({ who: { kind: 'unknown', id: null }, code: 'weak-password' });
  });

  it('names external people with their company and a review date', async () => {
    const external = { company: 'Pump Service Ltd', reviewAt: inAWeek() };
    const roles = [{ role: 'manufacturer-engineer', scope: { vendors: ['B. Braun'] } }];
    const hal = await newPerson('Hal', roles, { external });
    expect((await admin.get(`/api/people/${hal.id}`)).body).toMatchObject({
      external,
      roles: [{ title: "Manufacturer's service engineer", where: 'made by B. Braun' }],
      secondFactor: { oneTimeCodes: true, passkeys: 0, required: true },
    });
    const late = { ...external, reviewAt: '2099-01-01T00:00:00Z' };
    expect((await admin.put(`/api/people/${hal.id}/standing`, { external: late })).status).toBe(400);
    expect((await admin.put(`/api/people/${hal.id}/standing`, { external: null })).body.external).toBeNull();
  });

  it('is used by signing in when the address has an account', async () => {
    const ida = await newPerson('Ida', [{ role: 'auditor' }]);
    expect((await admin.post('/api/invitations', { email: ida.email, roles: [] })).body.code).toBe(
      'already-member',
    );
    await admin.delete(`/api/people/${ida.id}`);
    const token = await invite(ida.email, [{ role: 'procurement' }]);
    const accept = { token, name: 'Ida', password: PASSWORD };
    expect(await ida.browser.post('/api/invitations/accept', accept)).toMatchObject({
      status: 409,
      body: { code: 'account-exists' },
    });
    expect((await ida.browser.post('/api/invitations/join', { token })).status).toBe(401);
    expect(await admin.post('/api/invitations/join', { token })).toMatchObject({
      status: 403,
      body: { code: 'other-address' },
    });
    const { id } = await test()
      .database.kysely.selectFrom('user')
      .select('id')
      .where('email', '=', ida.email)
      .executeTakeFirstOrThrow();
    await sql`update "user" set "twoFactorEnabled" = false where id = ${id}`.execute(test().database.kysely);
    await ida.browser.signIn(ida.email, PASSWORD);
    expect((await ida.browser.get('/api/me')).body.code).toBe('no-organisation');
    expect((await ida.browser.post('/api/invitations/join', { token })).status).toBe(200);
    expect((await ida.browser.get('/api/me')).body.permissions).toContain('procurement:edit');
    const [joined, refused] = await logged('invitation.join');
    expect(joined).toMatchObject({ who: { id, name: 'Ida' }, result: 'done', roles: ['procurement'] });
    expect(joined?.session).toMatch(/^[0-9a-f]{64}$/);
    expect(refused).toMatchObject({ who: { id: adminId }, result: 'refused', code: 'other-address' });
  });

  it('is replaced by a later one, withdrawn, and refused after its week', async () => {
    const first = await invite('joe@hospital.example', []);
    const second = await invite('joe@hospital.example', []);
    const look = async (token: string) =>
      (await from('10.2.0.1', '/api/invitations/look', { token })).statusCode;
    expect([await look(first), await look(second)]).toEqual([403, 200]);
    const { body } = await admin.get('/api/invitations?state=open');
    const mine = body.invitations.find(({ email }: { email: string }) => email === 'joe@hospital.example');
    expect((await admin.delete(`/api/invitations/${mine.id}`)).status).toBe(204);
    expect((await admin.delete(`/api/invitations/${mine.id}`)).status).toBe(404);
    expect(await look(second)).toBe(403);
    const third = await invite('joe@hospital.example', []);
    const over = sql`update invitation set expires_at = now() where accepted_at is null`;
    await asOwner(test().database, organisation, over);
    expect([await look(third), await look('A'.repeat(64))]).toEqual([403, 403]);
  });

  it('cannot be guessed quickly', async () => {
    const statuses: number[] = [];
    for (let tried = 0; tried < 12; tried++)
      statuses.push((await from('10.2.0.2', '/api/invitations/look', { token: 'A'.repeat(64) })).statusCode);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });
});

describe('places', () => {
  it('have names of their own, and subnets are in one zone', async () => {
    const site = (await admin.post('/api/sites', { name: 'North' })).body.id;
    expect((await admin.post('/api/sites', { name: 'North' })).body.code).toBe('name-taken');
    const unit = (await admin.post(`/api/sites/${site}/units`, { name: 'Ward 1' })).body.id;
    expect((await admin.post(`/api/sites/${randomUUID()}/units`, { name: 'Ward 2' })).status).toBe(404);
    expect((await admin.change(`/api/units/${unit}`, { name: 'Ward 9' })).status).toBe(204);
    const zone = { name: 'Clinical', subnets: ['10.20.3.4/16'] };
    expect((await admin.post(`/api/sites/${site}/zones`, zone)).status).toBe(201);
    const other = { name: 'Other', subnets: ['10.20.0.0/16'] };
    expect((await admin.post(`/api/sites/${site}/zones`, other)).body.code).toBe('subnet-taken');
    expect((await admin.post(`/api/sites/${site}/zones`, { name: 'Odd', subnets: ['ward'] })).status).toBe(
      400,
    );
    const { body } = await admin.get('/api/zones');
    expect(body.zones.find(({ name }: { name: string }) => name === 'Clinical').subnets).toEqual([
      '10.20.0.0/16',
    ]);
    expect((await admin.get('/api/sites')).body.sites).toContainEqual(
      expect.objectContaining({ id: site, name: 'North', units: [{ id: unit, name: 'Ward 9' }] }),
    );
    expect((await admin.delete(`/api/sites/${site}`)).status).toBe(204);
    expect((await admin.delete(`/api/units/${unit}`)).status).toBe(404);
  });

  it('belong to an organisation with a name and a time zone', async () => {
    const change = { timeZone: 'Europe/Berlin' };
    expect((await admin.change('/api/organisation', change)).body).toEqual({
      ...{ id: organisation, name: 'St. Ann', timeZone: 'Europe/Berlin' },
    });
    expect((await admin.change('/api/organisation', { timeZone: 'Ward/9' })).status).toBe(400);
  });
});

describe('a review of access', () => {
  it('goes to somebody else, and what is removed is gone', async () => {
    const kim = await newPerson('Kim', [{ role: 'ciso' }]);
    const { body: begun } = await kim.browser.post('/api/recertifications', {});
    expect((await admin.post('/api/recertifications', {})).body.code).toBe('already-begun');
    const { body } = await admin.get(`/api/recertifications/${begun.id}/items?limit=500`);
    type Item = { id: string; person: { id: string; name: string }; reviewer: string; role: string };
    const items = body.items as Item[];
    expect(items.length).toBeGreaterThan(5);
    for (const { person, reviewer } of items) expect(reviewer).not.toBe(person.name);
    const dia = items.find(({ person }) => person.name === 'Dia');
    const own = items.find(({ person }) => person.id === kim.id);
    const decide = (item: Item | undefined, decision: string) =>
      kim.browser.post(`/api/recertification-items/${item?.id}/decision`, { decision });
    expect(await decide(own, 'keep')).toMatchObject({ status: 403, body: { code: 'separation-of-duties' } });
    expect((await decide(dia, 'remove')).body).toMatchObject({ decision: 'remove', decidedBy: 'Kim' });
    expect(await decide(dia, 'keep')).toMatchObject({ status: 409 });
    const last = items.find(({ role }) => role === 'platform-administrator');
    expect(await decide(last, 'remove')).toMatchObject({ status: 409, body: { code: 'last-administrator' } });
    expect((await admin.get(`/api/people/${dia?.person.id}`)).body.roles).toEqual([]);
    const { body: list } = await admin.get('/api/recertifications');
    expect(list.recertifications).toMatchObject([{ items: items.length, undecided: items.length - 1 }]);
    const { body: mine } = await kim.browser.get(
      `/api/recertifications/${begun.id}/items?mine=true&undecided=true&limit=500`,
    );
    expect(mine.items.length).toBeGreaterThan(0);
    for (const { reviewer } of mine.items) expect(reviewer).toBe('Kim');
  });
});

describe('another organisation', () => {
  it('sees and changes none of this', async () => {
    const { database } = test();
    const other = randomUUID();
    const outsider = await newPerson('Xenia', []);
    await database.kysely.deleteFrom('member').where('user_id', '=', outsider.id).execute();
    await database.asOrganisation(other, (t) =>
      t.insertInto('organisation').values({ id: other, name: 'Elsewhere' }).execute(),
    );
    await database.kysely
      .insertInto('membership')
      .values(
        ['platform-administrator', 'ciso', 'auditor'].map((role) => ({
          ...{ organisation_id: other, user_id: outsider.id, role },
        })),
      )
      .execute();
    const { browser } = outsider;
    expect((await browser.get('/api/people')).body.people).toMatchObject([{ id: outsider.id }]);
    for (const [path, list] of [
      ['/api/grants', 'grants'],
      ['/api/invitations', 'invitations'],
      ['/api/sites', 'sites'],
      ['/api/zones', 'zones'],
      ['/api/recertifications', 'recertifications'],
      ['/api/devices', 'devices'],
    ] as const)
      expect((await browser.get(path)).body[list], path).toEqual([]);
    const { body: grants } = await admin.get('/api/grants');
    const { body: sites } = await admin.get('/api/sites');
    const { body: reviews } = await admin.get('/api/recertifications');
    const { body: items } = await admin.get(`/api/recertifications/${reviews.recertifications[0].id}/items`);
    const rule = { effect: 'deny', permission: 'inventory:view', reason: 'r' };
    for (const answer of [
      await browser.get(`/api/people/${adminId}`),
      await browser.get(`/api/people/${adminId}/permissions`),
      await browser.put(`/api/people/${adminId}/roles`, { roles: [] }),
      await browser.post(`/api/people/${adminId}/suspend`, { reason: 'r' }),
      await browser.delete(`/api/people/${adminId}`),
      await browser.post('/api/grants', { ...rule, person: adminId }),
      await browser.get(`/api/grants/${grants.grants[0].id}`),
      await browser.post(`/api/grants/${grants.grants[0].id}/withdraw`, { reason: 'r' }),
      await browser.delete(`/api/sites/${sites.sites[0].id}`),
      await browser.post(`/api/sites/${sites.sites[0].id}/units`, { name: 'Ours now' }),
      await browser.post(`/api/recertification-items/${items.items[0].id}/decision`, { decision: 'remove' }),
    ])
      expect(answer.status).toBe(404);
    const scope = { sites: [sites.sites[0].id] };
    const invitation = { email: 'm@elsewhere.example', roles: [{ role: 'auditor', scope }] };
    expect((await browser.post('/api/invitations', invitation)).body.detail).toContain('no site');
    expect((await admin.get('/api/me')).status).toBe(200);
  });
});

describe('what gives access', () => {
  it('needs a second factor that was proven within a quarter of an hour', async () => {
    const late = admin.copy();
    const { id } = await newPerson('Wanda', []);
    await sql`update "session" set "factorAt" = now() - interval '16 minutes'
      where "userId" = ${adminId} and "factorAt" is not null`.execute(test().database.kysely);
    const tries = () =>
      Promise.all([
        late.post('/api/invitations', { email: 'yara@hospital.example', roles: [] }),
        late.put(`/api/people/${id}/roles`, { roles: [{ role: 'auditor' }] }),
        late.post('/api/sensors', { name: 'Basement' }),
        late.post('/api/break-glass', {
          permissions: ['evidence:view'],
          reason: 'A pump was tampered with.',
        }),
      ]);
    for (const answer of await tries())
      expect(answer).toMatchObject({ status: 403, body: { code: 'step-up-required' } });
    // Taking access away does not wait.
    expect((await late.post(`/api/people/${id}/suspend`, { reason: 'Lost laptop' })).status).toBe(200);
    expect((await late.stepUp(uri)).status).toBe(200);
    expect((await tries()).map(({ status }) => status)).toEqual([201, 200, 201, 201]);
    expect((await logged('person.change-roles'))[0]).toMatchObject({
      ...{ target: { kind: 'person', id }, change: { roles: [{ role: 'auditor' }] }, result: 'done' },
    });
    expect((await logged('person.suspend'))[0]).toMatchObject({ target: { id }, reason: 'Lost laptop' });
    expect((await logged('invitation.make'))[0]).toMatchObject({
      target: { kind: 'invitation' },
      result: 'done',
    });
  });
});
