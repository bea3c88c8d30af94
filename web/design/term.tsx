/** A term of the field with its meaning: on hover, by focus, and by a tap. Dotted, so that one sees there is more. */

import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { TERMS, type TermName } from '../text/terms.ts';
import styles from './term.module.css';

const WIDTH = 280;
const EVENTS = { hover: true, focus: true, touch: true };

interface TermProps {
  readonly of: TermName;
  readonly children: ReactNode;
}

export function Term({ of: term, children }: TermProps) {
  const meaning = TERMS[term];
  return (
    <Tooltip
      label={`${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`}
      multiline
      w={WIDTH}
      events={EVENTS}
    >
      <button type="button" className={styles.term}>
        {children}
      </button>
    </Tooltip>
  );
}
