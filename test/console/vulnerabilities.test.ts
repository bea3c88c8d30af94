/** What people do with vulnerabilities: ask whether they are affected, look why, accept a risk, try a move. */

import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { ACCOUNT, type ConsoleServer, scored, startConsoleServer } from '../support/console-server.ts';
import { breachesOfAccess, open, SCHEMES, visit, WIDTHS } from '../support/console-visit.ts';
import { PUMP_CVE } from '../support/feed-folder.ts';
import { useTestDatabase } from '../support/test-database.ts';

const LIMIT_MS = 180_000;
const installed = chromiumPath() !== undefined;
if (!installed) process.stderr.write('chromium is not installed: vulnerabilities were NOT looked at\n');

describe.skipIf(!installed)('vulnerabilities in the console', () => {
  const test = useTestDatabase();
  let server: ConsoleServer;
  let chromium: Chromium;
  let api: Browser;
  let pump = '';

  beforeAll(async () => {
    server = await startConsoleServer(test(), { withFeeds: true });
    chromium = await startChromium();
    api = new Browser(server.origin);
    await api.post('/api/setup', { token: server.setupToken, ...ACCOUNT });
    await api.signIn(ACCOUNT.email, ACCOUNT.password);
    await api.enrol(ACCOUNT.password);
    await server.load(api, 'small-hospital.pcap');
    await scored(api);
    const { body } = await api.get(`/api/vulnerabilities/${PUMP_CVE}/devices`);
    pump = body.devices[0].device;
  }, LIMIT_MS);
  afterAll(async () => {
    await chromium?.close();
    await server?.stop();
  }, LIMIT_MS);

  it('answers whether one is affected, and what it cannot answer', { timeout: LIMIT_MS }, async () => {
    const { page, complaints, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/vulnerabilities`);
    await page
      .getByRole('row')
      .filter({ hasText: PUMP_CVE })
      .getByText(/Exploited elsewhere/)
      .first()
      .waitFor();
    await page.getByRole('textbox', { name: 'Am I affected by' }).fill('Plum');
    await page.keyboard.press('Enter');
    await page.getByText('1 device affected by Plum.').waitFor();
    await page.getByText('What we cannot answer:').waitFor();
    expect(new URL(page.url()).searchParams.get('asked')).toBe('Plum');
    expect(complaints).toEqual([]);
    await end();
  });

  it('accepts a risk for thirty days in three actions, and takes it back', {
    timeout: LIMIT_MS,
  }, async () => {
    const { page, complaints, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/vulnerabilities/${PUMP_CVE}`);
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Replaced within a month');
    await page.getByRole('button', { name: 'Accept for 30 days' }).click();
    await page.getByText('Risk accepted.').waitFor();
    const { body } = await api.get(`/api/finding-decisions?cve=${PUMP_CVE}`);
    expect(body.decisions).toMatchObject([{ kind: 'accepted', owner: ACCOUNT.name, holds: true }]);
    const days = (Date.parse(body.decisions[0].expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    await open(page, `${server.origin}/risk?tab=register`);
    await page.getByText('Replaced within a month').waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText(`Taken back by ${ACCOUNT.name}`).waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('explains the score of a device, and what a move would make of it', { timeout: LIMIT_MS }, async () => {
    const { page, complaints, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/devices/${pump}?tab=risk`);
    await page.getByText('Is it really this device?').waitFor();
    const { body } = await api.get(`/api/devices/${pump}/risk`);
    await page.getByText(`${body.likely.from.toFixed(1)} to ${body.likely.to.toFixed(1)}`).waitFor();
    await page.getByRole('button', { name: 'Add a move' }).click();
    await page.getByRole('button', { name: 'Remove: Install all fixes' }).waitFor();
    await page
      .locator('p')
      .filter({ hasText: /^Before/ })
      .waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it.each(SCHEMES)(
    'is accessible on the device and in the formula (%s)',
    { timeout: LIMIT_MS },
    async (scheme) => {
      for (const width of WIDTHS)
        for (const address of [`/devices/${pump}?tab=risk`, '/risk?tab=formula', '/risk?tab=register']) {
          const { page, complaints, end } = await visit(chromium, {
            ...{ origin: server.origin, scheme, width, as: api },
          });
          await open(page, `${server.origin}${address}`);
          expect(await breachesOfAccess(page), `${address}, ${width} px`).toEqual([]);
          expect(complaints).toEqual([]);
          await end();
        }
    },
  );
});
