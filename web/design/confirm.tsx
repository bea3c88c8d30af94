/** Acts that cannot be taken back, or that touch a patient, are asked for first, naming what they touch. See `undo.ts` for the others. */

import { Button, Modal } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { statesText } from '../text/states.ts';
import styles from './confirm.module.css';
import { errorWords } from './error-words.ts';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The question, naming the thing: "Close this port?". */
  readonly title: string;
  /** What it does to whom. */
  readonly children: ReactNode;
  /** A verb: "Close the port". */
  readonly action: string;
  readonly destructive?: boolean;
  /** Something that must be said first is not said yet. */
  readonly incomplete?: boolean;
  readonly onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    open,
    onClose,
    title,
    children,
    action,
    destructive = false,
    incomplete = false,
    onConfirm,
  } = props;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const close = () => {
    setProblem(undefined);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      close();
    } catch (error) {
      setProblem(errorWords(error));
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!incomplete) void confirm();
  };
  return (
    <Modal opened={open} onClose={close} title={title} closeButtonProps={{ 'aria-label': statesText.cancel }}>
      <form onSubmit={onSubmit}>
        <div className={styles.words}>{children}</div>
        {problem && (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <div className={styles.actions}>
          <Button variant="default" onClick={close}>
            {statesText.cancel}
          </Button>
          <Button
            type="submit"
            {...(destructive && { color: 'critical' })}
            loading={busy}
            disabled={incomplete}
          >
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
