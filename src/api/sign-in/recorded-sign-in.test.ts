import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { Browser, oneTimeCode } from '../../../test/support/browser.ts';
import { asOwner } from '../../../test/support/test-database.ts';
import { useTestServer } from '../../../test/support/test-server.ts';
import type { AuditEntry } from '../../audit/entry.ts';
import { listEntries } from '../../store/audit.ts';
import { allOrganisations } from '../../store/organisations.ts';
import { offerSetup } from '../../store/people.ts';

const test = useTestServer();
const EMAIL = 'ann@hospital.example';
const PASSWORD = 'correct horse battery';
let origin = '';
let uri = '';
let organisation = '';

beforeAll(async () => {
  const { server, database } = test();
  origin = await server.listen({ host: '127.0.0.1', port: 0 });
  const token = await offerSetup(database);
  const account = { token, organisation: 'St. Ann', name: 'Ann', email: EMAIL, password: PASSWORD };
  expect((await newBrowser().post('/api/setup', account)).status).toBe(201);
  organisation = (await allOrganisations(database))[0] ?? '';
});

/** Tells the server the origin that it believes to have. */
const newBrowser = () => new Browser(origin, { origin: 'http://127.0.0.1:8420' });

async function recorded(work: () => Promise<unknown>): Promise<AuditEntry[]> {
  const { database } = test();
  const [last] = await listEntries(database, organisation, { limit: 1 });
  await work();
  const all = await listEntries(database, organisation, { limit: 100 });
  return all.filter(({ sequence }) => sequence > (last?.sequence ?? 0)).reverse();
}

const told = (entries: readonly AuditEntry[]) =>
  entries.map(({ who, action, result, code }) => [who.name, action, result, code]);

describe('the audit log', () => {
  it('begins with the set-up', async () => {
    const [first] = await listEntries(test().database, organisation, { limit: 1, before: 2 });
    expect(first).toMatchObject({
      ...{ sequence: 1, action: 'organisation.set-up', result: 'done', ip: '127.0.0.1' },
      ...{ who: { kind: 'person', name: 'Ann' }, change: { name: 'St. Ann' } },
    });
  });

  it('has a wrong token of the set-up, of nobody', async () => {
    const account = {
      token: 'x'.repeat(43),
      organisation: 'Eve',
      name: 'Eve',
      email: 'e@x.example',
      password: PASSWORD,
    };
    const entries = await recorded(() => newBrowser().post('/api/setup', account));
    expect(entries).toMatchObject([
      {
        who: { kind: 'unknown', id: null, name: null },
        action: 'organisation.set-up',
        code: 'setup-refused',
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('Eve');
  });

  it('has sign-in, the second factor and sign-out, with the session', async () => {
    const browser = newBrowser();
    const entries = await recorded(async () => {
      await browser.signIn(EMAIL, 'wrong horse battery');
      await browser.signIn(EMAIL, PASSWORD);
      uri = await browser.enrol(PASSWORD);
      await browser.post('/api/auth/sign-out', {});
    });
    expect(told(entries)).toEqual([
      ['Ann', 'session.begin', 'refused', 'invalid-email-or-password'],
      ['Ann', 'session.begin', 'done', null],
      ['Ann', 'account.two-factor-enable', 'done', null],
      ['Ann', 'second-factor.confirm', 'done', null],
      ['Ann', 'session.end', 'done', null],
    ]);
    const [refused, begun, , confirmed] = entries;
    expect(refused?.session).toBeNull();
    expect(begun).toMatchObject({ session: expect.stringMatching(/^[0-9a-f]{64}$/), ip: '127.0.0.1' });
    expect(begun?.roles).toContain('ciso');
    expect(confirmed?.session).toMatch(/^[0-9a-f]{64}$/);
  });

  it('tells a right password from a right second factor, and a code that was used from a wrong one', async () => {
    const browser = newBrowser();
    const code = await oneTimeCode(uri);
    const verify = (given: string) => browser.post('/api/auth/two-factor/verify-totp', { code: given });
    const entries = await recorded(async () => {
      await browser.signIn(EMAIL, PASSWORD);
      await verify('000000');
      await verify(code);
      await browser.post('/api/auth/sign-out', {});
      await browser.signIn(EMAIL, PASSWORD);
      await verify(code);
    });
    expect(told(entries)).toEqual([
      ['Ann', 'session.password', 'done', null],
      ['Ann', 'session.second-factor', 'refused', 'invalid-code'],
      ['Ann', 'session.second-factor', 'done', null],
      ['Ann', 'session.end', 'done', null],
      ['Ann', 'session.password', 'done', null],
      ['Ann', 'session.second-factor', 'refused', 'code-used'],
    ]);
  });

  it('has who tries addresses without an account once in a quarter of an hour, and does not say which', async () => {
    const entries = await recorded(async () => {
      for (const name of ['eve', 'mallory']) await newBrowser().signIn(`${name}@elsewhere.example`, PASSWORD);
    });
    expect(entries).toMatchObject([{ who: { kind: 'unknown' }, action: 'session.begin', result: 'refused' }]);
    expect(JSON.stringify(entries)).not.toContain('elsewhere');
  });

  it('holds no password, code or secret', async () => {
    const all = sql<{ entry: string }>`select entry from audit`;
    const { rows } = await asOwner(test().database, organisation, all);
    expect(rows.length).toBeGreaterThan(10);
    const whole = rows.map(({ entry }) => entry).join('\n');
    const secret = new URL(uri).searchParams.get('secret') ?? '?';
    for (const hidden of [PASSWORD, 'wrong horse', '000000', secret]) expect(whole).not.toContain(hidden);
  });

  it('lets nobody in when it cannot be written', async () => {
    const { database } = test();
    await sql`alter table audit rename to audit_away`.execute(database.kysely);
    const browser = newBrowser();
    const answer = await browser.signIn(EMAIL, PASSWORD);
    await sql`alter table audit_away rename to audit`.execute(database.kysely);
    expect(answer).toMatchObject({ status: 503, body: { code: 'not-recorded' } });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});
