/** Acts that can be taken back run at once, with "Undo" for ten seconds; for the others see `confirm.tsx`. */

import { showMessage } from './messages.tsx';

interface UndoableAct {
  /** What was done: "Owner of 3 devices set". */
  readonly done: string;
  readonly run: () => Promise<unknown>;
  readonly undo: () => Promise<unknown>;
}

/** Runs the act and offers its way back; a failure of either says so. */
export function doWithUndo({ done, run, undo }: UndoableAct): void {
  const complain = (error: unknown) =>
    showMessage({ text: error instanceof Error ? error.message : String(error), isProblem: true });
  run()
    .then(() => showMessage({ text: done, undo: () => void undo().catch(complain) }))
    .catch(complain);
}
