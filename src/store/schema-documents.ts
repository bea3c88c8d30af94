/** The tables of documents as kysely types them (migration 0015). */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { DocumentForm } from '../documents/document-form.ts';
import type { FormAnswer } from '../documents/mds2/form-reader.ts';

export type DocumentState = 'received' | 'reading' | 'read' | 'failed';
/** What was read of it: a bill of materials, a security disclosure form, or nothing. */
export type DocumentKind = 'sbom' | 'mds2' | 'other';

export interface DocumentTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  /** Of one device; else of all devices of the model. */
  readonly device_id: string | null;
  readonly vendor: string | null;
  readonly model: string | null;
  /** Null with a model: of any version. */
  readonly version: string | null;
  readonly file: string;
  readonly octets: number;
  readonly sha256: Buffer;
  readonly form: DocumentForm;
  /** Null until it was read. */
  readonly kind: DocumentKind | null;
  readonly format: string | null;
  readonly note: string | null;
  readonly state: ColumnType<DocumentState, DocumentState | undefined, DocumentState>;
  /** Why it could not be read, for people. */
  readonly problem: string | null;
  readonly summary: JSONColumnType<object> | null;
  readonly added_by: string;
  readonly added_by_name: string;
  readonly added_at: ColumnType<Date, never, never>;
  readonly read_at: ColumnType<Date | null, never, Date>;
}

export interface DocumentOctetsTable {
  readonly document_id: string;
  readonly part: number;
  readonly organisation_id: string;
  readonly octets: Buffer;
}

export interface DocumentComponentTable {
  readonly document_id: string;
  readonly position: number;
  readonly organisation_id: string;
  readonly type: string;
  readonly name: string;
  readonly version: string | null;
  readonly supplier: string | null;
  readonly cpes: readonly string[];
  readonly purls: readonly string[];
  readonly support_ends: ColumnType<Date | null, Date | string | null, never>;
}

export interface DocumentAnswerTable {
  readonly document_id: string;
  readonly position: number;
  readonly organisation_id: string;
  /** `MPII-1` */
  readonly question: string;
  readonly text: string;
  readonly answer: FormAnswer | null;
  readonly said: string;
  readonly note: string | null;
}

export interface DeviceDocumentTable {
  readonly device_id: string;
  readonly document_id: string;
  readonly organisation_id: string;
}

/** What a document says of itself, and how much was read. */
export interface DocumentSummary {
  readonly names?: string | null;
  readonly dated?: string | null;
  readonly items?: number;
  readonly skipped?: number;
  readonly describesVersion?: string;
}
