/** What people do with vulnerabilities: ask whether they are affected, look why, accept a risk, try a move. */

import { beforeAll, expect, it } from 'vitest';
import { Actions, FEW_ACTIONS } from '../support/actions.ts';
import { ACCOUNT } from '../support/console-server.ts';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, open, SCHEMES, WIDTHS } from '../support/console-visit.ts';
import { advisory, PUMP_CVE } from '../support/feed-folder.ts';

const LIMIT_MS = 180_000;
/** Known since 2019; no device of the sample is known to run what it is in. */
const RDP_CVE = 'CVE-2019-0708';
const WINDOWS = { vendor: 'Microsoft', name: 'Windows 7', versions: '<= 6.1.7601' };
const MORE = { 'csaf/rdp.json': advisory('EXSA-19-001', RDP_CVE, WINDOWS) };

describeConsole('vulnerabilities in the console', { withFeeds: { more: MORE } }, (here) => {
  let pump = '';

  beforeAll(async () => {
    const { body } = await here().api.get(`/api/vulnerabilities/${PUMP_CVE}/devices`);
    pump = body.devices[0].device;
  }, LIMIT_MS);

  it('answers whether one is affected, and what it cannot answer', async () => {
    const { page, complaints, end } = await here().look('/vulnerabilities');
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
    await page.waitForURL((url) => url.searchParams.get('asked') === 'Plum');
    expect(complaints).toEqual([]);
    await end();
  });

  it('whether anything is affected by a known vulnerability takes five actions at most', async () => {
    const { page, complaints, end } = await here().look('/devices');
    const actions = new Actions();
    await actions.take(() =>
      page
        .getByRole('link', { name: /^Vulnerabilities/ })
        .first()
        .click(),
    );
    await actions.take(() => page.getByRole('textbox', { name: 'Am I affected by' }).fill(RDP_CVE));
    await actions.take(() => page.keyboard.press('Enter'));
    // A server runs some Windows, and nobody saw which.
    await page.getByText(`1 device may be affected by ${RDP_CVE}.`).waitFor();
    await page.getByText('What we cannot answer:').waitFor();
    expect(actions.count).toBeLessThanOrEqual(FEW_ACTIONS);
    expect(complaints).toEqual([]);
    await end();
  });

  it('accepts a risk for thirty days in three actions, and takes it back', async () => {
    const { page, complaints, end } = await here().look(`/vulnerabilities/${PUMP_CVE}`);
    const actions = new Actions();
    await actions.take(() => page.getByRole('button', { name: 'Decide' }).click());
    await actions.take(() => page.getByRole('textbox', { name: 'Reason' }).fill('Replaced within a month'));
    await actions.take(() => page.getByRole('button', { name: 'Accept for 30 days' }).click());
    await page.getByText('Risk accepted.').waitFor();
    expect(actions.count).toBe(3);
    const { body } = await here().api.get(`/api/finding-decisions?cve=${PUMP_CVE}`);
    expect(body.decisions).toMatchObject([{ kind: 'accepted', owner: ACCOUNT.name, holds: true }]);
    const days = (Date.parse(body.decisions[0].expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    await open(page, '/risk?tab=register');
    await page.getByText('Replaced within a month').waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText(`Taken back by ${ACCOUNT.name}`).waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('explains the score of a device, and what a move would make of it', async () => {
    const { page, complaints, end } = await here().look(`/devices/${pump}?tab=risk`);
    await page.getByText('Is it really this device?').waitFor();
    const { body } = await here().api.get(`/api/devices/${pump}/risk`);
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

  it.each(SCHEMES)('is accessible on the device and in the formula (%s)', async (scheme) => {
    for (const width of WIDTHS)
      for (const address of [`/devices/${pump}?tab=risk`, '/risk?tab=formula', '/risk?tab=register']) {
        const { page, complaints, end } = await here().look(address, { scheme, width });
        expect(await breachesOfAccess(page), `${address}, ${width} px`).toEqual([]);
        expect(complaints).toEqual([]);
        await end();
      }
  });
});
