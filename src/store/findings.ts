/** Findings of products as matching found them, and how each stands on the devices: in common, and where it differs. */

import { sql, type Transaction } from 'kysely';
import { type DeviceSelection, isEverySelected } from '../access/device-selection.ts';
import { groupedBy } from '../base/lists-by-key.ts';
import type { VerdictGroup } from '../risk/verdict-group.ts';
import type { ProductStatus, VexJustification } from '../vulnerability/vulnerability-record.ts';
import type { OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { FindingVerdictTable } from './schema-findings.ts';
import { ofVisibleDevice, visibleDevices } from './visible-devices.ts';

/** What matching found in a product, as it is kept. */
export interface FoundFinding {
  readonly cve: string;
  readonly part: string;
  readonly familyOnly: boolean;
  readonly status: ProductStatus;
  readonly conditional: boolean;
  readonly needs: readonly string[];
  readonly confidence: number;
  readonly because: string;
  readonly feed: string;
  readonly document: string;
  readonly revision: string;
  readonly input: string;
  readonly justification: VexJustification | null;
  readonly conflict: boolean;
  readonly remedy: string | null;
  /** Digest of what scoring reads of the vulnerability: a finding with another one is scored again. */
  readonly profile: string;
}

/** Of vulnerabilities the second half of their profiles. */
export type ListedThreats = readonly (readonly [cve: string, threat: string])[];

const FOUND = `
  part text, "familyOnly" boolean, status text, conditional boolean, needs text[], confidence smallint, because text,
  feed text, document text, revision text, input text, justification text, conflict boolean, remedy text,
  profile text`;
const COLUMNS = `
  part, family_only, status, conditional, needs, confidence, because, feed, document, revision, input, justification,
  conflict, remedy, profile`;
const VALUES = COLUMNS.replace('family_only', '"familyOnly"');

/**
 * Makes these the findings of products, each of which must be a key, or with `cves` their findings on those alone. Returns
 * the products of which a finding came, went or changed.
 */
export async function replaceFindings(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  found: ReadonlyMap<number, readonly FoundFinding[]>,
  cves?: readonly string[],
): Promise<readonly number[]> {
  const ids = [...found.keys()];
  if (ids.length === 0) return [];
  const within = cves === undefined ? sql`` : sql`and f.cve in (select unnest(${[...cves]}::text[]))`;
  const rows = [...found].flatMap(([product, list]) => list.map((finding) => ({ product, ...finding })));
  const { rows: changed } = await sql<{ product_id: number }>`
    with stated as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as x (product bigint, cve text, ${sql.raw(FOUND)})),
    gone as (
      delete from finding f where f.product_id = any(${ids}::bigint[]) ${within}
         and not exists (select from stated s where s.product = f.product_id and s.cve = f.cve)
      returning f.product_id),
    came as (
      insert into finding (organisation_id, product_id, cve, ${sql.raw(COLUMNS)})
        select ${organisation}::uuid, product, cve, ${sql.raw(VALUES)} from stated
      on conflict (product_id, cve) do update set (${sql.raw(COLUMNS)}) = (${sql.raw(excluded(COLUMNS))})
        where (${sql.raw(prefixed('finding', COLUMNS))}) is distinct from (${sql.raw(excluded(COLUMNS))})
      returning product_id)
    select * from gone union select * from came`.execute(transaction);
  return changed.map(({ product_id }) => product_id);
}

/** Vulnerabilities that products have findings of, after `after`, in their order. */
export async function cvesOfFindings(
  transaction: Transaction<Tables>,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ cve: string }>`
    select distinct cve from finding where organisation_id = current_organisation() and cve > ${after}
     order by cve limit ${limit}`.execute(transaction);
  return rows.map(({ cve }) => cve);
}

/**
 * Gives the findings of vulnerabilities the half of their profile that lists of exploitation make. Returns the products of
 * which a finding has another one now.
 */
export async function renewThreats(
  transaction: Transaction<Tables>,
  threats: ListedThreats,
): Promise<readonly number[]> {
  const { rows } = await sql<{ product_id: number }>`
    with renewed as (
      update finding f set profile = left(f.profile, 16) || t.threat
        from unnest(${threats.map(([cve]) => cve)}::text[], ${threats.map(([, threat]) => threat)}::text[]) t (cve, threat)
       where f.organisation_id = current_organisation() and f.cve = t.cve and right(f.profile, 16) <> t.threat
      returning f.product_id)
    select distinct product_id from renewed`.execute(transaction);
  return rows.map(({ product_id }) => product_id);
}

function prefixed(table: string, columns: string): string {
  return columns
    .split(',')
    .map((column) => `${table}.${column.trim()}`)
    .join(', ');
}

function excluded(columns: string): string {
  return prefixed('excluded', columns);
}

/** A finding as scoring reads it. */
export interface FindingToScore {
  readonly id: number;
  readonly product: number;
  readonly cve: string;
  readonly part: string;
  readonly familyOnly: boolean;
  readonly status: ProductStatus;
  readonly conditional: boolean;
  readonly needs: readonly string[];
  readonly confidence: number;
  readonly remedy: string | null;
  /** As it stands in common; null before it was scored. */
  readonly group: VerdictGroup | null;
  readonly exploitability: string | null;
  readonly score: number | null;
}

export async function findingsOfProducts(
  transaction: Transaction<Tables>,
  products: readonly number[],
): Promise<ReadonlyMap<number, readonly FindingToScore[]>> {
  if (products.length === 0) return new Map();
  const rows = await transaction
    .selectFrom('finding')
    .select(['id', 'product_id as product', 'cve', 'part', 'family_only as familyOnly', 'status'])
    .select(['conditional', 'needs', 'confidence', 'remedy', 'verdict_group as group'])
    .select(['exploitability', 'score'])
    .where(sql<boolean>`product_id = any(${[...products]}::bigint[])`)
    .orderBy('id')
    .execute();
  return groupedBy(rows, ({ product }) => product);
}

/** How a finding stands: in common, or on one device. */
export interface Standing {
  readonly finding: number;
  readonly group: VerdictGroup;
  readonly exploitability: FindingVerdictTable['exploitability'];
  readonly score: number;
}

/** Makes these the common standing of findings. */
export async function writeCommonStandings(
  transaction: Transaction<Tables>,
  standings: readonly Standing[],
): Promise<void> {
  if (standings.length === 0) return;
  await sql`
    update finding f set verdict_group = s."group", exploitability = s.exploitability, score = s.score
      from jsonb_to_recordset(${JSON.stringify(standings)}::jsonb)
        as s (finding bigint, "group" text, exploitability text, score real)
     where f.id = s.finding
       and (f.verdict_group, f.exploitability, f.score) is distinct from (s."group", s.exploitability, s.score)`.execute(
    transaction,
  );
}

/** Makes these the only findings that stand otherwise on `devices`. */
export async function writeExceptions(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  devices: readonly string[],
  exceptions: readonly (Standing & { readonly device: string })[],
): Promise<void> {
  await sql`
    with stated as (
      select * from jsonb_to_recordset(${JSON.stringify(exceptions)}::jsonb)
        as s (device uuid, finding bigint, "group" text, exploitability text, score real)),
    gone as (
      delete from finding_verdict v where v.device_id = any(${[...devices]}::uuid[])
         and not exists (select from stated s where s.device = v.device_id and s.finding = v.finding_id))
    insert into finding_verdict (device_id, finding_id, organisation_id, verdict_group, exploitability, score)
      select device, finding, ${organisation}::uuid, "group", exploitability, score from stated s
       where exists (select from device d where d.id = s.device)
    on conflict (device_id, finding_id) do update
       set verdict_group = excluded.verdict_group, exploitability = excluded.exploitability, score = excluded.score
     where (finding_verdict.verdict_group, finding_verdict.exploitability, finding_verdict.score)
       is distinct from (excluded.verdict_group, excluded.exploitability, excluded.score)`.execute(
    transaction,
  );
}

export interface DeviceFinding {
  readonly id: number;
  readonly cve: string;
  readonly title: string | null;
  readonly part: string;
  readonly status: ProductStatus;
  readonly conditional: boolean;
  readonly needs: readonly string[];
  readonly confidence: number;
  readonly because: string;
  readonly feed: string;
  readonly document: string;
  readonly revision: string;
  readonly input: string;
  readonly conflict: boolean;
  readonly remedy: string | null;
  readonly group: VerdictGroup | null;
  readonly exploitability: string | null;
  readonly score: number | null;
  readonly knownExploited: boolean | null;
  readonly epss: number | null;
  readonly cvss: number | null;
  readonly foundAt: Date;
}

/** Findings of a device, the most dangerous there first. */
export async function findingsOfDevice(
  transaction: Transaction<Tables>,
  device: string,
  limit: number,
  offset: number,
): Promise<readonly DeviceFinding[]> {
  const { rows } = await sql<DeviceFinding>`
    select f.id, f.cve, s.title, f.part, f.status, f.conditional, f.needs, f.confidence, f.because, f.feed,
           f.document, f.revision, f.input, f.conflict, f.remedy, f.found_at as "foundAt",
           coalesce(v.verdict_group, f.verdict_group) as "group",
           coalesce(v.exploitability, f.exploitability) as exploitability, coalesce(v.score, f.score) as score,
           s.known_exploited as "knownExploited", s.epss, s.cvss
      from device_product p
      join finding f on f.product_id = p.product_id
      left join finding_verdict v on v.device_id = p.device_id and v.finding_id = f.id
      left join vulnerability s on s.organisation_id = f.organisation_id and s.cve = f.cve
     where p.device_id = ${device}::uuid
     order by coalesce(v.score, f.score) desc nulls last, f.confidence desc, f.cve
     limit ${limit} offset ${offset}`.execute(transaction);
  return rows;
}

export type DeviceStanding = 'affected' | 'uncertain' | 'not-affected';

export interface ConcernedDevice {
  readonly device: string;
  readonly label: string | null;
  readonly address: string | null;
  readonly category: string;
  readonly site: string | null;
  readonly finding: number;
  readonly product: number;
  readonly standing: DeviceStanding;
  readonly status: ProductStatus;
  readonly confidence: number;
  readonly because: string;
  readonly group: VerdictGroup | null;
  readonly exploitability: string | null;
  readonly score: number | null;
}

/** How a device stands to a vulnerability, by the status of its finding. */
const STANDING = sql`case when f.status in ('fixed', 'not-affected') then 'not-affected'
  when f.status = 'affected' and not f.conditional then 'affected' else 'uncertain' end`;

/** Vulnerabilities, in all products or in these alone. */
export interface AskedAbout {
  readonly cves: readonly string[];
  readonly products?: readonly number[] | undefined;
}

function inProducts(products: readonly number[] | undefined) {
  return products === undefined ? sql`` : sql`and f.product_id = any(${[...products]}::bigint[])`;
}

export interface ConcernedQuery extends AskedAbout {
  readonly standing?: DeviceStanding | undefined;
  readonly after?: { readonly score: number; readonly device: string } | undefined;
  readonly limit: number;
}

/** Devices of the selection with a finding of these vulnerabilities, the highest score first; each by the finding that says most. */
export async function concernedDevices(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  { cves, products, standing, after, limit }: ConcernedQuery,
): Promise<readonly ConcernedDevice[]> {
  const which = standing === undefined ? sql`` : sql`and ${STANDING} = ${standing}`;
  const from =
    after === undefined
      ? sql``
      : sql`where (c.score, c.device) < (${after.score}::real, ${after.device}::uuid)`;
  // A device has one product, and that one finding of a vulnerability: one of several needs a choice, one does not.
  const isOne = cves.length === 1;
  const { rows } = await sql<ConcernedDevice>`
    with concerned as (
      select ${isOne ? sql`` : sql`distinct on (p.device_id)`}
             p.device_id as device, f.id as finding, f.product_id as product, ${STANDING} as standing, f.status,
             f.confidence, f.because, coalesce(v.verdict_group, f.verdict_group) as "group",
             coalesce(v.exploitability, f.exploitability) as exploitability,
             coalesce(v.score, f.score, 0) as score
        from finding f
        join device_product p on p.product_id = f.product_id
        left join finding_verdict v on v.device_id = p.device_id and v.finding_id = f.id
       where f.organisation_id = current_organisation() and f.cve = any(${[...cves]}::text[]) ${which}
             ${inProducts(products)} and ${ofVisibleDevice(selection, sql.ref('p.device_id'))}
       ${isOne ? sql`` : sql`order by p.device_id, coalesce(v.score, f.score, 0) desc, f.confidence desc`}),
    page as (
      select * from concerned c ${from} order by c.score desc, c.device desc limit ${limit})
    select page.*, d.category, s.name as site, host(d.ips[1]) as address,
           (select string_agg(a.value, ' ' order by a.attribute desc) from device_attribute a
             where a.device_id = d.id and a.rank = 0 and a.attribute in ('vendor', 'model')) as label
      from page join device d on d.id = page.device left join site s on s.id = d.site_id
     order by page.score desc, page.device desc`.execute(transaction);
  return rows;
}

export interface StandingCounts {
  readonly affected: number;
  readonly uncertain: number;
  readonly notAffected: number;
  /** Devices of a known product without a finding. */
  readonly noFinding: number;
  /** Nothing was compared: their product is not known, or was not matched yet. */
  readonly notCompared: number;
  readonly sites: readonly { readonly site: string | null; readonly devices: number }[];
}

/** Devices of the selection by how they stand to these vulnerabilities, each counted once. */
export async function countStandings(
  transaction: Transaction<Tables>,
  selection: DeviceSelection,
  { cves, products }: AskedAbout,
): Promise<StandingCounts> {
  const { rows } = await sql<{ standing: string; site: string | null; devices: number }>`
    with stands as (
      select f.product_id, min(case ${STANDING} when 'affected' then 1 when 'uncertain' then 2 else 3 end) as worst
        from finding f
       where f.organisation_id = current_organisation() and f.cve = any(${[...cves]}::text[]) ${inProducts(products)}
       group by 1),
    counted as (
      select worst, device.site_id, count(*) as devices
        from stands join device_product p on p.product_id = stands.product_id join device on device.id = p.device_id
       where ${visibleDevices(selection)} group by 1, 2)
    select case worst when 1 then 'affected' when 2 then 'uncertain' else 'not-affected' end as standing,
           s.name as site, devices
      from counted left join site s on s.id = counted.site_id`.execute(transaction);
  const { total, compared } = await countCompared(transaction, selection);
  const of = (standing: string) =>
    rows.filter((row) => row.standing === standing).reduce((sum, { devices }) => sum + devices, 0);
  const [affected, uncertain, notAffected] = [of('affected'), of('uncertain'), of('not-affected')];
  const places = new Map<string | null, number>();
  for (const { standing, site, devices } of rows)
    if (standing !== 'not-affected') places.set(site, (places.get(site) ?? 0) + devices);
  return {
    ...{ affected, uncertain, notAffected },
    noFinding: Math.max(0, compared - affected - uncertain - notAffected),
    notCompared: Math.max(0, total - compared),
    sites: [...places].map(([site, devices]) => ({ site, devices })),
  };
}

/** Devices of the selection, and those of them that the last scoring compared. */
async function countCompared(transaction: Transaction<Tables>, selection: DeviceSelection) {
  // All are known from the day's sums: to count them device by device would take longer than everything else.
  const counts = isEverySelected(selection)
    ? sql`select (select count(*) from device where organisation_id = current_organisation() and whole_id is null) as total,
                 (select critical + high + medium + low + minimal from fleet_risk
                   where organisation_id = current_organisation() order by day desc limit 1) as compared`
    : sql`select count(*) as total, count(r.score) as compared
            from device left join device_risk r on r.device_id = device.id
           where device.organisation_id = current_organisation() and device.whole_id is null
             and ${visibleDevices(selection)}`;
  const { rows } = await sql<{ total: number; compared: number | null }>`${counts}`.execute(transaction);
  return { total: rows[0]?.total ?? 0, compared: rows[0]?.compared ?? 0 };
}
