/**
 * The workers of the queue (graphile-worker). When they could not reach the database they are replaced as soon as it answers,
 * for then much is lost with which the library does not go on: a job that was given to them in an answer that never came, or
 * whose end was not written (graphile/worker#636), is held for hours, workers whose first question failed ask none that can
 * succeed, and some never say that they have ended. What they held is free as soon as none of them runs a job.
 */

import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type Runner, run, type WorkerEvents } from 'graphile-worker';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { isDatabaseAway } from './database-away.ts';

const POLL_MS = 1_000;
const RETRY_MS = 1_000;
/** How often a job begins, one after the other, whose database goes away; then it failed, and waits as others do that fail. */
const RUNS_LIMIT = 5;
/** Longest wait, after the last job, until what the jobs came to is written; what is not by then is done again. */
const WRITE_LIMIT_MS = 2_000;

/** Jobs by name; each must bear to be run twice. */
export type JobHandlers = Readonly<Record<string, (payload: unknown) => Promise<void>>>;

/** Workers under one name in the queue. */
interface Crew {
  readonly runner: Runner;
  /** Under which the queue knows what they hold. */
  readonly names: readonly string[];
  /** Fulfilled when none of them runs a job, or will. */
  readonly idle: Promise<void>;
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
    const idle = allStopped(events);
    events.on('pool:create', ({ workerPool }) => names.push(workerPool.id));
    events.on('worker:getJob:error', () => {
      if (!wasAway) void this.untilAnswered().then(() => this.replace(crew));
      wasAway = true;
    });
    // They end by themselves when the end of a job could not be written.
    events.on('pool:gracefulShutdown', () => this.replace(crew));
    const runner = await run({
      pgPool: this.database.pool,
      concurrency: this.concurrency,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      // Failed jobs stay in the queue with their error; the library's own lines would go past the server's log.
      logger: new Logger(() => () => undefined),
      events,
      taskList: this.tasks(),
      crontab: this.schedule,
      // Without a delay what cannot be written would end the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    crew = { runner, names, idle };
    this.crew = crew;
    runner.promise.catch(() => undefined); // why they ended is not asked
  }

  /** Handlers that begin again as soon as a database that went away answers: the waits of jobs that fail grow to hours. */
  private tasks(): JobHandlers {
    const begun = Object.entries(this.handlers).map(([name, handle]) => [
      name,
      async (payload: unknown) => {
        for (let runs = 1; ; runs++) {
          try {
            return await handle(payload);
          } catch (error) {
            if (!isDatabaseAway(error) || runs === RUNS_LIMIT) throw error;
            await this.untilAnswered();
            if (this.stopping.signal.aborted) throw error;
          }
        }
      },
    ]);
    return Object.fromEntries(begun);
  }

  /** Ends after the jobs that run. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.changing;
    const { crew } = this;
    this.crew = undefined;
    if (crew) await end(crew);
  }

  /** Lets others take the place of these workers, which end their jobs; what they hold then is free. */
  private replace(crew: Crew | undefined): void {
    if (!crew || this.crew !== crew || this.stopping.signal.aborted) return;
    this.crew = undefined;
    const ended = end(crew).then(() => this.again(() => this.free(crew)));
    this.changing = Promise.all([this.changing, ended, this.again(() => this.start())]).then(() => undefined);
  }

  private async free({ names }: Crew): Promise<void> {
    await sql`select graphile_worker.force_unlock_workers(${names}::text[])`.execute(this.database.kysely);
  }

  /** Waits until the database answers; not at once, for an error may have another reason that lasts. */
  private async untilAnswered(): Promise<void> {
    await this.pause();
    await this.again(() => sql`select`.execute(this.database.kysely));
  }

  /** Tries until it succeeds or everything is to stop. */
  private async again(work: () => Promise<unknown>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await work();
        return;
      } catch {
        await this.pause();
      }
    }
  }

  private async pause(): Promise<void> {
    await delay(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

/** Fulfilled when every worker that began has ended. */
function allStopped(events: WorkerEvents): Promise<void> {
  const working = new Set<string>();
  return new Promise((resolve) => {
    events.on('worker:create', ({ worker }) => working.add(worker.workerId));
    events.on('worker:stop', ({ worker }) => {
      working.delete(worker.workerId);
      if (working.size === 0) resolve();
    });
  });
}

/** Ends workers after the jobs that they run. */
async function end({ runner, idle }: Crew): Promise<void> {
  const stopped = runner.stop().catch(() => undefined); // it is ending by itself
  await idle;
  const written = Promise.allSettled([stopped, runner.promise]);
  await Promise.race([written, delay(WRITE_LIMIT_MS, undefined, { ref: false })]);
}
