/**
 * Devices counted by vulnerability and verdict: of all devices, as the table `vulnerability` keeps them, or of those that a
 * person may see. Counted from the products and the devices that stand otherwise, never device by device.
 */

import { type RawBuilder, sql } from 'kysely';
import { type DeviceSelection, isEverySelected } from '../access/device-selection.ts';
import type { Band } from '../risk/risk-model.ts';
import type { VerdictGroup } from '../risk/verdict-group.ts';
import type { GroupCounts } from './schema-findings.ts';
import { ofVisibleDevice, visibleDevices } from './visible-devices.ts';

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
export const GROUPS = Object.entries(COLUMN_OF) as readonly [VerdictGroup, keyof GroupCounts][];
export const COUNTS = GROUPS.map(([, column]) => column);
const countsOf = (of: (group: VerdictGroup, column: string) => string) =>
  GROUPS.map(([group, column]) => of(group, column)).join(', ');

/** Band of the score of `c`. */
export function bandOfScore({ critical, high, medium, low }: Bands): RawBuilder<unknown> {
  const score = sql`round(c.score::numeric, 1)`;
  return sql`case when ${score} >= ${critical}::numeric then 'critical' when ${score} >= ${high}::numeric then 'high'
    when ${score} >= ${medium}::numeric then 'medium' when ${score} >= ${low}::numeric then 'low' else 'minimal' end`;
}

/** The first group in which `c` has devices. */
export const GROUP_OF_COUNTS = sql.raw(
  `case ${GROUPS.map(([group, column]) => `when c.${column} > 0 then '${group}'`).join(' ')} else 'not-exploitable' end`,
);

/**
 * Queries under `with`, the last of which, `stated`, has a row for each vulnerability of the devices: score, devices by
 * group, categories, sites and remedy. `which` narrows the findings `f`.
 */
export function countedVulnerabilities(
  organisation: RawBuilder<unknown>,
  which: RawBuilder<unknown>,
  selection: DeviceSelection,
): RawBuilder<unknown> {
  return sql`
    concerned as (
      select f.id, f.cve, f.product_id, f.score, f.remedy, coalesce(f.verdict_group, 'cannot-tell') as "group"
        from finding f where f.organisation_id = ${organisation} ${which}),
    placed as (
      select p.product_id, count(*)::int as devices, array_agg(distinct device.category) as categories,
             array_agg(distinct device.site_id) filter (where device.site_id is not null) as sites
        from device_product p join device on device.id = p.device_id
       where p.product_id in (select product_id from concerned) and ${visibleDevices(selection)} group by 1),
    otherwise as (
      select c.id, v.verdict_group as "group", count(*)::int as devices, max(v.score) as score
        from concerned c join finding_verdict v on v.finding_id = c.id
        join device_product p on p.device_id = v.device_id and p.product_id = c.product_id
       where ${ofVisibleDevice(selection, sql.ref('v.device_id'))} group by 1, 2),
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
        from summed s join described d using (cve) join remedied r using (cve) left join located l using (cve))`;
}

/** Whose vulnerabilities are asked for. */
export interface VulnerabilityView {
  /** The devices that the reader has the permission for. */
  readonly selection: DeviceSelection;
  /** Those of the risk model; without a model no band is known but that of the house. */
  readonly bands: Bands | undefined;
}

/**
 * What stands in the place of the table `vulnerability`, with its columns: the table itself for who sees every device, else
 * what it would hold if there were no devices but those of the selection. Ranks are among these then. `cve` names the only
 * one that is asked for; it has no rank.
 */
export function vulnerabilitiesSeen(
  { selection, bands }: VulnerabilityView,
  cve?: string,
): RawBuilder<unknown> {
  if (isEverySelected(selection)) return sql`vulnerability`;
  const which = cve === undefined ? sql`` : sql`and f.cve = ${cve}`;
  const rank =
    cve === undefined
      ? sql`row_number() over (order by c.score desc, v.epss desc nulls last, c.cve)::int`
      : sql`null::int`;
  return sql`(
    with ${countedVulnerabilities(sql`current_organisation()`, which, selection)}
    select v.id, v.organisation_id, v.cve, v.title, ${rank} as rank, c.score,
           ${bands ? bandOfScore(bands) : sql`v.band`} as band, ${GROUP_OF_COUNTS} as verdict_group,
           ${sql.raw(COUNTS.map((column) => `c.${column}`).join(', '))}, c.categories, c.sites,
           v.known_exploited, v.ransomware, v.exploit, v.epss, v.epss_percentile, v.epss_model, v.epss_on, v.cvss,
           v.cvss_version, c.remedy, v.since
      from stated c join vulnerability v on v.organisation_id = current_organisation() and v.cve = c.cve) as vulnerability`;
}
