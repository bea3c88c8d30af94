/** Which vulnerability data counts for an organisation: that of the server, or of a demonstration its own invented one. */

import path from 'node:path';
import type { Database, OrganisationId } from '../store/database.ts';
import { catalogueOfDemonstration } from '../store/demonstrations.ts';
import { type CatalogueState, catalogueState } from '../store/feeds-state.ts';

export interface CatalogueFolders {
  readonly database: Database;
  /** Folder of the feeds, and of what is compiled of them. */
  readonly feedFolder: string;
  readonly cacheFolder: string;
  /** Has a folder for each demonstration. */
  readonly demonstrationFolder: string;
}

export interface CatalogueOf {
  /** Undefined before there is any. */
  readonly state: CatalogueState | undefined;
  readonly feedFolder: string;
  readonly cacheFolder: string;
}

export async function catalogueOf(
  { database, feedFolder, cacheFolder, demonstrationFolder }: CatalogueFolders,
  organisation: OrganisationId,
): Promise<CatalogueOf> {
  const invented = await catalogueOfDemonstration(database, organisation);
  if (invented === undefined) return { state: await catalogueState(database), feedFolder, cacheFolder };
  return { state: invented ?? undefined, ...demonstrationFolders(demonstrationFolder, organisation) };
}

/** Where the feeds of a demonstration lie, and what is compiled of them. */
export function demonstrationFolders(folder: string, organisation: OrganisationId) {
  const own = path.join(folder, organisation);
  return { own, feedFolder: path.join(own, 'feeds'), cacheFolder: path.join(own, 'catalogue') };
}
