/** A call that needs a fresh second factor waits here until the person has proven it, or has not. */

import { useSyncExternalStore } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { confirmWith } from '../api/client.ts';

export interface AskedFactor {
  readonly refusal: ApiError;
  /** Ends the dialog; true when the second factor was proven. */
  readonly answer: (isProven: boolean) => void;
}

let asked: AskedFactor | undefined;
let waiting: Promise<boolean> | undefined;
/** What is only looked at asks once: a list that is read again every minute must not open a dialog each time. */
let isDeclined = false;
const listeners = new Set<() => void>();

function show(next: AskedFactor | undefined): void {
  asked = next;
  for (const listener of listeners) listener();
}

/** Calls that come together wait for one answer. */
function ask(refusal: ApiError, isRead: boolean): Promise<boolean> {
  if (isRead && isDeclined) return Promise.resolve(false);
  waiting ??= new Promise<boolean>((resolve) => {
    show({
      refusal,
      answer: (isProven) => {
        waiting = undefined;
        isDeclined = !isProven;
        show(undefined);
        resolve(isProven);
      },
    });
  });
  return waiting;
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  confirmWith(ask);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) confirmWith(undefined);
  };
};

/** What waits for the second factor; undefined while nothing does. Shown by the shell, once. */
export function useFactorAsked(): AskedFactor | undefined {
  return useSyncExternalStore(subscribe, () => asked);
}
