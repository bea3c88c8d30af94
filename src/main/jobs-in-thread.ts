/**
 * The jobs, in a thread of their own: what they compute keeps no request waiting. A thread that ends by itself is replaced;
 * what it held is done again, as after a kill.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { JobsThreadInput } from './jobs-thread.ts';
import { THREADS } from './worker-thread.ts';

const RESTART_MS = 1_000;

export class JobsInThread {
  readonly #input: JobsThreadInput;
  readonly #report: (error: Error) => void;
  readonly #threads: URL;
  #worker: Worker | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isStopping = false;

  /** `report` hears why a thread ended by itself; `threads` is the folder of the compiled ones. */
  constructor(input: JobsThreadInput, report: (error: Error) => void, threads = THREADS) {
    this.#input = input;
    this.#report = report;
    this.#threads = threads;
  }

  /** Returns when jobs run; throws the error with which the thread ended before. */
  async start(): Promise<void> {
    const worker = new Worker(new URL('jobs-thread.js', this.#threads), { workerData: this.#input });
    let failure: Error | undefined;
    worker.on('error', (error: Error) => {
      failure = error;
    });
    const exit = new Promise<Error>((resolve) =>
      worker.once('exit', (status) =>
        resolve(failure ?? new Error(`the thread of the jobs ended with ${status}`)),
      ),
    );
    const started = new Promise<undefined>((resolve) => worker.once('message', () => resolve(undefined)));
    const early = await Promise.race([started, exit]);
    if (early) throw early;
    this.#worker = worker;
    this.#ended = exit.then((error) => this.#replace(error));
  }

  /** Ends after the jobs that run. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    // One that was being replaced has its successor told as well.
    for (let ended: Promise<void> | undefined; ended !== this.#ended; ) {
      ended = this.#ended;
      this.#worker?.postMessage('stop');
      await ended;
    }
  }

  async #replace(error: Error): Promise<void> {
    this.#worker = undefined;
    for (let reason = error; !this.#isStopping; ) {
      this.#report(reason);
      await delay(RESTART_MS);
      if (this.#isStopping) return;
      try {
        return await this.start();
      } catch (again) {
        reason = again instanceof Error ? again : new Error(String(again));
      }
    }
  }
}
