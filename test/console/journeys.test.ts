/** What people do in the console, from the link of the first start to an answered question. */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { queryForText } from '../../src/contract/device-query.ts';
import { allOrganisations } from '../../src/store/organisations.ts';
import { keepFolder } from '../../src/store/watched-folders.ts';
import { oneTimeCode } from '../support/browser.ts';
import { ACCOUNT } from '../support/console-server.ts';
import { describeConsole } from '../support/console-test.ts';
import { open, settled } from '../support/console-visit.ts';

const SAMPLE = new URL('../../sample/small-hospital.pcap', import.meta.url).pathname;
/** Names of the sample and what a hostile device calls itself instead, in as many octets. */
const HOSTILE_NAMES = [
  ['SEP001B67600020', '<img onload=x>!'],
  ['PRN-WARD4B', '<b x="1">!'],
] as const;

describeConsole('in the console', { from: 'nothing' }, (here) => {
  /** Of the authenticator. */
  let secret = '';

  const textBox = (page: Page, name: string) => page.getByRole('textbox', { name });

  it('the printed link leads to an account with a second factor, and to the first capture', async () => {
    const { page, complaints, end } = await here().look(`/setup#${here().setupToken}`, { signedOut: true });
    await expect.poll(() => page.url()).not.toContain(here().setupToken);
    await textBox(page, 'Hospital').fill(ACCOUNT.organisation);
    await textBox(page, 'Your name').fill(ACCOUNT.name);
    await textBox(page, 'E-mail').fill(ACCOUNT.email);
    await textBox(page, 'Password').fill('too short');
    await page.getByText('At least 15 characters.', { exact: true }).waitFor();
    await textBox(page, 'Password').fill(ACCOUNT.password);
    await page.getByRole('button', { name: 'Make the account' }).click();

    await page.getByRole('img', { name: 'QR code for your authenticator' }).waitFor();
    const key = (await page.getByRole('button', { name: /^[A-Z2-7]{16,}$/ }).textContent()) ?? '';
    secret = `otpauth://totp/x?secret=${key}`;
    // The code of the last step, so that the present one can still be used.
    await textBox(page, 'Code of your authenticator').fill(await oneTimeCode(secret, -1));
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor();
    await expect.poll(() => page.locator('main li').count()).toBe(10);
    const finish = page.getByRole('button', { name: 'Go to Wardlight' });
    expect(await finish.isDisabled()).toBe(true);
    await page.getByLabel('I have kept them').check();
    await finish.click();

    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await page.getByRole('link', { name: 'Devices', exact: true }).first().click();
    await page.getByText('No device yet.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Load a capture' }).first().click();
    const file = {
      name: 'small-hospital.pcap',
      mimeType: 'application/octet-stream',
      buffer: hostileCapture(),
    };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('table').getByText('small-hospital.pcap').waitFor();
    await page.getByText('Read', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Devices' }).first().click();
    await page.getByRole('link', { name: 'CT01REV' }).waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('signing in asks for both factors and goes back to where one wanted to be', async () => {
    const { page, end } = await here().visit({ signedOut: true });
    await page.goto('/devices?query=plum');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await textBox(page, 'E-mail').fill(ACCOUNT.email);
    await textBox(page, 'Password').fill('wrong horse battery');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('We do not say whether this address exists.').waitFor();
    await expect.poll(() => textBox(page, 'E-mail').inputValue()).toBe(ACCOUNT.email);
    await textBox(page, 'Password').fill(ACCOUNT.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await textBox(page, 'Code of your authenticator').fill('000000');
    await page.getByText('This code is not right.').waitFor();
    await textBox(page, 'Code of your authenticator').fill(await oneTimeCode(secret));
    await page.waitForURL('**/devices?query=plum');
    await page.getByRole('link', { name: 'P360-55217' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);

    // For the other tests: a session whose cookies can be given to other browsers.
    const cookies = await page.context().cookies();
    here().api.take(cookies);
    expect((await here().api.get('/api/me')).status).toBe(200);
    await end();
  });

  it('keys move through the list, open evidence, and the address remembers', async () => {
    const { page, end } = await here().look('/devices');
    await page.keyboard.press('f');
    await page.keyboard.type('plum');
    await page.waitForURL('**/devices?query=plum');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.keyboard.press('Tab');
    await page.keyboard.press('j');
    await page.waitForURL(/row=/);
    await page.keyboard.press('o');
    await page.getByRole('dialog').getByText('ICU Medical').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'P360-55217' }).waitFor();
    await page.getByRole('button', { name: /^Why do you say this\? Model/ }).focus();
    await page.keyboard.press('e');
    await page.getByText('ICU Medical Plum 360 v15.1.0').waitFor();
    await page.getByRole('link', { name: 'small-hospital.pcap' }).waitFor();
    await page.keyboard.press('Escape');
    await page.goBack();
    await page.waitForURL(/query=plum/);
    await page.getByRole('link', { name: 'P360-55217' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.waitForURL('**/captures');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('10.20.20.41');
    await page.getByRole('option', { name: /P360-55217/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'P360-55217' }).waitFor();
    await end();
  });

  it('single-letter keys can be switched off', async () => {
    const { page, end } = await here().look('/devices');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByRole('switch').uncheck({ force: true });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    expect(new URL(page.url()).pathname).toBe('/devices');
    await end();
  });

  it('a passkey signs in without a password', async () => {
    const { page, context, end } = await here().visit();
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await open(page, '/profile');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('Passkey of Chrome, Linux').waitFor();
    await context.clearCookies();
    await open(page, '/sign-in');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await end();
  });

  it('an upload that broke off goes on after a reload', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-console-'));
    const file = path.join(folder, 'ward-7.pcap');
    fs.writeFileSync(file, hostileCapture('another'));
    const { page, context, end } = await here().look('/captures');
    // The connection breaks before the first part arrives.
    await context.route('**/api/uploads/*', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.continue(),
    );
    await page.locator('input[type=file]').setInputFiles(file);
    const kept = () => page.evaluate("localStorage.getItem('wardlight.uploads')");
    await expect.poll(kept).toContain('ward-7.pcap');
    await context.unroute('**/api/uploads/*');
    await open(page, '/captures');
    await page.getByText('Choose the same file again to go on.').waitFor();
    const begun: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/uploads')) begun.push(request.url());
    });
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('table').getByText('ward-7.pcap').waitFor();
    expect(begun).toEqual([]);
    await expect.poll(kept).toBe('[]');
    fs.rmSync(folder, { recursive: true, force: true });
    await end();
  });

  it('what a device calls itself stays text', async () => {
    await here().load(here().api, '<script>alert(1)</script>.pcap');
    const { page, complaints, end } = await here().visit();
    for (const [, name] of HOSTILE_NAMES) {
      await open(page, `/devices?query=${encodeURIComponent(queryForText(name))}`);
      await page.getByRole('link', { name }).click();
      await page.getByRole('heading', { name }).waitFor();
      await settled(page);
      expect(await page.locator('main img, main b, main script').count()).toBe(0);
    }
    await open(page, '/captures');
    await page.getByText('<script>alert(1)</script>.pcap').waitFor();
    expect(complaints).toEqual([]);
    await end();
  });

  it('a watched folder says what is wrong with it, and since when', async () => {
    const { database } = here();
    const [organisation = ''] = await allOrganisations(database);
    const now = new Date();
    const longAgo = new Date(now.getTime() - 600_000);
    const common = { server: 'intake', site: null, problem: null, problemSince: null, passedOver: [] };
    const noticedAt = now.toISOString();
    const files = Array.from({ length: 7 }, (_, at) => ({
      file: `${at}`,
      problem: `<b>${at}</b> is text.`,
      noticedAt,
    }));
    const folders = [
      {
        ...common,
        path: '/srv/gone',
        lookedAt: now,
        problem: '/srv/gone cannot be read.',
        problemSince: longAgo,
      },
      { ...common, path: '/srv/left', lookedAt: longAgo },
      { ...common, path: '/srv/mixed', lookedAt: now, passedOver: files },
    ];
    for (const folder of folders) await keepFolder(database, organisation, folder);
    const { page, complaints, end } = await here().look('/captures');
    const line = (path: string) => page.getByRole('listitem').filter({ hasText: `${path}on intake` });
    await line('/srv/gone').getByText('/srv/gone cannot be read.').waitFor();
    await line('/srv/left').getByText('No server has looked at it for some minutes').waitFor();
    await line('/srv/mixed').getByText('7 files are passed over').waitFor();
    // The latest first, as text, and no more than can be taken in at a glance.
    await line('/srv/mixed').getByText('<b>6</b> is text.').waitFor();
    await line('/srv/mixed').getByText('and 2 earlier ones').waitFor();
    expect(await page.getByText('No server has looked').count()).toBe(1);
    expect(await page.getByText('cannot be read').count()).toBe(1);
    expect(complaints).toEqual([]);
    await end();
  });

  it('signing out leaves nothing open', async () => {
    const { page, end } = await here().look('/devices');
    await page.getByRole('button', { name: /profile and sign out/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto('/devices');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await end();
  });
});

/** The sample with names that are markup; the same of another day when asked. */
function hostileCapture(day: 'first' | 'another' = 'first'): Buffer {
  let octets = fs.readFileSync(SAMPLE).toString('latin1');
  for (const [name, hostile] of HOSTILE_NAMES) octets = octets.replaceAll(name, hostile);
  if (day === 'another') octets = octets.replaceAll('AHU-4B', 'AHU-4C');
  return Buffer.from(octets, 'latin1');
}
