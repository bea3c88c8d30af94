/** The pictures of docs/screenshots, of the synthetic sample alone: `npm run screenshots` takes them anew. */

import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { describeConsole } from '../support/console-test.ts';
import { open, SCHEMES, type Scheme } from '../support/console-visit.ts';
import { addressOf, PAGE_ADDRESSES } from './addresses.ts';

const FOLDER = new URL('../../docs/screenshots/', import.meta.url).pathname;
/** Pages that show what Wardlight is for; the others look like them. */
const PICTURED = [
  ...(['overview', 'devices', 'device', 'map', 'vulnerabilities', 'vulnerability', 'risk'] as const),
  ...(['alerts', 'executive-report', 'sign-in'] as const),
] as const;
/** What is used at the bedside too. */
const ON_PHONES: readonly string[] = ['devices', 'device', 'alerts', 'sign-in'];
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

describeConsole(
  'pictures',
  { withFeeds: true, onlyIf: process.env['UPDATE_SCREENSHOTS'] !== undefined },
  (here) => {
    beforeAll(() => {
      fs.mkdirSync(FOLDER, { recursive: true });
    });

    async function picture(
      name: string,
      scheme: Scheme,
      width: number,
      scene?: (page: Page) => Promise<void>,
    ) {
      const listed = PAGE_ADDRESSES.find((page) => page.name === (SCENES[name]?.page ?? name));
      if (!listed) throw new Error(`there is no page ${name}`);
      const { page, end } = await here().visit({ width, scheme, signedOut: listed.signedOut ?? false });
      await page.clock.setFixedTime(NOW);
      await open(page, await addressOf(listed, here().api));
      await scene?.(page);
      const file = `${FOLDER}${name}${width < 640 ? '-phone' : ''}-${scheme}.png`;
      await page.screenshot({ path: file, animations: 'disabled' });
      await end();
      expect(fs.statSync(file).size).toBeLessThan(PICTURE_LIMIT);
    }

    it.each(PICTURED)('of %s', async (name) => {
      for (const scheme of SCHEMES) await picture(name, scheme, 1_280);
      if (ON_PHONES.includes(name)) await picture(name, 'light', 390);
    });

    it.each(Object.entries(SCENES))('of %s', async (name, { act }) => {
      for (const scheme of SCHEMES) await picture(name, scheme, 1_280, act);
    });
  },
);
