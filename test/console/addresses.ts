/** An address for each page of the console, as the tests open it. A page without one fails `pages.test.ts`. */

import type { Browser } from '../support/browser.ts';
import { PUMP_CVE } from '../support/feed-folder.ts';

export interface PageAddress {
  /** As `web/pages/registry.ts` states it. */
  readonly path: string;
  /** The name of its pictures. */
  readonly name: string;
  /** Where to go; the path itself when absent. */
  readonly address?: (api: Browser) => Promise<string>;
  /** For who is not signed in. */
  readonly signedOut?: true;
  /** A request of the page that the server refuses. */
  readonly refused?: string;
}

export const PAGE_ADDRESSES: readonly PageAddress[] = [
  { path: '/', name: 'overview' },
  { path: '/devices', name: 'devices' },
  { path: '/devices/$id', name: 'device', address: async (api) => `/devices/${await knownDevice(api)}` },
  { path: '/map', name: 'map' },
  {
    path: '/devices/$id/report',
    name: 'device-report',
    address: async (api) => `/devices/${await knownDevice(api)}/report`,
  },
  { path: '/reports/executive', name: 'executive-report' },
  { path: '/vulnerabilities', name: 'vulnerabilities' },
  {
    path: '/vulnerabilities/$cve',
    name: 'vulnerability',
    address: async () => `/vulnerabilities/${PUMP_CVE}`,
  },
  {
    path: '/advisories/$feed/$document',
    name: 'advisory',
    address: async () => '/advisories/csaf/EXSA-26-001',
  },
  { path: '/risk', name: 'risk' },
  { path: '/matches', name: 'matches' },
  { path: '/review', name: 'review' },
  { path: '/alerts', name: 'alerts' },
  { path: '/tasks', name: 'tasks' },
  { path: '/captures', name: 'captures' },
  { path: '/imports', name: 'imports' },
  { path: '/sensors', name: 'sensors' },
  { path: '/active-queries', name: 'active-queries' },
  { path: '/feeds', name: 'feeds' },
  { path: '/audit', name: 'audit' },
  { path: '/administration', name: 'people' },
  { path: '/administration/retention', name: 'retention' },
  { path: '/administration/outputs', name: 'outputs' },
  { path: '/administration/backups', name: 'backups' },
  { path: '/start', name: 'start' },
  { path: '/profile', name: 'profile' },
  { path: '/sign-in', name: 'sign-in', signedOut: true },
  { path: '/second-factor', name: 'second-factor', signedOut: true },
  { path: '/second-factor/set-up', name: 'enrol' },
  {
    path: '/setup',
    name: 'setup',
    signedOut: true,
    address: async () => `/setup#${'x'.repeat(43)}`,
  },
  {
    path: '/administration/people/$id',
    name: 'person',
    address: async (api) => `/administration/people/${await knownPerson(api)}`,
  },
  { path: '/administration/invitations', name: 'invitations' },
  { path: '/administration/reviews', name: 'reviews' },
  { path: '/administration/places', name: 'places' },
  { path: '/administration/sign-in', name: 'sign-in-rules' },
  { path: '/administration/keys', name: 'keys' },
  { path: '/break-glass', name: 'break-glass' },
  {
    path: '/invitation',
    name: 'invitation',
    signedOut: true,
    address: async () => `/invitation#${'x'.repeat(64)}`,
    refused: '/api/invitations/look',
  },
  { path: '$', name: 'not-found', address: async () => '/there/is/no/such/page' },
];

/** Where a page is looked at. */
export const addressOf = async ({ path, address }: PageAddress, api: Browser): Promise<string> =>
  address ? address(api) : path;

/** A device of which much is known. */
async function knownDevice(api: Browser): Promise<string> {
  const { body } = await api.get('/api/devices?query=Plum');
  return body.devices[0].id;
}

/** Whoever is signed in: there is always one. */
async function knownPerson(api: Browser): Promise<string> {
  const { body } = await api.get('/api/people');
  return body.people[0].id;
}
