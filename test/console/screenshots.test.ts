/** The pictures of docs/screenshots, of the synthetic sample alone: `npm run screenshots` takes them anew. */

import fs from 'node:fs';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { ACCOUNT, type ConsoleServer, startConsoleServer } from '../support/console-server.ts';
import { open, SCHEMES, type Scheme, visit } from '../support/console-visit.ts';
import { useTestDatabase } from '../support/test-database.ts';
import { PAGE_ADDRESSES } from './addresses.ts';

const LIMIT_MS = 300_000;
const FOLDER = new URL('../../docs/screenshots/', import.meta.url).pathname;
/** Pages that look like others, or like nothing much. */
const NOT_PICTURED = ['not-found', 'second-factor', 'enrol'];
/** Octets of a picture: many are kept in the repository. */
const PICTURE_LIMIT = 250_000;
/** Seconds after the last packet of the sample: ages look as they do in a hospital, and the same in each run. */
const NOW = new Date('2026-05-04T08:01:00Z');

/** What is opened over a page before its picture is taken. */
const SCENES: Readonly<
  Record<string, { readonly page: string; readonly act: (page: Page) => Promise<void> }>
> = {
  evidence: {
    page: 'device',
    act: async (page) => {
      await page.getByRole('button', { name: /^Why do you say this\? Model/ }).click();
      await page.getByText('vendor-class').waitFor();
    },
  },
  palette: {
    page: 'devices',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('plum');
      await page.getByRole('option', { name: /Plum/ }).waitFor();
    },
  },
};

describe.runIf(process.env['UPDATE_SCREENSHOTS'] !== undefined && chromiumPath() !== undefined)(
  'pictures',
  () => {
    const test = useTestDatabase();
    let server: ConsoleServer;
    let chromium: Chromium;
    const api = { current: undefined as Browser | undefined };

    beforeAll(async () => {
      server = await startConsoleServer(test());
      chromium = await startChromium();
      api.current = new Browser(server.origin);
      await api.current.post('/api/setup', { token: server.setupToken, ...ACCOUNT });
      await api.current.signIn(ACCOUNT.email, ACCOUNT.password);
      await api.current.enrol(ACCOUNT.password);
      await server.load(api.current, 'small-hospital.pcap');
      fs.mkdirSync(FOLDER, { recursive: true });
    }, LIMIT_MS);
    afterAll(async () => {
      await chromium?.close();
      await server?.stop();
    }, LIMIT_MS);

    async function picture(
      name: string,
      scheme: Scheme,
      width: number,
      scene?: (page: Page) => Promise<void>,
    ) {
      const listed = PAGE_ADDRESSES.find((page) => page.name === (SCENES[name]?.page ?? name));
      if (!listed || !api.current) throw new Error(`there is no page ${name}`);
      const as = listed.signedOut ? undefined : api.current;
      const { page, end } = await visit(chromium, {
        origin: server.origin,
        width,
        scheme,
        ...(as && { as }),
      });
      await page.clock.setFixedTime(NOW);
      await open(page, `${server.origin}${listed.address ? await listed.address(api.current) : listed.path}`);
      await scene?.(page);
      const file = `${FOLDER}${name}${width < 640 ? '-phone' : ''}-${scheme}.png`;
      await page.screenshot({ path: file, animations: 'disabled' });
      await end();
      expect(fs.statSync(file).size).toBeLessThan(PICTURE_LIMIT);
    }

    const pictured = PAGE_ADDRESSES.filter(({ name }) => !NOT_PICTURED.includes(name));
    it.each(pictured)('of $name', { timeout: LIMIT_MS }, async ({ name }) => {
      for (const scheme of SCHEMES) await picture(name, scheme, 1_280);
      await picture(name, 'light', 390);
    });

    it.each(Object.entries(SCENES))('of %s', { timeout: LIMIT_MS }, async (name, { act }) => {
      for (const scheme of SCHEMES) await picture(name, scheme, 1_280, act);
    });
  },
);
