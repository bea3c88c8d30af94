/** Who talks with whom: the map, the matrix, a path, and the traffic of a device, as people use them. */

import type { Browser as Chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../support/browser.ts';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { ACCOUNT, type ConsoleServer, startConsoleServer } from '../support/console-server.ts';
import { open, settled, visit } from '../support/console-visit.ts';
import { useTestDatabase } from '../support/test-database.ts';

const LIMIT_MS = 180_000;
const installed = chromiumPath() !== undefined;

describe.skipIf(!installed)('who talks with whom', () => {
  const test = useTestDatabase();
  let server: ConsoleServer;
  let chromium: Chromium;
  let api: Browser;

  beforeAll(async () => {
    server = await startConsoleServer(test());
    chromium = await startChromium();
    api = new Browser(server.origin);
    await api.post('/api/setup', { token: server.setupToken, ...ACCOUNT });
    await api.signIn(ACCOUNT.email, ACCOUNT.password);
    await api.enrol(ACCOUNT.password);
    await server.load(api, 'small-hospital.pcap');
  }, LIMIT_MS);
  afterAll(async () => {
    await chromium?.close();
    await server?.stop();
  }, LIMIT_MS);

  it('the map is chosen from, grows, and its address brings the same back', {
    timeout: LIMIT_MS,
  }, async () => {
    const { page, complaints, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/map?by=category`);
    const picture = page.getByRole('group', { name: 'Network map' });
    await picture.getByRole('button', { name: /^CT scanner, 1 device$/ }).click();
    await page.getByRole('region', { name: 'CT scanner' }).waitFor();
    expect(new URL(page.url()).searchParams.get('pick')).toBe('category:ct');
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

  it('what is new cannot be told where nothing older is known, and is drawn where it can', {
    timeout: LIMIT_MS,
  }, async () => {
    const { page, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/map?by=category`);
    await page.getByText('What is new cannot be told.').waitFor();
    const { body } = await api.get('/api/map?by=category&from=2000-01-01T00:00:00Z');
    const since = new Date(Date.parse(body.knownSince) + 1_000).toISOString();
    await open(page, `${server.origin}/map?by=category&since=${since}`);
    expect(await page.getByText('What is new cannot be told.').count()).toBe(0);
    const ways = page.getByRole('group', { name: 'Network map' }).getByRole('button', { name: / new$/ });
    await ways.first().waitFor();
    await page.getByRole('button', { name: 'Only new paths' }).click();
    await page.waitForURL('**new=1**');
    await settled(page);
    const edges = (
      await api.get(`/api/map?by=category&from=2000-01-01T00:00:00Z&newSince=${since}&onlyNew=true`)
    ).body.edges;
    expect(await ways.count()).toBe(edges.length);
    await end();
  });

  it('who talks to the CT takes five actions at most', { timeout: LIMIT_MS }, async () => {
    const { page, end } = await visit(chromium, { origin: server.origin, as: api });
    await open(page, `${server.origin}/devices`);
    await page.getByRole('link', { name: 'CT01REV' }).click();
    await page.getByRole('tab', { name: 'Traffic' }).click();
    const table = page.getByRole('table');
    await table.getByRole('row').filter({ hasText: 'DICOM' }).first().waitFor();
    await page.getByRole('img', { name: /^Traffic from/ }).waitFor();
    await page.getByRole('link', { name: 'Show on map' }).click();
    await page.waitForURL('**/map?device=**');
    await page.getByRole('group', { name: 'Network map' }).waitFor();
    await end();
  });

  it('a path is found with its evidence', { timeout: LIMIT_MS }, async () => {
    const { page, end } = await visit(chromium, { origin: server.origin, as: api });
    const { edges } = (await api.get('/api/map?by=device&from=2000-01-01T00:00:00Z')).body as {
      edges: { from: string; to: string }[];
    };
    const edge = edges.find(
      ({ from, to }) => from.startsWith('device:') && to.startsWith('device:') && from !== to,
    );
    const path = [edge?.from, edge?.to].map((id) => id?.slice('device:'.length)).join('>');
    await open(page, `${server.origin}/map?path=${path}`);
    await page.getByText(/^Seen, in 1 step$/).waitFor();
    await end();
  });
});
