/** A region with a title: what a page is made of. */

import type { ReactNode } from 'react';
import type { TermName } from '../text/terms.ts';
import styles from './card.module.css';
import { Term } from './term.tsx';

interface CardProps {
  readonly title?: string;
  /** A term of the field that the title is about: its meaning shows at the title. */
  readonly explains?: TermName;
  /** A few words beside the title: a count, a scope. */
  readonly note?: ReactNode;
  /** At the right of the title: a link, a switch. */
  readonly aside?: ReactNode;
  /** Rows and tables reach the edge. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, explains, note, aside, flush = false, children }: CardProps) {
  return (
    <section className={styles.card} aria-label={title}>
      {title && (
        <header className={styles.head}>
          <h2>
            {explains ? <Term of={explains}>{title}</Term> : title}{' '}
            {note && <span className={styles.note}>{note}</span>}
          </h2>
          {aside}
        </header>
      )}
      <div className={styles.body} data-flush={flush || undefined} data-headless={title ? undefined : true}>
        {children}
      </div>
    </section>
  );
}

/** A line that must not be overlooked: one sentence, at most one link or button. */
interface NoticeProps {
  readonly set: 'critical' | 'medium' | 'good' | 'low';
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function Notice({ set, icon, action, children }: NoticeProps) {
  return (
    <div className={styles.notice} data-set={set} role="note">
      {icon}
      <div className={styles.words}>{children}</div>
      {action}
    </div>
  );
}

/** Term and value in lines: what is known of one thing. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

interface FactLineProps {
  readonly term: string;
  readonly children: ReactNode;
  /** At the right edge: confidence bars. */
  readonly aside?: ReactNode;
}

export function FactLine({ term, children, aside }: FactLineProps) {
  return (
    <div className={styles.line}>
      <dt>{term}</dt>
      <dd>
        <div className={styles.value}>{children}</div>
        {aside}
      </dd>
    </div>
  );
}
