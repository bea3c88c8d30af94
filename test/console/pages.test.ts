/** Every page as people see it: in both schemes, on a phone, a laptop and a large screen. */

import fs from 'node:fs';
import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { ACCOUNT, type ConsoleServer, scored, startConsoleServer } from '../support/console-server.ts';
import { breachesOfAccess, looksRight, open, SCHEMES, settled, visit } from '../support/console-visit.ts';
import { useTestDatabase } from '../support/test-database.ts';
import { PAGE_ADDRESSES } from './addresses.ts';

const LIMIT_MS = 180_000;
const REGISTRY = fs.readFileSync(new URL('../../web/pages/registry.ts', import.meta.url), 'utf8');
const ASSETS = new URL('../../dist/web', import.meta.url).pathname;
/** First load (console design, section 7), with Brotli, which browsers take over TLS and from this machine. */
const SCRIPT_LIMIT = 250_000;

const installed = chromiumPath() !== undefined;
if (!installed)
  process.stderr.write('chromium is not installed: the pages of the console were NOT looked at\n');

describe.skipIf(!installed)('the console', () => {
  const test = useTestDatabase();
  const api = { current: undefined as Browser | undefined };
  let server: ConsoleServer;
  let chromium: Chromium;
  const person = () => {
    if (!api.current) throw new Error('nobody is signed in yet');
    return api.current;
  };

  beforeAll(async () => {
    server = await startConsoleServer(test(), { withFeeds: true });
    chromium = await startChromium();
    api.current = new Browser(server.origin);
    await api.current.post('/api/setup', { token: server.setupToken, ...ACCOUNT });
    await api.current.signIn(ACCOUNT.email, ACCOUNT.password);
    await api.current.enrol(ACCOUNT.password);
    await server.load(api.current, 'small-hospital.pcap');
    await scored(api.current);
  }, LIMIT_MS);
  afterAll(async () => {
    await chromium?.close();
    await server?.stop();
  }, LIMIT_MS);

  it('has an address here for each of its pages', () => {
    const registered = [...REGISTRY.matchAll(/^ {4}path: '([^']+)'/gm)].map(([, path]) => path);
    expect(registered.length).toBeGreaterThan(5);
    const addressed = PAGE_ADDRESSES.map(({ path }) => path).filter((path) => path !== '$');
    expect(addressed.sort()).toEqual(registered.sort());
  });

  it.each(PAGE_ADDRESSES)(
    '$name looks right everywhere',
    { timeout: LIMIT_MS },
    async ({ path, address, signedOut, refused }) => {
      const seen = await visit(chromium, {
        ...{ origin: server.origin, refused },
        ...(signedOut ? {} : { as: person() }),
      });
      await open(seen.page, `${server.origin}${address ? await address(person()) : path}`);
      await looksRight(seen);
      await seen.end();
    },
  );

  it.each(SCHEMES)(
    'is accessible with what opens over its pages (%s)',
    { timeout: LIMIT_MS },
    async (scheme) => {
      const { page, complaints, end } = await visit(chromium, {
        origin: server.origin,
        scheme,
        as: person(),
      });
      const check = async (what: string) => expect(await breachesOfAccess(page), what).toEqual([]);
      await open(page, `${server.origin}/devices`);
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('plum');
      await page.getByRole('option', { name: /Plum/ }).waitFor();
      await check('palette');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await check('keys');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menu').waitFor();
      await check('columns');
      await page.keyboard.press('Escape');
      await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Category' }).click();
      await page.getByRole('checkbox', { name: 'CT scanner' }).waitFor();
      await check('filter');
      await page.keyboard.press('Escape');
      await open(
        page,
        `${server.origin}${await (PAGE_ADDRESSES.find(({ name }) => name === 'device')?.address?.(person()) ?? '')}`,
      );
      await page.getByRole('button', { name: /^Why do you say this\? Model/ }).click();
      await page.getByText('vendor-class').waitFor();
      await check('evidence');
      expect(complaints).toEqual([]);
      await end();
    },
  );

  it('loads at most 250 kB of script at first, list of devices included', { timeout: LIMIT_MS }, async () => {
    for (const address of ['/sign-in', '/devices']) {
      const { page, scripts, end } = await visit(chromium, { origin: server.origin, as: person() });
      await open(page, `${server.origin}${address}`);
      await settled(page);
      await end();
      const octets = [...new Set(scripts)].reduce((sum, script) => sum + transferred(script), 0);
      expect(octets, address).toBeGreaterThan(50_000);
      expect(octets, `${address} loads ${octets} octets of script`).toBeLessThanOrEqual(SCRIPT_LIMIT);
    }
  });
});

/** Octets of a script as they are sent. */
function transferred(script: string): number {
  const compressed = `${ASSETS}${script}.br`;
  return fs.statSync(fs.existsSync(compressed) ? compressed : `${ASSETS}${script}`).size;
}
