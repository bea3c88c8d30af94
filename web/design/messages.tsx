/**
 * What was just done, with the way back: acts that can be undone run at once and can be taken back for ten seconds. A
 * message without undo says what did not work.
 */

import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useSyncExternalStore } from 'react';
import { statesText } from '../text/states.ts';
import { errorWords } from './error-words.ts';
import styles from './messages.module.css';

export interface Message {
  readonly text: string;
  readonly isProblem?: boolean;
  /** Takes the act back. */
  readonly undo?: () => void;
}

interface ShownMessage extends Message {
  readonly id: number;
}

export const UNDO_MS = 10_000;
/** Messages shown at a time; older ones go. */
const SHOWN_AT_MOST = 3;

let shown: readonly ShownMessage[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly ShownMessage[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function showMessage(message: Message): void {
  last++;
  change([...shown, { ...message, id: last }].slice(-SHOWN_AT_MOST));
}

/** Tells that something failed, and why. */
export const showProblem = (error: unknown): void =>
  showMessage({ text: errorWords(error), isProblem: true });

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Shown by the shell, once. */
export function Messages() {
  const messages = useSyncExternalStore(subscribe, () => shown);
  return (
    <div className={`${styles.messages} not-printed`} aria-live="polite">
      {messages.map((message) => (
        <MessageLine key={message.id} message={message} />
      ))}
    </div>
  );
}

function MessageLine({ message }: { readonly message: ShownMessage }) {
  const { id, text, undo, isProblem } = message;
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), UNDO_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return (
    <div
      className={styles.message}
      data-problem={isProblem || undefined}
      role={isProblem ? 'alert' : undefined}
    >
      <span>{text}</span>
      {undo && (
        <Button
          variant="subtle"
          onClick={() => {
            undo();
            dismiss(id);
          }}
        >
          {statesText.undo}
        </Button>
      )}
      <ActionIcon aria-label={statesText.dismiss} onClick={() => dismiss(id)}>
        <IconX size={16} stroke={1.7} />
      </ActionIcon>
    </div>
  );
}

function dismiss(id: number): void {
  change(shown.filter((message) => message.id !== id));
}
