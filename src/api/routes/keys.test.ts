import { beforeAll, describe, expect, it } from 'vitest';
import { Browser, oneTimeCode } from '../../../test/support/browser.ts';
import { PASSWORD, useSignInServer } from '../../../test/support/sign-in-server.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { amongPeople } from '../../store/people-tables.ts';
import { reactivateMember, suspendMember } from '../../store/suspensions.ts';
import { isWithin } from '../sign-in/key-access.ts';

const test = useTestDatabase();
const server = useSignInServer(test);
const kysely = () => test().database.kysely;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
let browser: Browser;
let analyst = '';
let uri = '';

const wanted = (more: object = {}) => ({
  ...{ name: 'reporting', scopes: ['inventory:view'], expiresAt: inDays(30) },
  ...more,
});

async function use(key: string, path: string, method = 'GET') {
  const answer = await fetch(`${server().origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: answer.status, body: (await answer.json()) as { code?: string } };
}

beforeAll(async () => {
  analyst = await server().addPerson('analyst@hospital.example', 'security-analyst');
  browser = new Browser(server().origin);
  await browser.signIn('analyst@hospital.example', PASSWORD);
  uri = await browser.enrol(PASSWORD);
});

const make = async (more: object = {}): Promise<{ id: string; key: string }> =>
  (await browser.post('/api/keys', wanted(more))).body;

describe('a key', () => {
  it('acts with its scopes alone, of which its hash is kept', async () => {
    const { id, key } = await make();
    expect(key).toMatch(/^wl_[\w-]{64}$/);
    expect(await use(key, '/api/devices')).toMatchObject({ status: 200 });
    expect(await use(key, '/api/me')).toMatchObject({ body: { permissions: ['inventory:view'] } });
    expect(await use(key, '/api/uploads', 'POST')).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
    const { body } = await browser.get('/api/keys');
    expect(body.keys.find((each: { id: string }) => each.id === id)).toMatchObject({
      ...{ name: 'reporting', owner: analyst, lastAddress: '127.0.0.1' },
      lastUsedAt: expect.stringContaining('T'),
    });
    const kept = JSON.stringify(
      await amongPeople(test().database, server().organisation, (t) =>
        t.selectFrom('api_key').selectAll().execute(),
      ),
    );
    expect(kept).toContain(id);
    expect(kept).not.toContain(key.slice(3, 30));
  });

  it('makes no keys, ends no sessions and steps up to nothing', async () => {
    const { key } = await make();
    for (const [method, path] of [
      ['POST', '/api/keys'],
      ['GET', '/api/keys'],
      ['GET', '/api/sessions'],
      ['DELETE', '/api/sessions'],
      ['POST', '/api/session/recovery-codes'],
    ] as const)
      expect((await use(key, path, method)).body.code, path).toMatch(/^(?:person-required|invalid-request)$/);
    expect(await use(key, '/scim/v2/Users')).toMatchObject({ status: 403 });
  });

  it('is refused from other addresses, when it is revoked, and when it has expired', async () => {
    const { key: elsewhere } = await make({ addresses: ['10.20.0.0/16', 'fd00::/8'] });
    expect(await use(elsewhere, '/api/devices')).toMatchObject({
      status: 403,
      body: { code: 'wrong-address' },
    });
    const { id, key } = await make();
    expect((await browser.call('DELETE', `/api/keys/${id}`)).status).toBe(200);
    expect(await use(key, '/api/devices')).toMatchObject({ status: 401 });
    const { id: old, key: expired } = await make();
    await amongPeople(test().database, server().organisation, (t) =>
      t.updateTable('api_key').set({ expires_at: new Date() }).where('id', '=', old).execute(),
    );
    expect(await use(expired, '/api/devices')).toMatchObject({ status: 401 });
    expect(await use(`wl_${'x'.repeat(64)}`, '/api/devices')).toMatchObject({ status: 401 });
    expect(await use('nonsense', '/api/devices')).toMatchObject({ status: 401 });
  });

  it('may no more than its maker, whose access may end', async () => {
    const { key } = await make();
    await suspendMember(test().database, server().organisation, analyst, { by: null, because: 'Away' });
    expect(await use(key, '/api/devices')).toMatchObject({ status: 403, body: { code: 'no-organisation' } });
    await reactivateMember(test().database, server().organisation, analyst);
    expect((await browser.get('/api/keys')).status).toBe(401);
    await server().forgetAttempts();
    await browser.signIn('analyst@hospital.example', PASSWORD);
    await browser.post('/api/auth/two-factor/verify-totp', { code: await oneTimeCode(uri) });
    await kysely()
      .updateTable('membership')
      .set({ role: 'platform-administrator' } as never)
      .where('user_id', '=', analyst)
      .execute();
    expect(await use(key, '/api/devices')).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
    await kysely()
      .updateTable('membership')
      .set({ role: 'security-analyst' } as never)
      .where('user_id', '=', analyst)
      .execute();
    expect(await use(key, '/api/devices')).toMatchObject({ status: 200 });
  });

  it.each([
    ['more than its maker may', { scopes: ['mitigation:execute'] }, 403],
    ['an unknown permission', { scopes: ['everything:edit'] }, 400],
    ['no scope', { scopes: [] }, 400],
    ['no end', { expiresAt: undefined }, 400],
    ['an end in two years', { expiresAt: inDays(730) }, 400],
    ['an end in the past', { expiresAt: inDays(-1) }, 400],
    ['a network that is none', { addresses: ['10.0.0.0/33'] }, 400],
    ['the work of a directory', { kind: 'directory', scopes: [] }, 403],
  ])('with %s is not made', async (_, more, status) => {
    expect((await browser.post('/api/keys', wanted(more))).status).toBe(status);
  });

  it('of somebody else is neither seen nor revoked, but by who administers', async () => {
    const { id } = await make();
    await server().addPerson('other@hospital.example', 'auditor');
    const other = new Browser(server().origin);
    await other.signIn('other@hospital.example', PASSWORD);
    expect((await other.get('/api/keys')).body.keys).toEqual([]);
    expect((await other.call('DELETE', `/api/keys/${id}`)).status).toBe(404);
    const administrator = await server().administrator();
    expect((await administrator.get('/api/keys?all=true')).body.keys).toContainEqual(
      expect.objectContaining({ id }),
    );
    expect((await administrator.call('DELETE', `/api/keys/${id}`)).status).toBe(200);
  });
});

it.each([
  ['10.20.3.4', ['10.20.0.0/16'], true],
  ['10.21.3.4', ['10.20.0.0/16'], false],
  ['10.20.3.4', ['10.20.3.4'], true],
  ['fd00::1', ['fd00::/8'], true],
  ['fe80::1', ['fd00::/8', '10.0.0.0/8'], false],
  ['192.0.2.1', [], true],
  ['not an address', ['0.0.0.0/0'], false],
])('%s within %j: %s', (address, networks, expected) => {
  expect(isWithin(address, networks)).toBe(expected);
});
