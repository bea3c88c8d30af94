import { base32 } from '@better-auth/utils/base32';
import { createOTP } from '@better-auth/utils/otp';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../../test/support/test-database.ts';
import { offerSetup } from '../store/people.ts';
import { buildServer } from './server.ts';

const ORIGIN = 'http://127.0.0.1:8090';
const PASSWORD = 'correct horse battery';
const test = useTestDatabase();
let server: Awaited<ReturnType<typeof buildServer>>;

beforeAll(async () => {
  const { database } = test();
  server = await buildServer({
    database,
    version: '0.0.0',
    origin: ORIGIN,
    secret: 's'.repeat(43),
    logLevel: 'silent',
  });
  await server.ready();
});
afterAll(() => server.close());

/** A browser: keeps cookies. */
class Browser {
  private readonly cookies = new Map<string, string>();

  async send(method: 'GET' | 'POST', url: string, body?: object) {
    const headers = {
      origin: ORIGIN,
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body && { 'content-type': 'application/json' }),
    };
    const response = await server.inject({
      method,
      url,
      headers,
      ...(body && { payload: JSON.stringify(body) }),
    });
    for (const { name, value } of response.cookies)
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, encodeURIComponent(value));
    return {
      status: response.statusCode,
      body: response.body.startsWith('{') ? response.json() : undefined,
      headers: response.headers,
    };
  }
}

async function code(uri: string, offset = 0): Promise<string> {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const key = new TextDecoder().decode(base32.decode(secret));
  return createOTP(key).hotp(Math.floor(Date.now() / 30_000) + offset);
}

describe('first start', () => {
  const browser = new Browser();
  let uri = '';

  it('refuses a wrong token, and a weak password before that', async () => {
    const body = {
      token: 'x'.repeat(43),
      organisation: 'St. Ann',
      name: 'Ann',
      email: 'a@b.example',
      password: PASSWORD,
    };
    expect(await browser.send('POST', '/api/setup', body)).toMatchObject({
      status: 403,
      body: { code: 'setup-refused' },
    });
    expect(await browser.send('POST', '/api/setup', { ...body, password: 'short' })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ path: '/password' }] },
    });
  });

  it('makes the first account with the token, once', async () => {
    const token = (await offerSetup(test().database)) ?? '';
    const body = {
      token,
      organisation: 'St. Ann',
      name: 'Ann',
      email: 'Ann@hospital.example',
      password: PASSWORD,
    };
    const results = await Promise.all([
      browser.send('POST', '/api/setup', body),
      new Browser().send('POST', '/api/setup', body),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual([201, 403]);
    expect(await offerSetup(test().database)).toBeUndefined();
  });

  it('lets nobody sign up', async () => {
    const body = { name: 'Eve', email: 'eve@elsewhere.example', password: PASSWORD };
    expect((await new Browser().send('POST', '/api/auth/sign-up/email', body)).status).toBe(404);
  });

  it('signs in, and asks for a second factor before anything else', async () => {
    expect((await browser.send('GET', '/api/me')).status).toBe(401);
    const wrong = { email: 'ann@hospital.example', password: 'wrong horse battery' };
    expect((await browser.send('POST', '/api/auth/sign-in/email', wrong)).status).toBe(401);
    expect(
      (await browser.send('POST', '/api/auth/sign-in/email', { ...wrong, password: PASSWORD })).status,
    ).toBe(200);
    expect(await browser.send('GET', '/api/me')).toMatchObject({
      status: 200,
      body: { secondFactor: false },
    });
    expect(await browser.send('GET', '/api/changes')).toMatchObject({
      status: 403,
      body: { code: 'second-factor-required' },
    });
    const enrolment = await browser.send('POST', '/api/auth/two-factor/enable', { password: PASSWORD });
    expect(enrolment.body.backupCodes).toHaveLength(10);
    uri = enrolment.body.totpURI;
    expect(
      (await browser.send('POST', '/api/auth/two-factor/verify-totp', { code: await code(uri, -1) })).status,
    ).toBe(200);
    expect(await browser.send('GET', '/api/me')).toMatchObject({ body: { secondFactor: true } });
    expect(await browser.send('GET', '/api/changes')).toMatchObject({
      status: 200,
      body: { changes: [], next: 0 },
    });
  });

  it('asks for the code at the next sign-in, and takes each code once', async () => {
    const signIn = async () => {
      const other = new Browser();
      await other.send('POST', '/api/auth/sign-in/email', {
        email: 'ann@hospital.example',
        password: PASSWORD,
      });
      expect((await other.send('GET', '/api/me')).status).toBe(401);
      return other;
    };
    const used = await code(uri);
    const first = await signIn();
    const trust = { code: used, trustDevice: true };
    expect((await first.send('POST', '/api/auth/two-factor/verify-totp', trust)).status).toBe(400);
    expect((await first.send('POST', '/api/auth/two-factor/verify-totp', { code: used })).status).toBe(200);
    expect((await first.send('GET', '/api/me')).status).toBe(200);
    const second = await signIn();
    expect(await second.send('POST', '/api/auth/two-factor/verify-totp', { code: used })).toMatchObject({
      status: 401,
      body: { code: 'CODE_USED' },
    });
    expect((await second.send('GET', '/api/me')).status).toBe(401);
  });

  it('keeps passwords as argon2id', async () => {
    const { rows } = await sql<{ password: string }>`select password from account`.execute(
      test().database.kysely,
    );
    expect(rows.map(({ password }) => password.slice(0, 30))).toEqual([
      expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1/),
    ]);
  });
});

describe('every route', () => {
  it('is described, answers with security headers, and problems as problem documents', async () => {
    const description = await new Browser().send('GET', '/api/openapi.json');
    expect(Object.keys(description.body.paths).sort()).toEqual([
      '/api/changes',
      '/api/health',
      '/api/me',
      '/api/setup',
    ]);
    expect(description.headers['content-security-policy']).toContain("default-src 'self'");
    const missing = await new Browser().send('GET', '/api/nothing');
    expect(missing).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect(missing.headers['content-type']).toContain('application/problem+json');
  });

  it('says that it works', async () => {
    expect(await new Browser().send('GET', '/api/health')).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
  });
});
