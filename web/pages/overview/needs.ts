/** What needs a person, worst first, from everything that the server tells. Pure, so that it can be tried without a server. */

import { formatAge } from '../../design/format/age.ts';
import type { Severity } from '../../design/severity.tsx';
import { overviewText } from '../../text/overview.ts';
import { newConversations, newestPacket, type OverviewData, unknownOf } from './use-overview.ts';

export const VARIANTS = ['clinical', 'security', 'network', 'executive'] as const;
export type Variant = (typeof VARIANTS)[number];

export interface Need {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  readonly action: string;
  /** Whom it is for. */
  readonly of: readonly Variant[];
}

const text = overviewText.needs;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'unknown', 'low', 'minimal'];
const EVERYBODY = VARIANTS;

export function needsOf(data: OverviewData, variant: Variant): Need[] {
  return [
    ...noticeNeeds(data),
    ...alertNeeds(data),
    ...taskNeeds(data),
    ...sensorNeeds(data),
    ...weaknessNeeds(data),
    ...captureNeeds(data),
    ...deviceNeeds(data),
    ...trafficNeeds(data),
  ]
    .filter(({ of }) => of.includes(variant))
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function noticeNeeds({ notices = [] }: OverviewData): Need[] {
  // What else is told to roles has rows of its own: silent sensors, old feeds.
  const emergencies = notices.filter(({ kind }) => kind === 'break-glass');
  return emergencies.map(({ id, text: detail }) => ({
    ...{ id, detail, severity: 'critical', title: text.notice, to: '/break-glass', action: text.look },
    of: EVERYBODY,
  }));
}

/** Kinds that have rows of their own. */
const TOLD_ELSEWHERE = ['break-glass', 'sensor-silent', 'feed-stale'];

function alertNeeds({ alerts = [] }: OverviewData): Need[] {
  const untold = alerts.filter(({ kind }) => !TOLD_ELSEWHERE.includes(kind));
  const [worst] = untold;
  if (!worst) return [];
  return [
    {
      ...{ id: 'alerts', severity: worst.severity, title: text.alerts(untold.length), detail: worst.text },
      ...{ to: '/alerts', search: { state: 'open' }, action: text.look, of: EVERYBODY },
    },
  ];
}

function taskNeeds({ tasks = [] }: OverviewData): Need[] {
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 10);
  const late = tasks.filter(({ due }) => due !== null && due < today);
  const [first] = late.length > 0 ? late : tasks;
  if (!first) return [];
  return [
    {
      ...{ id: 'tasks', severity: late.length > 0 ? 'high' : 'medium', detail: first.title },
      title: late.length > 0 ? text.lateTasks(late.length) : text.tasks(tasks.length),
      ...{ to: '/tasks', action: text.open, of: EVERYBODY },
    },
  ];
}

function sensorNeeds({ sensors = [] }: OverviewData): Need[] {
  return sensors.flatMap(({ id, name, state, dark }): Need[] => {
    const common = { id, to: '/sensors', action: text.look };
    const of = ['clinical', 'security', 'network'] as const;
    if (state === 'silent') {
      const detail = dark ? text.sensorDark(dark.vlans.length, dark.devices) : '';
      return [{ ...common, of, severity: 'high', title: text.sensorSilent(name), detail }];
    }
    if (state === 'interface-silent')
      return [
        { ...common, of, severity: 'high', title: text.sensorQuiet(name), detail: text.sensorQuietHelp },
      ];
    if (state === 'never-connected')
      return [
        {
          ...common,
          of: ['network'],
          severity: 'low',
          title: text.sensorNever(name),
          detail: text.sensorNeverHelp,
        },
      ];
    return [];
  });
}

function weaknessNeeds({ risk, feeds, review }: OverviewData): Need[] {
  const needs: Need[] = [];
  const actNow = risk?.vulnerabilities['act-now'] ?? 0;
  if (actNow > 0)
    needs.push({
      ...{ id: 'act-now', severity: 'critical', title: text.actNow(actNow), detail: text.actNowHelp },
      ...{ to: '/vulnerabilities', search: { group: 'act-now' }, action: text.open, of: EVERYBODY },
    });
  if (feeds && !feeds.hasData)
    needs.push({
      ...{ id: 'no-feeds', severity: 'unknown', title: text.noFeeds, detail: text.noFeedsHelp },
      ...{ to: '/feeds', action: text.open, of: ['clinical', 'security', 'executive'] },
    });
  const old = feeds?.hasData ? feeds.feeds.filter(({ condition }) => condition !== 'current') : [];
  if (old.length > 0)
    needs.push({
      ...{ id: 'old-feeds', severity: 'medium', title: text.staleFeeds(old.length) },
      ...{
        detail: old.map(({ title }) => title).join(', '),
        to: '/feeds',
        action: text.look,
        of: ['security'],
      },
    });
  if (review && review.waiting > 0)
    needs.push({
      ...{ id: 'review', severity: 'medium', title: text.review(review.waiting), detail: text.reviewHelp },
      ...{ to: '/matches', action: text.answer, of: ['clinical', 'security'] },
    });
  return needs;
}

function captureNeeds({ captures = [] }: OverviewData): Need[] {
  return captures
    .filter(({ state }) => state === 'failed')
    .map(({ id, file }) => ({
      ...{ id, severity: 'medium', title: text.captureFailed(file), detail: text.captureHelp },
      ...{ to: '/captures', action: text.look, of: ['clinical', 'network', 'security'] },
    }));
}

function deviceNeeds({ devices, facets }: OverviewData): Need[] {
  if (devices?.count === 0)
    return [
      {
        ...{ id: 'no-devices', severity: 'unknown', title: text.noDevices, detail: text.noDevicesHelp },
        ...{ to: '/start', action: text.open, of: EVERYBODY },
      },
    ];
  const unknown = unknownOf(facets, 'category') ?? 0;
  if (unknown === 0) return [];
  return [
    {
      ...{ id: 'category', severity: 'unknown', title: text.uncategorised(unknown) },
      ...{ detail: text.uncategorisedHelp, to: '/devices', search: { query: 'category:unknown' } },
      ...{ action: text.look, of: ['clinical', 'security'] },
    },
  ];
}

function trafficNeeds(data: OverviewData): Need[] {
  const { map } = data;
  const newest = newestPacket(data);
  const age = newest === undefined ? 0 : Date.now() - Date.parse(newest);
  if (newest !== undefined && age > DAY_MS)
    return [
      {
        ...{ id: 'old', severity: 'medium', title: text.old(formatAge(new Date(newest), new Date())) },
        ...{ detail: text.oldHelp, to: '/captures', action: text.look },
        of: ['clinical', 'security', 'network'],
      },
    ];
  const fresh = newConversations(map) ?? 0;
  if (fresh === 0) return [];
  return [
    {
      ...{ id: 'traffic', severity: 'high', title: text.newPaths(fresh), detail: text.newPathsHelp },
      ...{ to: '/map', search: { new: '1' }, action: text.look, of: ['network', 'security'] },
    },
  ];
}
