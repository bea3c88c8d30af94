/** Acts that cannot be taken back, or that touch a patient, are asked for first, naming what they touch. See `undo.ts` for the others. */

import { Button, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { statesText } from '../text/states.ts';
import styles from './confirm.module.css';

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
  readonly onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onClose, title, children, action, destructive = false, onConfirm } = props;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <div className={styles.words}>{children}</div>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div className={styles.actions}>
        <Button variant="default" onClick={onClose}>
          {statesText.cancel}
        </Button>
        <Button {...(destructive && { color: 'critical' })} loading={busy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Modal>
  );
}
