/** How long data is kept. */

import { pagesText } from './pages.ts';
import { plural } from './plural.ts';

export const retentionText = {
  title: pagesText.retention,
  administration: 'Administration',
  help: 'What is older goes each night. Devices and what is known of them stay until somebody removes them.',
  columns: {
    what: 'What',
    days: 'Kept for, in days',
    bounds: 'Allowed',
    disk: 'On disk',
    perDay: 'Grows each day by',
    in30: 'In 30 days',
    in90: 'In 90 days',
    last: 'Last clearing',
  },
  names: {
    'conversation-hours': 'Conversations by hour',
    'conversation-days': 'Conversations by day',
    alerts: 'Alerts',
    tasks: 'Tasks that have ended',
    captures: 'Captures',
    imports: 'Imports',
    'active-queries': 'Active queries',
    'device-history': 'What changed of devices',
    'risk-history': 'How scores moved',
    documents: 'Documents',
    audit: 'Audit log',
    evidence: 'Evidence',
    sessions: 'Sessions',
  } as const,
  days: (name: string) => `${name}: days`,
  bounds: (least: number, most: number) => `${least.toLocaleString('en')} to ${most.toLocaleString('en')}`,
  noData: 'No data yet',
  noDataReason: 'Nothing of this kind is stored, so that its size is not known.',
  noForecast: 'Not known yet',
  noForecastReason: 'The size of two days is needed.',
  neverRan: 'Not yet',
  notRemoved: 'Kept for longer',
  notRemovedReason: 'Nothing clears this class yet: it stays, whatever is set here.',
  cleared: (rows: number) => plural(rows, 'row', 'rows'),
  allOrganisations: 'Sizes are of all organisations of this server.',
  save: 'Save',
  confirmTitle: 'Keep data for a shorter time?',
  confirm: (names: string) => `What is older goes for good at the next clearing: ${names}.`,
  shorten: 'Keep it shorter',
  saved: 'Retention is changed.',
  wrong: (least: number, most: number) =>
    `${least.toLocaleString('en')} to ${most.toLocaleString('en')} days`,
} as const;
