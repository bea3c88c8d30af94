/** The time now, for what shows ages: one timer for all of them, and none while nothing shows one. */

import { useSyncExternalStore } from 'react';

class Clock {
  private readonly listeners = new Set<() => void>();
  private readonly period: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private now = Date.now();

  constructor(period: number) {
    this.period = period;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= setInterval(() => this.tick(), this.period);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };

  readonly read = (): number => {
    // Without a timer the last reading is stale.
    if (this.timer === undefined) this.now = Math.max(this.now, roundedNow(this.period));
    return this.now;
  };

  private tick(): void {
    this.now = Date.now();
    for (const listener of this.listeners) listener();
  }
}

/** Rounded so that two readings of one rendering agree. */
const roundedNow = (period: number) => Math.floor(Date.now() / period) * period;

const SECONDS = new Clock(1_000);
const MINUTES = new Clock(60_000);

/** Renders again each second or each minute. */
export function useNow(tick: number): Date {
  const clock = tick < 60_000 ? SECONDS : MINUTES;
  return new Date(useSyncExternalStore(clock.subscribe, clock.read));
}
