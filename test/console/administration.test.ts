/** Administration and sensors as an administrator uses them: people, access for a ward, sensors, keys, the audit log. */

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { Actions, FEW_ACTIONS } from '../support/actions.ts';
import { Browser, oneTimeCode } from '../support/browser.ts';
import { describeConsole } from '../support/console-test.ts';
import { breachesOfAccess, looksRight } from '../support/console-visit.ts';

const LIMIT_MS = 240_000;
const PASSWORD = 'a sentence that nobody guesses';
const LOOK = process.env['WARDLIGHT_LOOK'];

describeConsole('administration', { from: 'account' }, (here) => {
  let ward = '';
  let technician = '';

  beforeAll(async () => {
    const { body: site } = await here().api.post('/api/sites', { name: 'North building' });
    ward = (await here().api.post(`/api/sites/${site.id}/units`, { name: 'Ward 4B' })).body.id;
    await here().api.post(`/api/sites/${site.id}/zones`, { name: 'Infusion', subnets: ['10.20.0.0/16'] });
    const { body } = await here().api.post('/api/invitations', {
      email: 'technician@hospital.example',
      roles: [{ role: 'procurement', scope: {} }],
    });
    const token = body.token;
    await new Browser(here().origin).post('/api/invitations/accept', {
      ...{ token, name: 'Biomed Technician', password: PASSWORD },
    });
    const { people } = (await here().api.get('/api/people?text=technician')).body;
    technician = people[0].id;
  }, LIMIT_MS);

  /** The proof of the second factor is too old for what is sensitive. */
  const ageFactor = () =>
    sql`update session set "factorAt" = now() - interval '1 hour' where "factorAt" is not null`.execute(
      here().database.kysely,
    );

  it('gives a technician one ward for a week in five actions', async () => {
    const { page, complaints, end } = await here().look('/administration');
    const actions = new Actions();
    await actions.take(() => page.getByRole('link', { name: 'Give access to Biomed Technician' }).click());
    const form = page.getByRole('dialog');
    await form.getByRole('combobox', { name: 'What' }).fill('Biomedical');
    await actions.take(() => page.getByRole('option', { name: 'Biomedical engineer' }).click());
    await form.getByRole('combobox', { name: 'Where' }).fill('4B');
    await actions.take(() => page.getByRole('option', { name: /Ward 4B/ }).click());
    await actions.take(() =>
      form.getByRole('textbox', { name: 'Reason' }).fill('Replaces pumps on the ward'),
    );
    await form.getByText('may see devices in Ward 4B until').waitFor();
    await form.getByText('Gains').first().waitFor();
    if (LOOK) await page.screenshot({ path: `${LOOK}/grant-form.png` });
    expect(await breachesOfAccess(page)).toEqual([]);
    await actions.take(() => form.getByRole('button', { name: 'Give access' }).click());
    await form.waitFor({ state: 'detached' });
    // Typing in a list of choices narrows it: choosing is the action.
    expect(actions.count).toBeLessThanOrEqual(FEW_ACTIONS);
    const { grants } = (await here().api.get(`/api/grants?person=${technician}&limit=100`)).body;
    expect(grants.length).toBeGreaterThan(5);
    for (const grant of grants) {
      expect(grant).toMatchObject({ effect: 'allow', scope: { units: [ward] }, state: 'active' });
      const days = (Date.parse(grant.until) - Date.parse(grant.createdAt)) / 86_400_000;
      expect(days).toBeGreaterThan(6.99);
      expect(days).toBeLessThan(7.01);
    }
    expect(grants.map(({ permission }: { permission: string }) => permission)).not.toContain(
      'administration:edit',
    );
    await page.getByRole('table').getByText('See devices', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('answers whether a person may do something, and why', async () => {
    const { page, complaints, end } = await here().look(`/administration/people/${technician}`);
    await page.getByText(/^Yes/).first().waitFor();
    await page.getByRole('combobox', { name: 'Right' }).fill('audit');
    await page.getByRole('option', { name: 'See the audit log' }).click();
    await page.getByText(/^No\./).first().waitFor();
    await page.waitForURL((url) => url.searchParams.get('right') === 'audit:view');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('All 48 rights.').waitFor();
    await page.goBack();
    await page.getByText(/^Yes/).first().waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('suspends a person with a reason, and lets them in again', async () => {
    const { page, end } = await here().look(`/administration/people/${technician}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Suspend' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Left the company');
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
    await page
      .getByRole('banner')
      .getByText('Suspended')
      .or(page.getByText('Suspended', { exact: true }))
      .first()
      .waitFor();
    const suspended = async () => (await here().api.get(`/api/people/${technician}`)).body.suspended;
    await expect.poll(suspended).toMatchObject({ because: 'Left the company' });
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Let in again' }).click();
    await expect.poll(suspended).toBeNull();
    await end();
  });

  it('makes a sensor and shows the exact command', async () => {
    const { page, complaints, end } = await here().look('/sensors');
    await page.getByRole('button', { name: 'Add a sensor' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('east-2-core');
    await page.getByRole('button', { name: 'Make the command' }).click();
    const command = page.getByText(
      /^wardlight sensor --server http:\/\/localhost:\d+ --enrol \S{86} --interface/,
    );
    await command.waitFor();
    await page.getByText(/Waits for the sensor/).waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    if (LOOK) await page.screenshot({ path: `${LOOK}/sensor-command.png` });
    await page.getByRole('button', { name: 'Done' }).click();
    const card = page.getByRole('region', { name: 'east-2-core' });
    await card.getByText('Never connected').waitFor();
    await card.getByRole('button', { name: 'More for east-2-core' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await card.getByText('Revoked', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('asks for the second factor again before it makes a key', async () => {
    const { page, context, end } = await here().look('/administration/keys');
    await page.getByRole('button', { name: 'Make a key' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('CMMS import');
    await page.getByRole('combobox', { name: 'What it may do' }).fill('see devices');
    await page.getByRole('option', { name: 'See devices', exact: true }).click();
    await page.keyboard.press('Tab');
    await ageFactor();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.waitFor();
    if (LOOK) await page.screenshot({ path: `${LOOK}/step-up.png` });
    expect(await breachesOfAccess(page)).toEqual([]);
    await dialog.getByRole('textbox').fill('000000');
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('textbox').fill(await oneTimeCode(here().secret));
    await page.getByText('The key is made').waitFor();
    const key = await page.locator('code').textContent();
    const answer = await fetch(`${here().origin}/api/devices`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(answer.status).toBe(200);
    // The session got a new cookie.
    here().api.take(await context.cookies());
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Revoke CMMS import' }).waitFor();
    await end();
  });

  it('lets in who holds an invitation', async () => {
    const { page, end } = await here().look('/administration/invitations?make=1');
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: 'E-mail' }).fill('nurse@hospital.example');
    await form.getByRole('combobox', { name: 'Role' }).fill('Clinical man');
    await page.getByRole('option', { name: 'Clinical manager' }).click();
    await form.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await page.locator('code').textContent();
    expect(link).toMatch(/\/invitation#\S{64}$/);
    await end();
    const guest = await here().look(link ?? '', { signedOut: true });
    await guest.page.getByText('To Lab General Hospital, as Clinical manager.').waitFor();
    if (LOOK) await guest.page.screenshot({ path: `${LOOK}/invited.png` });
    expect(await breachesOfAccess(guest.page)).toEqual([]);
    await guest.page.getByRole('textbox', { name: 'Your name' }).fill('Nina Nurse');
    await guest.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await guest.page.getByRole('button', { name: 'Make the account' }).click();
    await guest.page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(guest.complaints).toEqual([]);
    await guest.end();
  });

  it('says to which entry the audit log is whole', async () => {
    const { page, complaints, end } = await here().look('/audit');
    await page.getByText('Not verified yet').waitFor();
    await page.getByRole('button', { name: 'About' }).click();
    await page.getByLabel('Rules for people').check();
    await page.keyboard.press('Escape');
    await page.getByText('grant.make').first().waitFor();
    await expect.poll(() => page.getByText('site.make').count()).toBe(0);
    await page.getByText('grant.make').first().dblclick();
    await page.getByRole('dialog').getByText('Hash of the chain').waitFor();
    expect(await breachesOfAccess(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await end();
  });

  it('tells the security officer who broke the glass', async () => {
    const { page, complaints, end } = await here().look('/break-glass');
    await page.getByRole('combobox', { name: 'Rights that you need now' }).fill('carry');
    await page.getByRole('option', { name: 'Carry out countermeasures' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: /^Why/ }).fill('Pump alarms on ward 4B, nobody else is here');
    await page.getByRole('button', { name: 'Break the glass now' }).click();
    await page.getByText(/^You have taken: Carry out countermeasures/).waitFor();
    await page.getByRole('button', { name: /^Notices: 1 is not seen yet/ }).waitFor();
    await page.getByRole('button', { name: 'Give them back' }).click();
    await page.getByText(/^You have taken/).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await end();
  });

  const PAGES = [
    ['people', () => '/administration'],
    ['person', () => `/administration/people/${technician}`],
    ['person-roles', () => `/administration/people/${technician}?tab=roles&edit=roles`],
    ['person-rules', () => `/administration/people/${technician}?tab=rules`],
    ['person-profile', () => `/administration/people/${technician}?tab=profile`],
    ['person-audit', () => `/administration/people/${technician}?tab=audit`],
    ['invitations', () => '/administration/invitations'],
    ['reviews', () => '/administration/reviews'],
    ['places', () => '/administration/places'],
    ['sign-in-rules', () => '/administration/sign-in'],
    ['provider-form', () => '/administration/sign-in?add=provider'],
    ['keys', () => '/administration/keys'],
    ['key-form', () => '/administration/keys?make=1'],
    ['audit', () => '/audit'],
    ['break-glass', () => '/break-glass'],
    ['sensors', () => '/sensors'],
  ] as const;

  it.each(PAGES)('%s looks right everywhere, with data', async (name, address) => {
    await addSensors();
    const seen = await here().look(address());
    await looksRight(seen, async (scheme, width) => {
      if (!LOOK) return;
      fs.mkdirSync(LOOK, { recursive: true });
      await seen.page.screenshot({ path: `${LOOK}/${name}-${width}-${scheme}.png` });
    });
    await seen.end();
  });

  /** One that delivers and one that fell silent, as the tables hold them. */
  async function addSensors(): Promise<void> {
    const { sensors } = (await here().api.get('/api/sensors')).body;
    if (sensors.some(({ name }: { name: string }) => name === 'north-core')) return;
    for (const [name, minutes] of [
      ['north-core', 0],
      ['south-core', 90],
    ] as const) {
      const { body } = await here().api.post('/api/sensors', { name, site: 'North building' });
      const at = new Date(Date.now() - minutes * 60_000);
      const health = {
        ...{ version: '0.1.0', source: { kind: 'interface', name: 'enp3s0' }, problem: null },
        ...{ periodSeconds: 60, seconds: 60, packets: 18_200, octets: 9_400_000, dropped: 12 },
        ...{ lastPacketAt: at.toISOString(), vlans: [20, 21, 30], protocols: ['dicom', 'hl7', 'dns'] },
        unread: [{ transport: 'tcp', port: 9_100, servers: 3 }],
        ...{ devices: 41, memory: 0.12, spool: { batches: 0, octets: 0, limit: 1e9 } },
        lost: { batches: 0, devices: 0, packets: 0 },
      };
      const { kysely } = here().database;
      await sql`update sensor set public_key = ${randomBytes(32)}, enrolled_at = ${at} where id = ${body.id}`.execute(
        kysely,
      );
      await sql`insert into sensor_delivery
          (sensor_id, organisation_id, received, received_at, applied, skew_ms, health, last_packet_at)
        select id, organisation_id, 40, ${at}, 40, 3, ${JSON.stringify(health)}, ${at} from sensor where id = ${body.id}
        on conflict (sensor_id) do update set received = 40, received_at = excluded.received_at, applied = 40,
          skew_ms = 3, health = excluded.health, last_packet_at = excluded.last_packet_at`.execute(kysely);
    }
  }
});
