/** A term of the field with its meaning: on hover, by focus, and by a tap. Dotted, so that one sees there is more. */

import { Tooltip } from '@mantine/core';
import { lazy, type ReactElement, type ReactNode, Suspense } from 'react';
import type { TermName } from '../text/terms.ts';
import styles from './term.module.css';

/** Read when somebody first asks: most people know most terms, and the first load is counted. */
const TermMeaning = lazy(() =>
  import('./term-meaning.tsx').then((module) => ({ default: module.TermMeaning })),
);
const WIDTH = 280;
const EVENTS = { hover: true, focus: true, touch: true };

interface TermProps {
  readonly of: TermName;
  readonly children: ReactNode;
}

export function Term({ of: term, children }: TermProps) {
  return (
    <Meaning of={term}>
      <button type="button" className={styles.term}>
        {children}
      </button>
    </Meaning>
  );
}

/** The same for a button that does something, such as the head of a column that sorts. */
export function Meaning({ of: term, children }: { readonly of: TermName; readonly children: ReactElement }) {
  return (
    <Tooltip
      label={
        <Suspense>
          <TermMeaning of={term} />
        </Suspense>
      }
      multiline
      w={WIDTH}
      events={EVENTS}
    >
      {children}
    </Tooltip>
  );
}
