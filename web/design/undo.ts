/** Acts that can be taken back run at once, with "Undo" for ten seconds; for the others see `confirm.tsx`. */

import { showMessage, showProblem } from './messages.tsx';

interface UndoableAct {
  /** What was done: "Owner of 3 devices set". */
  readonly done: string;
  readonly run: () => Promise<unknown>;
  readonly undo: () => Promise<unknown>;
}

/** Runs the act and offers its way back; a failure of either says so. */
export function doWithUndo({ done, run, undo }: UndoableAct): void {
  const complain = (error: unknown) => showProblem(error);
  run()
    .then(() => showMessage({ text: done, undo: () => void undo().catch(complain) }))
    .catch(complain);
}
