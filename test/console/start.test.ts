/** From an empty server to a demonstration hospital and back, by the first steps; and what other systems are told. */

import { expect, it } from 'vitest';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, open, SCHEMES, settled } from '../support/console-visit.ts';

const LIMIT_MS = 300_000;
describeConsole('first steps', { withFeeds: true, from: 'account' }, (here) => {
  it('are told by what is there, and a link leads to each', async () => {
    const { page, complaints, end } = await here().look('/start');
    const steps = page.getByRole('navigation', { name: 'Steps' });
    await steps.getByRole('button', { name: /Hospital and networks.*Not yet/ }).waitFor();
    await page.getByRole('button', { name: 'Add a site' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('North building');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await steps.getByRole('button', { name: /Hospital and networks.*Done/ }).waitFor();
    // What is done leads on to what is not.
    await steps.locator('[aria-current=step]').getByText('Traffic').waitFor();
    await page.getByRole('button', { name: 'Leave it out for now' }).click();
    await page.waitForURL('**step=feeds**');
    for (const step of ['traffic', 'feeds', 'people']) {
      await open(page, `/start?step=${step}`);
      await expect.poll(() => steps.locator('[aria-current=step]').count(), { message: step }).toBe(1);
      expect(await breachesOfAccess(page), step).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await end();
  });

  it('show the secret of a webhook once, and send a test to it', async () => {
    const { page, end } = await here().look('/administration/outputs?add=webhook');
    await page.getByLabel('Name').fill('SIEM');
    await page.getByLabel('Address').fill('https://siem.invalid/hook');
    await page.getByRole('dialog').getByRole('button', { name: 'Add a webhook' }).click();
    await page.getByText('It is shown only now', { exact: false }).waitFor();
    const secret = await page.getByRole('dialog').locator('code').textContent();
    expect(secret).toMatch(/^[\w-]{40,}$/);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Send a test to SIEM' }).click();
    await page.getByText('Last deliveries').click();
    await settled(page);
    expect(await page.content()).not.toContain(secret);
    expect(await breachesOfAccess(page)).toEqual([]);
    await end();
  });

  it('bring the demonstration hospital with one click, and take it away with one', async () => {
    const { page, complaints, end } = await here().look('/start');
    await page.getByRole('button', { name: 'Try the demonstration hospital' }).click();
    await page.getByRole('button', { name: 'Look at it' }).click({ timeout: LIMIT_MS });
    const line = page.getByRole('note', { name: 'Demonstration' });
    for (const address of ['/devices', '/vulnerabilities', '/map', '/imports', '/administration/outputs']) {
      await open(page, address);
      await line.waitFor();
      expect(await breachesOfAccess(page), address).toEqual([]);
    }
    await open(page, '/imports');
    await page.getByRole('row', { name: /register\.csv/ }).click();
    const look = page.getByRole('dialog');
    await look.getByText('What it says otherwise than was known').waitFor();
    await look.getByText('The file says').first().waitFor();
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await breachesOfAccess(page), scheme).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await line.getByRole('button', { name: 'Remove it' }).click();
    await line.waitFor({ state: 'detached' });
    const { api } = here();
    await expect.poll(async () => (await api.get('/api/demonstration')).body.demonstration).toBeNull();
    await expect.poll(async () => (await api.get('/api/me')).body.organisations).toHaveLength(1);
    expect(complaints).toEqual([]);
    await end();
  });

  it('send an asset register with what its columns hold', async () => {
    const { page, end } = await here().look('/imports');
    const register = 'Inv,Hersteller,Typ,Platz\n1,Acme,Pump,2.114\n';
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'register.csv', mimeType: 'text/csv', buffer: Buffer.from(register) });
    const dialog = page.getByRole('dialog', { name: 'Columns of register.csv' });
    await dialog.waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    await dialog.getByLabel('Inv').click();
    await page.getByRole('option', { name: 'Asset tag' }).click();
    await dialog.getByRole('button', { name: 'Send the file' }).click();
    await page
      .getByRole('row', { name: /register\.csv/ })
      .getByText('Read', { exact: true })
      .waitFor();
    const { body } = await here().api.get('/api/imports');
    expect(body.imports[0]).toMatchObject({ format: 'cmms-csv', read: 1, unmatched: 1 });
    await end();
  });
});
