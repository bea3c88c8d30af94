/** Work that goes through several pages, from what happens to what stands at the end, with the actions that it takes. */

import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { movedCapture } from '../../src/main/moved-in-time.ts';
import { Actions } from '../support/actions.ts';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, open } from '../support/console-visit.ts';
import { BundleMaker } from '../support/feed-bundle.ts';
import { epssTable, kevCatalogue } from '../support/feed-documents.ts';
import { advisory, PUMP, PUMP_CVE } from '../support/feed-folder.ts';

/** Time for a change of feeds or captures to reach findings on a busy machine. */
const FOLLOWS_MS = 90_000;
const MINUTE_MS = 60_000;
const DAY_S = 86_400;
const SAMPLE = new URL('../../sample/small-hospital.pcap', import.meta.url);

/** On the pumps too; more likely to be attacked than the other as long as that is on no list. */
const LIKELY_CVE = 'CVE-2026-4003';
/** On the pumps, in a document that only a bundle brings. */
const NEW_CVE = 'CVE-2026-4004';

const FORM = Array.from({ length: 12 }, (_, at) => `SAHD-${at + 1},Hardened?,Yes`).join('\n');
const BILL = JSON.stringify({
  ...{ bomFormat: 'CycloneDX', specVersion: '1.5' },
  components: [{ type: 'library', name: 'zlib', version: '1.3.1' }],
});

describeConsole('a new pump goes into service', { withFeeds: true, from: 'account' }, (here) => {
  it('from the first packet to in service, with everything the gate asks', async () => {
    const { api } = here();
    await api.post('/api/sites', { name: 'North building' });
    const actions = new Actions();
    const { page, complaints, end } = await here().look('/captures');
    const send = (name: string, buffer: Buffer) =>
      actions.take(() =>
        page
          .locator('input[type=file]')
          .setInputFiles({ name, mimeType: 'application/octet-stream', buffer }),
      );
    const octets = fs.readFileSync(SAMPLE);

    // It is plugged in: what the mirror port saw is sent, and the pump is there within a minute.
    const plugged = performance.now();
    await send('monday.pcap', octets);
    await page.getByText('Read', { exact: true }).waitFor({ timeout: FOLLOWS_MS });
    await actions.take(() => page.keyboard.press('Control+k'));
    await actions.take(() => page.getByRole('combobox').fill('55217'));
    await page.getByRole('option', { name: /P360-55217/, selected: true }).waitFor();
    expect(performance.now() - plugged).toBeLessThan(MINUTE_MS);
    await actions.take(() => page.keyboard.press('Enter'));

    // It is identified with evidence, and the gate says what is missing.
    await page.getByRole('heading', { name: 'P360-55217' }).waitFor();
    const device = new URL(page.url()).pathname;
    await actions.take(() => page.getByRole('button', { name: /^Why do you say this\? Model/ }).click());
    await page.getByText('ICU Medical Plum 360 v15.1.0').waitFor();
    await actions.take(() => page.keyboard.press('Escape'));
    const gate = page.getByRole('region', { name: 'Not in service yet' });
    await gate.getByText('1 of 8 checks met').waitFor();
    await gate.getByText("The maker's disclosure form (MDS2) is missing.").waitFor();

    // Somebody says where it is, whose, how critical and what can reach it.
    await actions.take(() => page.getByRole('button', { name: 'Edit place and owner' }).click());
    const place = page.getByRole('dialog');
    for (const [label, value] of [
      ['Site', 'North building'],
      ['Reachable from', 'Its own segment'],
      ['Criticality', '5, life-sustaining'],
    ] as const)
      await actions.take(() => place.getByLabel(label, { exact: true }).selectOption({ label: value }));
    await actions.take(() => place.getByRole('textbox', { name: 'Owner' }).fill('Biomedical engineering'));
    await actions.take(() => place.getByRole('button', { name: 'Save' }).click());
    await place.waitFor({ state: 'detached' });
    await gate.getByText('5 of 8 checks met').waitFor();

    // Its papers.
    await actions.take(() => page.getByRole('tab', { name: 'Documents' }).click());
    await addDocument(page, actions, 'form.csv', FORM);
    await page.getByText('MDS2 2019').waitFor({ timeout: FOLLOWS_MS });
    await addDocument(page, actions, 'bom.json', BILL);
    await page.getByText('CycloneDX SBOM and VEX').waitFor({ timeout: FOLLOWS_MS });

    // A day of its traffic is the baseline.
    await open(page, '/captures');
    await send('tuesday.pcap', movedCapture(Buffer.from(octets), DAY_S));
    await expect.poll(() => page.getByText('Read', { exact: true }).count(), { timeout: FOLLOWS_MS }).toBe(2);
    await open(page, device);
    await gate.getByText('8 of 8 checks met').waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    await actions.take(() => gate.getByRole('button', { name: 'Put into service', exact: true }).click());
    await actions.take(() =>
      page.getByRole('dialog').getByRole('button', { name: 'Put into service', exact: true }).click(),
    );
    await gate.waitFor({ state: 'detached' });

    const { body } = await api.get(`/api${device}`);
    expect(body.place).toMatchObject({
      use: 'in-use',
      owner: 'Biomedical engineering',
      criticality: { value: 5 },
    });
    expect(actions.count).toBe(22);
    expect(complaints).toEqual([]);
    await end();
  });
});

async function addDocument(page: Page, actions: Actions, name: string, content: string): Promise<void> {
  await actions.take(() => page.getByRole('button', { name: 'Add a document' }).click());
  const file = { name, mimeType: 'text/plain', buffer: Buffer.from(content) };
  await actions.take(() => page.locator('input[type=file]').setInputFiles(file));
  await actions.take(() => page.getByRole('button', { name: 'Send' }).click());
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

const LIKELY = {
  'csaf/likely.json': advisory('EXSA-26-003', LIKELY_CVE, PUMP),
  'epss/epss-2026-03-02.csv': epssTable('2026-03-02', { [PUMP_CVE]: 0.02, [LIKELY_CVE]: 0.6 }),
};

describeConsole('new lists', { withFeeds: { exploited: [], more: LIKELY } }, (here) => {
  let maker: BundleMaker;
  beforeAll(() => {
    maker = new BundleMaker(here().folder);
  });

  /** Takes a bundle from a stick into the console: three actions. */
  async function loadBundle(page: Page, actions: Actions, bundle: string): Promise<void> {
    await actions.take(() => page.locator('input[type=file]').setInputFiles(bundle));
    await page.getByRole('region', { name: 'What it would change' }).waitFor();
    await actions.take(() => page.getByRole('button', { name: 'Apply', exact: true }).click());
    await page.getByText('Being applied: findings and scores follow.').waitFor();
  }

  /** 0 where nothing is ranked. */
  const rankOf = async (cve: string): Promise<number> => {
    const { body } = await here().api.get(`/api/vulnerabilities?text=${cve}`);
    return body.vulnerabilities[0]?.rank ?? 0;
  };

  it('a bundle on a stick shows its age and what it changes, and findings follow', async () => {
    const bundle = await maker.make({
      'csaf/new.json': advisory('EXSA-26-004', NEW_CVE, PUMP),
      'epss/epss-2026-04-01.csv': epssTable('2026-04-01', {
        ...{ [PUMP_CVE]: 0.02, [LIKELY_CVE]: 0.6, [NEW_CVE]: 0.01 },
      }),
    });
    const actions = new Actions();
    const { page, complaints, end } = await here().look('/feeds');
    await actions.take(() => page.locator('input[type=file]').setInputFiles(bundle));
    const difference = page.getByRole('region', { name: 'What it would change' });
    await difference.getByText('2 added, 0 changed, 0 unchanged', { exact: false }).waitFor();
    const epss = difference.getByRole('row').filter({ hasText: 'epss' });
    await epss.getByText('2 Mar 2026').waitFor();
    await epss.getByText('1 Apr 2026').waitFor();
    await epss.getByText('Newer').waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    // Nothing has changed yet.
    expect((await here().api.get(`/api/vulnerabilities/${NEW_CVE}`)).status).toBe(404);
    await actions.take(() => page.getByRole('button', { name: 'Apply', exact: true }).click());
    await page.getByText('Applied', { exact: true }).first().waitFor({ timeout: FOLLOWS_MS });
    await expect.poll(() => rankOf(NEW_CVE), { timeout: FOLLOWS_MS }).toBeGreaterThan(0);
    await actions.take(() =>
      page
        .getByRole('link', { name: /^Vulnerabilities/ })
        .first()
        .click(),
    );
    await page.getByRole('row').filter({ hasText: NEW_CVE }).waitFor();
    expect(actions.count).toBeLessThanOrEqual(5);
    expect(complaints).toEqual([]);
    await end();
  });

  it('an entry of a list of exploited vulnerabilities moves a rank, tells why, and starts the clock', async () => {
    const listed = await maker.make({ 'kev/kev-2026-04-02.json': kevCatalogue('2026-04-02', [PUMP_CVE]) });
    await expect.poll(() => rankOf(LIKELY_CVE), { timeout: FOLLOWS_MS }).toBe(1);
    expect(await rankOf(PUMP_CVE)).toBeGreaterThan(1);
    const actions = new Actions();
    const feeds = await here().look('/feeds');
    await loadBundle(feeds.page, actions, listed);
    await feeds.end();
    await expect.poll(() => rankOf(PUMP_CVE), { timeout: FOLLOWS_MS }).toBe(1);

    // Who looks is told by the alert, which leads to the vulnerability.
    const { page, complaints, end } = await here().look('/alerts');
    await actions.take(() => page.getByRole('row').filter({ hasText: PUMP_CVE }).dblclick());
    const told = page.getByRole('dialog');
    await told.getByText('is exploited by attackers, and was found here', { exact: false }).waitFor();
    await actions.take(() => told.getByRole('link', { name: PUMP_CVE }).click());
    await page.getByRole('heading', { level: 1, name: PUMP_CVE }).waitFor();
    await page.getByText('Listed', { exact: true }).waitFor();
    const history = page.getByRole('region', { name: 'Rank history' });
    await history.getByText('Rank 1').waitFor();
    await history.getByText('it is exploited elsewhere now', { exact: false }).first().waitFor();
    await page
      .getByRole('region', { name: 'Why this rank' })
      .getByText(/^within \d+ days?$/)
      .waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    expect(actions.count).toBeLessThanOrEqual(5);
    expect(complaints).toEqual([]);
    await end();
  });
});
