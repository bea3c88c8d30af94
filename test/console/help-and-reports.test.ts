/** Help where it is needed, and reports on paper, as people use them. */

import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { ACCOUNT, type ConsoleServer, scored, startConsoleServer } from '../support/console-server.ts';
import { breachesOfAccess, open, visit } from '../support/console-visit.ts';
import { PUMP_CVE } from '../support/feed-folder.ts';
import { useTestDatabase } from '../support/test-database.ts';

const LIMIT_MS = 180_000;
const installed = chromiumPath() !== undefined;

describe.skipIf(!installed)('help and reports', () => {
  const test = useTestDatabase();
  let server: ConsoleServer;
  let chromium: Chromium;
  let api: Browser;

  beforeAll(async () => {
    server = await startConsoleServer(test(), { withFeeds: true });
    chromium = await startChromium();
    api = new Browser(server.origin);
    await api.post('/api/setup', { token: server.setupToken, ...ACCOUNT });
    await api.signIn(ACCOUNT.email, ACCOUNT.password);
    await api.enrol(ACCOUNT.password);
    await server.load(api, 'small-hospital.pcap');
    await scored(api);
  }, LIMIT_MS);
  afterAll(async () => {
    await chromium?.close();
    await server?.stop();
  }, LIMIT_MS);

  it('the tour is taken by keys, left by Escape, and does not come back', { timeout: LIMIT_MS }, async () => {
    const { page, complaints, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/devices`);
    const tour = page.getByRole('dialog', { name: 'Tour' });
    expect(await tour.count()).toBe(0);
    await page.keyboard.press('?');
    await page.getByRole('button', { name: 'Take the tour' }).click();
    await tour.getByText('1 of 5').waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await tour.getByRole('heading', { name: 'Find anything' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await tour.getByText('1 of 5').waitFor();
    await page.keyboard.press('Escape');
    await tour.waitFor({ state: 'detached' });
    await open(page, `${server.origin}/devices`);
    expect(await tour.count()).toBe(0);
    expect(complaints).toEqual([]);
    await end();
  });

  it('the palette finds a vulnerability by a part of its id, and a term tells what it means', {
    timeout: LIMIT_MS,
  }, async () => {
    const { page, complaints, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/devices`);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(PUMP_CVE.slice(4).toLowerCase());
    await page.getByRole('option', { name: new RegExp(PUMP_CVE) }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: PUMP_CVE }).waitFor();
    await page.getByRole('button', { name: 'EPSS', exact: true }).focus();
    await page.getByText('How likely a vulnerability is attacked anywhere within 30 days.').waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('a report is a sheet of paper: no navigation, every gap in full, and a PDF', {
    timeout: LIMIT_MS,
  }, async () => {
    const { page, complaints, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/`);
    await page.getByRole('link', { name: 'Executive report' }).click();
    await page.getByRole('heading', { name: 'What this rests on' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation', { name: 'Pages' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Print or save as PDF' }).count()).toBe(0);
    const words = (await page.locator('article').textContent()) ?? '';
    expect(words).toContain(ACCOUNT.organisation);
    expect(words).toContain('All devices of the organisation.');
    const { body: fleet } = await api.get('/api/risk');
    for (const caveat of fleet.caveats) expect(words).toContain(caveat);
    expect(words).toMatch(/Of \d+ devices the risk is not known/);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    // Two sides of A4.
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length).toBe(2);
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45]\.?\d* 84[12]/);
    expect(complaints).toEqual([]);
    await end();
  });
});
