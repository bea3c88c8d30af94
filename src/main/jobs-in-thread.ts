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
  readonly #running: Promise<void>;
  #worker: Worker | undefined;
  #isStopping = false;

  /**
   * Starts them: they run as soon as their code is loaded. `report` hears why a thread ended by itself; `threads` is the folder
   * of the compiled ones.
   */
  constructor(input: JobsThreadInput, report: (error: Error) => void, threads = THREADS) {
    this.#input = input;
    this.#report = report;
    this.#threads = threads;
    this.#running = this.#run();
  }

  /** Ends after the jobs that run. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    // A thread that is still loading its code reads this afterwards.
    this.#worker?.postMessage('stop');
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      const reason = await this.#runThread();
      if (this.#isStopping) return;
      this.#report(reason);
      await delay(RESTART_MS);
    }
  }

  /** Runs one thread to its end, and says why it ended. */
  #runThread(): Promise<Error> {
    const worker = new Worker(new URL('jobs-thread.js', this.#threads), { workerData: this.#input });
    this.#worker = worker;
    return new Promise((resolve) => {
      worker.once('error', resolve);
      worker.once('exit', (status) => resolve(new Error(`the thread of the jobs ended with ${status}`)));
    });
  }
}
