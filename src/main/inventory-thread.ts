/**
 * Runs in a worker thread: reads one capture and posts its inventory in portions, so that the server's thread stays free.
 * It posts a portion only when it was asked for one, so that no more than a few stand in memory however slow their taker.
 */

import { parentPort, workerData } from 'node:worker_threads';
import type { Conversation } from '../identify/conversation.ts';
import type { InventoryCapture, InventoryDevice } from '../identify/inventory.ts';
import type { PersonDecision } from '../identify/person-decisions.ts';
import { InspectionError } from '../pipeline/inspection.ts';
import { openInspection } from './open-inspection.ts';

/** Devices and conversations of one message. */
const DEVICES = 200;
const CONVERSATIONS = 2_000;

export interface InventoryThreadInput {
  readonly path: string;
  readonly maxFlowSlots: number;
  /** What people decided about which device is which. */
  readonly decisions: readonly PersonDecision[];
}

export type InventoryThreadMessage =
  /** The capture was read; all else follows. */
  | { readonly kind: 'capture'; readonly capture: InventoryCapture }
  | { readonly kind: 'devices'; readonly devices: readonly InventoryDevice[] }
  /** After all devices, whose ids they name. */
  | { readonly kind: 'conversations'; readonly conversations: readonly Conversation[] }
  | { readonly kind: 'done' }
  /** The capture cannot be read; the sentence is for people. */
  | { readonly kind: 'refused'; readonly problem: string };

/** Messages that may be posted, and who waits for the next. */
let credit = 0;
let resume: (() => void) | undefined;
parentPort?.on('message', () => {
  credit++;
  resume?.();
});

async function post(message: InventoryThreadMessage): Promise<void> {
  while (credit === 0)
    await new Promise<void>((resolve) => {
      resume = resolve;
    });
  credit--;
  parentPort?.postMessage(message);
}

function* inPortions<Item>(items: Iterable<Item>, size: number): Generator<readonly Item[]> {
  let portion: Item[] = [];
  for (const item of items) {
    portion.push(item);
    if (portion.length === size) {
      yield portion;
      portion = [];
    }
  }
  if (portion.length > 0) yield portion;
}

const { path, maxFlowSlots, decisions } = workerData as InventoryThreadInput;
try {
  const inspection = openInspection({ maxFlowSlots }, { separateVlans: false, conversations: true });
  await inspection.read(path);
  const { captures, devices, conversations } = inspection.finish({ decisions });
  const [capture] = captures;
  if (!capture) throw new Error('an inspection without a capture');
  await post({ kind: 'capture', capture });
  for (const portion of inPortions(devices, DEVICES)) await post({ kind: 'devices', devices: portion });
  for (const portion of inPortions(conversations ?? [], CONVERSATIONS))
    await post({ kind: 'conversations', conversations: portion });
  await post({ kind: 'done' });
} catch (error) {
  if (!(error instanceof InspectionError)) throw error;
  await post({ kind: 'refused', problem: error.message });
} finally {
  parentPort?.close();
}
