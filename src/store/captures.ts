/** Captures of an organisation. One with the same octets as one that is known is that one. */

import type { InventoryCapture } from '../identify/inventory.ts';
import type { Database, OrganisationId } from './database.ts';
import { ALWAYS_SAME, ReceivedFiles, type StoredFile } from './received-files.ts';
import type { CaptureSource } from './schema.ts';

export interface StoredCapture extends StoredFile<InventoryCapture> {
  readonly source: CaptureSource;
  /** Where it was captured; null when that was not said. */
  readonly site: string | null;
}

/** Job that reads a capture; its payload. */
export const READ_CAPTURE = 'read-capture';
export interface ReadCaptureJob {
  readonly organisation: OrganisationId;
  readonly capture: string;
}

export class CaptureStore extends ReceivedFiles<StoredCapture> {
  constructor(database: Database) {
    super(database, {
      ...{ table: 'capture', columns: ['source', 'site_id as site'], job: READ_CAPTURE },
      payload: (organisation, capture): ReadCaptureJob => ({ organisation, capture }),
      stated: ({ folder }) => (folder ? { source: 'folder', site_id: folder.site } : {}),
      saysSame: () => ALWAYS_SAME,
    });
  }
}
