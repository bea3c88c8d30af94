/** Alerts: what happened that somebody should look at, and how it stands. */

import { z } from 'zod';
import { NAME_LIMIT, PageLimit } from './limits.ts';
import { CveId } from './verdict.ts';

const ALERTS_AT_ONCE = 200;
const REASON_LIMIT = 1_000;

export const AlertKind = z.enum([
  ...(['break-glass', 'category-changed', 'exploited-vulnerability', 'feed-stale'] as const),
  ...([
    'identity-contradiction',
    'new-device',
    'sensor-dropping',
    'sensor-silent',
    'software-changed',
  ] as const),
]);
export const AlertSeverity = z.enum(['critical', 'high', 'medium', 'low']);
export const AlertState = z.enum(['open', 'acknowledged', 'closed']);

export const Alert = z
  .object({
    id: z.uuid(),
    kind: AlertKind,
    severity: AlertSeverity,
    text: z.string(),
    state: AlertState,
    firstAt: z.iso.datetime(),
    lastAt: z.iso.datetime().describe('When it happened last.'),
    count: z.int().describe('How often it happened since it was raised.'),
    devices: z.array(z.uuid()).describe('Some of its devices, latest first.'),
    deviceCount: z.int().describe('Devices that it is about, among those that you may see.'),
    sensor: z.uuid().nullable(),
    cve: z.string().nullable(),
    subject: z.uuid().nullable().describe('What else it is about: a site, a break-glass.'),
    decidedBy: z
      .string()
      .nullable()
      .describe('Who acknowledged or closed it; null in a closed one: it is over.'),
    decidedAt: z.iso.datetime().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Alert' });
export type Alert = z.input<typeof Alert>;

/** One value or several: `state=open&state=acknowledged`. */
const some = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).max(20)]).optional();

const Filter = {
  state: some(AlertState),
  kind: some(AlertKind),
  severity: some(AlertSeverity),
  device: z.uuid().optional(),
  sensor: z.uuid().optional(),
  cve: CveId.optional(),
  text: z.string().min(1).max(NAME_LIMIT).optional().describe('Part of the sentence.'),
  since: z.iso.datetime().optional().describe('Happened last at or after this.'),
  sort: z
    .enum([
      ...(['last', 'first', 'severity', 'count', 'kind', 'state'] as const),
      ...(['-last', '-first', '-severity', '-count', '-kind', '-state'] as const),
    ])
    .default('-last')
    .describe('With a minus the other way round.'),
};
export const AlertsQuery = z.object({
  ...Filter,
  cursor: z.uuid().optional().describe('`next` of the page before, in the same order.'),
  limit: PageLimit,
});
export const AlertExportQuery = z.object({ ...Filter, format: z.enum(['csv', 'ndjson']).default('csv') });
export const AlertFile = z.string().describe('CSV, or one JSON object a line.');

export const Alerts = z.object({ alerts: z.array(Alert), next: z.uuid().nullable() }).meta({ id: 'Alerts' });

export const AlertDecisionRequest = z
  .object({
    alerts: z.array(z.uuid()).min(1).max(ALERTS_AT_ONCE),
    state: AlertState,
    reason: z.string().trim().min(3).max(REASON_LIMIT).optional().describe('Needed to close.'),
  })
  .meta({ id: 'AlertDecisionRequest' });
export const AlertsDecided = z
  .object({ alerts: z.array(z.uuid()).describe('Those that stand otherwise now.') })
  .meta({ id: 'AlertsDecided' });

export const SiteWatchRequest = z.object({ watched: z.boolean() }).meta({ id: 'SiteWatchRequest' });
export const SiteWatched = z.object({ id: z.uuid() }).meta({ id: 'SiteWatched' });
