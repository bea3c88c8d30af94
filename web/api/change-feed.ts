/**
 * Follows the change feed: answers about one thing are read again at once; lists are not, for rows would move under the
 * pointer: they count what is new until a person wants to see it.
 */

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { isRefusal } from './api-error.ts';
import { call } from './client.ts';
import { readChanges } from './endpoints/changes.ts';
import { concernsOf, type QueryMeta } from './queries.ts';

const EVERY_MS = 5_000;

export interface FeedState {
  /** When the server last answered; undefined before the first answer. */
  readonly liveAt: number | undefined;
  readonly isLive: boolean;
  /** Changed objects by kind, since their lists were last read. */
  readonly waiting: ReadonlyMap<string, ReadonlySet<string>>;
}

let state: FeedState = { liveAt: undefined, isLive: true, waiting: new Map() };
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
    follow(queries, ended.signal).catch(() => undefined);
    return () => ended.abort();
  }, [enabled, queries]);
}

async function follow(queries: QueryClient, ended: AbortSignal): Promise<void> {
  let since: number | undefined;
  while (!ended.aborted) {
    try {
      const query = since === undefined ? { newest: true } : { since };
      const answer = await call(readChanges, { query }, ended);
      since = answer.next;
      change({ liveAt: Date.now(), isLive: true });
      if (answer.changes.length > 0) await tell(queries, answer.changes);
    } catch (error) {
      if (ended.aborted) return;
      // Who may not read the feed sees what the pages ask for anyway.
      if (isRefusal(error, 403) || isRefusal(error, 401)) return;
      change({ isLive: false });
    }
    await pause(EVERY_MS, ended);
  }
}

async function tell(
  queries: QueryClient,
  changes: readonly { readonly kind: string; readonly id: string }[],
): Promise<void> {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const waiting = new Map(state.waiting);
  for (const { kind, id } of changes) waiting.set(kind, new Set([...(waiting.get(kind) ?? []), id]));
  change({ waiting });
  const isConcerned = (meta: Record<string, unknown> | undefined) =>
    concernsOf(meta).some((kind) => kinds.has(kind));
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

function pause(milliseconds: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    ended.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
