/** A console for all tests of a file: the real server, chromium, and somebody with a second factor who has read the sample. */

import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { Browser } from './browser.ts';
import { chromiumPath, startChromium } from './chromium.ts';
import {
  ACCOUNT,
  type ConsoleOptions,
  type ConsoleServer,
  scored,
  startConsoleServer,
} from './console-server.ts';
import { open, type Visit, type VisitOptions, visit } from './console-visit.ts';
import { type TestDatabase, useTestDatabase } from './test-database.ts';

/** Of each test, of what comes before and of what comes after. */
const LIMIT_MS = 300_000;

interface ConsoleTestOptions extends ConsoleOptions {
  /** How far things are before the first test: nobody has an account, somebody has one, the sample is read. */
  readonly from?: 'nothing' | 'account' | 'sample';
  /** Leaves the tests out, without a word, where this is false. */
  readonly onlyIf?: boolean;
}

interface LookOptions extends Omit<VisitOptions, 'origin' | 'as'> {
  /** Looks as somebody who is not signed in. */
  readonly signedOut?: boolean | undefined;
}

export interface TestConsole extends ConsoleServer, TestDatabase {
  readonly chromium: Chromium;
  /** Whose cookies `look` gives to chromium: the first account, signed in unless tests begin from nothing. */
  readonly api: Browser;
  /** Of the account's authenticator, for `oneTimeCode`; empty where tests begin from nothing. */
  readonly secret: string;
  /** A window of that browser, with nothing in it yet. */
  visit(options?: LookOptions): Promise<Visit>;
  /** The same, with a path of the console opened. */
  look(path: string, options?: LookOptions): Promise<Visit>;
}

/** Describes what people do in a console that is set up once for all of these tests; skipped, with a word, without chromium. */
export function describeConsole(
  what: string,
  { onlyIf = true, ...options }: ConsoleTestOptions,
  tests: (here: () => TestConsole) => void,
): void {
  const installed = chromiumPath() !== undefined;
  if (onlyIf && !installed) process.stderr.write(`chromium is not installed: NOT looked at: ${what}\n`);
  describe.skipIf(!onlyIf || !installed)(what, { timeout: LIMIT_MS }, () => tests(useConsole(options)));
}

function useConsole({ from = 'sample', ...options }: ConsoleTestOptions): () => TestConsole {
  const test = useTestDatabase();
  let here: TestConsole | undefined;
  beforeAll(async () => {
    const server = await startConsoleServer(test(), options);
    const chromium = await startChromium();
    const api = new Browser(server.origin);
    const { origin } = server;
    const visitAs = ({ signedOut = false, ...how }: LookOptions = {}) =>
      visit(chromium, { origin, ...how, ...(!signedOut && { as: api }) });
    const look = async (path: string, how: LookOptions = {}) => {
      const seen = await visitAs(how);
      await open(seen.page, path);
      return seen;
    };
    const secret = from === 'nothing' ? '' : await signUp(api, server.setupToken);
    here = { ...server, ...test(), chromium, api, secret, visit: visitAs, look };
    if (from !== 'sample') return;
    await server.load(api, 'small-hospital.pcap');
    if (options.withFeeds) await scored(api);
  }, LIMIT_MS);
  afterAll(async () => {
    await here?.chromium.close();
    await here?.stop();
  }, LIMIT_MS);
  return () => {
    if (!here) throw new Error('the console runs only within tests');
    return here;
  };
}

/** Makes the first account; returns what its authenticator knows. */
async function signUp(api: Browser, token: string): Promise<string> {
  await api.post('/api/setup', { token, ...ACCOUNT });
  await api.signIn(ACCOUNT.email, ACCOUNT.password);
  return api.enrol(ACCOUNT.password);
}
