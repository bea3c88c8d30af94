/** Endpoints as hooks: what is read (`useAnswer`, `usePages`), and what is done (`useAct`). */

import {
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { call } from './client.ts';
import type { AnswerOf, Endpoint, RequestOf } from './endpoint.ts';

export const keyOf = (endpoint: Endpoint, request: unknown): QueryKey => [endpoint.path, request];

/** What the change feed looks at in each query. */
export interface QueryMeta extends Record<string, unknown> {
  readonly concerns: readonly string[];
  /** The one object of its kind whose changes touch the answer; undefined when any may. */
  readonly about: { readonly kind: string; readonly id: string } | undefined;
  /** A list waits for a click on "new, show": rows do not move under the pointer. */
  readonly waits: boolean;
}

interface Options<Answer> {
  /** False until what the request needs is known. */
  readonly enabled?: boolean;
  /** Milliseconds after which it is asked again, for what no change feed names; false: not at all. */
  readonly every?: (answer: Answer | undefined) => number | false;
  /** The answer before stays until the one to a changed question has come: pictures do not blink. */
  readonly keepsLast?: boolean;
}

/** The answer of a GET endpoint, kept fresh by the change feed. */
export function useAnswer<E extends Endpoint>(
  endpoint: E,
  request: RequestOf<E>,
  { enabled = true, every, keepsLast = false }: Options<AnswerOf<E>> = {},
): UseQueryResult<AnswerOf<E>> {
  return useQuery<AnswerOf<E>>({
    ...answerTo(endpoint, request),
    enabled,
    placeholderData: (before) => (keepsLast ? before : undefined),
    ...(every && { refetchInterval: (query) => every(query.state.data) }),
  });
}

function answerTo<E extends Endpoint>(endpoint: E, request: RequestOf<E>) {
  return {
    queryKey: keyOf(endpoint, request),
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => call(endpoint, request, signal),
    meta: metaOf(endpoint, request, false),
  };
}

interface Paged {
  readonly next: string | null;
}

/** Pages of a list, each asked for with the cursor of the one before. */
export function usePages<E extends Endpoint>(
  endpoint: E,
  request: RequestOf<E>,
): UseInfiniteQueryResult<InfiniteData<AnswerOf<E>>> {
  return useInfiniteQuery({
    ...pagesOf(endpoint, request),
    // What a filter hid stays, dimmed, until what it shows has come.
    placeholderData: (before) => before,
  });
}

function pagesOf<E extends Endpoint>(endpoint: E, request: RequestOf<E>) {
  const { query } = request as { readonly query?: object };
  return {
    queryKey: keyOf(endpoint, request),
    initialPageParam: undefined as string | undefined,
    queryFn: ({
      signal,
      pageParam: cursor,
    }: {
      readonly signal: AbortSignal;
      readonly pageParam: string | undefined;
    }) => call(endpoint, { ...request, query: { ...query, cursor } } as RequestOf<E>, signal),
    getNextPageParam: (page: AnswerOf<E>) => (page as Paged).next ?? undefined,
    meta: metaOf(endpoint, request, true),
  };
}

/** Asks something before the code that shows it is there; what goes wrong is told where it is shown. */
export type Ask = (queries: QueryClient) => void;

export function askAnswer<E extends Endpoint>(endpoint: E, request: RequestOf<E>): Ask {
  return (queries) => void queries.prefetchQuery(answerTo(endpoint, request));
}

/** Asks for the first page of a list. */
export function askPages<E extends Endpoint>(endpoint: E, request: RequestOf<E>): Ask {
  return (queries) => void queries.prefetchInfiniteQuery(pagesOf(endpoint, request));
}

/** The way to the next page, as a table offers it; undefined on the last page. */
export function morePages({
  hasNextPage,
  isFetchingNextPage,
  fetchNextPage,
}: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>) {
  if (!hasNextPage) return undefined;
  return { loading: isFetchingNextPage, load: () => void fetchNextPage() };
}

/** Does something; what it concerns is read again. */
export function useAct<E extends Endpoint>(endpoint: E): UseMutationResult<AnswerOf<E>, Error, RequestOf<E>> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: RequestOf<E>) => call(endpoint, request),
    onSuccess: () =>
      queries.invalidateQueries({
        predicate: ({ meta }) => endpoint.concerns?.some((kind) => concernsOf(meta).includes(kind)) ?? false,
      }),
  });
}

function metaOf(endpoint: Endpoint, request: unknown, waits: boolean): QueryMeta {
  const { path } = request as { readonly path?: Readonly<Record<string, string>> };
  const { concerns = [], about } = endpoint;
  const id = path?.['id'];
  return {
    concerns,
    about: about !== undefined && id !== undefined ? { kind: about, id } : undefined,
    waits,
  };
}

/** Whether a change touches the answer of a query. */
export function isTouched(
  meta: Record<string, unknown> | undefined,
  { kind, id }: { readonly kind: string; readonly id: string },
): boolean {
  const { about } = (meta ?? {}) as Partial<QueryMeta>;
  return concernsOf(meta).includes(kind) && (about?.kind !== kind || about.id === id);
}

export function concernsOf(meta: Record<string, unknown> | undefined): readonly string[] {
  return (meta as QueryMeta | undefined)?.concerns ?? [];
}
