/**
 * Vulnerabilities as they stand in a house: devices counted by verdict, score, rank and what the feeds say, one row each,
 * so that lists read no findings. Counted from the products and the devices that stand otherwise, never device by device.
 */

import { sql, type Transaction } from 'kysely';
import type { Band } from '../risk/risk-model.ts';
import type { VerdictGroup } from '../risk/verdict-group.ts';
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

/** Thresholds of the bands in the risk model. */
export type Bands = Readonly<Record<Exclude<Band, 'minimal'>, number>>;

/** Column of each group, the one that needs people most first. */
const COLUMN_OF: Readonly<Record<VerdictGroup, keyof GroupCounts>> = {
  'act-now': 'act_now',
  plan: 'plan',
  'cannot-tell': 'cannot_tell',
  watch: 'watch',
  'not-exploitable': 'not_exploitable',
};
const GROUPS = Object.entries(COLUMN_OF) as readonly [VerdictGroup, keyof GroupCounts][];
const COUNTS = GROUPS.map(([, column]) => column);
const countsOf = (of: (group: VerdictGroup, column: string) => string) =>
  GROUPS.map(([group, column]) => of(group, column)).join(', ');

/**
 * Counts these vulnerabilities anew, or all with `undefined`; one without any device is dropped. Groups that a finding
 * does not have yet count as "cannot tell".
 */
export async function refreshVulnerabilities(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  cves: readonly string[] | undefined,
  { critical, high, medium, low }: Bands,
  causes: readonly string[],
): Promise<void> {
  const which = cves === undefined ? sql`` : sql`and f.cve = any(${[...cves]}::text[])`;
  const band = sql`case when round(c.score::numeric, 1) >= ${critical}::numeric then 'critical'
    when round(c.score::numeric, 1) >= ${high}::numeric then 'high'
    when round(c.score::numeric, 1) >= ${medium}::numeric then 'medium'
    when round(c.score::numeric, 1) >= ${low}::numeric then 'low' else 'minimal' end`;
  const { rows: changed } = await sql<{ id: string }>`
    with concerned as (
      select f.id, f.cve, f.product_id, f.score, f.remedy, coalesce(f.verdict_group, 'cannot-tell') as "group"
        from finding f where f.organisation_id = ${organisation}::uuid ${which}),
    placed as (
      select p.product_id, count(*)::int as devices, array_agg(distinct d.category) as categories,
             array_agg(distinct d.site_id) filter (where d.site_id is not null) as sites
        from device_product p join device d on d.id = p.device_id
       where p.product_id in (select product_id from concerned) group by 1),
    otherwise as (
      select c.id, v.verdict_group as "group", count(*)::int as devices, max(v.score) as score
        from concerned c join finding_verdict v on v.finding_id = c.id
        join device_product p on p.device_id = v.device_id and p.product_id = c.product_id
       group by 1, 2),
    counted as (
      select c.cve, c."group", p.devices - coalesce(o.devices, 0) as devices,
             case when p.devices > coalesce(o.devices, 0) then coalesce(c.score, 0) else 0 end as score
        from concerned c join placed p using (product_id)
        left join (select id, sum(devices)::int as devices from otherwise group by 1) o on o.id = c.id
      union all
      select c.cve, o."group", o.devices, o.score from otherwise o join concerned c on c.id = o.id),
    summed as (
      select cve, max(score) as score,
             ${sql.raw(countsOf((group, column) => `sum(devices) filter (where "group" = '${group}') as ${column}`))}
        from counted group by 1),
    described as (
      select c.cve, array_agg(distinct category) as categories
        from concerned c join placed p using (product_id) cross join lateral unnest(p.categories) as category
       group by 1),
    located as (
      select c.cve, array_agg(distinct site) as sites
        from concerned c join placed p using (product_id) cross join lateral unnest(p.sites) as site
       group by 1),
    remedied as (select cve, min(remedy) as remedy from concerned group by 1),
    stated as (
      select s.cve, coalesce(s.score, 0) as score,
             ${sql.raw(countsOf((_, column) => `coalesce(s.${column}, 0)::int as ${column}`))},
             d.categories, coalesce(l.sites, '{}') as sites, r.remedy
        from summed s join described d using (cve) join remedied r using (cve) left join located l using (cve)),
    gone as (
      delete from vulnerability f where f.organisation_id = ${organisation}::uuid ${which}
         and not exists (select from stated s where s.cve = f.cve))
    insert into vulnerability as was (organisation_id, cve, score, band, verdict_group, ${sql.raw(COUNTS.join(', '))},
                                      categories, sites, remedy, pending_causes)
      select ${organisation}::uuid, c.cve, c.score, ${band},
             case ${sql.raw(
               GROUPS.map(([group, column]) => `when c.${column} > 0 then '${group}'`).join(' '),
             )} else 'not-exploitable' end,
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

/** Moments at which a vulnerability moved, latest first. */
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

/** A page of the list, with the value that each row was ordered by. */
export async function listVulnerabilities(
  transaction: Transaction<Tables>,
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
      from vulnerability where ${sql.join(conditions, sql` and `)}
     order by ${value} desc, cve desc limit ${limit}`.execute(transaction);
  return rows;
}

export async function findVulnerability(
  transaction: Transaction<Tables>,
  cve: string,
): Promise<ListedVulnerability | undefined> {
  const { rows } = await sql<ListedVulnerability>`
    select id, organisation_id, cve, title, rank, score, band, verdict_group, act_now, plan, cannot_tell, watch,
           not_exploitable, categories, sites, known_exploited, ransomware, exploit, epss, epss_percentile, epss_model,
           epss_on::text as epss_on, cvss, cvss_version, remedy, since
      from vulnerability where organisation_id = current_organisation() and cve = ${cve}`.execute(
    transaction,
  );
  return rows[0];
}

/** Vulnerabilities and devices of them in each group. */
export async function countVulnerabilities(
  transaction: Transaction<Tables>,
): Promise<Readonly<Record<VerdictGroup, number>>> {
  const rows = await transaction
    .selectFrom('vulnerability')
    .select(['verdict_group as group', sql<number>`count(*)::int`.as('count')])
    .groupBy('verdict_group')
    .execute();
  const counts = Object.fromEntries(GROUPS.map(([group]) => [group, 0])) as Record<VerdictGroup, number>;
  for (const { group, count } of rows) counts[group] = count;
  return counts;
}

/** Of these CVEs, those that the house has findings of. */
export async function cvesWithFindings(transaction: Transaction<Tables>): Promise<readonly string[]> {
  const rows = await transaction.selectFrom('vulnerability').select('cve').orderBy('cve').execute();
  return rows.map(({ cve }) => cve);
}
