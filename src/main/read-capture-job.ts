/**
 * The job that makes devices and conversations of a capture: read in a thread of its own, merged in one transaction, portion
 * by portion, so that memory does not grow with the capture.
 */

import type { CaptureFiles } from '../store/capture-files.ts';
import { CaptureMerge } from '../store/capture-merge.ts';
import type { CaptureStore, ReadCaptureJob } from '../store/captures.ts';
import type { Database, OrganisationId } from '../store/database.ts';
import type { DeviceRules } from '../store/device-rows.ts';
import { pairsKeptApart } from '../store/identity-decisions.ts';
import { markFileRead } from '../store/received-files.ts';
import type { InventoryThreadMessage } from './inventory-thread.ts';
import { readInThread } from './read-in-thread.ts';

const THREAD = new URL('./inventory-thread.js', import.meta.url);

export interface ReadCaptureContext {
  readonly database: Database;
  readonly captures: CaptureStore;
  readonly files: CaptureFiles;
  readonly deviceRules: DeviceRules;
  readonly maxFlowSlots: number;
  /** The compiled thread; tests run from sources and name it. */
  readonly thread?: URL;
  /** Aborted when the server stops: what is being read is then read from its begin at the next start. */
  readonly stopping?: AbortSignal;
}

/** Runs once or again after a crash: what was applied is not applied twice. */
export async function readCapture(context: ReadCaptureContext, job: ReadCaptureJob): Promise<void> {
  const { database, captures, files, maxFlowSlots, thread = THREAD, stopping } = context;
  const { organisation, capture: id } = job;
  const capture = await captures.find(organisation, id);
  if (capture && capture.state !== 'read' && capture.state !== 'failed') {
    await captures.markReading(organisation, id);
    const decisions = await pairsKeptApart(database, organisation);
    const input = { path: files.capturePath(id), maxFlowSlots, decisions };
    const messages = readInThread(thread, input, stopping);
    try {
      const problem = await apply(context, organisation, { id, file: capture.file }, messages);
      if (problem !== undefined) await captures.markFailed(organisation, id, problem);
    } finally {
      await messages.return();
    }
  }
  await files.dropCapture(id);
}

/** A reading thread could not go on after a part of the capture was applied: nothing of it may stay. */
class GivenUp extends Error {}

/** Applies a capture, all or nothing; returns the sentence that says why it cannot be read. */
async function apply(
  { database, deviceRules }: ReadCaptureContext,
  organisation: OrganisationId,
  capture: { readonly id: string; readonly file: string },
  messages: AsyncGenerator<InventoryThreadMessage, void, void>,
): Promise<string | undefined> {
  const { value: first } = await messages.next();
  if (first?.kind === 'refused') return first.problem;
  if (first?.kind !== 'capture') throw new Error('the reading thread began with something else');
  const summary = { ...first.capture, file: capture.file };
  try {
    await database.asOrganisation(organisation, async (transaction) => {
      if (!(await markFileRead(transaction, 'capture', capture.id, { summary, problem: null }))) return;
      const merge = new CaptureMerge(transaction, organisation, capture.id, deviceRules);
      for await (const message of messages) {
        if (message.kind === 'devices') await merge.addDevices(message.devices);
        else if (message.kind === 'conversations') await merge.addConversations(message.conversations);
        else if (message.kind === 'refused') throw new GivenUp(message.problem);
      }
      await merge.finish();
    });
  } catch (error) {
    if (error instanceof GivenUp) return error.message;
    throw error;
  }
  return undefined;
}
