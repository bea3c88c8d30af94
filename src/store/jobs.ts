/**
 * Work that outlives a request: jobs are rows that a transaction adds together with what they are about, so they run when,
 * and only when, it is committed, and again when the server was killed while one ran (graphile-worker).
 */

import { runMigrations } from 'graphile-worker';
import { sql, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import { type JobHandlers, JobWorkers } from './job-workers.ts';
import type { Tables } from './schema.ts';

export interface RunningJobs {
  /** Ends after the jobs that run. */
  stop(): Promise<void>;
}

/** Makes or updates the tables of the queue. */
export async function prepareJobs({ pool }: Database): Promise<void> {
  await runMigrations({ pgPool: pool });
}

/**
 * Runs jobs until stopped, `concurrency` at a time. `isSole` says that no other server uses the database: then jobs that a
 * killed one held are free at once, not after the hours that the queue waits for a silent server. `schedule` is a crontab
 * (UTC) of jobs that run by themselves. A database that was away, for however long, leaves no job behind.
 */
export async function runJobs(
  database: Database,
  handlers: JobHandlers,
  options: { readonly concurrency: number; readonly isSole: boolean; readonly schedule?: string },
): Promise<RunningJobs> {
  if (options.isSole)
    await sql`select graphile_worker.force_unlock_workers(array(
      select distinct locked_by from graphile_worker.jobs where locked_by is not null))`.execute(
      database.kysely,
    );
  const workers = new JobWorkers(database, handlers, options);
  await workers.start();
  return workers;
}

export interface JobOptions {
  /** Jobs of one key that wait become one. */
  readonly key?: string;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
  /** How often it is tried, less and less often (e^n seconds, 6 h at most). */
  readonly maxAttempts?: number;
}

/** Adds a job within a transaction, which goes on with the rights that it had. */
export async function addJob(
  transaction: Transaction<Tables>,
  name: string,
  payload: object,
  { key, queue, maxAttempts }: JobOptions = {},
): Promise<void> {
  const { rows } = await sql<{ role: string }>`select current_setting('role') as role`.execute(transaction);
  await sql`reset role`.execute(transaction); // the queue belongs to no organisation
  await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
    queue_name => ${queue ?? null}::text, job_key => ${key ?? null}::text, max_attempts => ${maxAttempts ?? null}::int)`.execute(
    transaction,
  );
  await sql`select set_config('role', ${rows[0]?.role ?? 'none'}, true)`.execute(transaction);
}
