/**
 * Follows the change feed: answers that a change touches are read again soon; lists are not, for rows would move under the
 * pointer: they count what is new until a person wants to see it.
 */

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { isRefusal } from './api-error.ts';
import { changeSource } from './change-source.ts';
import { followChanges, type HeardChange } from './follow-changes.ts';
import { concernsOf, isTouched, type QueryMeta } from './queries.ts';

/** Changes that come close together are told as one, so often at most: a job changes devices by the thousand. */
const TELL_AFTER_MS = 250;
const TELL_EVERY_MS = 2_000;
/** Changed objects of a kind that are told apart; more are "all of them". */
const TOLD_LIMIT = 200;

export interface FeedState {
  /** When the server last answered; undefined before the first answer. */
  readonly liveAt: number | undefined;
  readonly isLive: boolean;
  /** When the server is tried again; undefined while it answers. */
  readonly againAt: number | undefined;
  /** Changed objects by kind, since their lists were last read. */
  readonly waiting: ReadonlyMap<string, ReadonlySet<string>>;
}

let state: FeedState = { liveAt: undefined, isLive: true, againAt: undefined, waiting: new Map() };
const listeners = new Set<() => void>();

function change(changed: Partial<FeedState>): void {
  state = { ...state, ...changed };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useFeedState(): FeedState {
  return useSyncExternalStore(subscribe, () => state);
}

/** Follows the feed while the calling component is shown and somebody is signed in. */
export function useChangeFeed(enabled: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!enabled) return;
    const ended = new AbortController();
    const { signal } = ended;
    const telling = new Telling(queries);
    const audience = {
      onLive: () => change({ liveAt: Date.now(), isLive: true, againAt: undefined }),
      onLost: (againMs: number) => change({ isLive: false, againAt: Date.now() + againMs }),
      onChange: (heard: HeardChange) => telling.add(heard),
      onReset: () => void queries.invalidateQueries(),
      // Who may not read the feed sees what the pages ask for anyway.
      isRefusal: (error: unknown) => isRefusal(error, 403) || isRefusal(error, 401),
    };
    followChanges(changeSource, audience, signal, (pauseMs) => pause(pauseMs, signal)).catch(() => undefined);
    return () => {
      ended.abort();
      telling.end();
    };
  }, [enabled, queries]);
}

/** Gathers changes and lets what they touch be read again. */
class Telling {
  private readonly queries: QueryClient;
  private gathered = new Map<string, HeardChange>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private toldAt = 0;

  constructor(queries: QueryClient) {
    this.queries = queries;
  }

  add(heard: HeardChange): void {
    this.gathered.set(`${heard.kind} ${heard.id}`, heard);
    const waitMs = Math.max(TELL_AFTER_MS, this.toldAt + TELL_EVERY_MS - Date.now());
    this.timer ??= setTimeout(() => this.tell(), waitMs);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private tell(): void {
    const changes = [...this.gathered.values()];
    this.gathered = new Map();
    this.timer = undefined;
    this.toldAt = Date.now();
    tell(this.queries, changes).catch(() => undefined);
  }
}

async function tell(queries: QueryClient, changes: readonly HeardChange[]): Promise<void> {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const waiting = new Map(state.waiting);
  for (const kind of kinds) {
    const ids = changes.flatMap((each) => (each.kind === kind ? [each.id] : []));
    waiting.set(kind, new Set([...(waiting.get(kind) ?? []), ...ids]));
  }
  change({ waiting });
  const isConcerned = (meta: Record<string, unknown> | undefined) =>
    changes.length > TOLD_LIMIT
      ? concernsOf(meta).some((kind) => kinds.has(kind))
      : changes.some((each) => isTouched(meta, each));
  const waits = (meta: Record<string, unknown> | undefined) =>
    (meta as QueryMeta | undefined)?.waits === true;
  // Lists are read again when their page is opened anew.
  await queries.invalidateQueries({
    predicate: ({ meta }) => isConcerned(meta) && waits(meta),
    refetchType: 'none',
  });
  await queries.invalidateQueries({ predicate: ({ meta }) => isConcerned(meta) && !waits(meta) });
}

interface Waiting {
  readonly count: number;
  readonly show: () => void;
  /** The list has just been read: nothing waits any more. */
  readonly forget: () => void;
}

/** What changed behind a list, and what shows it. */
export function useWaiting(kind: string): Waiting {
  const queries = useQueryClient();
  const { waiting } = useFeedState();
  const forget = useCallback(() => {
    if (!state.waiting.has(kind)) return;
    const left = new Map(state.waiting);
    left.delete(kind);
    change({ waiting: left });
  }, [kind]);
  const show = useCallback(() => {
    forget();
    queries
      .invalidateQueries({ predicate: ({ meta }) => concernsOf(meta).includes(kind) })
      .catch(() => undefined);
  }, [forget, kind, queries]);
  return { count: waiting.get(kind)?.size ?? 0, show, forget };
}

/** Ends early when the follower goes, and when the browser has its network back. */
function pause(milliseconds: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const waking = new AbortController();
    const wake = () => {
      clearTimeout(timer);
      waking.abort();
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    ended.addEventListener('abort', wake, { signal: waking.signal });
    window.addEventListener('online', wake, { signal: waking.signal });
  });
}
