/** Brings the batches of a spool to the server, in order, one at a time, for as long as it takes. */

import { setTimeout as delay } from 'node:timers/promises';
import { DeliveryError } from './delivery-error.ts';
import type { Spool, WaitingBatch } from './spool.ts';

/** Waiting time after the first failure, doubled with each further one. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;

export interface CourierOptions {
  /** Throws a DeliveryError when it did not arrive, or nobody knows whether it did. */
  readonly deliver: (batch: WaitingBatch, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1: sensors that lost the same server must not come back at the same moment. */
  readonly random: () => number;
  readonly onDelivered?: (batch: WaitingBatch) => void;
  readonly onFailed?: (error: DeliveryError) => void;
}

/** Milliseconds to wait after so many failures in a row. */
export function waitAfter(failures: number, random: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 30));
  return longest * (0.5 + random / 2);
}

export class Courier {
  private readonly spool: Spool;
  private readonly options: CourierOptions;
  private failures = 0;
  private isFinishing = false;
  private wake: () => void = () => undefined;

  constructor(spool: Spool, options: CourierOptions) {
    this.spool = spool;
    this.options = options;
  }

  /** A batch was appended. */
  notify(): void {
    this.wake();
  }

  /** Nothing more will be appended: `run` ends when nothing waits. */
  finish(): void {
    this.isFinishing = true;
    this.wake();
  }

  /** Delivers what comes until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const batch = this.spool.head();
      if (!batch) {
        if (this.isFinishing) return;
        await this.untilNotified(signal);
      } else if (!(await this.attempt(batch, signal)) && !signal.aborted) {
        const wait = waitAfter(this.failures, this.options.random());
        // The only rejection is that of the abort, which the loop condition sees.
        await delay(wait, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async attempt(batch: WaitingBatch, signal: AbortSignal): Promise<boolean> {
    try {
      await this.options.deliver(batch, signal);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      this.failures++;
      if (!signal.aborted) this.options.onFailed?.(error);
      return false;
    }
    this.failures = 0;
    this.spool.acknowledge(batch.sequence);
    this.options.onDelivered?.(batch);
    return true;
  }

  private untilNotified(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        this.wake = () => undefined;
        resolve();
      };
      this.wake = done;
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }
}
