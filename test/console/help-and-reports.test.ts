/** Help where it is needed, and reports on paper, as people use them. */

import { expect, it } from 'vitest';
import { ACCOUNT } from '../support/console-server.ts';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, open, settled } from '../support/console-visit.ts';
import { PUMP_CVE } from '../support/feed-folder.ts';

describeConsole('help and reports', { withFeeds: true }, (here) => {
  it('the tour is taken by keys, left by Escape, and does not come back', async () => {
    const { page, complaints, end } = await here().look('/devices');
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
    await open(page, '/devices');
    expect(await tour.count()).toBe(0);
    expect(complaints).toEqual([]);
    await end();
  });

  it('the palette finds a vulnerability by a part of its id, and a term tells what it means', async () => {
    const { page, complaints, end } = await here().look('/devices');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(PUMP_CVE.slice(4).toLowerCase());
    await page.getByRole('option', { name: new RegExp(PUMP_CVE), selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: PUMP_CVE }).waitFor();
    await settled(page);
    await page.getByRole('button', { name: 'EPSS', exact: true }).focus();
    await page.getByText('How likely a vulnerability is attacked anywhere within 30 days.').waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('a report is a sheet of paper: no navigation, every gap in full, and a PDF', async () => {
    const { page, complaints, end } = await here().look('/');
    await page.getByRole('link', { name: 'Executive report' }).click();
    await page.getByRole('heading', { name: 'What this rests on' }).waitFor();
    await settled(page);
    await page.emulateMedia({ media: 'print' });
    await page.getByRole('navigation', { name: 'Pages' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Print or save as PDF' }).waitFor({ state: 'hidden' });
    const words = (await page.locator('article').textContent()) ?? '';
    expect(words).toContain(ACCOUNT.organisation);
    expect(words).toContain('All devices of the organisation.');
    const { body: fleet } = await here().api.get('/api/risk');
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
