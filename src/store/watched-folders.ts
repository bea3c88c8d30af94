/** What the servers say of the folders that they watch. A folder is known by its server and path, and is of one organisation. */

import { sql } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import type { PassedOverFile } from './schema-watched-folders.ts';

/** A folder that no server has looked at for so long is forgotten at the next start of any. */
const FORGOTTEN_AFTER = '7 days';

export interface FolderPlace {
  /** Name of the machine. */
  readonly server: string;
  readonly path: string;
}

export interface StoredFolder extends FolderPlace {
  readonly site: string | null;
  readonly lookedAt: Date;
  /** A sentence for people; null while nothing is wrong with the folder as a whole. */
  readonly problem: string | null;
  readonly problemSince: Date | null;
  /** Earliest first. */
  readonly passedOver: readonly PassedOverFile[];
}

/** Keeps what a server says of a folder now; what it said before is void. */
export function keepFolder(
  database: Database,
  organisation: OrganisationId,
  { server, path, site, lookedAt, problem, problemSince, passedOver }: StoredFolder,
): Promise<void> {
  return database.asOrganisation(organisation, async (transaction) => {
    const row = {
      ...{ site_id: site, looked_at: lookedAt, problem, problem_since: problemSince },
      passed_over: JSON.stringify(passedOver),
    };
    await transaction
      .insertInto('watched_folder')
      .values({ organisation_id: organisation, server, path, ...row })
      .onConflict((conflict) => conflict.columns(['organisation_id', 'server', 'path']).doUpdateSet(row))
      .execute();
  });
}

/** The folders of an organisation, by server and path. */
export function watchedFolders(
  database: Database,
  organisation: OrganisationId,
): Promise<readonly StoredFolder[]> {
  return database.readAsOrganisation(organisation, (transaction) =>
    transaction
      .selectFrom('watched_folder')
      .select(['server', 'path', 'site_id as site', 'looked_at as lookedAt'])
      .select(['problem', 'problem_since as problemSince', 'passed_over as passedOver'])
      .where('organisation_id', '=', organisation)
      .orderBy('server')
      .orderBy('path')
      .execute(),
  );
}

/** Forgets folders of an organisation that this server does not watch any more, and those that no server has looked at for long. */
export function forgetFolders(
  database: Database,
  organisation: OrganisationId,
  server: string,
  watched: readonly string[],
): Promise<void> {
  return database.asOrganisation(organisation, async (transaction) => {
    await sql`
      delete from watched_folder
       where organisation_id = ${organisation}
         and (server = ${server} and path <> all (${watched}::text[])
              or looked_at < now() - ${FORGOTTEN_AFTER}::interval)`.execute(transaction);
  });
}
