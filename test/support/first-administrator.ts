/** The first person of a new server: who sets it up by the link that it prints, and administers it. */

import type { Browser } from './browser.ts';

export const FIRST_ADMINISTRATOR = {
  ...{ organisation: 'St. Ann', name: 'Ann' },
  ...{ email: 'ann@hospital.example', password: 'correct horse battery' },
};

/**
 * Sets the server up, signs in, and sets up one-time codes; returns the address from which `oneTimeCode` makes them. Throws
 * when the token does not count.
 */
export async function setUpServer(browser: Browser, token: string): Promise<string> {
  const { status, text } = await browser.post('/api/setup', { ...FIRST_ADMINISTRATOR, token });
  if (status !== 201) throw new Error(`the server was not set up: ${status} ${text}`);
  await browser.signIn(FIRST_ADMINISTRATOR.email, FIRST_ADMINISTRATOR.password);
  return browser.enrol(FIRST_ADMINISTRATOR.password);
}
