/** Imports of an organisation. A file with the same octets and columns as one that is known is that one. */

import { sql } from 'kysely';
import type { DeviceSelection } from '../access/device-selection.ts';
import type { Database, OrganisationId } from './database.ts';
import { ReceivedFiles, type StoredFile } from './received-files.ts';
import { ofVisibleDevice } from './visible-devices.ts';

/** What a person stated of a file of records. */
export interface ImportOptions {
  readonly format?: string;
  readonly columns?: Readonly<Record<string, string>>;
}

/** What was read of a file, and left out with the reasons. */
export interface ImportSummary {
  readonly format: string;
  readonly read: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly ignoredFields: Readonly<Record<string, number>>;
  /** ISO 8601; null when no record states a time. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

export interface StoredImport extends StoredFile<ImportSummary> {
  readonly options: ImportOptions;
  readonly devices: number | null;
  readonly conflicts: number | null;
  readonly unmatched: number | null;
}

export interface StoredConflict {
  readonly id: string;
  readonly device: string;
  readonly attribute: string;
  readonly said: string;
  readonly saidConfidence: number | null;
  readonly line: number | null;
  readonly known: string;
  readonly knownConfidence: number | null;
  readonly kept: 'known' | 'import';
  readonly why: string;
}

/** Job that reads an import; its payload. */
export const READ_IMPORT = 'read-import';
export interface ReadImportJob {
  readonly organisation: OrganisationId;
  readonly import: string;
}

export class ImportStore extends ReceivedFiles<StoredImport> {
  constructor(database: Database) {
    super(database, {
      ...{ table: 'import', job: READ_IMPORT },
      columns: ['options', 'devices', 'conflicts', 'unmatched'],
      payload: (organisation, id): ReadImportJob => ({ organisation, import: id }),
      stated: (upload) => ({ options: JSON.stringify(upload.import) }),
      // The same octets under other columns say something else.
      saysSame: (upload) => sql<boolean>`options = ${JSON.stringify(upload.import)}::jsonb`,
    });
  }

  /** Conflicts of an import with devices of the selection, by id; those after the one named. */
  conflictsOf(
    organisation: OrganisationId,
    selection: DeviceSelection,
    id: string,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly StoredConflict[]> {
    return this.database.asOrganisation(organisation, (t) => {
      let query = t
        .selectFrom('import_conflict')
        .select(['id', 'device_id as device', 'attribute', 'said', 'said_confidence as saidConfidence'])
        .select(['line', 'known', 'known_confidence as knownConfidence', 'kept', 'why'])
        .where('import_id', '=', id)
        .where(ofVisibleDevice(selection, sql.ref('import_conflict.device_id')))
        .orderBy('id')
        .limit(limit);
      if (after !== undefined) query = query.where('id', '>', after);
      return query.execute();
    });
  }
}
