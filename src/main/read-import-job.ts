/** The job that makes devices of records: read in a thread of its own, merged in one transaction. */

import { Worker } from 'node:worker_threads';
import type { InventoryDevice } from '../identify/inventory.ts';
import { applyImport, type ReadImport } from '../store/apply-import.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { Database } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import { ImportStore, type ReadImportJob } from '../store/imports.ts';
import type { RecordsThreadInput, RecordsThreadMessage } from './records-thread.ts';

/** Heap of a reading thread: a hostile file must not take the server with it. */
const HEAP_MB = 1_024;
const MICROS_PER_MILLI = 1_000;
const THREAD = new URL('./records-thread.js', import.meta.url);

export interface ReadImportContext {
  readonly database: Database;
  readonly files: CaptureFiles;
  readonly deviceRules: DeviceRules;
  /** The compiled thread; tests run from sources and name it. */
  readonly recordsThread?: URL;
}

/** Runs once or again after a crash: what was applied is not applied twice. */
export async function readImport(context: ReadImportContext, job: ReadImportJob): Promise<void> {
  const { database, files, deviceRules, recordsThread = THREAD } = context;
  const { organisation, import: id } = job;
  const imports = new ImportStore(database);
  const found = await imports.find(organisation, id);
  if (found && found.state !== 'read' && found.state !== 'failed') {
    await imports.markReading(organisation, id);
    const { format, columns } = found.options;
    const read = await readInThread(recordsThread, {
      ...{ path: files.capturePath(id), name: found.file, format, columns },
      readAt: found.receivedAt.getTime() * MICROS_PER_MILLI,
    });
    if (typeof read === 'string') await imports.markFailed(organisation, id, read);
    else await applyImport(database, organisation, id, read, deviceRules);
  }
  await files.dropCapture(id);
}

/** The devices of a file of records, or the sentence that says why there are none. */
function readInThread(thread: URL, input: RecordsThreadInput): Promise<ReadImport | string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const read: Record<'devices' | 'unplaced', InventoryDevice[]> = { devices: [], unplaced: [] };
    worker.on('message', (message: RecordsThreadMessage) => {
      if (message.kind === 'refused') resolve(message.problem);
      else if (message.kind !== 'done') read[message.kind].push(...message.devices);
      else {
        const { summary, isDocument, damage = null } = message;
        const { format, read: records, skipped, ignoredFields, firstAt, lastAt } = summary;
        resolve({
          ...read,
          ...{ isDocument, damage },
          summary: { format, read: records, skipped: { ...skipped }, ignoredFields, firstAt, lastAt },
        });
      }
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        resolve(`Reading it needs more than ${HEAP_MB} MB of memory.`);
      else reject(error);
    });
    worker.on('exit', (status) => reject(new Error(`the reading thread ended with ${status}`)));
  });
}
