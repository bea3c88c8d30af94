/** What others change shows by itself, and that the server is away is said. */

import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { describeConsole } from '../support/console-test.ts';
import { open } from '../support/console-visit.ts';

const LIMIT_MS = 180_000;
const STREAM = '**/api/changes/stream**';
describeConsole('live updates', {}, (here) => {
  let pump = '';
  let other = '';

  beforeAll(async () => {
    const { body } = await here().api.get('/api/devices?limit=2');
    [pump, other] = body.devices.map(({ id }: { id: string }) => id);
  }, LIMIT_MS);

  const setOwner = async (device: string, owner: string) => {
    const { version } = (await here().api.get(`/api/devices/${device}`)).body;
    expect((await here().api.change(`/api/devices/${device}`, { version, set: { owner } })).status).toBe(200);
  };

  /** Exactly: the sample has a ward of its own. */
  const shows = (page: Page, owner: string) => page.getByText(owner, { exact: true }).first().waitFor();

  it('a change by somebody else shows on the page of that device alone', async () => {
    const { page, complaints, end } = await here().visit();
    const asked: string[] = [];
    await open(page, `/devices/${pump}`);
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await setOwner(other, 'Ward 3');
    await setOwner(pump, 'Ward 4');
    await shows(page, 'Ward 4');
    // Neither was the list of changes asked for, nor a device that nobody looks at.
    await expect.poll(() => asked).toContain(`/api/devices/${pump}`);
    expect(asked).not.toContain(`/api/devices/${other}`);
    expect(asked).not.toContain('/api/changes');
    expect(complaints).toEqual([]);
    await end();
  });

  it('where no stream comes through, the console asks', async () => {
    const { page, end } = await here().visit();
    await page.route(STREAM, (route) => route.abort());
    await open(page, `/devices/${pump}`);
    await setOwner(pump, 'Ward 5');
    await shows(page, 'Ward 5');
    await end();
  });

  it('a server that is away is said, with when it is tried again, and no word once it is back', async () => {
    const { page, end } = await here().visit();
    await page.route(STREAM, (route) => route.abort());
    await open(page, `/devices/${pump}`);
    // A change is heard, so that the console has been live.
    await setOwner(pump, 'Ward 6');
    await shows(page, 'Ward 6');
    await page.route('**/api/**', (route) => route.abort());
    const line = page.getByText(/^Not live since \d\d:\d\d/);
    await line.waitFor();
    await page.getByText(/Trying again/).waitFor();
    await setOwner(pump, 'Ward 7');
    await page.unroute('**/api/**');
    await line.waitFor({ state: 'detached' });
    await shows(page, 'Ward 7');
    await end();
  });
});
