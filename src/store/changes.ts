/** The feed of changes: what came after a number, in order, so that a reader misses nothing and sees nothing twice. */

import type { Database, OrganisationId } from './database.ts';
import type { ChangeTable } from './schema.ts';

export interface Change {
  readonly sequence: number;
  readonly kind: ChangeTable['kind'];
  readonly id: string;
  readonly deleted: boolean;
  readonly at: Date;
}

/** At most `limit` changes with a number above `since`. */
export async function changesSince(
  database: Database,
  organisation: OrganisationId,
  since: number,
  limit: number,
): Promise<readonly Change[]> {
  return database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('change')
      .select(['sequence', 'kind', 'object_id as id', 'deleted', 'at'])
      .where('organisation_id', '=', organisation)
      .where('sequence', '>', since)
      .orderBy('sequence')
      .limit(limit)
      .execute(),
  );
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
