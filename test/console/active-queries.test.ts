/** Active queries as people use them: switch on, allow one question to one device, look at what was sent, stop all. */

import { beforeAll, expect, it } from 'vitest';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, open, overflow, settled, silentUnknowns } from '../support/console-visit.ts';

const LIMIT_MS = 240_000;
const LOOK = process.env['WARDLIGHT_LOOK'];
describeConsole('active queries', {}, (here) => {
  let printer = '';
  let pump = '';

  beforeAll(async () => {
    const { kysely } = here().database;
    const { organisation } = (await here().api.get('/api/me')).body;
    const { people } = (await here().api.get('/api/people')).body;
    for (const role of ['biomedical-engineer', 'ciso'])
      await kysely
        .insertInto('membership')
        .values({ organisation_id: organisation, user_id: people[0].id, role })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    const first = async (category: string) =>
      (await here().api.get(`/api/devices?category=${category}`)).body.devices[0].id;
    [printer, pump] = [await first('printer'), await first('infusion-pump')];
  }, LIMIT_MS);

  it('are switched on, allowed for one device, and stopped', async () => {
    const { page, complaints, end } = await here().look('/active-queries');
    await page.getByText('Off. Wardlight only listens.').waitFor();
    await page.getByText('Nothing was ever asked').waitFor();
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click();
    await page.getByText('On. What people allow is sent').waitFor();
    await open(page, `/devices/${printer}?tab=queries`);
    // The capture is old: the question may be allowed, and waits.
    await page.getByText('It was not seen for more than 24 hours').waitFor();
    await page.getByRole('button', { name: 'Allow: HTTP HEAD of the start page' }).click();
    const form = page.getByRole('dialog');
    await form.getByText('It is not sent while this holds').waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    if (LOOK) await page.screenshot({ path: `${LOOK}/allow-query.png` });
    await form.getByRole('textbox', { name: 'Why' }).fill('Which firmware does it run?');
    await form.getByRole('button', { name: 'Allow' }).click();
    await form.waitFor({ state: 'detached' });
    await page.getByText('Which firmware does it run?').waitFor();
    expect((await here().api.get('/api/active-queries')).body.queries).toMatchObject([
      { device: { id: printer }, probe: 'http-head', state: 'allowed', isOwn: true },
    ]);
    await settled(page);
    expect(await silentUnknowns(page)).toEqual([]);
    if (LOOK) await page.screenshot({ path: `${LOOK}/device-queries.png` });
    await open(page, '/active-queries');
    await page.getByText('Which firmware does it run?').waitFor();
    if (LOOK) await page.screenshot({ path: `${LOOK}/active-queries.png` });
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop all' }).click();
    await page.getByText('Off. Wardlight only listens.').waitFor();
    await page.getByText('Stopped', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('are not offered for a pump, and the page says why', async () => {
    for (const width of [390, 1_280]) {
      const { page, complaints, end } = await here().look(`/devices/${pump}?tab=queries`, { width });
      await page.getByText('are only ever listened to').waitFor();
      await settled(page);
      expect(await page.getByRole('button', { name: /^Allow/ }).count()).toBe(0);
      expect(await breachesOfAccess(page), `${width}`).toEqual([]);
      expect(await overflow(page), `${width} px: wider than the window`).toBe(0);
      if (LOOK) await page.screenshot({ path: `${LOOK}/pump-queries-${width}.png` });
      expect(complaints).toEqual([]);
      await end();
    }
  });
});
