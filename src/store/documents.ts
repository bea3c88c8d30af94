/**
 * Documents of devices and products. Each is kept as it was sent, in parts of rows, so that a backup has it; what was read of
 * it stands beside it.
 */

import { randomUUID } from 'node:crypto';
import { type SqlBool, sql, type Transaction } from 'kysely';
import type { DeviceSelection } from '../access/device-selection.ts';
import type { DocumentForm } from '../documents/document-form.ts';
import type { FormAnswer } from '../documents/mds2/form-reader.ts';
import type { Database, OrganisationId } from './database.ts';
import { markDevicesOfDocument } from './device-documents.ts';
import type { DeviceReader } from './device-reader.ts';
import { addJob } from './jobs.ts';
import type { Upload } from './received-files.ts';
import type { Tables } from './schema.ts';
import type { DocumentKind, DocumentState, DocumentSummary } from './schema-documents.ts';
import { ofVisibleDevice } from './visible-devices.ts';

/** Components of one bill that are kept and matched. */
export const COMPONENT_LIMIT = 5_000;
const PART_OCTETS = 262_144;
const NAME_LIMIT = 500;
/** Identifiers of one component that are kept. */
const IDENTIFIER_LIMIT = 8;

/** Job that reads a document; its payload. */
export const READ_DOCUMENT = 'read-document';
export interface ReadDocumentJob {
  readonly organisation: OrganisationId;
  readonly document: string;
}

/** What a document is of: one device, or all of a model. */
export interface DocumentSubject {
  readonly device?: string;
  readonly product?: { readonly vendor?: string; readonly model: string; readonly version?: string };
}

/** What a person stated when they began to send it. */
export interface StatedDocument extends DocumentSubject {
  readonly note?: string;
  readonly by: { readonly id: string; readonly name: string };
}

export interface StoredDocument {
  readonly id: string;
  readonly file: string;
  readonly octets: number;
  readonly sha256: Buffer;
  readonly device: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  readonly version: string | null;
  readonly form: DocumentForm;
  readonly kind: DocumentKind | null;
  readonly format: string | null;
  readonly note: string | null;
  readonly state: DocumentState;
  readonly problem: string | null;
  readonly summary: DocumentSummary | null;
  readonly addedBy: string;
  readonly addedAt: Date;
}
export type SeenDocument = StoredDocument & { readonly devices: number };

export interface NewComponent {
  readonly type: string;
  readonly name: string;
  readonly version?: string;
  readonly supplier?: string;
  readonly cpes: readonly string[];
  readonly purls: readonly string[];
  readonly endOfSupportMicros?: number;
}
export interface NewAnswer {
  readonly question: string;
  readonly text: string;
  readonly answer?: FormAnswer;
  readonly said: string;
  readonly note?: string;
}

export interface ReadResult {
  readonly kind: DocumentKind;
  readonly format: string | null;
  readonly summary: DocumentSummary;
  readonly components?: readonly NewComponent[];
  readonly answers?: readonly NewAnswer[];
}

export interface DocumentQuery {
  readonly device?: string | undefined;
  readonly kind?: DocumentKind | undefined;
  /** Id of the last document of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const COLUMNS = [
  ...(['id', 'file', 'octets', 'sha256', 'device_id as device', 'vendor', 'model', 'version'] as const),
  ...(['form', 'kind', 'format', 'note', 'state', 'problem', 'summary'] as const),
  ...(['added_by_name as addedBy', 'added_at as addedAt'] as const),
] as const;

export class DocumentStore {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /**
   * Makes a document of a whole upload, and in the same transaction the job that reads it. `octets` are those of the upload;
   * `keep` puts them where the job finds them. Undefined when the device is gone. The same octets of the same subject are one.
   */
  finishUpload(
    organisation: OrganisationId,
    upload: Upload,
    form: DocumentForm,
    sha256: Buffer,
    octets: AsyncIterable<Buffer>,
    keep: (id: string) => Promise<void>,
  ): Promise<{ readonly id: string; readonly isNew: boolean } | undefined> {
    const { device = null, product, note = null, by } = upload.document as StatedDocument;
    return this.database.asOrganisation(organisation, async (t) => {
      await t.deleteFrom('upload').where('id', '=', upload.id).execute();
      const subject = {
        ...{ device_id: device, vendor: product?.vendor ?? null, model: product?.model ?? null },
        version: product?.version ?? null,
      };
      if (device !== null && !(await isThere(t, device))) return undefined;
      const known = await t
        .selectFrom('document')
        .select('id')
        .where('sha256', '=', sha256)
        .where(
          sql<boolean>`(device_id, vendor, model, version) is not distinct from
            (${device}::uuid, ${subject.vendor}::text, ${subject.model}::text, ${subject.version}::text)`,
        )
        .executeTakeFirst();
      if (known) return { id: known.id, isNew: false };
      const id = randomUUID();
      // The row of the document comes last: from then on nobody else of the organisation changes anything.
      await writeParts(t, organisation, id, octets);
      await keep(id);
      await t
        .insertInto('document')
        .values({
          ...{ id, organisation_id: organisation, ...subject, file: upload.file, octets: upload.octets },
          ...{ sha256, form, note, added_by: by.id, added_by_name: by.name },
          ...{ kind: null, format: null, problem: null, summary: null },
        })
        .execute();
      await addJob(t, READ_DOCUMENT, { organisation, document: id } satisfies ReadDocumentJob);
      return { id, isNew: true };
    });
  }

  /** For jobs: whatever people may see. */
  find(organisation: OrganisationId, id: string): Promise<StoredDocument | undefined> {
    return this.database.asOrganisation(organisation, (t) =>
      t.selectFrom('document').select(COLUMNS).where('id', '=', id).executeTakeFirst(),
    ) as Promise<StoredDocument | undefined>;
  }

  /** A document that the reader may see: of a device of theirs, or of a product. */
  async findSeen(reader: DeviceReader, id: string): Promise<SeenDocument | undefined> {
    return this.database.asOrganisation(reader.organisation, async (t) => {
      const row = await seenBy(t, reader.selection).where('id', '=', id).executeTakeFirst();
      return row as SeenDocument | undefined;
    });
  }

  /** Documents, latest first. */
  list(
    { organisation, selection }: DeviceReader,
    { device, kind, after, limit }: DocumentQuery,
  ): Promise<readonly SeenDocument[]> {
    return this.database.asOrganisation(organisation, (t) => {
      let query = seenBy(t, selection).orderBy('added_at', 'desc').orderBy('id').limit(limit);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (device !== undefined)
        query = query.where(ofVisibleDevice(selection, sql`${device}::uuid`)).where(
          sql<SqlBool>`(document.device_id = ${device}::uuid or exists (
              select from device_document l where l.document_id = document.id and l.device_id = ${device}::uuid))`,
        );
      if (after !== undefined)
        query = query.where(
          sql<SqlBool>`(- extract(epoch from added_at), id) >
            (select - extract(epoch from d.added_at), d.id from document d where d.id = ${after}::uuid)`,
        );
      return query.execute();
    }) as Promise<readonly SeenDocument[]>;
  }

  /** The octets as they were sent, part by part. */
  async *octets(organisation: OrganisationId, id: string): AsyncGenerator<Buffer> {
    for (let part = 0; ; part++) {
      const row = await this.database.asOrganisation(organisation, (t) =>
        t
          .selectFrom('document_octets')
          .select('octets')
          .where('document_id', '=', id)
          .where('part', '=', part)
          .executeTakeFirst(),
      );
      if (!row) return;
      yield row.octets;
    }
  }

  components(
    organisation: OrganisationId,
    id: string,
    {
      text,
      after,
      limit,
    }: { readonly text?: string | undefined; readonly after: number; readonly limit: number },
  ) {
    return this.database.asOrganisation(organisation, (t) => {
      let query = t
        .selectFrom('document_component')
        .select(['position', 'type', 'name', 'version', 'supplier', 'cpes', 'purls'])
        .select('support_ends as supportEnds')
        .where('document_id', '=', id)
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit);
      if (text !== undefined && text !== '')
        query = query.where(
          sql<SqlBool>`strpos(lower(concat_ws(' ', name, version, supplier)), lower(${text})) > 0`,
        );
      return query.execute();
    });
  }

  answers(organisation: OrganisationId, id: string, after: number, limit: number) {
    return this.database.asOrganisation(organisation, (t) =>
      t
        .selectFrom('document_answer')
        .select(['position', 'question', 'text', 'answer', 'said', 'note'])
        .where('document_id', '=', id)
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit)
        .execute(),
    );
  }

  /** Writes what was read, and lets the devices that it holds for be looked at again. */
  finishReading(organisation: OrganisationId, id: string, result: ReadResult): Promise<void> {
    const { kind, format, summary, components = [], answers = [] } = result;
    const left = Math.max(0, components.length - COMPONENT_LIMIT);
    const counted = { ...summary, ...(kind !== 'other' && { skipped: (summary.skipped ?? 0) + left }) };
    return this.database.asOrganisation(organisation, async (t) => {
      const { numUpdatedRows } = await t
        .updateTable('document')
        .set({ state: 'read', kind, format, summary: JSON.stringify(counted), read_at: new Date() })
        .where('id', '=', id)
        .where('state', '<>', 'read')
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return;
      await writeComponents(t, organisation, id, components.slice(0, COMPONENT_LIMIT));
      await writeAnswers(t, organisation, id, answers);
      await markDevicesOfDocument(t, organisation, id);
    });
  }

  markFailed(organisation: OrganisationId, id: string, problem: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await t.updateTable('document').set({ state: 'failed', problem }).where('id', '=', id).execute();
    });
  }

  /** Removes a document with all that was read of it. */
  remove(organisation: OrganisationId, id: string): Promise<void> {
    return this.database.asOrganisation(organisation, async (t) => {
      await markDevicesOfDocument(t, organisation, id);
      await t.deleteFrom('document').where('id', '=', id).execute();
    });
  }
}

function seenBy(t: Transaction<Tables>, selection: DeviceSelection) {
  return t
    .selectFrom('document')
    .select(COLUMNS)
    .select(
      sql<number>`(select count(*) from device_document l where l.document_id = document.id
        and ${ofVisibleDevice(selection, sql.ref('l.device_id'))})`.as('devices'),
    )
    .where(
      sql<SqlBool>`(document.device_id is null or ${ofVisibleDevice(selection, sql.ref('document.device_id'))})`,
    );
}

async function isThere(t: Transaction<Tables>, device: string): Promise<boolean> {
  const row = await t.selectFrom('device').select('id').where('id', '=', device).executeTakeFirst();
  return row !== undefined;
}

async function writeParts(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  document: string,
  octets: AsyncIterable<Buffer>,
): Promise<void> {
  let part = 0;
  for await (const chunk of octets)
    for (let at = 0; at < chunk.length; at += PART_OCTETS)
      await t
        .insertInto('document_octets')
        .values({
          ...{ document_id: document, organisation_id: organisation, part: part++ },
          octets: chunk.subarray(at, at + PART_OCTETS),
        })
        .execute();
}

async function writeComponents(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  document: string,
  components: readonly NewComponent[],
): Promise<void> {
  const rows = components.map(({ type, name, version, supplier, cpes, purls, endOfSupportMicros }, at) => ({
    ...{ position: at + 1, type: keptText(type), name: keptText(name) },
    ...{ version: version === undefined ? null : keptText(version) },
    ...{ supplier: supplier === undefined ? null : keptText(supplier) },
    cpes: cpes.slice(0, IDENTIFIER_LIMIT).map(keptText),
    purls: purls.slice(0, IDENTIFIER_LIMIT).map(keptText),
    support_ends: endOfSupportMicros === undefined ? null : new Date(endOfSupportMicros / 1_000),
  }));
  await sql`
    insert into document_component (document_id, organisation_id, position, type, name, version, supplier, cpes, purls,
                                    support_ends)
      select ${document}::uuid, ${organisation}::uuid, r.*
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (position int, type text, name text, version text,
             supplier text, cpes text[], purls text[], support_ends timestamptz)`.execute(t);
}

async function writeAnswers(
  t: Transaction<Tables>,
  organisation: OrganisationId,
  document: string,
  answers: readonly NewAnswer[],
): Promise<void> {
  const rows = answers.map(({ question, text, answer, said, note }, at) => ({
    ...{ position: at + 1, question: keptText(question), text: keptText(text), answer: answer ?? null },
    ...{ said: keptText(said), note: note === undefined ? null : keptText(note) },
  }));
  await sql`
    insert into document_answer (document_id, organisation_id, position, question, text, answer, said, note)
      select ${document}::uuid, ${organisation}::uuid, r.*
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r (position int, question text, text text, answer text, said text, note text)`.execute(t);
}

/** Texts of documents may hold what the database cannot. */
const keptText = (text: string): string => text.slice(0, NAME_LIMIT).replaceAll('\0', '').toWellFormed();
