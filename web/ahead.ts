/** Runs before all else: what the page of this address asks first is on its way while the console is still being read. */

import { addressOf } from './api/address.ts';
import { askAhead } from './api/ahead.ts';
import { DEVICES_PATH, devicesAsked } from './pages/devices/devices-asked.ts';

/** Where nobody is signed in yet. */
const ON_CARDS = /^\/(?:sign-in|second-factor|setup|invitation)(?:\/|$)/;
const ME_PATH = '/api/me';

const { pathname, search } = window.location;
if (!ON_CARDS.test(pathname)) {
  const state = Object.fromEntries(new URLSearchParams(search));
  askAhead([
    ME_PATH,
    ...(pathname === '/devices' ? [addressOf(DEVICES_PATH, {}, devicesAsked(state).query)] : []),
  ]);
}
