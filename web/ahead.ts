/** Runs before all else: what the page of this address asks first is on its way while the console is still being read. */

import { addressOf } from './api/address.ts';
import { askAhead } from './api/ahead.ts';
import type { AddressState } from './design/address-state.ts';
import { DEVICES_PATH, devicesAsked } from './pages/devices/devices-asked.ts';
import {
  CONVERSATIONS_PATH,
  fullHourAfter,
  MAP_PATH,
  mapAsked,
  mapFilterOf,
  newestAsked,
  windowOf,
} from './pages/map/map-asked.ts';
import { mapStateOf } from './pages/map/map-state.ts';
import {
  VULNERABILITIES_ASKED,
  VULNERABILITIES_PATH,
} from './pages/vulnerabilities/vulnerabilities-asked.ts';

/** Where nobody is signed in yet. */
const ON_CARDS = /^\/(?:sign-in|second-factor|setup|invitation)(?:\/|$)/;
const ME_PATH = '/api/me';

/** Of pages that take long in a large house, by their path. */
const FIRST_QUESTIONS: Readonly<Record<string, (state: AddressState) => readonly string[]>> = {
  '/devices': (state) => [addressOf(DEVICES_PATH, {}, devicesAsked(state).query)],
  '/vulnerabilities': (state) =>
    isEmpty(state) ? [addressOf(VULNERABILITIES_PATH, {}, VULNERABILITIES_ASKED)] : [],
  '/map': mapQuestions,
};

/** When traffic was seen last, and the map of the window that it has if that is less than a day ago. */
function mapQuestions(address: AddressState): readonly string[] {
  const now = fullHourAfter(new Date());
  const state = mapStateOf(address);
  const map = mapAsked(state.by ?? 'vlan', mapFilterOf(state, windowOf(state, now)));
  return [addressOf(CONVERSATIONS_PATH, {}, newestAsked(now).query), addressOf(MAP_PATH, {}, map.query)];
}

const isEmpty = (state: AddressState) => Object.keys(state).length === 0;

const { pathname, search } = window.location;
if (!ON_CARDS.test(pathname)) {
  const questions = FIRST_QUESTIONS[pathname]?.(Object.fromEntries(new URLSearchParams(search))) ?? [];
  askAhead([ME_PATH, ...questions]);
}
