/** Reads a capture in a thread of its own and hands its inventory on in portions, as fast as they are taken. */

import { Worker } from 'node:worker_threads';
import type { InventoryThreadInput, InventoryThreadMessage } from './inventory-thread.ts';

/** Heap of a reading thread: a hostile capture must not take the server with it. */
const HEAP_MB = 1_024;
/** Portions that stand ready while one is taken. */
const AHEAD = 2;
/** What the thread waits for before each message. */
const MORE = 'more';

/**
 * The messages of the thread up to `done` or `refused`. Throws when the thread fails or the server stops; ends it when the
 * taker does.
 */
export async function* readInThread(
  thread: URL,
  input: InventoryThreadInput,
  stopping?: AbortSignal,
): AsyncGenerator<InventoryThreadMessage, void, void> {
  const worker = new Worker(thread, {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const ready: InventoryThreadMessage[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  worker.on('message', (message: InventoryThreadMessage) => {
    ready.push(message);
    wake();
  });
  worker.on('error', (error: Error & { code?: string }) => {
    if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return fail(error);
    ready.push({ kind: 'refused', problem: `Reading it needs more than ${HEAP_MB} MB of memory.` });
    wake();
  });
  worker.on('exit', (status) => fail(new Error(`the reading thread ended with ${status}`)));
  const giveUp = () => fail(new Error('the server stops'));
  stopping?.addEventListener('abort', giveUp);
  if (stopping?.aborted) giveUp();
  try {
    for (let ahead = 0; ahead < AHEAD; ahead++) worker.postMessage(MORE);
    for (;;) {
      if (stopping?.aborted) throw failure;
      const message = ready.shift();
      if (message) {
        yield message;
        if (message.kind === 'done' || message.kind === 'refused') return;
        worker.postMessage(MORE);
      } else if (failure) throw failure;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    stopping?.removeEventListener('abort', giveUp);
    await worker.terminate();
  }
}
