/** Everything that the overview speaks of, each asked for if the person may see it; undefined is not known yet or not theirs. */

import { listAlerts } from '../../api/endpoints/alerts.ts';
import { listCaptures } from '../../api/endpoints/captures.ts';
import { readMap } from '../../api/endpoints/conversations.ts';
import { countFacets, listDevices } from '../../api/endpoints/devices.ts';
import { readFeeds } from '../../api/endpoints/feeds.ts';
import { listNotices } from '../../api/endpoints/notices.ts';
import { listMatches } from '../../api/endpoints/review.ts';
import { findFleetRisk } from '../../api/endpoints/risk.ts';
import { listSensors } from '../../api/endpoints/sensors.ts';
import { listTasks } from '../../api/endpoints/tasks.ts';
import { useAnswer } from '../../api/queries.ts';
import { useMay } from '../../session/me.tsx';

const NOTICES_SHOWN = 20;
/** Alerts and tasks that are counted; of more it says so. */
const LISTED = 100;
/** What no change feed names is asked again after so long. */
const AGAIN_MS = 60_000;
const again = { every: () => AGAIN_MS };

export function useOverview() {
  const inventory = useMay('inventory:view');
  const risk = useMay('risk:view');
  const alert = useMay('alert:view');
  const answers = {
    notices: useAnswer(listNotices, { query: { unseen: true, limit: NOTICES_SHOWN } }),
    alerts: useAnswer(
      listAlerts,
      { query: { state: 'open', severity: ['critical', 'high'], sort: '-severity', limit: LISTED } },
      { enabled: alert },
    ),
    tasks: useAnswer(
      listTasks,
      { query: { mine: true, state: 'open', limit: LISTED } },
      { enabled: inventory },
    ),
    sensors: useAnswer(listSensors, {}, { enabled: inventory, ...again }),
    feeds: useAnswer(readFeeds, {}, { enabled: risk, ...again }),
    review: useAnswer(listMatches, { query: { limit: 1 } }, { enabled: risk }),
    risk: useAnswer(findFleetRisk, {}, { enabled: risk }),
    captures: useAnswer(listCaptures, {}, { enabled: inventory }),
    devices: useAnswer(listDevices, { query: { limit: 1 } }, { enabled: inventory }),
    facets: useAnswer(
      countFacets,
      { query: { facets: 'category,model,vlan,site' } },
      { enabled: inventory, ...again },
    ),
    map: useAnswer(
      readMap,
      { query: { by: 'vlan', onlyNew: true, nodes: 50, edges: 50 } },
      { enabled: inventory, ...again },
    ),
  };
  const lastAt = Math.max(...Object.values(answers).map(({ dataUpdatedAt }) => dataUpdatedAt));
  return {
    ...{ lastAt, maySee: { inventory, risk } },
    isPending: Object.values(answers).some(
      ({ isPending, fetchStatus }) => isPending && fetchStatus !== 'idle',
    ),
    notices: answers.notices.data?.notices,
    alerts: answers.alerts.data?.alerts,
    tasks: answers.tasks.data?.tasks,
    sensors: answers.sensors.data?.sensors,
    feeds: answers.feeds.data,
    review: answers.review.data,
    risk: answers.risk.data,
    captures: answers.captures.data?.captures,
    devices: answers.devices.data?.total ?? undefined,
    facets: answers.facets.data?.facets,
    map: answers.map.data,
  };
}

export type OverviewData = ReturnType<typeof useOverview>;

/** Devices of which a facet's value is not known; undefined while that is not known itself. */
export function unknownOf(facets: OverviewData['facets'], name: string): number | undefined {
  const facet = facets?.[name];
  if (!facet) return undefined;
  const unknown = facet.values.filter(
    ({ value }) => value === null || (name === 'category' && value === 'unknown'),
  );
  return unknown.reduce((sum, { count }) => sum + count, 0);
}

/** When the newest packet of all was seen; undefined when none was, or nobody says. */
export function newestPacket({
  captures = [],
  sensors = [],
}: Pick<OverviewData, 'captures' | 'sensors'>): string | undefined {
  return [...captures.map(({ lastAt }) => lastAt), ...sensors.map(({ lastPacketAt }) => lastPacketAt)]
    .flatMap((at) => at ?? [])
    .sort()
    .at(-1);
}

/** Conversations first seen since yesterday; undefined where nothing was seen, or where nothing older is known to compare with. */
export function newConversations(map: OverviewData['map']): number | undefined {
  if (!map?.knownSince) return undefined;
  if (Date.parse(map.knownSince) >= Date.parse(map.from)) return undefined;
  const seen = [...map.edges, map.rest];
  // Where nothing was seen at all, nothing new is no news.
  if (seen.every(({ conversations }) => conversations === 0)) return undefined;
  return seen.reduce((sum, edge) => sum + edge.newConversations, 0);
}
