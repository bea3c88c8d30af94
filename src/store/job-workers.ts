/**
 * The workers of the queue (graphile-worker). When they could not reach the database they are replaced: a job may have been
 * given to them in an answer that never came, and would be held for hours.
 */

import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type Runner, run, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type { Database } from './database.ts';

const POLL_MS = 1_000;
const RETRY_MS = 1_000;

/** Jobs by name; each must bear to be run twice. */
export type JobHandlers = Readonly<Record<string, (payload: unknown) => Promise<void>>>;

/** Workers under one name in the queue. */
interface Crew {
  readonly runner: Runner;
  /** Under which the queue knows what they hold. */
  readonly names: readonly string[];
}

export class JobWorkers {
  private readonly database: Database;
  private readonly handlers: JobHandlers;
  private readonly concurrency: number;
  private readonly schedule: string;
  private crew: Crew | undefined;
  /** What ends, or takes the place of, earlier workers. */
  private changing: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();

  constructor(
    database: Database,
    handlers: JobHandlers,
    { concurrency, schedule = '' }: { readonly concurrency: number; readonly schedule?: string },
  ) {
    this.database = database;
    this.handlers = handlers;
    this.concurrency = concurrency;
    this.schedule = schedule;
  }

  async start(): Promise<void> {
    const names: string[] = [];
    let crew: Crew | undefined;
    let wasAway = false;
    const events: WorkerEvents = new EventEmitter();
    events.on('pool:create', ({ workerPool }) => names.push(workerPool.id));
    events.on('worker:getJob:error', () => {
      wasAway = true;
    });
    for (const answer of ['worker:getJob:empty', 'job:start'] as const)
      events.on(answer, () => {
        if (wasAway) this.replace(crew);
      });
    const runner = await run({
      pgPool: this.database.pool,
      concurrency: this.concurrency,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      // Failed jobs stay in the queue with their error; the library's own lines would go past the server's log.
      logger: new Logger(() => () => undefined),
      events,
      taskList: this.handlers,
      crontab: this.schedule,
      // With a delay, even of none, what a job came to is written again and again until the database has it.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    crew = { runner, names };
    this.crew = crew;
    const ended = () => this.replace(crew);
    runner.promise.then(ended, ended);
  }

  /** Ends after the jobs that run. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.changing;
    const { crew } = this;
    this.crew = undefined;
    await crew?.runner.stop();
  }

  /** Lets others take the place of these workers, which end their jobs; what they hold then is free. */
  private replace(crew: Crew | undefined): void {
    if (!crew || this.crew !== crew || this.stopping.signal.aborted) return;
    this.crew = undefined;
    const ended = crew.runner
      .stop()
      .catch(() => undefined) // it has ended by itself
      .then(() => this.again(() => this.free(crew)));
    this.changing = Promise.all([this.changing, ended, this.again(() => this.start())]).then(() => undefined);
  }

  private async free({ names }: Crew): Promise<void> {
    await sql`select graphile_worker.force_unlock_workers(${names}::text[])`.execute(this.database.kysely);
  }

  /** Tries until it succeeds or everything is to stop. */
  private async again(work: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        return await work();
      } catch {
        await delay(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }
}
