/** Runs before all else: what the page of this address asks first is on its way while the console is still being read. */

import { addressOf } from './api/address.ts';
import { askAhead } from './api/ahead.ts';
import type { AddressState } from './design/address-state.ts';
import { DEVICES_PATH, devicesAsked } from './pages/devices/devices-asked.ts';
import { CONVERSATIONS_PATH, fullHourAfter, newestAsked } from './pages/map/newest-asked.ts';
import {
  VULNERABILITIES_ASKED,
  VULNERABILITIES_PATH,
} from './pages/vulnerabilities/vulnerabilities-asked.ts';

/** Where nobody is signed in yet. */
const ON_CARDS = /^\/(?:sign-in|second-factor|setup|invitation)(?:\/|$)/;
const ME_PATH = '/api/me';

/** Of pages that take long in a large house, by their path. */
const FIRST_QUESTIONS: Readonly<Record<string, (state: AddressState) => string | undefined>> = {
  '/devices': (state) => addressOf(DEVICES_PATH, {}, devicesAsked(state).query),
  '/vulnerabilities': (state) =>
    isEmpty(state) ? addressOf(VULNERABILITIES_PATH, {}, VULNERABILITIES_ASKED) : undefined,
  '/map': () => addressOf(CONVERSATIONS_PATH, {}, newestAsked(fullHourAfter(new Date())).query),
};

const isEmpty = (state: AddressState) => Object.keys(state).length === 0;

const { pathname, search } = window.location;
if (!ON_CARDS.test(pathname)) {
  const question = FIRST_QUESTIONS[pathname]?.(Object.fromEntries(new URLSearchParams(search)));
  askAhead(question === undefined ? [ME_PATH] : [ME_PATH, question]);
}
