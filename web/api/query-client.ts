/** Cache of answers, and what happens when the server no longer knows who asks. */

import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isRefusal, UnreachableError } from './api-error.ts';

/** Answers count as fresh so long (milliseconds); the change feed tells of changes sooner. */
const FRESH_MS = 30_000;
const RETRIES = 2;

export interface Refusals {
  /** Nobody is signed in. */
  readonly onSignedOut: () => void;
  /** The role needs a second factor and there is none. */
  readonly onSecondFactorNeeded: () => void;
}

export function createQueryClient({ onSignedOut, onSecondFactorNeeded }: Refusals): QueryClient {
  const onError = (error: unknown) => {
    if (isRefusal(error, 401)) onSignedOut();
    if (isRefusal(error, 403, 'second-factor-required')) onSecondFactorNeeded();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error) => {
        // A wrong password is a 401 as well: the page says it.
        if (isRefusal(error, 401, 'not-signed-in') || isRefusal(error, 401, 'session-idle')) onSignedOut();
        if (isRefusal(error, 403, 'second-factor-required')) onSecondFactorNeeded();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < RETRIES && isWorthAnotherTry(error),
        refetchOnWindowFocus: true,
      },
    },
  });
}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.status >= 500);
}
