/** From when on hours are kept: what is older stands in days alone. */

import type { Transaction } from 'kysely';
import type { OrganisationId } from '../database.ts';
import type { Tables } from '../schema.ts';

/** Class of retention of hours. */
export const HOURS_CLASS = 'conversation-hours';

/** The first instant of which hours are kept; 1970 when none were ever taken away. */
export async function hoursKeptSince(
  transaction: Transaction<Tables>,
  organisation: OrganisationId,
): Promise<Date> {
  const row = await transaction
    .selectFrom('retention_run')
    .select('kept_since')
    .where('organisation_id', '=', organisation)
    .where('class', '=', HOURS_CLASS)
    .executeTakeFirst();
  return row?.kept_since ?? new Date(0);
}
