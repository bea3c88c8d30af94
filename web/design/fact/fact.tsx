/**
 * A value that answers "why do you say this?": a real button, so that it opens by hover (after a moment), by focus and `e`,
 * by click and by tap. A click pins the card, Escape closes it. The underline says how the value came to be.
 */

import { Popover } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { evidenceText } from '../../text/evidence.ts';
import { type Claim, EvidenceCard } from './evidence-card.tsx';
import styles from './fact.module.css';

const OPEN_AFTER_MS = 250;
/** Time to move the pointer from the value into its card. */
const CLOSE_AFTER_MS = 200;

interface FactProps {
  readonly claim: Claim;
  /** How the value is shown; its text unless something says otherwise. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function FactWithEvidence({ claim, children, actions }: FactProps) {
  const [open, setOpen] = useState(false);
  const [pinned, setPinned] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const openSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(true), OPEN_AFTER_MS);
  };
  const closeSoon = () => {
    clearTimeout(timer.current);
    if (!pinned) timer.current = setTimeout(() => setOpen(false), CLOSE_AFTER_MS);
  };
  const close = () => {
    clearTimeout(timer.current);
    setPinned(false);
    setOpen(false);
  };
  const pin = () => {
    clearTimeout(timer.current);
    setPinned(!pinned);
    setOpen(!pinned);
  };

  return (
    <Popover
      opened={open}
      onChange={(opened) => (opened ? setOpen(true) : close())}
      onDismiss={close}
      position="bottom-start"
      shadow="md"
      trapFocus={false}
      closeOnEscape
      withRoles={false}
    >
      <Popover.Target>
        <button
          type="button"
          className={styles.fact}
          data-confidence={claim.confidence}
          aria-expanded={open}
          aria-label={evidenceText.questionOf(`${claim.what}: ${claim.value}`)}
          onMouseEnter={openSoon}
          onMouseLeave={closeSoon}
          onClick={(event) => {
            event.stopPropagation();
            pin();
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close();
            if (event.key === 'e' && !event.ctrlKey && !event.metaKey) {
              event.stopPropagation();
              pin();
            }
          }}
        >
          {children ?? claim.value}
        </button>
      </Popover.Target>
      <Popover.Dropdown
        p={0}
        role="region"
        aria-label={evidenceText.question}
        onMouseEnter={() => clearTimeout(timer.current)}
        onMouseLeave={closeSoon}
      >
        <EvidenceCard claim={claim} actions={actions} />
      </Popover.Dropdown>
    </Popover>
  );
}
