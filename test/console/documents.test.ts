/** What people do with documents, controls, alerts and tasks, on the page of a device and on their own. */

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { ACCOUNT } from '../support/console-server.ts';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, open, SCHEMES } from '../support/console-visit.ts';
import { PUMP_CVE } from '../support/feed-folder.ts';

const LIMIT_MS = 240_000;
const NARROW = 390;
const BILL = JSON.stringify({
  ...{ bomFormat: 'CycloneDX', specVersion: '1.5' },
  components: [{ type: 'library', name: 'zlib', version: '1.3.1' }],
});
const FORM = Array.from({ length: 12 }, (_, at) => `SAHD-${at + 1},Hardened?,Yes`).join('\n');

describeConsole('documents, controls, alerts and tasks in the console', { withFeeds: true }, (here) => {
  let pump = '';

  beforeAll(async () => {
    const { body } = await here().api.get(`/api/vulnerabilities/${PUMP_CVE}/devices`);
    pump = body.devices[0].device;
  }, LIMIT_MS);

  async function add(page: Page, name: string, content: string): Promise<void> {
    await page.getByRole('button', { name: 'Add a document' }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  it('adds documents to a device, shows what was read, and removes one', async () => {
    const { page, complaints, end } = await here().look(`/devices/${pump}?tab=documents`);
    await page.getByText('No document yet.').waitFor();
    await add(page, 'bom.json', BILL);
    await page.getByText('CycloneDX SBOM and VEX').waitFor({ timeout: LIMIT_MS });
    await add(page, 'form.csv', FORM);
    await page.getByText('MDS2 2019').waitFor({ timeout: LIMIT_MS });
    await add(page, 'odd.csv', 'a,b\n1,2');
    await page.getByText('This is no form that is known', { exact: false }).waitFor({ timeout: LIMIT_MS });
    await page
      .getByRole('listitem')
      .filter({ hasText: 'bom.json' })
      .getByRole('button', { name: 'Look inside' })
      .click();
    await page.getByRole('cell', { name: 'zlib' }).waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const saving = page.waitForEvent('download');
    await page
      .getByRole('listitem')
      .filter({ hasText: 'form.csv' })
      .getByRole('button', { name: 'Download' })
      .click();
    expect((await saving).suggestedFilename()).toBe('form.csv');
    const odd = page.getByRole('listitem').filter({ hasText: 'odd.csv' });
    await odd.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await odd.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await end();
  });

  it('records a control, which the score takes into account', async () => {
    const { page, complaints, end } = await here().look(`/devices/${pump}?tab=controls`);
    await page.getByRole('button', { name: 'Record a control' }).click();
    await page.getByRole('combobox', { name: 'Control', exact: true }).click();
    await page.getByRole('option', { name: 'Own segment (VLAN)' }).click();
    expect(await breachesOfAccess(page)).toEqual([]);
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText(`recorded by ${ACCOUNT.name}`).waitFor();
    const { body } = await here().api.get(`/api/devices/${pump}/controls`);
    expect(body.controls).toMatchObject([{ countermeasure: 'M3', validation: 'claimed', counts: true }]);
    expect(complaints).toEqual([]);
    await end();
  });

  it('closes an alert with a reason, and makes a task of it that can be done', async () => {
    const { page, complaints, end } = await here().look('/alerts');
    const { body } = await here().api.get(`/api/alerts?cve=${PUMP_CVE}`);
    await page.getByRole('row').filter({ hasText: PUMP_CVE }).dblclick();
    await page.getByRole('button', { name: 'Make a task' }).click();
    await page.getByRole('textbox', { name: 'What is to be done' }).fill('Ask the maker for a patch');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('Made', { exact: true }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByRole('textbox', { name: 'Why' }).fill('Patched by the maker');
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect
      .poll(async () => (await here().api.get(`/api/alerts/${body.alerts[0].id}`)).body, { timeout: 15_000 })
      .toMatchObject({ state: 'closed', reason: 'Patched by the maker', decidedBy: ACCOUNT.name });
    await open(page, '/tasks');
    await page.getByText('Ask the maker for a patch').waitFor();
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.getByText('No task here.').waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it.each(SCHEMES)('is accessible with something on each page (%s)', async (scheme) => {
    const tabs = ['documents', 'controls', 'alerts'].map((tab) => `/devices/${pump}?tab=${tab}`);
    const addresses = [...tabs, '/alerts?state=open,acknowledged,closed', '/tasks?view=ended'];
    for (const address of addresses) {
      const { page, complaints, end } = await here().look(address, { scheme, width: NARROW });
      expect(await breachesOfAccess(page), address).toEqual([]);
      expect(complaints, address).toEqual([]);
      await end();
    }
  });
});
