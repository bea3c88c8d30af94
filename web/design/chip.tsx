/** A short statement with a mark: word first, colour third. */

import type { ReactNode } from 'react';
import styles from './chip.module.css';
import type { SemanticSet } from './theme.ts';

interface ChipProps {
  readonly set?: SemanticSet | 'plain';
  readonly icon?: ReactNode;
  /** Filled: at most one in a region, for what is critical now. */
  readonly filled?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}

export function Chip({ set = 'plain', icon, filled = false, title, children }: ChipProps) {
  return (
    <span className={styles.chip} data-set={set} data-filled={filled || undefined} title={title}>
      {icon}
      {children}
    </span>
  );
}

/** A dot that says that something lives; the word beside it says what. */
export function Dot({ set }: { readonly set: SemanticSet }) {
  return <span className={`mark ${styles.dot}`} data-set={set} aria-hidden="true" />;
}
