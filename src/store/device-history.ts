/** What became of what was known of devices, and by what: a sighting or a person. */

import { sql, type Transaction } from 'kysely';
import type { OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';
import type { DeviceChangeTable } from './schema-devices.ts';

/** Changes kept of one device, latest first. */
export const HISTORY_LIMIT = 500;

export interface DeviceHistory {
  readonly device: string;
  /** ISO 8601. */
  readonly at: string;
  readonly change: {
    readonly what: string;
    readonly outcome: DeviceChangeTable['outcome'];
    readonly from: string | null;
    readonly to: string | null;
    readonly reason: string;
  };
  readonly source: {
    readonly kind: DeviceChangeTable['source_kind'];
    readonly id: string;
    readonly name: string | null;
  };
}

/** Adds changes. A contradiction that the last entry of the attribute says already is not said again. */
export async function recordChanges(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
  history: readonly DeviceHistory[],
): Promise<void> {
  if (history.length === 0) return;
  const rows = history.map(({ device, at, change, source }) => ({
    ...{ device_id: device, at, attribute: change.what, outcome: change.outcome, reason: change.reason },
    ...{ from_value: change.from, to_value: change.to === '' ? null : change.to },
    ...{ source_kind: source.kind, source_id: source.id, source_name: source.name },
  }));
  await sql`
    insert into device_change (organisation_id, device_id, at, attribute, outcome, reason, from_value, to_value,
                               source_kind, source_id, source_name)
    select ${organisation}, r.*
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           as r (device_id uuid, at timestamptz, attribute text, outcome text, reason text, from_value text,
                 to_value text, source_kind text, source_id text, source_name text)
     where outcome <> 'kept' or not exists (
       select from (
         select outcome, reason from device_change c
          where c.device_id = r.device_id and c.attribute = r.attribute order by id desc limit 1) last
        where last.outcome = r.outcome and last.reason = r.reason)`.execute(transaction);
  await sql`
    delete from device_change where id in (
      select id from (
        select id, row_number() over (partition by device_id order by id desc) as place
          from device_change where device_id = any(${[...new Set(history.map(({ device }) => device))]}::uuid[])) ranked
       where place > ${HISTORY_LIMIT})`.execute(transaction);
}
