/**
 * Alerts as people see them: lists, decisions, and notices. A notice is an alert that is addressed to the roles of the one who
 * looks; each person says for themselves that they have seen it, while the state of an alert is that of all.
 */

import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type DeviceSelection, isEverySelected } from '../access/device-selection.ts';
import type { Database, OrganisationId } from './database.ts';
import { CONFIDENTIAL_KINDS } from './raise-alerts.ts';
import type { AlertKind, AlertSeverity, AlertState } from './schema-alerts.ts';
import { visibleDevices, WHOLE_OF_RECORD } from './visible-devices.ts';

/** Devices that one alert names; it counts them all. */
const NAMED_DEVICES = 20;

/** Who looks. */
export interface AlertReader {
  readonly organisation: OrganisationId;
  readonly userId: string;
  readonly roles: readonly string[];
  /** Devices whose alerts they may see. */
  readonly selection: DeviceSelection;
}

export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly text: string;
  readonly subject: string | null;
  readonly sensor: string | null;
  readonly cve: string | null;
  readonly state: AlertState;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly count: number;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  /** Some of its devices, and how many there are, among those that the reader may see. */
  readonly devices: readonly string[];
  readonly deviceCount: number;
}

export const ALERT_SORTS = {
  last: sql`alert.last_at`,
  first: sql`alert.first_at`,
  severity: sql`array_position(array['low', 'medium', 'high', 'critical'], alert.severity)`,
  count: sql`alert.count`,
  kind: sql`alert.kind`,
  state: sql`array_position(array['open', 'acknowledged', 'closed'], alert.state)`,
} as const;
export type AlertSort = keyof typeof ALERT_SORTS;

export interface AlertQuery {
  readonly states?: readonly AlertState[] | undefined;
  readonly kinds?: readonly AlertKind[] | undefined;
  readonly severities?: readonly AlertSeverity[] | undefined;
  readonly device?: string | undefined;
  readonly sensor?: string | undefined;
  readonly cve?: string | undefined;
  /** Part of the sentence. */
  readonly text?: string | undefined;
  readonly since?: Date | undefined;
  readonly sort: AlertSort;
  readonly descending: boolean;
  /** Id of the last alert of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const COLUMNS = [
  ...([
    'id',
    'kind',
    'severity',
    'text',
    'subject_id as subject',
    'sensor_id as sensor',
    'cve',
    'state',
  ] as const),
  ...(['first_at as firstAt', 'last_at as lastAt', 'count', 'decided_by_name as decidedBy'] as const),
  ...(['decided_at as decidedAt', 'reason'] as const),
] as const;

/** Alerts in the order asked for; equal ones by id. */
export function listAlerts(
  database: Database,
  reader: AlertReader,
  asked: AlertQuery,
): Promise<readonly Alert[]> {
  return database.readAsOrganisation(reader.organisation, (t) => {
    const { states, kinds, severities, device, sensor, cve, text, since, sort, descending, after, limit } =
      asked;
    const by = ALERT_SORTS[sort];
    const order = descending ? 'desc' : 'asc';
    let inOrder = t.selectFrom('alert').selectAll('alert').select(by.as('place'));
    inOrder = inOrder.orderBy('place', order).orderBy('alert.id').offset(sql.lit(0));
    if (states) inOrder = inOrder.where('state', 'in', [...states]);
    if (kinds) inOrder = inOrder.where('kind', 'in', [...kinds]);
    if (severities) inOrder = inOrder.where('severity', 'in', [...severities]);
    if (sensor !== undefined) inOrder = inOrder.where('sensor_id', '=', sensor);
    if (cve !== undefined) inOrder = inOrder.where('cve', '=', cve);
    if (since !== undefined) inOrder = inOrder.where('last_at', '>=', since);
    if (text !== undefined) inOrder = inOrder.where(sql<SqlBool>`strpos(lower(text), lower(${text})) > 0`);
    if (after !== undefined) {
      const place = sql`(select ${by} from alert where alert.id = ${after}::uuid)`;
      const beyond = descending ? sql`<` : sql`>`;
      inOrder = inOrder.where(
        sql<SqlBool>`(${by} ${beyond} ${place} or (${by} = ${place} and alert.id > ${after}::uuid))`,
      );
    }
    // Put into order first: of their devices only those are asked that come before the page is full.
    let query = t
      .selectFrom(inOrder.as('alert'))
      .select(COLUMNS)
      .select(namedDevices(reader))
      .where(isSeenBy(reader))
      .orderBy('alert.place', order)
      .orderBy('alert.id')
      .limit(limit);
    if (device !== undefined)
      query = query.where(sql<SqlBool>`exists (select ${devicesOf(reader)} and device.id = ${device}::uuid)`);
    return query.execute();
  });
}

export async function findAlert(
  database: Database,
  reader: AlertReader,
  id: string,
): Promise<Alert | undefined> {
  return database.asOrganisation(reader.organisation, (t) =>
    t
      .selectFrom('alert')
      .select(COLUMNS)
      .select(namedDevices(reader))
      .where(isSeenBy(reader))
      .where('alert.id', '=', id)
      .executeTakeFirst(),
  );
}

export interface AlertDecision {
  readonly state: AlertState;
  readonly reason: string | null;
  readonly by: { readonly id: string; readonly name: string };
}

/**
 * Says of alerts that the reader may see how they stand; returns the ids of those that were changed. One that is closed stays
 * so where the same thing has happened again since, for that has an alert of its own.
 */
export function decideAlerts(
  database: Database,
  reader: AlertReader,
  ids: readonly string[],
  { state, reason, by }: AlertDecision,
): Promise<readonly string[]> {
  return database.asOrganisation(reader.organisation, async (t) => {
    const { rows } = await sql<{ id: string }>`
      update alert set state = ${state}, reason = ${reason}, decided_by = ${by.id}, decided_by_name = ${by.name},
                       decided_at = now()
       where id = any(${[...ids]}::uuid[]) and state <> ${state} and ${isSeenBy(reader)}
         and (state <> 'closed' or not exists (
           select from alert o where o.key = alert.key and o.id <> alert.id and o.state <> 'closed'))
      returning id`.execute(t);
    return rows.map(({ id }) => id);
  });
}

export interface Notice {
  readonly id: string;
  readonly kind: AlertKind;
  readonly subject: string | null;
  readonly text: string;
  readonly at: Date;
  /** When this person saw it. */
  readonly seenAt: Date | null;
}

export interface NoticeQuery {
  readonly unseen: boolean;
  /** Id of the last notice of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Alerts that are addressed to the reader's roles, latest first. */
export function listNotices(
  database: Database,
  reader: AlertReader,
  { unseen, after, limit }: NoticeQuery,
): Promise<readonly Notice[]> {
  return database.asOrganisation(reader.organisation, (transaction) => {
    let query = transaction
      .selectFrom('alert')
      .leftJoin('alert_seen', (join) =>
        join.onRef('alert_seen.alert_id', '=', 'alert.id').on('alert_seen.user_id', '=', reader.userId),
      )
      .select(['alert.id', 'kind', 'text', 'alert.first_at as at', 'alert_seen.at as seenAt'])
      .select(sql<string | null>`coalesce(alert.subject_id, alert.sensor_id)`.as('subject'))
      .where(isFor(reader.roles))
      .where(isSeenBy(reader))
      .orderBy('alert.first_at', 'desc')
      .orderBy('alert.id')
      .limit(limit);
    if (unseen) query = query.where('alert_seen.at', 'is', null).where('alert.state', '<>', 'closed');
    if (after !== undefined)
      query = query.where(
        sql<boolean>`(- extract(epoch from alert.first_at), alert.id) >
          (select - extract(epoch from a.first_at), a.id from alert a where a.id = ${after}::uuid)`,
      );
    return query.execute();
  });
}

/** Notes that somebody saw a notice; false when there is none for them. */
export function markSeen(database: Database, reader: AlertReader, id: string): Promise<boolean> {
  return database.asOrganisation(reader.organisation, async (transaction) => {
    const found = await transaction
      .selectFrom('alert')
      .select('alert.id')
      .where('alert.id', '=', id)
      .where(isFor(reader.roles))
      .where(isSeenBy(reader))
      .executeTakeFirst();
    if (!found) return false;
    await transaction
      .insertInto('alert_seen')
      .values({ organisation_id: reader.organisation, alert_id: id, user_id: reader.userId })
      .onConflict((conflict) => conflict.columns(['alert_id', 'user_id']).doNothing())
      .execute();
    return true;
  });
}

const isFor = (roles: readonly string[]) => sql<SqlBool>`alert.audience && ${[...roles]}::text[]`;

/** Columns of a query on `alert`: some of its devices, and how many there are. */
function namedDevices(reader: AlertReader) {
  const theirs = devicesOf(reader);
  return [
    sql<readonly string[]>`array(select device.id::text ${theirs} group by device.id
      order by max(l.at) desc, device.id limit ${NAMED_DEVICES})`.as('devices'),
    sql<number>`(select count(distinct device.id) ${theirs})`.as('deviceCount'),
  ] as const;
}

/** An alert of devices is seen by who sees one of them; a confidential one by the roles that it is addressed to. */
function isSeenBy(reader: AlertReader): RawBuilder<SqlBool> {
  const isOpen = sql<SqlBool>`(alert.kind <> all(${[...CONFIDENTIAL_KINDS]}::text[]) or ${isFor(reader.roles)})`;
  if (isEverySelected(reader.selection)) return isOpen;
  return sql<SqlBool>`(${isOpen} and (not exists (select from alert_device l where l.alert_id = alert.id offset 0)
      or exists (select ${devicesOf(reader)} offset 0)))`; // an offset: asked for each alert, not of all devices at once
}

/** Devices of an alert that the reader may see, whole ones: what follows `select` in a query on `alert`. */
function devicesOf({ selection }: AlertReader): RawBuilder<unknown> {
  return sql`from alert_device l join device as record on record.id = l.device_id
    join device on device.id = ${WHOLE_OF_RECORD}
    where l.alert_id = alert.id and ${visibleDevices(selection)}`;
}
