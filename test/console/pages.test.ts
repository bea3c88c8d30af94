/** Every page as people see it: in both schemes, on a phone, a laptop and a large screen. */

import fs from 'node:fs';
import { expect, it } from 'vitest';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, looksRight, open, SCHEMES, settled } from '../support/console-visit.ts';
import { addressOf, PAGE_ADDRESSES } from './addresses.ts';

const REGISTRY = fs.readFileSync(new URL('../../web/pages/registry.ts', import.meta.url), 'utf8');
const ASSETS = new URL('../../dist/web', import.meta.url).pathname;
/** First load (console design, section 7), with Brotli, which browsers take over TLS and from this machine. */
const SCRIPT_LIMIT = 250_000;

describeConsole('the console', { withFeeds: true }, (here) => {
  it('has an address here for each of its pages', () => {
    const registered = [...REGISTRY.matchAll(/^ {4}path: '([^']+)'/gm)].map(([, path]) => path);
    expect(registered.length).toBeGreaterThan(5);
    const addressed = PAGE_ADDRESSES.map(({ path }) => path).filter((path) => path !== '$');
    expect(addressed.sort()).toEqual(registered.sort());
  });

  it.each(PAGE_ADDRESSES)('$name looks right everywhere', async (listed) => {
    const { refused, signedOut } = listed;
    const seen = await here().look(await addressOf(listed, here().api), { refused, signedOut });
    await looksRight(seen);
    await seen.end();
  });

  it.each(SCHEMES)('is accessible with what opens over its pages (%s)', async (scheme) => {
    const { page, complaints, end } = await here().look('/devices', { scheme });
    const check = async (what: string) => expect(await breachesOfAccess(page), what).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('plum');
    await page.getByRole('option', { name: /Plum/ }).waitFor();
    await check('palette');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await check('keys');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menu').waitFor();
    await check('columns');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: 'Category' }).click();
    await page.getByRole('checkbox', { name: 'CT scanner' }).waitFor();
    await check('filter');
    await page.keyboard.press('Escape');
    const device = PAGE_ADDRESSES.find(({ name }) => name === 'device');
    await open(page, device ? await addressOf(device, here().api) : '');
    await page.getByRole('button', { name: /^Why do you say this\? Model/ }).click();
    await page.getByText('vendor-class').waitFor();
    await check('evidence');
    expect(complaints).toEqual([]);
    await end();
  });

  it('loads at most 250 kB of script at first, list of devices included', async () => {
    for (const address of ['/sign-in', '/devices']) {
      const { page, scripts, end } = await here().look(address);
      await settled(page);
      await end();
      const octets = [...new Set(scripts)].reduce((sum, script) => sum + transferred(script), 0);
      expect(octets, address).toBeGreaterThan(50_000);
      expect(octets, `${address} loads ${octets} octets of script`).toBeLessThanOrEqual(SCRIPT_LIMIT);
    }
  });
});

/** Octets of a script as they are sent. */
function transferred(script: string): number {
  const compressed = `${ASSETS}${script}.br`;
  return fs.statSync(fs.existsSync(compressed) ? compressed : `${ASSETS}${script}`).size;
}
