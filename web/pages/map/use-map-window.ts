/** Of which time the map speaks: a length up to the newest traffic, or the ends that the slider set. */

import { listConversations } from '../../api/endpoints/conversations.ts';
import { useAnswer } from '../../api/queries.ts';
import { useNow } from '../../design/clock.ts';
import {
  fullHourAfter,
  HOUR_MS,
  type MapWindow,
  newestAsked,
  newestOfAllAsked,
  windowOf,
} from './map-asked.ts';
import type { MapState } from './map-state.ts';

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
  return { window: windowOf(state, now, newest), isEmpty: false, error: undefined, retry };
}
