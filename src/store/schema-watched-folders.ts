/** The table of watched folders, as kysely types it. */

import type { JSONColumnType } from 'kysely';
import type { Instant } from './schema-columns.ts';

export interface PassedOverFile {
  readonly file: string;
  /** A sentence for people. */
  readonly problem: string;
  /** ISO 8601. */
  readonly noticedAt: string;
}

export interface WatchedFolderTable {
  readonly organisation_id: string;
  /** Name of the machine whose folder it is. */
  readonly server: string;
  readonly path: string;
  readonly site_id: string | null;
  readonly looked_at: Instant;
  /** A sentence for people; null while nothing is wrong with the folder as a whole. */
  readonly problem: string | null;
  readonly problem_since: Instant | null;
  /** Earliest first. */
  readonly passed_over: JSONColumnType<readonly PassedOverFile[]>;
}
