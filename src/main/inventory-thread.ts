/** Runs in a worker thread: reads one capture and posts its inventory in portions, so that the server's thread stays free. */

import { parentPort, workerData } from 'node:worker_threads';
import type { InventoryCapture, InventoryDevice } from '../identify/inventory.ts';
import type { PersonDecision } from '../identify/person-decisions.ts';
import { InspectionError } from '../pipeline/inspection.ts';
import { openInspection } from './open-inspection.ts';

/** Devices of one message. */
const PORTION = 200;

export interface InventoryThreadInput {
  readonly path: string;
  readonly maxFlowSlots: number;
  /** What people decided about which device is which. */
  readonly decisions: readonly PersonDecision[];
}

export type InventoryThreadMessage =
  | { readonly kind: 'devices'; readonly devices: readonly InventoryDevice[] }
  | { readonly kind: 'done'; readonly capture: InventoryCapture }
  /** The capture cannot be read; the sentence is for people. */
  | { readonly kind: 'refused'; readonly problem: string };

const post = (message: InventoryThreadMessage) => parentPort?.postMessage(message);

const { path, maxFlowSlots, decisions } = workerData as InventoryThreadInput;
try {
  const inspection = openInspection({ maxFlowSlots }, { separateVlans: false });
  await inspection.read(path);
  const { captures, devices } = inspection.finish({ decisions });
  let portion: InventoryDevice[] = [];
  for (const device of devices) {
    portion.push(device);
    if (portion.length === PORTION) {
      post({ kind: 'devices', devices: portion });
      portion = [];
    }
  }
  post({ kind: 'devices', devices: portion });
  const [capture] = captures;
  if (!capture) throw new Error('an inspection without a capture');
  post({ kind: 'done', capture });
} catch (error) {
  if (!(error instanceof InspectionError)) throw error;
  post({ kind: 'refused', problem: error.message });
}
