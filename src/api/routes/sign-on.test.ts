/** Sign-on against a real provider (oidc-provider) on loopback, and against one that lies. */

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/support/browser.ts';
import { startOpenIdProvider } from '../../../test/support/openid-provider.ts';
import { freePort, useSignInServer } from '../../../test/support/sign-in-server.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { addOrganisation } from '../../../test/support/test-server.ts';
import { listEntries } from '../../store/audit.ts';
import { removeMember } from '../../store/members.ts';
import { amongPeople } from '../../store/people-tables.ts';

const test = useTestDatabase();
const server = useSignInServer(test);
const kysely = () => test().database.kysely;
const removeProviders = () =>
  amongPeople(test().database, server().organisation, (t) => t.deleteFrom('sign_on_provider').execute());
const CLIENT = 'wardlight';
const SECRET = 'a secret that the provider knows';

/** People of the provider. */
const PEOPLE: Readonly<Record<string, object>> = {
  bea: {
    email: 'bea@hospital.example',
    email_verified: true,
    name: 'Bea',
    groups: ['IT security', 'Everybody'],
  },
  cem: { email: 'cem@hospital.example', name: 'Cem', groups: ['Everybody'] },
  dan: { email: 'dan@elsewhere.example', name: 'Dan', groups: ['IT security'] },
  eva: { email: 'eva@hospital.example', email_verified: false, name: 'Eva', groups: ['IT security'] },
  ann: { email: 'ann@hospital.example', name: 'Ann', groups: [] },
};
/** What the provider says of how it asked. */
let amr: string[] | undefined;
let issuer = '';
const closing: (() => void)[] = [];

beforeAll(async () => {
  const provider = await startOpenIdProvider({
    ...{ clientId: CLIENT, clientSecret: SECRET, people: PEOPLE, amr: () => amr },
    redirectUri: `${server().origin}/api/sign-on/callback`,
  });
  issuer = provider.issuer;
  closing.push(() => provider.close());
});
afterAll(() => {
  for (const close of closing) close();
});

const configured = async (more: object = {}) => {
  const administrator = await server().administrator();
  const answer = await administrator.post('/api/sign-on/providers', {
    ...{ name: 'Hospital', issuer, clientId: CLIENT, clientSecret: SECRET, domains: ['hospital.example'] },
    ...{ createsPeople: true, ...more },
  });
  await administrator.call('PUT', '/api/sign-on/groups', {
    groups: [{ group: 'IT security', role: 'security-analyst' }],
  });
  return answer;
};

beforeEach(async () => {
  amr = undefined;
  await removeProviders();
  await amongPeople(test().database, server().organisation, (t) => t.deleteFrom('sign_in_policy').execute());
});

/** Goes to the provider and back as a browser does; gives the answer of the callback. */
async function signOn(browser: Browser, email: string, alter: (callback: URL) => void = () => undefined) {
  const start = await browser.post('/api/sign-on', { email });
  if (start.status !== 200) return start;
  const cookies = new Map<string, string>();
  let url = new URL(start.body.url);
  for (let step = 0; step < 10 && url.origin === new URL(start.body.url).origin; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    url = new URL(location, url);
  }
  alter(url);
  return browser.get(url.pathname + url.search);
}

describe('sign-on', () => {
  it('makes an account with the roles of its groups, and a session for this organisation alone', async () => {
    expect((await configured()).status).toBe(201);
    const browser = new Browser(server().origin);
    expect((await signOn(browser, 'bea@hospital.example')).status).toBe(200);
    const { body: me } = await browser.get('/api/me');
    expect(me).toMatchObject({ email: 'bea@hospital.example', name: 'Bea', secondFactor: false });
    expect(me.organisations).toMatchObject([{ id: server().organisation, roles: ['security-analyst'] }]);
    const session = await kysely()
      .selectFrom('session')
      .select(['organisationId', 'factor'])
      .orderBy('createdAt', 'desc')
      .executeTakeFirst();
    expect(session).toEqual({ organisationId: server().organisation, factor: null });
    const entries = () =>
      listEntries(test().database, server().organisation, { action: 'session.begin', limit: 3 });
    expect((await entries())[0]).toMatchObject({
      ...{ who: { kind: 'person', name: 'Bea' }, roles: ['security-analyst'], result: 'done' },
      session: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // Each is written down, unlike what is read twice.
    await signOn(browser, 'bea@hospital.example');
    expect((await entries()).filter(({ who }) => who.name === 'Bea')).toHaveLength(2);
    await signOn(new Browser(server().origin), 'cem@hospital.example');
    expect((await entries())[0]).toMatchObject({ who: { kind: 'unknown' }, code: 'sign-on-no-role' });
    // Not trusted to have asked for a second factor, and the role is privileged.
    expect((await browser.get('/api/devices')).body).toMatchObject({ code: 'second-factor-required' });
    // Member of another organisation as well: not through this provider.
    const [other, person] = [
      await addOrganisation(test().database, 'Other'),
      await kysely().selectFrom('user').select('id').where('email', '=', me.email).executeTakeFirstOrThrow(),
    ];
    await kysely()
      .insertInto('membership')
      .values({ organisation_id: other, user_id: person.id, role: 'auditor' })
      .execute();
    expect((await browser.get('/api/me')).body.organisations).toHaveLength(1);
    await amongPeople(test().database, other, (t) =>
      t.deleteFrom('organisation').where('id', '=', other).execute(),
    );
    expect((await signOn(new Browser(server().origin), 'bea@hospital.example')).status).toBe(200);
    expect(
      await kysely().selectFrom('user').select('id').where('email', '=', 'bea@hospital.example').execute(),
    ).toHaveLength(1);
  });

  it.each([
    [['pwd'], true, 'second-factor-required'],
    [['pwd', 'mfa'], false, 'second-factor-required'],
    [['pwd', 'mfa'], true, undefined],
  ])('with %j and a policy that says %s gives %s', async (methods, providerFactor, code) => {
    await configured();
    const policy = { factorRoles: [], passkeyRoles: [], providerFactor, idleMinutes: 30 };
    await (await server().administrator()).call('PUT', '/api/sign-in-policy', policy);
    amr = methods;
    const browser = new Browser(server().origin);
    await signOn(browser, 'bea@hospital.example');
    expect((await browser.get('/api/devices')).body.code).toBe(code);
  });

  it('finds a member by e-mail address and leaves the roles that people gave', async () => {
    await configured();
    const browser = new Browser(server().origin);
    expect((await signOn(browser, 'ann@hospital.example')).status).toBe(200);
    // Her own second factor is asked for, since the provider's does not count.
    expect((await browser.get('/api/sessions')).body).toMatchObject({ code: 'step-up-required' });
    expect((await browser.get('/api/me')).body.organisations[0].roles).toContain('platform-administrator');
  });

  it.each([
    ['whose groups give no role', 'cem@hospital.example', 403, 'sign-on-no-role'],
    ['of another domain', 'dan-as-bea@hospital.example', 403, 'sign-on-refused'],
    ['whose address is not verified', 'eva@hospital.example', 403, 'sign-on-refused'],
    ['of a domain without a provider', 'dan@elsewhere.example', 404, 'no-sign-on'],
  ])('refuses somebody %s', async (_, email, status, code) => {
    await configured();
    const browser = new Browser(server().origin);
    const before = await kysely().selectFrom('user').select('id').execute();
    expect(await signOn(browser, email)).toMatchObject({ status, body: { code } });
    expect((await browser.get('/api/me')).status).toBe(401);
    expect(await kysely().selectFrom('user').select('id').execute()).toEqual(before);
  });

  it('refuses who is new when the provider makes no accounts, and takes roles back with groups', async () => {
    await configured({ createsPeople: false });
    const browser = new Browser(server().origin);
    await kysely().deleteFrom('user').where('email', '=', 'bea@hospital.example').execute();
    expect((await signOn(browser, 'bea@hospital.example')).body).toMatchObject({ code: 'sign-on-unknown' });
    await removeProviders();
    await configured();
    expect((await signOn(browser, 'bea@hospital.example')).status).toBe(200);
    await (await server().administrator()).call('PUT', '/api/sign-on/groups', { groups: [] });
    await signOn(browser, 'bea@hospital.example');
    expect((await browser.get('/api/me')).body).toMatchObject({
      ...{ permissions: [], organisations: [{ roles: [] }] },
    });
  });

  it('does not bring back who was removed', async () => {
    await configured();
    await signOn(new Browser(server().origin), 'bea@hospital.example');
    const { id } = await kysely()
      .selectFrom('user')
      .select('id')
      .where('email', '=', 'bea@hospital.example')
      .executeTakeFirstOrThrow();
    expect(await removeMember(test().database, server().organisation, id, id)).toBe(true);
    const browser = new Browser(server().origin);
    expect((await signOn(browser, 'bea@hospital.example')).body).toMatchObject({ code: 'sign-on-unknown' });
  });

  it('does not take over the account of another organisation', async () => {
    await configured();
    await kysely().deleteFrom('user').where('email', '=', 'bea@hospital.example').execute();
    const other = await addOrganisation(test().database, 'Other');
    await server().addPerson('bea@hospital.example', 'auditor', other);
    expect((await signOn(new Browser(server().origin), 'bea@hospital.example')).body).toMatchObject({
      code: 'sign-on-unknown',
    });
    await kysely().deleteFrom('user').where('email', '=', 'bea@hospital.example').execute();
  });

  it('is lost with another state, in another browser, a second time, and from another issuer', async () => {
    await configured();
    const browser = new Browser(server().origin);
    const lost = { status: 400, body: { code: 'sign-on-lost' } };
    expect(
      await signOn(browser, 'bea@hospital.example', (url) => url.searchParams.set('state', 'x'.repeat(43))),
    ).toMatchObject(lost);
    expect(
      await signOn(browser, 'bea@hospital.example', (url) =>
        url.searchParams.set('iss', 'https://other.example'),
      ),
    ).toMatchObject(lost);
    let taken = '';
    await signOn(browser, 'bea@hospital.example', (url) => {
      taken = url.pathname + url.search;
      url.searchParams.delete('state');
    });
    expect(await new Browser(server().origin).get(taken)).toMatchObject(lost);
    expect((await browser.get(taken)).status).toBe(200);
    expect(await browser.get(taken)).toMatchObject(lost);
  });
});

describe('providers', () => {
  it('keep their secret, own their domains, and take their sessions with them', async () => {
    const { body } = await configured();
    const administrator = await server().administrator();
    const { body: list } = await administrator.get('/api/sign-on/providers');
    expect(list.providers).toEqual([
      expect.objectContaining({ id: body.id, domains: ['hospital.example'], groupClaim: 'groups' }),
    ]);
    expect(JSON.stringify(list)).not.toContain(SECRET);
    const kept = JSON.stringify(
      await amongPeople(test().database, server().organisation, (t) =>
        t.selectFrom('sign_on_provider').selectAll().execute(),
      ),
    );
    expect(kept).toContain(body.id);
    expect(kept).not.toContain(SECRET);
    expect(await configured()).toMatchObject({ status: 409, body: { code: 'provider-exists' } });
    expect(await configured({ clientId: 'other' })).toMatchObject({
      status: 409,
      body: { code: 'provider-domain-taken' },
    });
    expect((await configured({ issuer: 'http://hospital.example' })).status).toBe(400);
    const browser = new Browser(server().origin);
    await signOn(browser, 'bea@hospital.example');
    expect((await browser.get('/api/me')).status).toBe(200);
    expect((await administrator.call('DELETE', `/api/sign-on/providers/${body.id}`)).status).toBe(200);
    expect((await browser.get('/api/me')).status).toBe(401);
  });
});

describe('a provider that lies', () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const jwt = (claims: object, header: object, by?: KeyObject) => {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${by ? sign('sha256', Buffer.from(text), by).toString('base64url') : ''}`;
  };
  let liar = '';
  let token: (nonce: string) => string = () => '';
  let nonce = '';

  beforeAll(async () => {
    const port = await freePort();
    liar = `http://127.0.0.1:${port}`;
    const listening = http.createServer((request, response) => {
      const documents: Readonly<Record<string, object>> = {
        '/.well-known/openid-configuration': {
          ...{ issuer: liar, authorization_endpoint: `${liar}/authorise`, token_endpoint: `${liar}/token` },
          jwks_uri: `${liar}/keys`,
        },
        '/keys': {
          keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }],
        },
        '/token': { access_token: 'opaque', token_type: 'Bearer', id_token: token(nonce) },
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(documents[request.url ?? ''] ?? {}));
    });
    await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
    closing.push(() => listening.close());
  });

  const now = Math.floor(Date.now() / 1_000);
  const claims = (more: object = {}) => ({
    ...{ iss: liar, sub: 'bea', aud: CLIENT, iat: now, exp: now + 300, nonce, auth_time: now },
    ...{ email: 'bea@hospital.example', groups: ['IT security'] },
    ...more,
  });
  const signed = (more: object = {}) => jwt(claims(more), { alg: 'RS256', kid: 'k' }, key.privateKey);

  it.each<[string, () => string, number]>([
    ['is believed when it tells the truth', () => signed(), 200],
    [
      'is believed with its client among several audiences',
      () => signed({ aud: [CLIENT, 'other'], azp: CLIENT }),
      200,
    ],
    ['with another nonce', () => signed({ nonce: 'another' }), 502],
    ['without a nonce', () => signed({ nonce: undefined }), 502],
    ['for another audience', () => signed({ aud: 'other' }), 502],
    ['for several audiences without a party', () => signed({ aud: [CLIENT, 'other'] }), 502],
    ['for another party', () => signed({ azp: 'other' }), 502],
    ['from another issuer', () => signed({ iss: 'https://other.example' }), 502],
    ['that has expired', () => signed({ exp: now - 120 }), 502],
    ['that is old', () => signed({ iat: now - 3_600 }), 502],
    ['without a subject', () => signed({ sub: undefined }), 502],
    ['of another access token', () => signed({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }), 502],
    ['without a signature (alg none)', () => jwt(claims(), { alg: 'none' }), 502],
    ['signed by a stranger', () => jwt(claims(), { alg: 'RS256', kid: 'k' }, stranger.privateKey), 502],
    [
      'signed with a public key as a secret',
      () => jwt(claims(), { alg: 'HS256', kid: 'k' }, key.privateKey),
      502,
    ],
    ['for an address of another domain', () => signed({ email: 'dan@elsewhere.example' }), 403],
    [
      'for an address that looks like one of the domain',
      () => signed({ email: 'dan@evil.example#@hospital.example.evil.example' }),
      403,
    ],
  ])('%s', async (_, made, status) => {
    token = made;
    await configured({ issuer: liar });
    const browser = new Browser(server().origin);
    const { body } = await browser.post('/api/sign-on', { email: 'bea@hospital.example' });
    const asked = new URL(body.url).searchParams;
    nonce = asked.get('nonce') ?? '';
    expect(asked.get('code_challenge_method')).toBe('S256');
    const answer = await browser.get(`/api/sign-on/callback?code=c&state=${asked.get('state')}`);
    expect(answer.status).toBe(status);
    expect((await browser.get('/api/me')).status).toBe(status === 200 ? 200 : 401);
  });
});
