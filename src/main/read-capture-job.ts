/** The job that makes devices of a capture: read in a thread of its own, merged in one transaction. */

import { Worker } from 'node:worker_threads';
import type { InventoryCapture, InventoryDevice } from '../identify/inventory.ts';
import type { CaptureFiles } from '../store/capture-files.ts';
import type { CaptureStore, ReadCaptureJob } from '../store/captures.ts';
import type { Database } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import { applyCapture } from '../store/devices.ts';
import { pairsKeptApart } from '../store/identity-decisions.ts';
import type { InventoryThreadInput, InventoryThreadMessage } from './inventory-thread.ts';

/** Heap of a reading thread: a hostile capture must not take the server with it. */
const HEAP_MB = 1_024;
const THREAD = new URL('./inventory-thread.js', import.meta.url);

export interface ReadCaptureContext {
  readonly database: Database;
  readonly captures: CaptureStore;
  readonly files: CaptureFiles;
  readonly deviceRules: DeviceRules;
  readonly maxFlowSlots: number;
  /** The compiled thread; tests run from sources and name it. */
  readonly thread?: URL;
}

/** Runs once or again after a crash: what was applied is not applied twice. */
export async function readCapture(context: ReadCaptureContext, job: ReadCaptureJob): Promise<void> {
  const { database, captures, files, deviceRules, maxFlowSlots, thread = THREAD } = context;
  const { organisation, capture: id } = job;
  const capture = await captures.find(organisation, id);
  if (capture && capture.state !== 'read' && capture.state !== 'failed') {
    await captures.markReading(organisation, id);
    const decisions = await pairsKeptApart(database, organisation);
    const found = await readInThread(thread, { path: files.capturePath(id), maxFlowSlots, decisions });
    if (typeof found === 'string') await captures.markFailed(organisation, id, found);
    else {
      const summary = { ...found.capture, file: capture.file };
      await applyCapture(database, organisation, id, summary, found.devices, deviceRules);
    }
  }
  await files.dropCapture(id);
}

interface Found {
  readonly capture: InventoryCapture;
  readonly devices: readonly InventoryDevice[];
}

/** The inventory of a capture file, or the sentence that says why there is none. */
function readInThread(thread: URL, input: InventoryThreadInput): Promise<Found | string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const devices: InventoryDevice[] = [];
    worker.on('message', (message: InventoryThreadMessage) => {
      if (message.kind === 'devices') devices.push(...message.devices);
      else if (message.kind === 'done') resolve({ capture: message.capture, devices });
      else resolve(message.problem);
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
        resolve(`Reading it needs more than ${HEAP_MB} MB of memory.`);
      else reject(error);
    });
    worker.on('exit', (status) => reject(new Error(`the reading thread ended with ${status}`)));
  });
}
