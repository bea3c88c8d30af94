/** Who talks with whom: the map, the matrix, a path, and the traffic of a device, as people use them. */

import { expect, it } from 'vitest';
import { Actions, FEW_ACTIONS } from '../support/actions.ts';
import { describeConsole } from '../support/console-test.ts';
import { open, settled } from '../support/console-visit.ts';

describeConsole('who talks with whom', {}, (here) => {
  it('the map is chosen from, grows, and its address brings the same back', async () => {
    const { page, complaints, end } = await here().look('/map?by=category');
    const picture = page.getByRole('group', { name: 'Network map' });
    await picture.getByRole('button', { name: /^CT scanner, 1 device$/ }).click();
    await page.getByRole('region', { name: 'CT scanner' }).waitFor();
    await page.waitForURL((url) => url.searchParams.get('pick') === 'category:ct');
    await page.reload();
    await settled(page);
    const panel = page.getByRole('region', { name: 'CT scanner' });
    await panel.getByRole('button', { name: /PACS/ }).first().click();
    await page.getByText(/DICOM/).first().waitFor();

    await page.keyboard.press('t');
    await page.getByRole('rowheader', { name: 'CT scanner' }).waitFor();
    await page.getByRole('button', { name: /^CT scanner to PACS: \d/ }).waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('what is new cannot be told where nothing older is known, and is drawn where it can', async () => {
    const { page, end } = await here().look('/map?by=category');
    await page.getByText('What is new cannot be told.').waitFor();
    const { body } = await here().api.get('/api/map?by=category&from=2000-01-01T00:00:00Z');
    const since = new Date(Date.parse(body.knownSince) + 1_000).toISOString();
    await open(page, `/map?by=category&since=${since}`);
    const ways = page.getByRole('group', { name: 'Network map' }).getByRole('button', { name: / new$/ });
    await ways.first().waitFor();
    expect(await page.getByText('What is new cannot be told.').count()).toBe(0);
    await page.getByRole('button', { name: 'Only new paths' }).click();
    await page.waitForURL('**new=1**');
    const edges = (
      await here().api.get(`/api/map?by=category&from=2000-01-01T00:00:00Z&newSince=${since}&onlyNew=true`)
    ).body.edges;
    await expect.poll(() => ways.count()).toBe(edges.length);
    await end();
  });

  it('who talks to the CT takes five actions at most', async () => {
    const { page, end } = await here().look('/devices');
    const actions = new Actions();
    await actions.take(() => page.getByRole('link', { name: 'CT01REV' }).click());
    await actions.take(() => page.getByRole('tab', { name: 'Traffic' }).click());
    const table = page.getByRole('table');
    await table.getByRole('row').filter({ hasText: 'DICOM' }).first().waitFor();
    await page.getByRole('img', { name: /^Traffic from/ }).waitFor();
    await actions.take(() => page.getByRole('link', { name: 'Show on map' }).click());
    await page.waitForURL('**/map?device=**');
    await page.getByRole('group', { name: 'Network map' }).waitFor();
    expect(actions.count).toBeLessThanOrEqual(FEW_ACTIONS);
    await end();
  });

  it('a path is found with its evidence', async () => {
    const { page, end } = await here().visit();
    const { edges } = (await here().api.get('/api/map?by=device&from=2000-01-01T00:00:00Z')).body as {
      edges: { from: string; to: string }[];
    };
    const edge = edges.find(
      ({ from, to }) => from.startsWith('device:') && to.startsWith('device:') && from !== to,
    );
    const path = [edge?.from, edge?.to].map((id) => id?.slice('device:'.length)).join('>');
    await open(page, `/map?path=${path}`);
    await page.getByText(/^Seen, in 1 step$/).waitFor();
    await end();
  });
});
