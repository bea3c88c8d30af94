/** What people do with devices: find one, ask, keep a view, say what is wrong, edit at the same time, review. */

import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Actions, FEW_ACTIONS } from '../support/actions.ts';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, open, SCHEMES, settled } from '../support/console-visit.ts';

/** Of the pump of the sample that is called P360-55217. */
const SERIAL = '55217';

describeConsole('with devices', {}, (here) => {
  const pump = async () => (await here().api.get('/api/devices?query=plum')).body.devices[0];
  const rowCount = (page: Page) => expect.poll(async () => (await page.getByRole('row').count()) - 1);
  const filter = (page: Page, name: string) =>
    page.getByRole('group', { name: 'Filters' }).getByRole('button', { name, exact: true });

  it('the pump with a serial number is found in five actions at most', async () => {
    const { page, complaints, end } = await here().look('/captures');
    const actions = new Actions();
    await actions.take(() => page.keyboard.press('Control+k'));
    await actions.take(() => page.getByRole('combobox').fill(SERIAL));
    await page.getByRole('option', { name: /P360-55217/, selected: true }).waitFor();
    await actions.take(() => page.keyboard.press('Enter'));
    await page.getByRole('heading', { name: 'P360-55217' }).waitFor();
    await page.getByRole('button', { name: `Why do you say this? Serial: ${SERIAL}` }).waitFor();
    expect(actions.count).toBeLessThanOrEqual(FEW_ACTIONS);
    expect(complaints).toEqual([]);
    await end();
  });

  it('one asks in a language, and a mistake is shown where it is', async () => {
    const { page, complaints, end } = await here().look('/devices');
    const field = page.getByRole('searchbox', { name: 'Search in this list' });
    await field.fill('category:ct vendr:x');
    const mistake = page.getByRole('alert');
    await mistake.getByText('Character 13: Devices have no field "vendr". Did you mean vendor?').waitFor();
    await expect.poll(() => mistake.locator('mark').textContent()).toBe('v');
    expect(new URL(page.url()).searchParams.get('query')).toBeNull();
    await field.fill('category:ct vendor:ge');
    await rowCount(page).toBe(1);
    await page.getByRole('link', { name: 'CT01REV' }).waitFor();
    await mistake.waitFor({ state: 'detached' });

    // A menu edits the same query; what is not known is one of its values, with its number.
    await field.fill('');
    await page.waitForURL((url) => !url.searchParams.has('query'));
    await filter(page, 'Maker').click();
    await page.getByLabel(/^Maker unknown\s*2$/).click();
    await page.waitForURL((url) => url.searchParams.get('query') === 'vendor=unknown');
    await rowCount(page).toBe(2);
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has('query'));

    // A column of a spreadsheet becomes a query for any of its lines.
    await expect.poll(() => field.inputValue()).toBe('');
    // As text, since it runs in the page, whose words these tests do not know.
    await page.evaluate(`{
      const field = document.querySelector('[aria-label="Search in this list"]');
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '10.20.20.41\\n10.20.10.11\\n');
      field.focus();
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }`);
    await rowCount(page).toBe(2);
    expect(complaints).toEqual([]);
    await end();
  });

  it('the list is sorted, narrowed from the strip, and exported as it is shown', async () => {
    const { page, complaints, end } = await here().look('/devices');
    await page.getByRole('button', { name: /^Show only Infusion pump: / }).click();
    await page.waitForURL((url) => url.searchParams.get('query') === 'category:infusion-pump');
    await page.getByRole('button', { name: 'Address', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('sort') === 'address');
    const { body } = await here().api.get('/api/devices?query=category:infusion-pump&sort=address');
    await rowCount(page).toBe(body.devices.length);
    await page.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^CSV/ }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('devices.csv');
    const lines = fs
      .readFileSync(await file.path(), 'utf8')
      .trim()
      .split(/\r?\n/);
    expect(lines[0]).toMatch(/^\W?id/);
    expect(lines.slice(1).map((line) => line.slice(0, 36))).toEqual(
      body.devices.map(({ id }: { id: string }) => id),
    );
    expect(complaints).toEqual([]);
    await end();
  });

  it('a view is kept, changed and deleted, and the deletion taken back', async () => {
    const { page, complaints, end } = await here().look('/devices?query=port:443');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Web servers');
    await page.getByLabel('Everybody of the organisation may see it').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click();
    const tab = page.getByRole('tab', { name: /^Web servers/ });
    const chosen = page.getByRole('tab', { name: /^Web servers/, selected: true });
    await chosen.waitFor();
    await page.getByRole('searchbox').fill('port:443,80');
    const change = page.getByRole('button', { name: 'Save the change' });
    await change.click();
    await change.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await here().api.get('/api/saved-queries')).body.queries)
      .toMatchObject([{ name: 'Web servers', query: 'port:443,80', shared: true, own: true }]);
    await page.getByRole('tab', { name: /^All/ }).click();
    await page.getByRole('tab', { name: /^All/, selected: true }).waitFor();
    await tab.click();
    await chosen.waitFor();
    await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('port:443,80');
    await page.getByRole('button', { name: 'Delete this view' }).click();
    await tab.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await tab.waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('several devices get an owner at once, and all that match a criticality', async () => {
    const { page, complaints, end } = await here().look('/devices?query=category:infusion-pump,ct');
    await page.getByRole('checkbox', { name: 'Select all rows that are loaded' }).check();
    const bar = page.getByRole('region', { name: 'Actions for the selected rows' });
    await bar.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^NDJSON/ }).click(),
    ]);
    const exported = fs
      .readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n');
    expect(exported.map((line) => JSON.parse(line).attributes.model?.value)).toContain('Revolution CT');
    await bar.getByRole('button', { name: 'Set owner' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('CT01REV').waitFor();
    await dialog.getByRole('textbox', { name: 'Owner' }).fill('Biomedical engineering');
    await dialog.getByRole('button', { name: 'Set owner' }).click();
    await page.getByText(/^Owner: \d+ devices changed$/).waitFor();
    const { body } = await here().api.get('/api/devices?query=category:infusion-pump,ct');
    for (const { place } of body.devices) expect(place.owner).toBe('Biomedical engineering');

    // Somebody else is quicker: nothing is overwritten.
    await page.getByRole('checkbox', { name: 'Select CT01REV' }).check();
    const [ct] = (await here().api.get('/api/devices?query=category:ct')).body.devices;
    await here().api.call('PATCH', `/api/devices/${ct.id}`, { version: ct.version, set: { room: 'B 12' } });
    await page.getByRole('button', { name: 'Set criticality' }).click();
    await dialog.getByRole('combobox', { name: 'Criticality' }).selectOption('5');
    await dialog.getByRole('button', { name: 'Set criticality' }).click();
    await dialog.getByText(/Nothing was changed\. Somebody else edited/).waitFor();
    await dialog.getByRole('button', { name: 'Show the list as it is now' }).click();
    await settled(page);
    // The browser writes down each refusal of the server.
    expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([]);
    await end();
  });

  it('a person corrects a value, sees what traffic says, and takes it back', async () => {
    const { page, complaints, end } = await here().look(`/devices/${(await pump()).id}`);
    const fact = page.getByRole('button', { name: /^Why do you say this\? Model/ });
    await fact.click();
    await page.getByRole('button', { name: 'This is wrong' }).click();
    const dialog = page.getByRole('dialog', { name: 'What is right: Model' });
    await dialog.getByRole('textbox', { name: 'Right value' }).fill('Plum 361');
    await dialog.getByRole('textbox', { name: 'Why' }).fill('Read on the type plate');
    await dialog.getByRole('button', { name: 'Set the value' }).click();
    await page.getByText('Traffic says Plum 360').waitFor();
    await page.getByRole('img', { name: 'Set by a person' }).waitFor();
    await page.getByRole('tab', { name: /^Timeline/ }).click();
    await page.getByText('a person set it: Read on the type plate').waitFor();
    await page.getByRole('tab', { name: /^Same device/ }).click();
    await page.getByRole('button', { name: 'Take back' }).click();
    const taking = page.getByRole('dialog', { name: 'Take the decision back' });
    await taking.getByRole('textbox', { name: 'Why' }).fill('Wrong type plate');
    await taking.getByRole('button', { name: 'Take back' }).click();
    await taking.waitFor({ state: 'detached' });
    await page.getByText(': Wrong type plate').waitFor();
    expect((await here().api.get(`/api/devices/${(await pump()).id}`)).body.attributes.model[0].value).toBe(
      'Plum 360',
    );
    expect(complaints).toEqual([]);
    await end();
  });

  it('two people edit at the same time, and neither loses what they said', async () => {
    const { page, complaints, end } = await here().visit();
    const { id, version } = await pump();
    await open(page, `/devices/${id}`);
    await page.getByRole('button', { name: 'Edit place and owner' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Room' }).fill('4.12');
    const other = { version, set: { assetTag: 'A-77' } };
    expect((await here().api.call('PATCH', `/api/devices/${id}`, other)).status).toBe(200);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/Nothing was saved\. Somebody else edited/).waitFor();
    await dialog.getByRole('button', { name: 'Load it again, keep what I typed' }).click();
    await dialog.getByText('Changed meanwhile: Asset tag').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await pump()).place).toMatchObject({ room: '4.12', assetTag: 'A-77' });

    await page.getByRole('tab', { name: /^Notes/ }).click();
    await page.getByRole('textbox', { name: 'New note' }).fill('Battery <b>swapped</b>');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.getByText('Battery <b>swapped</b>').waitFor();
    expect(complaints.filter((complaint) => !complaint.includes('409'))).toEqual([]);
    await end();
  });

  it('two records are joined, and split again by taking that back', async () => {
    const { page, complaints, end } = await here().visit();
    const { id } = await pump();
    const [camera] = (await here().api.get('/api/devices?query=category:ip-camera')).body.devices;
    await open(page, `/devices/${id}?tab=same`);
    await page.getByRole('searchbox', { name: 'Find the other device' }).fill(camera.ips[0]);
    await page.getByRole('button', { name: 'It is the same device' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Why' }).fill('One cabinet');
    await dialog.getByRole('button', { name: 'It is the same device' }).click();
    await page.getByText('Joined with another device').waitFor();
    expect((await here().api.get(`/api/devices/${camera.id}`)).body.id).toBe(id);
    await page.getByRole('listitem').filter({ hasText: 'One cabinet' }).getByRole('button').click();
    await dialog.getByRole('textbox', { name: 'Why' }).fill('Two cabinets');
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(': Two cabinets').waitFor();
    expect((await here().api.get(`/api/devices/${camera.id}`)).body.id).toBe(camera.id);
    expect(complaints).toEqual([]);
    await end();
  });

  it('a device in doubt leaves its queue when somebody says what it is', async () => {
    const { page, complaints, end } = await here().look('/review');
    const before = (await here().api.get('/api/devices?query=category:unknown')).body.devices.length;
    expect(before).toBeGreaterThan(0);
    await rowCount(page).toBe(before);
    await page.getByRole('button', { name: 'Say what it is' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Right value' }).selectOption('workstation');
    await dialog.getByRole('textbox', { name: 'Why' }).fill('Seen at the desk');
    await dialog.getByRole('button', { name: 'Set the value' }).click();
    await rowCount(page).toBe(before - 1);
    expect(complaints).toEqual([]);
    await end();
  });

  it.each(SCHEMES)('what opens over the pages is accessible (%s)', async (scheme) => {
    const { page, complaints, end } = await here().visit({ scheme });
    const check = async (what: string) => expect(await breachesOfAccess(page), what).toEqual([]);
    await open(page, '/devices');
    await page.getByRole('button', { name: 'How to ask' }).click();
    await page.getByText('Telnet open in a network').waitFor();
    await check('help');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('vendr:x');
    await page.getByRole('alert').waitFor();
    await check('mistake');
    await page.getByRole('button', { name: 'Search it as text' }).click();
    await page.getByText('No device matches.').waitFor();
    await check('nothing fits');
    await open(page, '/devices');
    await page.getByRole('checkbox', { name: 'Select all rows that are loaded' }).check();
    await page.getByRole('region', { name: 'Actions for the selected rows' }).waitFor();
    await check('bulk bar');
    await page.getByRole('button', { name: 'Set criticality' }).click();
    await page.getByRole('dialog').waitFor();
    await check('bulk dialog');
    const { id } = await pump();
    for (const tab of ['services', 'timeline', 'same', 'notes', 'sources']) {
      await open(page, `/devices/${id}?tab=${tab}`);
      await check(tab);
    }
    await open(page, `/devices/${id}`);
    await page.getByRole('button', { name: 'Edit place and owner' }).click();
    await page.getByRole('dialog').waitFor();
    await check('place dialog');
    expect(complaints).toEqual([]);
    await end();
  });
});
