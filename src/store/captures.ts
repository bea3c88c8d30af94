/** Uploads and captures of an organisation. A capture with the same octets as one that is known is that one. */

import type { Transaction } from 'kysely';
import type { InventoryCapture } from '../identify/inventory.ts';
import type { Database, OrganisationId } from './database.ts';
import { addJob } from './jobs.ts';
import type { CaptureState, Tables } from './schema.ts';

export interface Upload {
  readonly id: string;
  readonly file: string;
  readonly octets: number;
  readonly sha256: Buffer | null;
  /** Of an import: what a person stated of the file; null for a capture. */
  readonly import: object | null;
  /** Of a document: what it is of; null for others. */
  readonly document: object | null;
}

export interface StoredCapture {
  readonly id: string;
  readonly file: string;
  readonly octets: number;
  readonly sha256: Buffer;
  readonly state: CaptureState;
  readonly problem: string | null;
  readonly summary: InventoryCapture | null;
  readonly receivedAt: Date;
  readonly readAt: Date | null;
}

/** Job that reads a capture; its payload. */
export const READ_CAPTURE = 'read-capture';
export interface ReadCaptureJob {
  readonly organisation: OrganisationId;
  readonly capture: string;
}

const COLUMNS = [
  ...(['id', 'file', 'octets', 'sha256', 'state', 'problem', 'summary'] as const),
  ...(['received_at as receivedAt', 'read_at as readAt'] as const),
] as const;

export class CaptureStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  beginUpload(
    organisation: OrganisationId,
    upload: Omit<Upload, 'id' | 'import' | 'document'> & Partial<Pick<Upload, 'import' | 'document'>>,
  ): Promise<string> {
    return this.database.asOrganisation(organisation, async (t) => {
      const stated = (what: object | null | undefined) => (what ? JSON.stringify(what) : null);
      const own = { import: stated(upload.import), document: stated(upload.document) };
      const row = { organisation_id: organisation, ...upload, ...own };
      return (await t.insertInto('upload').values(row).returning('id').executeTakeFirstOrThrow()).id;
    });
  }

  findUpload(organisation: OrganisationId, id: string): Promise<Upload | undefined> {
    return this.database.asOrganisation(organisation, (t) =>
      t
        .selectFrom('upload')
        .select(['id', 'file', 'octets', 'sha256', 'import', 'document'])
        .where('id', '=', id)
        .executeTakeFirst(),
    );
  }

  dropUpload(organisation: OrganisationId, id: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t.deleteFrom('upload').where('id', '=', id).execute();
    });
  }

  /**
   * Makes a capture of a whole upload, and in the same transaction the job that reads it. `keep` puts the octets in place
   * before that is committed. An organisation that has these octets already gets that capture, and nothing is read again.
   */
  finishUpload(
    organisation: OrganisationId,
    upload: Upload,
    sha256: Buffer,
    keep: (capture: string) => Promise<void>,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t.deleteFrom('upload').where('id', '=', upload.id).execute();
      const known = await t
        .selectFrom('capture')
        .select('id')
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      if (known) return { id: known.id, isNew: false };
      const { id } = await t
        .insertInto('capture')
        .values({ organisation_id: organisation, file: upload.file, octets: upload.octets, sha256 })
        .returning('id')
        .executeTakeFirstOrThrow();
      await keep(id);
      await addJob(t, READ_CAPTURE, { organisation, capture: id } satisfies ReadCaptureJob);
      return { id, isNew: true };
    });
  }

  find(organisation: OrganisationId, id: string): Promise<StoredCapture | undefined> {
    return this.database.asOrganisation(organisation, (t) =>
      t.selectFrom('capture').select(COLUMNS).where('id', '=', id).executeTakeFirst(),
    ) as Promise<StoredCapture | undefined>;
  }

  /** The captures received last, latest first. */
  latest(organisation: OrganisationId, limit: number): Promise<readonly StoredCapture[]> {
    return this.database.asOrganisation(organisation, (t) =>
      t
        .selectFrom('capture')
        .select(COLUMNS)
        .orderBy('received_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute(),
    ) as Promise<readonly StoredCapture[]>;
  }

  markReading(organisation: OrganisationId, id: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t
        .updateTable('capture')
        .set({ state: 'reading' })
        .where('id', '=', id)
        .where('state', '=', 'received')
        .execute();
    });
  }

  markFailed(organisation: OrganisationId, id: string, problem: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t.updateTable('capture').set({ state: 'failed', problem }).where('id', '=', id).execute();
    });
  }
}

/** Marks a capture as read; false when it was before, and then nothing of it may be applied again. */
export async function markRead(
  transaction: Transaction<Tables>,
  id: string,
  summary: InventoryCapture,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('capture')
    .set({ state: 'read', problem: null, summary: JSON.stringify(summary), read_at: new Date() })
    .where('id', '=', id)
    .where('state', '<>', 'read')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
