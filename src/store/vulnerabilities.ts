/**
 * Vulnerabilities as they stand in a house: devices counted by verdict, score, rank and what the feeds say, one row each,
 * so that lists read no findings. Counted from the products and the devices that stand otherwise, never device by device.
 */

import { sql, type Transaction } from 'kysely';
import { EVERY_DEVICE } from '../access/device-selection.ts';
import type { Band } from '../risk/risk-model.ts';
import type { VerdictGroup } from '../risk/verdict-group.ts';
import {
  type Bands,
  bandOfScore,
  COUNTS,
  countedVulnerabilities,
  GROUP_OF_COUNTS,
  GROUPS,
  type VulnerabilityView,
  vulnerabilitiesSeen,
} from './counted-vulnerabilities.ts';
import type { OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { GroupCounts, VulnerabilityTable } from './schema-findings.ts';

/** What the feeds say of a vulnerability. Null: not known. */
export interface VulnerabilityWords {
  readonly cve: string;
  readonly title: string | null;
  readonly knownExploited: boolean | null;
  readonly ransomware: boolean | null;
  readonly exploit: string | null;
  readonly epss: number | null;
  readonly epssPercentile: number | null;
  readonly epssModel: string | null;
  /** Day of the EPSS list. */
  readonly epssOn: string | null;
  readonly cvss: number | null;
  readonly cvssVersion: string | null;
}

/**
 * Counts these vulnerabilities anew, or all with `undefined`; one without any device is dropped. Groups that a finding
 * does not have yet count as "cannot tell".
 */
export async function refreshVulnerabilities(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  cves: readonly string[] | undefined,
  bands: Bands,
  causes: readonly string[],
): Promise<void> {
  const which = cves === undefined ? sql`` : sql`and f.cve = any(${[...cves]}::text[])`;
  const { rows: changed } = await sql<{ id: string }>`
    with ${countedVulnerabilities(sql`${organisation}::uuid`, which, EVERY_DEVICE)},
    gone as (
      delete from vulnerability f where f.organisation_id = ${organisation}::uuid ${which}
         and not exists (select from stated s where s.cve = f.cve))
    insert into vulnerability as was (organisation_id, cve, score, band, verdict_group, ${sql.raw(COUNTS.join(', '))},
                                      categories, sites, remedy, pending_causes)
      select ${organisation}::uuid, c.cve, c.score, ${bandOfScore(bands)}, ${GROUP_OF_COUNTS},
             ${sql.raw(COUNTS.map((column) => `c.${column}`).join(', '))}, c.categories, c.sites, c.remedy,
             ${[...causes]}::text[]
        from stated c
    on conflict (organisation_id, cve) do update set (score, band, verdict_group, ${sql.raw(COUNTS.join(', '))},
          categories, sites, remedy, pending_causes) = (excluded.score, excluded.band, excluded.verdict_group,
          ${sql.raw(COUNTS.map((column) => `excluded.${column}`).join(', '))}, excluded.categories, excluded.sites,
          excluded.remedy, array(select distinct x from unnest(was.pending_causes || excluded.pending_causes) x order by x))
        where (was.score, was.band, was.verdict_group, ${sql.raw(COUNTS.map((column) => `was.${column}`).join(', '))},
               was.categories, was.sites, was.remedy) is distinct from (excluded.score, excluded.band,
               excluded.verdict_group, ${sql.raw(COUNTS.map((column) => `excluded.${column}`).join(', '))},
               excluded.categories, excluded.sites, excluded.remedy)
    returning id`.execute(transaction);
  await noteChanged(transaction, organisation, changed);
}

/** Vulnerabilities whose words are of another catalogue than `revision`, in portions. */
export async function vulnerabilitiesToDescribe(
  transaction: Transaction<Tables>,
  revision: string,
  limit: number,
): Promise<readonly (VulnerabilityWords & { readonly isNew: boolean })[]> {
  const rows = await transaction
    .selectFrom('vulnerability')
    .select(['cve', 'title', 'known_exploited as knownExploited', 'ransomware', 'exploit', 'epss'])
    .select(['epss_percentile as epssPercentile', 'epss_model as epssModel', 'described_with as with'])
    .select(sql<string | null>`epss_on::text`.as('epssOn'))
    .select(['cvss', 'cvss_version as cvssVersion'])
    .where(sql<boolean>`described_with is distinct from ${revision}`)
    .orderBy('cve')
    .limit(limit)
    .execute();
  return rows.map(({ with: revisionBefore, ...words }) => ({ ...words, isNew: revisionBefore === null }));
}

export async function describeVulnerabilities(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  words: readonly (VulnerabilityWords & { readonly causes: readonly string[] })[],
  revision: string,
): Promise<void> {
  const stated = JSON.stringify(words);
  const { rows: changed } = await sql<{ id: string }>`
    update vulnerability v set title = w.title, known_exploited = w."knownExploited", ransomware = w.ransomware,
           exploit = w.exploit, epss = w.epss, epss_percentile = w."epssPercentile", epss_model = w."epssModel",
           epss_on = w."epssOn", cvss = w.cvss, cvss_version = w."cvssVersion",
           pending_causes = array(select distinct x from unnest(v.pending_causes || w.causes) x order by x)
      from jsonb_to_recordset(${stated}::jsonb) as w (cve text, title text, "knownExploited" boolean,
           ransomware boolean, exploit text, epss real, "epssPercentile" real, "epssModel" text, "epssOn" date,
           cvss real, "cvssVersion" text, causes text[])
     where v.organisation_id = ${organisation}::uuid and v.cve = w.cve
       and (v.title, v.known_exploited, v.ransomware, v.exploit, v.epss, v.epss_percentile, v.epss_model, v.epss_on,
            v.cvss, v.cvss_version) is distinct from (w.title, w."knownExploited", w.ransomware, w.exploit, w.epss,
            w."epssPercentile", w."epssModel", w."epssOn", w.cvss, w."cvssVersion")
    returning v.id`.execute(transaction);
  await transaction
    .updateTable('vulnerability')
    .set({ described_with: revision })
    .where(sql<boolean>`cve = any(${words.map(({ cve }) => cve)}::text[])`)
    .execute();
  await noteChanged(transaction, organisation, changed);
}

/** Tells of changed vulnerabilities in the feed of changes. */
async function noteChanged(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  changed: readonly { readonly id: string }[],
): Promise<void> {
  const ids = changed.map(({ id }) => id);
  await sql`call note_changes_of(${organisation}::uuid, 'vulnerability', ${ids}::uuid[], false)`.execute(
    transaction,
  );
}

/** Ranks all anew: by score, then by what attackers are likelier to take up, then by name. */
export async function rankVulnerabilities(transaction: Transaction<Tables>): Promise<void> {
  await sql`
    update vulnerability v set rank = r.rank
      from (select id, row_number() over (order by score desc, epss desc nulls last, cve)::int as rank
              from vulnerability where organisation_id = current_organisation()) r
     where v.id = r.id and v.rank is distinct from r.rank`.execute(transaction);
}

/**
 * Adds to the history what moved since its last line: another score, in or out of the first `top` ranks, or gone. Clears
 * the causes that it takes.
 */
export async function writeVulnerabilityHistory(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  top: number,
  at: Date,
): Promise<void> {
  await sql`
    with last as (
      select distinct on (cve) cve, rank, score from vulnerability_history
       where organisation_id = ${organisation}::uuid order by cve, at desc),
    moved as (
      select coalesce(v.cve, l.cve) as cve, v.rank, v.score, v.band,
             case when v.cve is null then array['gone'] else v.pending_causes end as causes
        from (select * from vulnerability where organisation_id = ${organisation}::uuid) v
        full join last l on l.cve = v.cve
       where case when v.cve is null then l.rank is not null
                  when l.rank is null then true
                  else abs(v.score - l.score) >= 0.05 or (v.rank <= ${top}) <> (l.rank <= ${top}) end)
    insert into vulnerability_history (organisation_id, cve, at, rank, score, band, causes)
      select ${organisation}::uuid, cve, ${at}::timestamptz, rank, score, band, causes from moved
    on conflict do nothing`.execute(transaction);
  await transaction
    .updateTable('vulnerability')
    .set({ pending_causes: [] })
    .where(sql<boolean>`pending_causes <> '{}'`)
    .execute();
}

export interface VulnerabilityMoment {
  readonly at: Date;
  readonly rank: number | null;
  readonly score: number | null;
  readonly band: Band | null;
  readonly causes: readonly string[];
}

/** Moments at which a vulnerability moved in the whole house, latest first. */
export async function vulnerabilityHistory(
  transaction: Transaction<Tables>,
  cve: string,
  limit: number,
): Promise<readonly VulnerabilityMoment[]> {
  return transaction
    .selectFrom('vulnerability_history')
    .select(['at', 'rank', 'score', 'band', 'causes'])
    .where('cve', '=', cve)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute();
}

export type ListedVulnerability = Omit<
  VulnerabilityTable,
  'id' | 'since' | 'epss_on' | 'described_with' | 'pending_causes'
> &
  GroupCounts & { readonly id: string; readonly since: Date; readonly epss_on: string | null };

export const VULNERABILITY_SORTS = ['rank', 'devices', 'epss', 'cvss', 'since'] as const;
export type VulnerabilitySort = (typeof VULNERABILITY_SORTS)[number];

export interface VulnerabilityQuery {
  readonly group?: VerdictGroup | undefined;
  readonly knownExploited?: boolean | undefined;
  readonly category?: string | undefined;
  readonly site?: string | undefined;
  readonly text?: string | undefined;
  readonly sort: VulnerabilitySort;
  /** Value of the sort column and name of the last one of the page before. */
  readonly after?: { readonly value: number; readonly cve: string } | undefined;
  readonly limit: number;
}

/** What is ordered by, each so that the first comes first when it is highest. */
const SORT_VALUES: Readonly<Record<VulnerabilitySort, string>> = {
  rank: '-coalesce(rank, 1000000)::float8',
  devices: '(act_now + plan + cannot_tell + watch)::float8',
  epss: 'coalesce(epss, -1)::float8',
  cvss: 'coalesce(cvss, -1)::float8',
  since: 'extract(epoch from since)::float8',
};

/** A page of the list as it stands on the devices seen, with the value that each row was ordered by. */
export async function listVulnerabilities(
  transaction: Transaction<Tables>,
  view: VulnerabilityView,
  { group, knownExploited, category, site, text, sort, after, limit }: VulnerabilityQuery,
): Promise<readonly (ListedVulnerability & { readonly value: number })[]> {
  const value = sql.raw(SORT_VALUES[sort]);
  const conditions = [sql`organisation_id = current_organisation()`];
  if (group !== undefined) conditions.push(sql`verdict_group = ${group}`);
  if (knownExploited !== undefined) conditions.push(sql`known_exploited = ${knownExploited}`);
  if (category !== undefined) conditions.push(sql`${category} = any(categories)`);
  if (site !== undefined) conditions.push(sql`${site}::uuid = any(sites)`);
  if (text !== undefined) {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(sql`(cve ilike ${pattern} or title ilike ${pattern})`);
  }
  if (after) conditions.push(sql`(${value}, cve) < (${after.value}::float8, ${after.cve})`);
  const { rows } = await sql<ListedVulnerability & { value: number }>`
    select id, organisation_id, cve, title, rank, score, band, verdict_group, act_now, plan, cannot_tell, watch,
           not_exploitable, categories, sites, known_exploited, ransomware, exploit, epss, epss_percentile, epss_model,
           epss_on::text as epss_on, cvss, cvss_version, remedy, since, ${value} as value
      from ${vulnerabilitiesSeen(view)} where ${sql.join(conditions, sql` and `)}
     order by ${value} desc, cve desc limit ${limit}`.execute(transaction);
  return rows;
}

export async function findVulnerability(
  transaction: Transaction<Tables>,
  view: VulnerabilityView,
  cve: string,
): Promise<ListedVulnerability | undefined> {
  const { rows } = await sql<ListedVulnerability>`
    select id, organisation_id, cve, title, rank, score, band, verdict_group, act_now, plan, cannot_tell, watch,
           not_exploitable, categories, sites, known_exploited, ransomware, exploit, epss, epss_percentile, epss_model,
           epss_on::text as epss_on, cvss, cvss_version, remedy, since
      from ${vulnerabilitiesSeen(view, cve)} where organisation_id = current_organisation() and cve = ${cve}`.execute(
    transaction,
  );
  return rows[0];
}

/** Vulnerabilities in each group, on the devices seen. */
export async function countVulnerabilities(
  transaction: Transaction<Tables>,
  view: VulnerabilityView,
): Promise<Readonly<Record<VerdictGroup, number>>> {
  const { rows } = await sql<{ group: VerdictGroup; count: number }>`
    select verdict_group as "group", count(*)::int as count from ${vulnerabilitiesSeen(view)}
     where organisation_id = current_organisation() group by 1`.execute(transaction);
  const counts = Object.fromEntries(GROUPS.map(([group]) => [group, 0])) as Record<VerdictGroup, number>;
  for (const { group, count } of rows) counts[group] = count;
  return counts;
}

/** Of these CVEs, those that the house has findings of. */
export async function cvesWithFindings(transaction: Transaction<Tables>): Promise<readonly string[]> {
  const rows = await transaction.selectFrom('vulnerability').select('cve').orderBy('cve').execute();
  return rows.map(({ cve }) => cve);
}
