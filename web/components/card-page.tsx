/** The inside of a page that stands alone on a card: title, what it asks, a line below. */

import { type ReactNode, useEffect } from 'react';
import { shellText } from '../text/shell.ts';
import styles from './card-page.module.css';

interface CardPageProps {
  readonly title: string;
  readonly lead?: string;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}

export function CardPage({ title, lead, foot, children }: CardPageProps) {
  useEffect(() => {
    document.title = `${title} · ${shellText.product}`;
  }, [title]);
  return (
    <div className={styles.page}>
      <h1>{title}</h1>
      {lead && <p className={styles.lead}>{lead}</p>}
      {children}
      {foot && <p className={styles.foot}>{foot}</p>}
    </div>
  );
}
