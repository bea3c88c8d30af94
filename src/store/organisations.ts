/** Which organisations there are, for work that is done for each of them. */

import { sql } from 'kysely';
import type { Database, OrganisationId } from './database.ts';

/** All, in the order of their ids. A login role that is subject to row-level security knows them by their members. */
export async function organisationIds({ kysely }: Database): Promise<readonly OrganisationId[]> {
  const { rows } = await sql<{ id: string }>`
    select id from organisation union select organisation_id from membership order by id`.execute(kysely);
  return rows.map(({ id }) => id);
}
