/** The feed of changes: what came after a number, in order, so that a reader misses nothing and sees nothing twice. */

import { type SqlBool, sql } from 'kysely';
import { type DeviceSelection, isEverySelected } from '../access/device-selection.ts';
import type { Database, OrganisationId } from './database.ts';
import type { ChangeTable } from './schema.ts';
import { ofVisibleDevice } from './visible-devices.ts';

export interface Change {
  readonly sequence: number;
  readonly kind: ChangeTable['kind'];
  readonly id: string;
  readonly deleted: boolean;
  readonly at: Date;
}

/** Kinds that may be about one device. */
const ABOUT_A_DEVICE = ['active_permit', 'document', 'finding_decision', 'task'] as const;

/**
 * At most `limit` changes with a number above `since`; of devices, and of what is about a device, those of the selection, and
 * those that are gone.
 */
export async function changesSince(
  database: Database,
  organisation: OrganisationId,
  selection: DeviceSelection,
  since: number,
  limit: number,
): Promise<readonly Change[]> {
  return database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('change')
      .select(['sequence', 'kind', 'object_id as id', 'deleted', 'at'])
      .where('organisation_id', '=', organisation)
      .where('sequence', '>', since)
      .where(ofVisibleChange(selection))
      .orderBy('sequence')
      .limit(limit)
      .execute(),
  );
}

function ofVisibleChange(selection: DeviceSelection) {
  if (isEverySelected(selection)) return sql<SqlBool>`true`;
  const seen = (device: string) => ofVisibleDevice(selection, sql.ref(device));
  const ofTheirs = ABOUT_A_DEVICE.map(
    (kind) => sql`when ${sql.lit(kind)} then not exists (
      select from ${sql.table(kind)} o where o.id = change.object_id and o.device_id is not null and not ${seen('o.device_id')})`,
  );
  return sql<SqlBool>`(change.deleted or case change.kind
    when 'device' then ${seen('change.object_id')}
    when 'alert' then not exists (select from alert_device l where l.alert_id = change.object_id)
      or exists (select from alert_device l where l.alert_id = change.object_id and ${seen('l.device_id')})
    ${sql.join(ofTheirs, sql` `)}
    else true end)`;
}

/** Number of the newest change; 0 when nothing was changed yet. */
export async function newestChange(database: Database, organisation: OrganisationId): Promise<number> {
  return database.asOrganisation(organisation, async (transaction) => {
    const { last_change } = await transaction
      .selectFrom('organisation')
      .select('last_change')
      .where('id', '=', organisation)
      .executeTakeFirstOrThrow();
    return Number(last_change);
  });
}
