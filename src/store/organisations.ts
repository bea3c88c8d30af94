/** Settings of an organisation, and which organisations there are. */

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

/** Organisations that somebody belongs to, in the order of their ids, for work that goes through all of them. */
export async function organisationsWithPeople({ kysely }: Database): Promise<readonly OrganisationId[]> {
  const rows = await kysely
    .selectFrom('member')
    .select('organisation_id')
    .distinct()
    .orderBy('organisation_id')
    .execute();
  return rows.map(({ organisation_id }) => organisation_id);
}
