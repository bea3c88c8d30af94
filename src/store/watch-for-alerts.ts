/**
 * Alerts out of what is stored: each look goes on where the one before ended, so nothing is told twice and nothing is missed.
 * What happened before an organisation was first looked at raises nothing.
 */

import { sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import { closeAlert, raiseAlert } from './raise-alerts.ts';
import type { Tables } from './schema.ts';
import type { AlertKind } from './schema-alerts.ts';

/** Job that looks through the changes of all organisations. */
export const WATCH_CHANGES = 'watch-changes';

/** Changes of devices that are looked at in one go; more wait for the next look. */
const CHANGES_AT_ONCE = 5_000;
/** Share of packets lost in an hour from which a sensor is dropping, and below which it is not any more. */
const DROPPED_SHARE = 0.01;
/** Hours that say how a sensor does now. */
const RECENT_HOURS = 2;

/** Raises what changed since the last look. */
export async function watchChanges(database: Database, organisation: OrganisationId): Promise<void> {
  await database.asOrganisation(organisation, async (t) => {
    const since = await t.selectFrom('alert_watch').selectAll().forUpdate().executeTakeFirst();
    const ends = await currentEnds(t);
    if (!since) {
      await t
        .insertInto('alert_watch')
        .values({ organisation_id: organisation, ...ends })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    }
    await raiseNewDevices(t, organisation, since.change, ends.change);
    const seen = await raiseChangedDevices(t, organisation, since.device_change);
    await t.updateTable('alert_watch').set({ change: ends.change, device_change: seen }).execute();
    await raiseDropping(t, organisation);
  });
}

async function currentEnds(t: Transaction<Tables>) {
  const { rows } = await sql<{ change: number; device_change: number }>`
    select (select last_change from organisation where id = current_organisation()) as change,
           coalesce((select max(id) from device_change where organisation_id = current_organisation()), 0)
             as device_change`.execute(t);
  return rows[0] ?? { change: 0, device_change: 0 };
}

/** Devices that were never seen before, where somebody wants to know: at a watched site, or in one of its subnets. */
async function raiseNewDevices(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  since: number,
  until: number,
): Promise<void> {
  const { rows } = await sql<{ site: string; name: string; devices: readonly string[] }>`
    with fresh as (
      select d.id, d.site_id, d.ips from change c join device d on d.id = c.object_id
       where c.organisation_id = current_organisation() and c.sequence > ${since} and c.sequence <= ${until}
         and c.kind = 'device' and c.born > ${since} and not c.deleted and d.part_of is null)
    select s.id as site, s.name, array_agg(f.id::text order by f.id) as devices
      from site s join fresh f on f.site_id = s.id or exists (
        select from zone z join zone_subnet n on n.zone_id = z.id, unnest(f.ips) as ip
         where z.site_id = s.id and n.subnet >>= ip::inet)
     where s.watched group by 1, 2`.execute(t);
  for (const { site, name, devices } of rows)
    await raiseAlert(t, organisation, {
      ...{ kind: 'new-device', about: site, subject: site, devices },
      text: `Devices that were never seen before are at ${name}.`,
    });
}

const SOFTWARE = ['softwareVersion', 'firmwareVersion', 'os', 'osVersion'];
const IDENTITY = ['vendor', 'model', 'serialNumber', 'udi', 'category'];

/** Devices of which something is otherwise than it was; returns the number of the last change that was looked at. */
async function raiseChangedDevices(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  since: number,
): Promise<number> {
  const rows = await t
    .selectFrom('device_change')
    .select(['id', 'device_id as device', 'attribute', 'outcome', 'source_kind'])
    .select(['from_value as from', 'to_value as to'])
    .where('id', '>', since)
    .orderBy('id')
    .limit(CHANGES_AT_ONCE)
    .execute();
  for (const { device, attribute, outcome, from, to, source_kind } of rows) {
    const kind = source_kind === 'person' ? undefined : kindOf(outcome, attribute, from);
    if (kind === undefined) continue;
    await raiseAlert(t, organisation, {
      ...{ kind, about: `${device} ${attribute}`, devices: [device] },
      text:
        kind === 'identity-contradiction'
          ? `${attribute}: what was seen contradicts ${from ?? 'what is known'}, which is kept.`
          : `${attribute} was ${from} and is ${to ?? 'not known'} now.`,
    });
  }
  return rows.at(-1)?.id ?? since;
}

function kindOf(outcome: string, attribute: string, from: string | null): AlertKind | undefined {
  if (outcome === 'kept') return IDENTITY.includes(attribute) ? 'identity-contradiction' : undefined;
  // What was not known before is learnt, and no change.
  if (outcome !== 'changed' || from === null || from === 'unknown') return undefined;
  if (attribute === 'category') return 'category-changed';
  return SOFTWARE.includes(attribute) ? 'software-changed' : undefined;
}

/** Sensors that lose packets, and those that do not any more. A sensor that does not tell raises nothing. */
async function raiseDropping(t: Transaction<Tables>, organisation: OrganisationId): Promise<void> {
  const { rows } = await sql<{ id: string; name: string; dropped: number; packets: number; open: boolean }>`
    select s.id, s.name, h.dropped, h.packets, exists (
             select from alert a where a.sensor_id = s.id and a.kind = 'sensor-dropping' and a.state <> 'closed') as open
      from sensor s join lateral (
        select dropped, packets from sensor_hour h
         where h.sensor_id = s.id and h.hour > now() - ${RECENT_HOURS} * interval '1 hour'
         order by h.hour desc limit 1) h on true
     where s.state = 'live' and h.dropped is not null`.execute(t);
  for (const { id, name, dropped, packets, open } of rows) {
    const share = dropped === 0 ? 0 : dropped / (packets + dropped);
    if (share >= DROPPED_SHARE)
      await raiseAlert(t, organisation, {
        ...{ kind: 'sensor-dropping', about: id, sensor: id, lasts: true },
        text: `The sensor ${name} loses packets: ${dropped} of ${packets + dropped} within the hour.`,
      });
    else if (open)
      await closeAlert(t, 'sensor-dropping', id, 'The sensor loses no packets to speak of any more.');
  }
}

/**
 * Vulnerabilities that are exploited and were found on devices of which no alert told so yet, open or closed. Findings that
 * cannot be exploited as the device is used raise nothing.
 */
export async function raiseExploited(t: Transaction<Tables>, organisation: OrganisationId): Promise<void> {
  const { rows } = await sql<{
    cve: string;
    title: string | null;
    urgent: boolean;
    devices: readonly string[];
  }>`
    select v.cve, v.title, bool_or(coalesce(w.verdict_group, f.verdict_group) = 'act-now') as urgent,
           array_agg(distinct p.device_id::text) as devices
      from vulnerability v
      join finding f on f.organisation_id = v.organisation_id and f.cve = v.cve
      join device_product p on p.product_id = f.product_id
      left join finding_verdict w on w.finding_id = f.id and w.device_id = p.device_id
     where v.organisation_id = current_organisation() and v.known_exploited
       and coalesce(w.verdict_group, f.verdict_group) in ('act-now', 'plan', 'cannot-tell')
       and not exists (
         select from alert a join alert_device d on d.alert_id = a.id
          where a.kind = 'exploited-vulnerability' and a.cve = v.cve and d.device_id = p.device_id)
     group by 1, 2 order by 1`.execute(t);
  for (const { cve, title, urgent, devices } of rows)
    await raiseAlert(t, organisation, {
      ...{ kind: 'exploited-vulnerability', about: cve, cve, devices },
      ...(urgent && { severity: 'critical' as const }),
      text: `${cve}${title ? ` (${title})` : ''} is exploited by attackers, and was found here.`,
    });
}
