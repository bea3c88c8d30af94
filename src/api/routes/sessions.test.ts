import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, oneTimeCode } from '../../../test/support/browser.ts';
import { EMAIL, PASSWORD, useSignInServer } from '../../../test/support/sign-in-server.ts';
import { SoftwareAuthenticator } from '../../../test/support/software-authenticator.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { BreachedPasswords } from '../../store/breached-passwords.ts';

const BREACHED = 'zebra umbrella trumpet';
const test = useTestDatabase();
const server = useSignInServer(test, async () => {
  const file = path.join(test().folder, 'breached.txt');
  fs.writeFileSync(file, `${createHash('sha1').update(BREACHED).digest('hex').toUpperCase()}:3\r\n`);
  return { breachedPasswords: await BreachedPasswords.open(file) };
});
const kysely = () => test().database.kysely;
const open = () => new Browser(server().origin);

let sequence = 0;
/** Somebody new, signed in with a password alone. */
async function newPerson(role: string) {
  const email = `person${sequence++}@hospital.example`;
  const id = await server().addPerson(email, role);
  const browser = open();
  await browser.signIn(email, PASSWORD);
  return { email, id, browser };
}

/** Lets the second factor of a person's sessions be older. */
async function age(userId: string, minutes: number) {
  const factorAt = new Date(Date.now() - minutes * 60_000);
  await kysely().updateTable('session').set({ factorAt }).where('userId', '=', userId).execute();
}

beforeEach(() => server().forgetAttempts());
afterEach(() => server().forgetAttempts());

describe('a session', () => {
  it('is listed, ended one by one, and all others at once', async () => {
    const { email, browser } = await newPerson('auditor');
    const others = [open(), open(), open()];
    for (const other of others) await other.signIn(email, PASSWORD);
    const { body } = await browser.get('/api/sessions');
    expect(body.sessions).toHaveLength(4);
    expect(body.sessions.filter((each: { present: boolean }) => each.present)).toHaveLength(1);
    expect(body.sessions[0]).toMatchObject({ address: '127.0.0.1', factor: null });
    const victim = body.sessions.find((each: { present: boolean }) => !each.present).id;
    expect((await browser.call('DELETE', `/api/sessions/${victim}`)).body).toEqual({ ended: 1 });
    expect((await browser.call('DELETE', `/api/sessions/${victim}`)).status).toBe(404);
    expect((await browser.call('DELETE', '/api/sessions')).body).toEqual({ ended: 2 });
    expect((await browser.get('/api/me')).status).toBe(200);
    for (const other of others) expect((await other.get('/api/me')).status).toBe(401);
  });

  it('of somebody else is not ended', async () => {
    const { browser } = await newPerson('auditor');
    const { browser: other } = await newPerson('auditor');
    const { id } = (await other.get('/api/sessions')).body.sessions[0];
    expect((await browser.call('DELETE', `/api/sessions/${id}`)).status).toBe(404);
    expect((await other.get('/api/me')).status).toBe(200);
  });

  it('ends after the idle time, which a restart does not begin anew', async () => {
    const { id, browser } = await newPerson('auditor');
    const lastUsedAt = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const set = (minutes: number) =>
      kysely()
        .updateTable('session')
        .set({ lastUsedAt: lastUsedAt(minutes) })
        .where('userId', '=', id)
        .execute();
    await set(29);
    expect((await browser.get('/api/me')).status).toBe(200);
    const row = () =>
      kysely().selectFrom('session').select('lastUsedAt').where('userId', '=', id).executeTakeFirst();
    const noted = (await row())?.lastUsedAt;
    expect(Date.now() - (noted?.getTime() ?? 0)).toBeLessThan(60_000);
    await browser.get('/api/me');
    expect((await row())?.lastUsedAt).toEqual(noted); // one write a minute
    await set(31);
    expect((await browser.get('/api/me')).body).toMatchObject({ code: 'session-idle' });
    expect((await browser.get('/api/me')).body).toMatchObject({ code: 'not-signed-in' });
  });

  it('lasts twelve hours, also for who asks to be remembered or not', async () => {
    const email = 'long@hospital.example';
    await server().addPerson(email, 'auditor');
    for (const rememberMe of [true, false]) {
      const browser = open();
      await browser.post('/api/auth/sign-in/email', { email, password: PASSWORD, rememberMe });
      const [session] = (await browser.get('/api/sessions')).body.sessions;
      const hours = (Date.parse(session.endsAt) - Date.parse(session.begunAt)) / 3_600_000;
      expect(hours).toBeGreaterThan(11.9);
      expect(hours).toBeLessThan(12.1);
    }
  });

  it('has a cookie that no other site sends', async () => {
    const answer = await open().signIn((await newPerson('auditor')).email, PASSWORD);
    expect(answer.headers.getSetCookie().find((line) => line.includes('session_token'))).toMatch(
      /^wardlight\.session_token=.*; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('is not asked for by a page of another origin', async () => {
    const { browser } = await newPerson('auditor');
    const cookie = (browser as unknown as { cookies: Map<string, string> }).cookies;
    const answer = await fetch(`${server().origin}/api/sessions`, {
      method: 'DELETE',
      headers: {
        origin: 'https://elsewhere.example',
        cookie: [...cookie].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    expect(answer.status).toBe(401);
  });
});

describe('step-up', () => {
  it('by a one-time code opens sensitive actions for fifteen minutes, changes the cookie and not the end', async () => {
    const { id, browser } = await newPerson('platform-administrator');
    const uri = await browser.enrol(PASSWORD);
    await age(id, 16);
    const wanted = { factorRoles: [], passkeyRoles: [], providerFactor: false, idleMinutes: 30 };
    await kysely()
      .insertInto('membership')
      .values({ organisation_id: server().organisation, user_id: id, role: 'ciso' })
      .execute();
    const put = (of: Browser) => of.call('PUT', '/api/sign-in-policy', wanted);
    expect(await put(browser)).toMatchObject({ status: 403, body: { code: 'step-up-required' } });
    const before = browser.copy();
    const [old] = (await browser.get('/api/sessions')).body.sessions;
    const code = await oneTimeCode(uri);
    expect(await browser.post('/api/session/step-up', { code: '000000' })).toMatchObject({ status: 401 });
    expect(await browser.post('/api/session/step-up', { code })).toMatchObject({
      status: 200,
      body: { factor: 'one-time-code' },
    });
    expect(await put(browser)).toMatchObject({ status: 200 });
    expect((await before.get('/api/me')).status).toBe(401);
    const [now] = (await browser.get('/api/sessions')).body.sessions;
    expect(now).toMatchObject({ endsAt: old.endsAt });
    expect(now.id).not.toBe(old.id);
    expect(await browser.post('/api/session/step-up', { code })).toMatchObject({ status: 401 }); // used
    await age(id, 16);
    expect((await put(browser)).status).toBe(403);
  });

  it('by a passkey takes the own one alone', async () => {
    const { id, browser } = await newPerson('platform-administrator');
    const { browser: other } = await newPerson('platform-administrator');
    const [own, foreign] = [
      new SoftwareAuthenticator(server().origin),
      new SoftwareAuthenticator(server().origin),
    ];
    expect((await own.register(browser)).status).toBe(200);
    expect((await foreign.register(other)).status).toBe(200);
    await age(id, 16);
    const stepUp = async (of: SoftwareAuthenticator) =>
      browser.post('/api/session/step-up', { passkey: await of.answer(browser) });
    expect(await stepUp(foreign)).toMatchObject({ status: 401, body: { code: 'wrong-secret' } });
    expect(await stepUp(own)).toMatchObject({ status: 200, body: { factor: 'passkey' } });
    expect((await browser.get('/api/sessions')).body.sessions).toHaveLength(1);
  });

  it('is asked for before a second factor is added to another', async () => {
    const { email, id, browser } = await newPerson('auditor');
    await new SoftwareAuthenticator(server().origin).register(browser);
    const thief = open(); // has the password
    await thief.signIn(email, PASSWORD);
    expect(await thief.post('/api/auth/two-factor/enable', { password: PASSWORD })).toMatchObject({
      status: 403,
      body: { code: 'step-up-required' },
    });
    expect((await new SoftwareAuthenticator(server().origin).register(thief)).status).toBe(403);
    expect(await thief.get('/api/sessions')).toMatchObject({
      status: 403,
      body: { code: 'step-up-required' },
    });
    expect((await thief.get('/api/me')).status).toBe(200);
    await age(id, 1);
    expect((await browser.post('/api/auth/two-factor/enable', { password: PASSWORD })).status).toBe(200);
  });
});

describe('the sign-in policy', () => {
  const base = { factorRoles: [], passkeyRoles: [], providerFactor: false, idleMinutes: 30 };
  const set = async (policy: object) => {
    const administrator = await server().administrator();
    expect((await administrator.call('PUT', '/api/sign-in-policy', { ...base, ...policy })).status).toBe(200);
  };
  afterEach(() => set({}));

  it('asks further roles for a second factor', async () => {
    const { browser } = await newPerson('auditor');
    expect((await browser.get('/api/devices')).status).toBe(200);
    await set({ factorRoles: ['auditor'] });
    expect((await browser.get('/api/devices')).body).toMatchObject({ code: 'second-factor-required' });
    await browser.enrol(PASSWORD);
    expect((await browser.get('/api/devices')).status).toBe(200);
  });

  it('lets chosen roles use passkeys alone', async () => {
    const { browser } = await newPerson('auditor');
    await browser.enrol(PASSWORD);
    await set({ passkeyRoles: ['auditor'] });
    expect((await browser.get('/api/devices')).body).toMatchObject({ code: 'passkey-required' });
    await new SoftwareAuthenticator(server().origin).register(browser);
    expect((await browser.get('/api/devices')).status).toBe(200);
  });

  it('shortens the idle time', async () => {
    const { id, browser } = await newPerson('auditor');
    await set({ idleMinutes: 5 });
    const lastUsedAt = new Date(Date.now() - 6 * 60_000);
    await kysely().updateTable('session').set({ lastUsedAt }).where('userId', '=', id).execute();
    expect((await browser.get('/api/me')).body).toMatchObject({ code: 'session-idle' });
  });

  it('is set by who may approve it, for roles that exist', async () => {
    const administrator = await server().administrator();
    expect(
      (await administrator.call('PUT', '/api/sign-in-policy', { ...base, factorRoles: ['wizard'] })).status,
    ).toBe(400);
    const { browser } = await newPerson('auditor');
    expect((await browser.get('/api/sign-in-policy')).body).toMatchObject({ idleMinutes: 30 });
    expect((await browser.call('PUT', '/api/sign-in-policy', base)).body).toMatchObject({
      code: 'not-allowed',
    });
  });
});

describe('a password', () => {
  const change = (browser: Browser, wanted: string, current = PASSWORD) =>
    browser.post('/api/session/password', { current, new: wanted });

  it.each([
    ['is short', 'horse staple', 400],
    ['names the organisation and the year', 'st. ann hospital 2026', 422],
    ['is a row of keys', 'qwertyuiopasdfgh', 422],
    ['repeats itself', 'mousemousemousemouse', 422],
    ['stands in the list of breached ones', BREACHED, 422],
  ])('that %s is refused', async (_, wanted, status) => {
    const { browser } = await newPerson('auditor');
    expect((await change(browser, wanted)).status).toBe(status);
  });

  it('is changed with the present one, and ends other sessions', async () => {
    const { email, browser } = await newPerson('auditor');
    const other = open();
    await other.signIn(email, PASSWORD);
    expect(await change(browser, 'violet cabinet orbit', 'not the present one')).toMatchObject({
      status: 401,
      body: { code: 'wrong-secret' },
    });
    expect((await change(browser, 'violet cabinet orbit')).body).toEqual({ ended: 1 });
    expect((await other.get('/api/me')).status).toBe(401);
    expect((await browser.get('/api/me')).status).toBe(200);
    expect((await open().signIn(email, PASSWORD)).status).toBe(401);
    expect((await open().signIn(email, 'violet cabinet orbit')).status).toBe(200);
  });

  it('needs a recent second factor from who has one', async () => {
    const { id, browser } = await newPerson('auditor');
    await browser.enrol(PASSWORD);
    await age(id, 16);
    expect((await change(browser, 'violet cabinet orbit')).body).toMatchObject({ code: 'step-up-required' });
  });
});

describe('recovery codes', () => {
  it('are ten, count once, and show that one was used', async () => {
    const { email, id, browser } = await newPerson('auditor');
    await browser.enrol(PASSWORD);
    const { body } = await browser.post('/api/session/recovery-codes', {});
    expect(new Set(body.codes).size).toBe(10);
    const use = async (code: string) => {
      const other = open();
      await other.signIn(email, PASSWORD);
      return { ...(await other.post('/api/auth/two-factor/verify-backup-code', { code })), browser: other };
    };
    const { status, browser: other } = await use(body.codes[3]);
    expect(status).toBe(200);
    expect((await other.get('/api/session/second-factors')).body).toMatchObject({
      oneTimeCodes: true,
      recoveryCodes: { left: 9, usedAt: expect.stringContaining('T') },
    });
    expect((await other.get('/api/sessions')).body.sessions[0]).toMatchObject({ factor: 'recovery-code' });
    expect((await use(body.codes[3])).status).toBe(401);
    await age(id, 16);
    expect((await other.post('/api/session/recovery-codes', {})).body).toMatchObject({
      code: 'step-up-required',
    });
    const kept = await kysely()
      .selectFrom('twoFactor')
      .select('backupCodes')
      .where('userId', '=', id)
      .executeTakeFirst();
    expect(kept?.backupCodes).not.toContain(body.codes[0]);
  });
});

it('answers none of the library paths that would pass the rules by', async () => {
  const browser = await server().administrator();
  for (const [method, path_] of [
    ['GET', 'get-session'],
    ['GET', 'list-sessions'],
    ['POST', 'change-password'],
    ['POST', 'update-session'],
    ['POST', 'two-factor/disable'],
    ['POST', 'two-factor/generate-backup-codes'],
    ['POST', 'verify-password'],
    ['POST', 'sign-in/social'],
    ['GET', '../auth/get-session'],
    ['POST', 'two-factor%2Fdisable'],
  ] as const)
    expect(
      (await browser.call(method, `/api/auth/${path_}`, method === 'POST' ? {} : undefined)).status,
      path_,
    ).toBe(404);
  expect((await open().signIn(EMAIL, PASSWORD)).status).toBe(200);
});
