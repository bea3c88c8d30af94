/** One transaction over the tables of people and those of one organisation together. */

import { sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { Tables } from './schema.ts';

/**
 * The role that acts for an organisation has no right to the tables of people, and who may read those passes row-level
 * security: every query in here names the organisation itself.
 */
export function amongPeople<Result>(
  database: Database,
  organisation: OrganisationId,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return database.asOrganisation(organisation, async (transaction) => {
    await sql`reset role`.execute(transaction);
    return work(transaction);
  });
}

/** Turns a transaction over the tables of people to an organisation as well. */
export async function lookAt(transaction: Transaction<Tables>, organisation: OrganisationId): Promise<void> {
  await sql`select set_config('wardlight.organisation', ${organisation}, true)`.execute(transaction);
}
