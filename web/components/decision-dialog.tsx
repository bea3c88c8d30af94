/** A decision about a device: its reason, and for how long it holds. */

import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { Notice } from '../design/card.tsx';
import { errorWords } from '../design/error-words.ts';
import { showMessage } from '../design/messages.tsx';
import { devicePageText } from '../text/device-page.ts';
import { statesText } from '../text/states.ts';
import styles from './decision-dialog.module.css';

const text = devicePageText.decision;

export interface Reasoned {
  readonly reason: string;
  /** ISO 8601. */
  readonly until?: string;
}

interface DecisionDialogProps {
  readonly title: string;
  /** What it does, in a sentence. */
  readonly help: string;
  /** A verb. */
  readonly action: string;
  readonly done?: string;
  /** A decision that takes one back holds for good. */
  readonly forGood?: boolean;
  readonly onDecide: (reasoned: Reasoned) => Promise<unknown>;
  readonly onClose: () => void;
  /** Fields before the reason. */
  readonly children?: ReactNode;
}

export function DecisionDialog(props: DecisionDialogProps) {
  const { title, help, action, done = text.done, forGood = false, onDecide, onClose, children } = props;
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const decide = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await onDecide({ reason, ...(until !== '' && { until: new Date(`${until}T23:59:59`).toISOString() }) });
      showMessage({ text: done });
      onClose();
    } catch (error) {
      setProblem(errorWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': statesText.cancel }}>
      <form className={styles.form} onSubmit={(event) => void decide(event)}>
        <p>{help}</p>
        {children}
        <Textarea
          label={text.reason}
          description={text.reasonHelp}
          placeholder={text.reasonHint}
          required
          maxLength={1_000}
          rows={2}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {!forGood && (
          <TextInput
            type="date"
            label={text.until}
            description={text.untilHelp}
            value={until}
            onChange={({ currentTarget }) => setUntil(currentTarget.value)}
          />
        )}
        {problem && (
          <Notice set="critical">
            <span role="alert">{problem}</span>
          </Notice>
        )}
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </form>
    </Modal>
  );
}
