/** The feed of changes: what came after a number, in order, so that a reader misses nothing and sees nothing twice. */

import { type SqlBool, sql } from 'kysely';
import type { DeviceSelection } from '../access/device-selection.ts';
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

/** At most `limit` changes with a number above `since`; of devices those of the selection, and those that are gone. */
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
  return sql<SqlBool>`(change.kind <> 'device' or change.deleted or ${ofVisibleDevice(selection, sql.ref('change.object_id'))})`;
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
