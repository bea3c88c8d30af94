/**
 * The vulnerability feeds of the server: which catalogue is in use, whether they may be fetched, what changed them, and
 * what EPSS and KEV said of vulnerabilities over time. Public data that all organisations share; no row tells of one.
 */

import { sql } from 'kysely';
import type { CatalogueFeed } from '../vulnerability/catalogue.ts';
import type { Database } from './database.ts';
import { addJob } from './jobs.ts';

/** Job that brings the feeds up to date: by a bundle that was verified, or from the sources that a person allowed. */
export const UPDATE_FEEDS = 'update-feeds';
export interface UpdateFeedsJob {
  /** The bundle to apply; absent: fetch when that is allowed, and look at the folder anew. */
  readonly bundle?: string;
}
const QUEUE = 'feeds';

export interface CatalogueState {
  /** Equal for catalogues of the same content. */
  readonly revision: string;
  readonly compiledAt: Date;
  readonly records: number;
  readonly feeds: readonly CatalogueFeed[];
}

/** The catalogue in use; undefined before there is any. */
export async function catalogueState({ kysely }: Database): Promise<CatalogueState | undefined> {
  return kysely
    .selectFrom('feed_catalogue')
    .select(['revision', 'compiled_at as compiledAt', 'records', 'feeds'])
    .executeTakeFirst() as Promise<CatalogueState | undefined>;
}

export async function writeCatalogueState(
  { kysely }: Database,
  { revision, compiledAt, records, feeds }: CatalogueState,
): Promise<void> {
  const row = { revision, compiled_at: compiledAt, records, feeds: JSON.stringify(feeds) };
  await kysely
    .insertInto('feed_catalogue')
    .values({ single: true, ...row })
    .onConflict((conflict) => conflict.column('single').doUpdateSet(row))
    .execute();
}

export interface FeedSettings {
  readonly online: boolean;
  readonly sources: readonly string[];
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

/** Nothing is fetched until a person allows it. */
export async function feedSettings({ kysely }: Database): Promise<FeedSettings> {
  const row = await kysely
    .selectFrom('feed_setting')
    .select(['online', 'sources', 'set_by_name as setBy', 'set_at as setAt'])
    .executeTakeFirst();
  return row ?? { online: false, sources: [], setBy: null, setAt: null };
}

/** Notes the setting and, when it allows fetching, lets that begin. */
export async function setFeedSettings(
  database: Database,
  { online, sources }: Pick<FeedSettings, 'online' | 'sources'>,
  by: string,
): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    const row = { online, sources, set_by_name: by, set_at: new Date() };
    await transaction
      .insertInto('feed_setting')
      .values({ single: true, ...row })
      .onConflict((conflict) => conflict.column('single').doUpdateSet(row))
      .execute();
  });
  if (online) await addUpdateFeeds(database);
}

/** Lets the feeds be brought up to date soon, once for all who ask. */
export async function addUpdateFeeds({ kysely }: Database): Promise<void> {
  await kysely
    .transaction()
    .execute((transaction) => addJob(transaction, UPDATE_FEEDS, {}, { key: UPDATE_FEEDS, queue: QUEUE }));
}

export type FeedUpdateState = 'verified' | 'applying' | 'applied' | 'refused';

export interface FeedUpdate {
  readonly id: string;
  readonly kind: 'bundle' | 'online';
  readonly state: FeedUpdateState;
  readonly by: string | null;
  readonly at: Date;
  readonly outcome: object;
}

export async function addFeedUpdate(
  { kysely }: Database,
  { id, kind, state, by, outcome }: Omit<FeedUpdate, 'at'>,
): Promise<void> {
  await kysely
    .insertInto('feed_update')
    .values({ id, kind, state, asked_by_name: by, outcome: JSON.stringify(outcome) })
    .execute();
}

const UPDATE = ['id', 'kind', 'state', 'asked_by_name as by', 'at', 'outcome'] as const;

export function latestFeedUpdates({ kysely }: Database, limit: number): Promise<readonly FeedUpdate[]> {
  return kysely
    .selectFrom('feed_update')
    .select(UPDATE)
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Lets a verified bundle be applied, once; false when there is none that waits. */
export async function applyBundle({ kysely }: Database, id: string): Promise<boolean> {
  return kysely.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('feed_update')
      .set({ state: 'applying' })
      .where('id', '=', id)
      .where('kind', '=', 'bundle')
      .where('state', '=', 'verified')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await addJob(transaction, UPDATE_FEEDS, { bundle: id } satisfies UpdateFeedsJob, { queue: QUEUE });
    return true;
  });
}

export async function finishFeedUpdate(
  { kysely }: Database,
  id: string,
  state: 'applied' | 'refused',
  outcome: object,
): Promise<void> {
  await kysely
    .updateTable('feed_update')
    .set({ state, outcome: sql`outcome || ${JSON.stringify(outcome)}::jsonb` as never })
    .where('id', '=', id)
    .execute();
}

export interface ThreatDay {
  readonly cve: string;
  readonly day: string;
  readonly epss: number | null;
  readonly percentile: number | null;
  /** Null: no catalogue of that day is there. */
  readonly knownExploited: boolean | null;
}

/** Adds what lists of a day said; what is known of a day stays. */
export async function addThreatDays({ kysely }: Database, days: readonly ThreatDay[]): Promise<void> {
  if (days.length === 0) return;
  await sql`
    insert into threat_history (cve, day, epss, percentile, known_exploited)
      select cve, day, max(epss), max(percentile), bool_or("knownExploited")
        from jsonb_to_recordset(${JSON.stringify(days)}::jsonb)
          as d (cve text, day date, epss real, percentile real, "knownExploited" boolean) group by 1, 2
    on conflict (cve, day) do update set epss = coalesce(threat_history.epss, excluded.epss),
      percentile = coalesce(threat_history.percentile, excluded.percentile),
      known_exploited = coalesce(threat_history.known_exploited, excluded.known_exploited)`.execute(kysely);
}

/** What lists said of a vulnerability, oldest first. */
export async function threatHistory(
  { kysely }: Database,
  cve: string,
  limit: number,
): Promise<readonly ThreatDay[]> {
  const { rows } = await sql<ThreatDay>`
    select * from (
      select cve, day::text as day, epss, percentile, known_exploited as "knownExploited"
        from threat_history where cve = ${cve} order by threat_history.day desc limit ${limit}) h
     order by day`.execute(kysely);
  return rows;
}

/** Job that looks for the history of vulnerabilities in dated feed files. */
export const READ_THREAT_HISTORY = 'read-threat-history';

/** Of these CVEs, those whose history was not looked for in the feeds of `revision`. */
export async function cvesWithoutHistory(
  { kysely }: Database,
  cves: readonly string[],
  revision: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ cve: string }>`
    select c as cve from unnest(${[...cves]}::text[]) c
     where not exists (select from threat_history_read r where r.cve = c and r.revision = ${revision})`.execute(
    kysely,
  );
  return rows.map(({ cve }) => cve);
}

export async function markHistoryRead(
  { kysely }: Database,
  cves: readonly string[],
  revision: string,
): Promise<void> {
  await sql`
    insert into threat_history_read (cve, revision) select c, ${revision} from unnest(${[...cves]}::text[]) c
    on conflict (cve) do update set revision = excluded.revision`.execute(kysely);
}

/** Lets the history be looked for, once for all who ask. */
export async function addHistoryJob({ kysely }: Database): Promise<void> {
  await kysely
    .transaction()
    .execute((transaction) =>
      addJob(transaction, READ_THREAT_HISTORY, {}, { key: READ_THREAT_HISTORY, queue: QUEUE }),
    );
}
