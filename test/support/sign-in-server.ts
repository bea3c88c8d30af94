/** A server for tests of sign-in, with a first person who administers it. */

import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { buildServer, type ServerOptions } from '../../src/api/server.ts';
import { hashPassword } from '../../src/api/sign-in/authentication.ts';
import { loadDeviceRules } from '../../src/main/load-knowledge.ts';
import { CaptureFiles } from '../../src/store/capture-files.ts';
import { CaptureStore } from '../../src/store/captures.ts';
import { offerSetup } from '../../src/store/people.ts';
import { Browser, oneTimeCode } from './browser.ts';
import type { TestDatabase } from './test-database.ts';

export const PASSWORD = 'correct horse battery';
export const EMAIL = 'ann@hospital.example';
export const SECRET = 's'.repeat(43);

export interface SignInServer {
  readonly origin: string;
  readonly organisation: string;
  /** Somebody new with one role, whose password is PASSWORD. Gives their id. */
  addPerson(email: string, role: string, organisation?: string): Promise<string>;
  /** Lets what happened happen earlier: failures, one-time codes. */
  forgetAttempts(): Promise<void>;
  /** A browser in which the first person is signed in, with a second factor that was proven now. */
  administrator(): Promise<Browser>;
}

/** Starts one for all tests of the calling file; ask only within tests. */
export function useSignInServer(
  test: () => TestDatabase,
  more: () => Promise<Partial<ServerOptions>> = async () => ({}),
): () => SignInServer {
  let running: SignInServer | undefined;
  let close: () => Promise<unknown> = async () => undefined;
  beforeAll(async () => {
    const { database, folder } = test();
    const { kysely } = database;
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const server = await buildServer({
      ...{ database, captures: new CaptureStore(database), files: new CaptureFiles(folder) },
      deviceRules: loadDeviceRules(),
      ...{ version: '0.0.0', origin, secret: SECRET, logLevel: 'silent' },
      ...(await more()),
    });
    close = () => server.close();
    await server.listen({ host: '127.0.0.1', port });
    const first = new Browser(origin);
    const account = { organisation: 'St. Ann', name: 'Ann', email: EMAIL, password: PASSWORD };
    await first.post('/api/setup', { ...account, token: await offerSetup(database) });
    await first.signIn(EMAIL, PASSWORD);
    const uri = await first.enrol(PASSWORD);
    const { body: me } = await first.get('/api/me');
    running = {
      ...{ origin, organisation: me.organisation },
      async addPerson(email, role, organisation = me.organisation) {
        const id = crypto.randomUUID();
        await kysely.insertInto('user').values({ id, name: email, email, emailVerified: false }).execute();
        const password = await hashPassword(PASSWORD);
        await kysely
          .insertInto('account')
          .values({
            ...{ id, accountId: id, userId: id, password },
            providerId: 'credential',
            updatedAt: new Date(),
          })
          .execute();
        await kysely
          .insertInto('membership')
          .values({ organisation_id: organisation, user_id: id, role })
          .execute();
        return id;
      },
      async forgetAttempts() {
        await kysely.deleteFrom('sign_in_attempt').execute();
        await kysely.updateTable('twoFactor').set({ last_step: null }).execute();
      },
      async administrator() {
        await this.forgetAttempts();
        const browser = new Browser(origin);
        await browser.signIn(EMAIL, PASSWORD);
        await browser.post('/api/auth/two-factor/verify-totp', { code: await oneTimeCode(uri) });
        return browser;
      },
    };
  });
  afterAll(() => close());
  return () => {
    if (!running) throw new Error('the server runs only within tests');
    return running;
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
