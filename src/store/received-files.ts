/**
 * Files that an organisation is sent, captures and imports of other tools' records: each arrives as an upload, is kept once
 * with the job that reads it, and stays with how the reading went. A kind of them is a subclass and a table of its own.
 */

import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database, OrganisationId } from './database.ts';
import { addJob } from './jobs.ts';
import type { CaptureState, Tables } from './schema.ts';

export interface Upload {
  readonly id: string;
  readonly file: string;
  readonly octets: number;
  readonly sha256: Buffer | null;
  /** Of an import: what a person stated of the file; null for others. */
  readonly import: object | null;
  /** Of a document: what it is of; null for others. */
  readonly document: object | null;
  /** Of a capture that lay in a folder: where it was captured, as far as that was said. */
  readonly folder?: { readonly site: string | null };
}

/** What is known of every file, whatever is in it. `Summary` is what reading it gave. */
export interface StoredFile<Summary> {
  readonly id: string;
  readonly file: string;
  readonly octets: number;
  readonly sha256: Buffer;
  readonly state: CaptureState;
  /** Why it could not be read, or not to its end, for people. */
  readonly problem: string | null;
  readonly summary: Summary | null;
  readonly receivedAt: Date;
  readonly readAt: Date | null;
}

type FileTable = 'capture' | 'import';

/** What sets one kind of files apart. */
interface FileKind {
  readonly table: FileTable;
  /** Columns beside those of every file. */
  readonly columns: readonly string[];
  /** The job that reads a file, and its payload. */
  readonly job: string;
  readonly payload: (organisation: OrganisationId, id: string) => object;
  /** What is kept of what a person stated with the upload. */
  readonly stated: (upload: Upload) => object;
  /** Whether a known file with the same octets says the same under what is stated now. */
  readonly saysSame: (upload: Upload) => RawBuilder<boolean>;
}

const COLUMNS = [
  ...(['id', 'file', 'octets', 'sha256', 'state', 'problem', 'summary'] as const),
  ...(['received_at as receivedAt', 'read_at as readAt'] as const),
] as const;

export abstract class ReceivedFiles<Stored extends StoredFile<unknown>> {
  protected readonly database: Database;
  private readonly kind: FileKind;
  /** Both tables have what is asked of here; kysely types one. */
  private readonly table: 'capture';
  private readonly columns: readonly (typeof COLUMNS)[number][];

  protected constructor(database: Database, kind: FileKind) {
    this.database = database;
    this.kind = kind;
    this.table = kind.table as 'capture';
    this.columns = [...COLUMNS, ...(kind.columns as readonly [])];
  }

  /**
   * Makes a file of a whole upload, and in the same transaction the job that reads it. `keep` puts the octets in place before
   * that is committed, and may write what belongs to it. An organisation that has these octets already gets that file, and nothing is read again. Files of one
   * `queue` are read one after the other.
   */
  finishUpload(
    organisation: OrganisationId,
    upload: Upload,
    sha256: Buffer,
    keep: (id: string, transaction: Transaction<Tables>) => Promise<void>,
    queue?: string,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const { table, kind } = this;
    return this.database.asOrganisation(organisation, async (t) => {
      await t.deleteFrom('upload').where('id', '=', upload.id).execute();
      const known = await t
        .selectFrom(table)
        .select('id')
        .where('sha256', '=', sha256)
        .where(kind.saysSame(upload))
        .executeTakeFirst();
      if (known) return { id: known.id, isNew: false };
      const { file, octets } = upload;
      const { id } = await t
        .insertInto(table)
        .values({ organisation_id: organisation, file, octets, sha256, ...kind.stated(upload) })
        .returning('id')
        .executeTakeFirstOrThrow();
      await keep(id, t);
      await addJob(t, kind.job, kind.payload(organisation, id), queue === undefined ? {} : { queue });
      return { id, isNew: true };
    });
  }

  find(organisation: OrganisationId, id: string): Promise<Stored | undefined> {
    return this.database.asOrganisation(organisation, (t) =>
      t.selectFrom(this.table).select(this.columns).where('id', '=', id).executeTakeFirst(),
    ) as Promise<Stored | undefined>;
  }

  /** Those received last, latest first. */
  latest(organisation: OrganisationId, limit: number): Promise<readonly Stored[]> {
    return this.database.asOrganisation(organisation, (t) =>
      t
        .selectFrom(this.table)
        .select(this.columns)
        .orderBy('received_at', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute(),
    ) as unknown as Promise<readonly Stored[]>;
  }

  markReading(organisation: OrganisationId, id: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t
        .updateTable(this.table)
        .set({ state: 'reading' })
        .where('id', '=', id)
        .where('state', '=', 'received')
        .execute();
    });
  }

  markFailed(organisation: OrganisationId, id: string, problem: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t.updateTable(this.table).set({ state: 'failed', problem }).where('id', '=', id).execute();
    });
  }
}

/** Marks a file as read; false when it was before, and then nothing of it may be applied again. */
export async function markFileRead(
  transaction: Transaction<Tables>,
  table: FileTable,
  id: string,
  { summary, problem }: { readonly summary: object; readonly problem: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable(table as 'capture')
    .set({ state: 'read', problem, summary: JSON.stringify(summary), read_at: new Date() })
    .where('id', '=', id)
    .where('state', '<>', 'read')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** Begins an upload; its id. */
export function beginUpload(
  database: Database,
  organisation: OrganisationId,
  upload: Omit<Upload, 'id' | 'import' | 'document'> & Partial<Pick<Upload, 'import' | 'document'>>,
): Promise<string> {
  return database.asOrganisation(organisation, async (t) => {
    const stated = (what: object | null | undefined) => (what ? JSON.stringify(what) : null);
    const own = { import: stated(upload.import), document: stated(upload.document) };
    const row = { organisation_id: organisation, ...upload, ...own };
    return (await t.insertInto('upload').values(row).returning('id').executeTakeFirstOrThrow()).id;
  });
}

export function findUpload(
  database: Database,
  organisation: OrganisationId,
  id: string,
): Promise<Upload | undefined> {
  return database.asOrganisation(organisation, (t) =>
    t
      .selectFrom('upload')
      .select(['id', 'file', 'octets', 'sha256', 'import', 'document'])
      .where('id', '=', id)
      .executeTakeFirst(),
  );
}

export function dropUpload(database: Database, organisation: OrganisationId, id: string): Promise<void> {
  return database.asOrganisation(organisation, async (t) => {
    await t.deleteFrom('upload').where('id', '=', id).execute();
  });
}

/** Ids of what has, or may have, octets on disk: uploads, and files and documents that are not read yet. */
export async function filesOnDisk(
  database: Database,
  organisation: OrganisationId,
): Promise<readonly string[]> {
  const { rows } = await database.asOrganisation(organisation, (t) =>
    sql<{ id: string }>`
      select id from upload
      union all select id from capture where state in ('received', 'reading')
      union all select id from import where state in ('received', 'reading')
      union all select id from document where state in ('received', 'reading')`.execute(t),
  );
  return rows.map(({ id }) => id);
}

/** For a kind of which nothing but the octets says what is in a file. */
export const ALWAYS_SAME = sql<boolean>`true`;
