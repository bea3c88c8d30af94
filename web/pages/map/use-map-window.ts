/** Of which time the map speaks: a length up to the newest traffic, or the ends that the slider set. */

import { listConversations } from '../../api/endpoints/conversations.ts';
import { useAnswer } from '../../api/queries.ts';
import { useNow } from '../../design/clock.ts';
import { DAY_MS, fullHourAfter, HOUR_MS, LONG_AGO, newestAsked, newestOfAllAsked } from './newest-asked.ts';
import type { MapState } from './use-map-state.ts';

const LENGTHS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;

export interface MapWindow {
  readonly from: string;
  readonly to: string;
  readonly newSince: string;
  /** The whole length that was chosen, of which the slider shows a part. */
  readonly begin: number;
  readonly end: number;
  /** When the newest conversation was seen, if it is more than a day ago. */
  readonly oldest: string | undefined;
}

export interface FoundWindow {
  readonly window: MapWindow | undefined;
  /** Nothing was ever read. */
  readonly isEmpty: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

export function useMapWindow(state: MapState): FoundWindow {
  const now = fullHourAfter(useNow(HOUR_MS));
  const ofDay = useAnswer(listConversations, newestAsked(now));
  const hasNone = ofDay.data?.conversations.length === 0;
  const ofAll = useAnswer(listConversations, newestOfAllAsked(now), { enabled: hasNone });
  const latest = hasNone ? ofAll : ofDay;
  const newest = latest.data?.conversations[0]?.lastAt;
  const retry = () => void latest.refetch();
  if (!latest.data || newest === undefined)
    return { window: undefined, isEmpty: latest.data !== undefined, error: latest.error, retry };
  // Traffic of a clock that runs ahead is not shown before its time.
  const end = Math.min(now, (Math.floor(Date.parse(newest) / HOUR_MS) + 1) * HOUR_MS);
  const isOld = now - end >= DAY_MS;
  const last = isOld ? end : now;
  const begin = state.window === 'all' ? Date.parse(LONG_AGO) : last - LENGTHS[state.window];
  const to = state.to ?? new Date(last).toISOString();
  const from =
    state.from !== undefined && state.from < to
      ? state.from
      : new Date(Math.min(begin, Date.parse(to) - HOUR_MS)).toISOString();
  const newSince = state.since ?? new Date(Date.parse(to) - DAY_MS).toISOString();
  return {
    window: { from, to, newSince, begin, end: last, oldest: isOld ? newest : undefined },
    ...{ isEmpty: false, error: undefined, retry },
  };
}
