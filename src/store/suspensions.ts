/** Members whose access to an organisation rests. */

import { type Kysely, sql } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

/** Organisations whose access rests for a person. */
export async function suspensionsOf(
  { kysely }: Database,
  userId: string,
): Promise<ReadonlySet<OrganisationId>> {
  const rows = await kysely
    .selectFrom('suspension')
    .select('organisation_id')
    .where('user_id', '=', userId)
    .execute();
  return new Set(rows.map(({ organisation_id }) => organisation_id));
}

/** Whether a person is suspended and has no other organisation left to sign in for. */
export async function isSuspended(kysely: Kysely<Tables>, userId: string): Promise<boolean> {
  const { rows } = await sql<{ suspended: boolean }>`
    select exists (select from suspension where user_id = ${userId}) and not exists (
      select from membership m where m.user_id = ${userId} and not exists (
        select from suspension s where s.user_id = m.user_id and s.organisation_id = m.organisation_id)) as suspended`.execute(
    kysely,
  );
  return rows[0]?.suspended === true;
}

/**
 * Lets a member's access rest, or go on. Ends the sessions that can act for nothing any more; the guard refuses the
 * organisation to the others from their next request on.
 */
export async function setSuspended(
  kysely: Kysely<Tables>,
  organisation: OrganisationId,
  userId: string,
  suspended: boolean,
): Promise<void> {
  if (!suspended) {
    await kysely
      .deleteFrom('suspension')
      .where('organisation_id', '=', organisation)
      .where('user_id', '=', userId)
      .execute();
    return;
  }
  await kysely
    .insertInto('suspension')
    .values({ organisation_id: organisation, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  let ending = kysely.deleteFrom('session').where('userId', '=', userId);
  if (!(await isSuspended(kysely, userId))) ending = ending.where('organisationId', '=', organisation);
  await ending.execute();
}
