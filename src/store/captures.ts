/** Captures of an organisation. One with the same octets as one that is known is that one. */

import type { InventoryCapture } from '../identify/inventory.ts';
import type { Database, OrganisationId } from './database.ts';
import { ALWAYS_SAME, ReceivedFiles, type StoredFile } from './received-files.ts';

export type StoredCapture = StoredFile<InventoryCapture>;

/** Job that reads a capture; its payload. */
export const READ_CAPTURE = 'read-capture';
export interface ReadCaptureJob {
  readonly organisation: OrganisationId;
  readonly capture: string;
}

export class CaptureStore extends ReceivedFiles<StoredCapture> {
  constructor(database: Database) {
    super(database, {
      ...{ table: 'capture', columns: [], job: READ_CAPTURE },
      payload: (organisation, capture): ReadCaptureJob => ({ organisation, capture }),
      stated: () => ({}),
      saysSame: () => ALWAYS_SAME,
    });
  }
}
