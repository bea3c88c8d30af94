/** Imports of an organisation. A file with the same octets and columns as one that is known is that one. */

import { sql, type Transaction } from 'kysely';
import type { DeviceSelection } from '../access/device-selection.ts';
import type { Upload } from './captures.ts';
import type { Database, OrganisationId } from './database.ts';
import { addJob } from './jobs.ts';
import type { Tables } from './schema.ts';
import type { ImportState } from './schema-imports.ts';
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

export interface StoredImport {
  readonly id: string;
  readonly file: string;
  readonly octets: number;
  readonly sha256: Buffer;
  readonly options: ImportOptions;
  readonly state: ImportState;
  readonly problem: string | null;
  readonly summary: ImportSummary | null;
  readonly devices: number | null;
  readonly conflicts: number | null;
  readonly unmatched: number | null;
  readonly receivedAt: Date;
  readonly readAt: Date | null;
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

const COLUMNS = [
  ...(['id', 'file', 'octets', 'sha256', 'options', 'state', 'problem', 'summary', 'devices'] as const),
  ...(['conflicts', 'unmatched', 'received_at as receivedAt', 'read_at as readAt'] as const),
] as const;

export class ImportStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /**
   * Makes an import of a whole upload, and in the same transaction the job that reads it. `keep` puts the octets in place
   * before that is committed.
   */
  finishUpload(
    organisation: OrganisationId,
    upload: Upload,
    options: ImportOptions,
    sha256: Buffer,
    keep: (id: string) => Promise<void>,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const stated = JSON.stringify(options);
    return this.database.asOrganisation(organisation, async (t) => {
      await t.deleteFrom('upload').where('id', '=', upload.id).execute();
      const known = await t
        .selectFrom('import')
        .select('id')
        .where('sha256', '=', sha256)
        .where(sql<boolean>`options = ${stated}::jsonb`)
        .executeTakeFirst();
      if (known) return { id: known.id, isNew: false };
      const { file, octets } = upload;
      const { id } = await t
        .insertInto('import')
        .values({ organisation_id: organisation, file, octets, sha256, options: stated })
        .returning('id')
        .executeTakeFirstOrThrow();
      await keep(id);
      await addJob(t, READ_IMPORT, { organisation, import: id } satisfies ReadImportJob);
      return { id, isNew: true };
    });
  }

  find(organisation: OrganisationId, id: string): Promise<StoredImport | undefined> {
    return this.database.asOrganisation(organisation, (t) =>
      t.selectFrom('import').select(COLUMNS).where('id', '=', id).executeTakeFirst(),
    ) as Promise<StoredImport | undefined>;
  }

  /** The imports received last, latest first. */
  latest(organisation: OrganisationId, limit: number): Promise<readonly StoredImport[]> {
    return this.database.asOrganisation(organisation, (t) =>
      t
        .selectFrom('import')
        .select(COLUMNS)
        .orderBy('received_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute(),
    ) as Promise<readonly StoredImport[]>;
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

  markReading(organisation: OrganisationId, id: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t
        .updateTable('import')
        .set({ state: 'reading' })
        .where('id', '=', id)
        .where('state', '=', 'received')
        .execute();
    });
  }

  markFailed(organisation: OrganisationId, id: string, problem: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t.updateTable('import').set({ state: 'failed', problem }).where('id', '=', id).execute();
    });
  }
}

/** Marks an import as read; false when it was before, and then nothing of it may be applied again. */
export async function markImportRead(
  transaction: Transaction<Tables>,
  id: string,
  summary: ImportSummary,
  problem: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('import')
    .set({ state: 'read', problem, summary: JSON.stringify(summary), read_at: new Date() })
    .where('id', '=', id)
    .where('state', '<>', 'read')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
