/** Settings of an organisation, and which organisations there are. */

import { sql } from 'kysely';
import type { Database, OrganisationId } from './database.ts';

export interface OrganisationSettings {
  readonly name: string;
  /** Of the IANA database: `Europe/Berlin`. */
  readonly timeZone: string;
}

export async function organisationSettings(
  database: Database,
  organisation: OrganisationId,
): Promise<OrganisationSettings> {
  return database.asOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('organisation')
      .select(['name', 'time_zone as timeZone'])
      .where('id', '=', organisation)
      .executeTakeFirstOrThrow(),
  );
}

/** What organisations are called. */
export function organisationNames(
  database: Database,
  organisations: readonly OrganisationId[],
): Promise<readonly string[]> {
  return Promise.all(organisations.map(async (id) => (await organisationSettings(database, id)).name));
}

export async function changeOrganisation(
  database: Database,
  organisation: OrganisationId,
  { name, timeZone }: { readonly name?: string | undefined; readonly timeZone?: string | undefined },
): Promise<void> {
  if (name === undefined && timeZone === undefined) return;
  await database.asOrganisation(organisation, (transaction) =>
    transaction
      .updateTable('organisation')
      .set({ ...(name !== undefined && { name }), ...(timeZone !== undefined && { time_zone: timeZone }) })
      .where('id', '=', organisation)
      .execute(),
  );
}

/** Whether there is such an organisation: a demonstration goes again. */
export async function isThere(database: Database, organisation: OrganisationId): Promise<boolean> {
  const row = await database.asOrganisation(organisation, (t) =>
    t.selectFrom('organisation').select('id').where('id', '=', organisation).executeTakeFirst(),
  );
  return row !== undefined;
}

/** Every organisation that this login role can know of: those that it sees, and those that have members; by id. */
export async function allOrganisations({ kysely }: Database): Promise<readonly OrganisationId[]> {
  const { rows } = await sql<{ id: string }>`
    select id from organisation union select organisation_id from member order by id`.execute(kysely);
  return rows.map(({ id }) => id);
}
