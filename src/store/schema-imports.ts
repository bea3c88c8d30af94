/** The tables of imports as kysely types them. */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';

export type ImportState = 'received' | 'reading' | 'read' | 'failed';

export interface ImportTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly file: string;
  readonly sha256: Buffer;
  readonly octets: number;
  /** What a person stated: format, columns. */
  readonly options: JSONColumnType<object>;
  readonly state: ColumnType<ImportState, ImportState | undefined, ImportState>;
  /** Why it could not be read, for people. */
  readonly problem: string | null;
  readonly summary: JSONColumnType<object> | null;
  readonly devices: number | null;
  readonly conflicts: number | null;
  /** Rows whose device nobody knows. */
  readonly unmatched: number | null;
  readonly received_at: ColumnType<Date, never, never>;
  readonly read_at: ColumnType<Date | null, Date | undefined, Date>;
}

export interface ImportConflictTable {
  readonly id: Generated<string>;
  readonly organisation_id: string;
  readonly import_id: string;
  readonly device_id: string;
  readonly attribute: string;
  /** What the import says. */
  readonly said: string;
  readonly said_confidence: number | null;
  readonly line: number | null;
  /** What was known before. */
  readonly known: string;
  readonly known_confidence: number | null;
  readonly kept: 'known' | 'import';
  readonly why: string;
}

export interface ImportClaimTable {
  readonly import_id: string;
  readonly device_id: string;
  readonly organisation_id: string;
  readonly field: string;
  readonly value: string;
  readonly line: number;
}
