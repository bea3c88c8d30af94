import { beforeEach, describe, expect, it } from 'vitest';
import { Browser, oneTimeCode } from '../../../test/support/browser.ts';
import { EMAIL, PASSWORD, SECRET, useSignInServer } from '../../../test/support/sign-in-server.ts';
import { SoftwareAuthenticator } from '../../../test/support/software-authenticator.ts';
import { useTestDatabase } from '../../../test/support/test-database.ts';
import { loadDeviceRules } from '../../main/load-knowledge.ts';
import { CaptureFiles } from '../../store/capture-files.ts';
import { CaptureStore } from '../../store/captures.ts';
import { FAILURE_LIMIT } from '../../store/sign-in-attempts.ts';
import { buildServer } from '../server.ts';

const test = useTestDatabase();
const server = useSignInServer(test);
const kysely = () => test().database.kysely;
let address = 0;
/** A browser somewhere else than all before: requests of one address in a minute are limited, too. */
const open = () => new Browser(server().origin, { from: `10.0.${++address >> 8}.${address & 255}` });
const openHere = () => new Browser(server().origin, { from: '192.0.2.1' });
const WRONG = 'wrong horse battery';

beforeEach(() => server().forgetAttempts());

/** Lets the failures be so old. */
async function ageFailures(minutes: number) {
  await kysely()
    .updateTable('sign_in_attempt')
    .set({ at: new Date(Date.now() - minutes * 60_000) })
    .execute();
}

/** Failures from many addresses, so that none is locked. */
async function failElsewhere(email: string, times: number) {
  for (let time = 0; time < times; time++) await open().signIn(email, WRONG);
}

describe('failures', () => {
  it('lock an account for a quarter of an hour, whatever is tried then', async () => {
    await failElsewhere(EMAIL, FAILURE_LIMIT);
    expect(await open().signIn(EMAIL, PASSWORD)).toMatchObject({ status: 429, body: { code: 'locked' } });
    await ageFailures(14);
    expect((await open().signIn(EMAIL, PASSWORD)).status).toBe(429);
    await ageFailures(15);
    expect((await open().signIn(EMAIL, PASSWORD)).status).toBe(200);
  });

  it('lock an address over all accounts', async () => {
    for (let time = 0; time < FAILURE_LIMIT; time++)
      await openHere().signIn(`nobody${time}@hospital.example`, WRONG);
    expect((await openHere().signIn(EMAIL, PASSWORD)).status).toBe(429);
    expect((await open().signIn(EMAIL, PASSWORD)).status).toBe(200);
  });

  it('are the same for accounts that do not exist', async () => {
    const answers = async (email: string) => {
      await server().forgetAttempts();
      const [first] = [await open().signIn(email, WRONG)];
      await failElsewhere(email, FAILURE_LIMIT - 1);
      return [first, await open().signIn(email, WRONG)].map(({ status, body }) => ({ status, body }));
    };
    expect(await answers('nobody@hospital.example')).toEqual(await answers(EMAIL));
  });

  it('do not pass the limit when many come at once', async () => {
    const email = 'many@hospital.example';
    const answers = await Promise.all(Array.from({ length: 12 }, () => open().signIn(email, WRONG)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(FAILURE_LIMIT).fill(401), ...Array(12 - FAILURE_LIMIT).fill(429)]);
  });

  it('of other accounts stay when somebody signs in from the same address', async () => {
    const email = 'mallory@hospital.example';
    await server().addPerson(email, 'auditor');
    for (let time = 1; time < FAILURE_LIMIT; time++) {
      await openHere().signIn(EMAIL, WRONG);
      expect((await openHere().signIn(email, PASSWORD)).status).toBe(200); // changes nothing for the victim
    }
    await openHere().signIn(EMAIL, WRONG);
    expect((await openHere().signIn(email, PASSWORD)).status).toBe(429);
  });

  it('of second factors count too, and a right password does not forgive them', async () => {
    const email = 'eve@hospital.example';
    await server().addPerson(email, 'auditor');
    const first = open();
    await first.signIn(email, PASSWORD);
    const uri = await first.enrol(PASSWORD);
    for (let time = 0; time < FAILURE_LIMIT; time++) {
      const browser = open();
      expect((await browser.signIn(email, PASSWORD)).status).toBe(200);
      expect((await browser.post('/api/auth/two-factor/verify-totp', { code: '000000' })).status).toBe(401);
    }
    expect((await open().signIn(email, PASSWORD)).status).toBe(429);
    await ageFailures(15);
    const browser = open();
    await browser.signIn(email, PASSWORD);
    expect(
      (await browser.post('/api/auth/two-factor/verify-totp', { code: await oneTimeCode(uri) })).status,
    ).toBe(200);
    expect(await kysely().selectFrom('sign_in_attempt').selectAll().execute()).toEqual([]);
  });

  it('take as long for accounts that do not exist', async () => {
    const medianMillis = async (email: string) => {
      const times: number[] = [];
      for (let time = 0; time < 9; time++) {
        await server().forgetAttempts();
        const start = performance.now();
        await open().signIn(email, WRONG);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[4] ?? 0;
    };
    await medianMillis(EMAIL); // warm
    const [known, unknown] = [await medianMillis(EMAIL), await medianMillis('nobody@hospital.example')];
    // Without a hash for the unknown, the ratio is about a tenth.
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });
});

describe('a passkey', () => {
  const enrolled = async (email: string) => {
    await server().addPerson(email, 'security-analyst');
    const browser = open();
    await browser.signIn(email, PASSWORD);
    const authenticator = new SoftwareAuthenticator(server().origin);
    expect((await authenticator.register(browser)).status).toBe(200);
    return { authenticator, browser };
  };

  it('signs in alone, with the second factor proven, and while the password is locked', async () => {
    const { authenticator } = await enrolled('key1@hospital.example');
    await failElsewhere('key1@hospital.example', FAILURE_LIMIT);
    const browser = open();
    expect((await authenticator.signIn(browser)).status).toBe(200);
    expect((await browser.get('/api/devices')).status).toBe(200);
    expect((await browser.get('/api/sessions')).body.sessions).toContainEqual(
      expect.objectContaining({ present: true, factor: 'passkey' }),
    );
  });

  it.each([
    ['without a PIN or fingerprint', { userVerified: false }, 401],
    ['for a page of another origin', { origin: 'https://hospital.example.elsewhere.example' }, 400],
    ['with a counter that went back', { counter: 1 }, 400],
  ])('%s is refused', async (_, ceremony, status) => {
    const { authenticator } = await enrolled(`${crypto.randomUUID()}@hospital.example`);
    expect((await authenticator.signIn(open())).status).toBe(200);
    expect((await authenticator.signIn(open())).status).toBe(200);
    const browser = open();
    expect((await authenticator.signIn(browser, ceremony)).status).toBe(status);
    expect((await browser.get('/api/me')).status).toBe(401);
  });

  it('answers a challenge once, in the browser that asked', async () => {
    const { authenticator } = await enrolled('key2@hospital.example');
    const browser = open();
    const response = await authenticator.answer(browser);
    const thief = open();
    await thief.get('/api/auth/passkey/generate-authenticate-options');
    expect((await thief.post('/api/auth/passkey/verify-authentication', { response })).status).toBe(400);
    expect((await browser.post('/api/auth/passkey/verify-authentication', { response })).status).toBe(200);
    expect((await browser.post('/api/auth/passkey/verify-authentication', { response })).status).toBe(400);
  });

  it('is not registered without a PIN or fingerprint, nor for another origin', async () => {
    await server().addPerson('key3@hospital.example', 'auditor');
    const browser = open();
    await browser.signIn('key3@hospital.example', PASSWORD);
    for (const ceremony of [{ userVerified: false }, { origin: 'https://elsewhere.example' }])
      expect(
        (await new SoftwareAuthenticator(server().origin).register(browser, ceremony)).status,
      ).toBeGreaterThan(399);
    expect((await browser.get('/api/session/second-factors')).body.passkeys).toEqual([]);
  });
});

it('sends cookies over TLS alone where the server is reached over TLS', async () => {
  const { database, folder } = test();
  const secured = await buildServer({
    deviceRules: loadDeviceRules(),
    ...{ database, captures: new CaptureStore(database), files: new CaptureFiles(folder) },
    ...{ version: '0.0.0', origin: 'https://wardlight.hospital.example', secret: SECRET, logLevel: 'silent' },
  });
  await server().addPerson('tls@hospital.example', 'auditor');
  const answer = await secured.inject({
    ...{ method: 'POST', url: '/api/auth/sign-in/email' },
    payload: { email: 'tls@hospital.example', password: PASSWORD },
  });
  expect([answer.headers['set-cookie']].flat()).toEqual([
    expect.stringMatching(
      /^__Host-wardlight\.session_token=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    ),
  ]);
  await secured.close();
});
