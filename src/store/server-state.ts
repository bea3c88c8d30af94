/** How the server is, for those who run it: the queue, the size of the database, and counts of each organisation. */

import { sql } from 'kysely';
import type { Database, OrganisationId } from './database.ts';

export interface QueueState {
  /** Jobs that could run now, and those that run. */
  readonly waiting: number;
  readonly running: number;
  /** Jobs that failed and are tried again, and those that were given up. */
  readonly retrying: number;
  readonly failed: number;
  /** Seconds that the oldest job which could run has waited; undefined when none waits. */
  readonly oldestSeconds: number | undefined;
}

export async function queueState({ kysely }: Database): Promise<QueueState> {
  const { rows } = await sql<
    Record<'waiting' | 'running' | 'retrying' | 'failed', number> & { oldest: number | null }
  >`
    select count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now()) as waiting,
           count(*) filter (where locked_at is not null) as running,
           count(*) filter (where locked_at is null and attempts > 0 and attempts < max_attempts) as retrying,
           count(*) filter (where attempts >= max_attempts and locked_at is null) as failed,
           extract(epoch from now() - min(run_at)
             filter (where locked_at is null and attempts < max_attempts and run_at <= now()))::float as oldest
      from graphile_worker.jobs`.execute(kysely);
  const [row] = rows;
  if (!row) throw new Error('an aggregate has a row');
  const { oldest, ...counts } = row;
  return { ...counts, oldestSeconds: oldest ?? undefined };
}

export async function databaseOctets({ kysely }: Database): Promise<number> {
  const { rows } = await sql<{ octets: number }>`
    select pg_database_size(current_database()) as octets`.execute(kysely);
  return rows[0]?.octets ?? 0;
}

export interface OrganisationState {
  readonly devices: number;
  readonly captures: Readonly<Record<string, number>>;
  readonly sensors: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    /** Seconds since its last batch; null before the first. */
    readonly sinceBatch: number | null;
  }[];
  /** Watched folders. */
  readonly folders: readonly {
    readonly server: string;
    readonly path: string;
    readonly hasProblem: boolean;
    readonly passedOver: number;
    /** Seconds since a server has looked at it, to within a minute. */
    readonly sinceLook: number;
  }[];
  readonly outputs: readonly {
    readonly id: string;
    readonly type: string;
    readonly name: string;
    readonly isFailing: boolean;
    readonly dropped: number;
    /** Age in seconds of the oldest change that it was not told; null when it has them all. */
    readonly lag: number | null;
  }[];
}

export function organisationState(
  database: Database,
  organisation: OrganisationId,
): Promise<OrganisationState> {
  return database.asOrganisation(organisation, async (t) => {
    const devices = await t
      .selectFrom('device')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    const captures = await t
      .selectFrom('capture')
      .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
      .groupBy('state')
      .execute();
    const sensors = await sql<OrganisationState['sensors'][number]>`
      select s.id, s.name, s.state, extract(epoch from now() - d.received_at)::float as "sinceBatch"
        from sensor s left join sensor_delivery d on d.sensor_id = s.id order by s.id`.execute(t);
    const folders = await sql<OrganisationState['folders'][number]>`
      select server, path, problem is not null as "hasProblem", jsonb_array_length(passed_over) as "passedOver",
             extract(epoch from now() - looked_at)::float as "sinceLook"
        from watched_folder order by server, path`.execute(t);
    const outputs = await sql<OrganisationState['outputs'][number]>`
      select o.id, o.type, o.name, o.failing_since is not null as "isFailing", o.dropped,
             (select extract(epoch from now() - min(c.at))::float from change c
               where c.organisation_id = o.organisation_id and c.sequence > o.change_cursor) as lag
        from output o where o.enabled order by o.id`.execute(t);
    return {
      devices: devices.count,
      captures: Object.fromEntries(captures.map(({ state, count }) => [state, count])),
      ...{ sensors: sensors.rows, folders: folders.rows, outputs: outputs.rows },
    };
  });
}
