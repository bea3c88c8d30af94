/** A list on a phone: a card for each row. */

import type { ReactNode } from 'react';
import styles from './data-table.module.css';
import type { VirtualRows } from './use-virtual-rows.ts';

interface CardListProps<Row> {
  readonly virtual: VirtualRows;
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly card: (row: Row) => ReactNode;
  readonly label: string;
}

export function CardList<Row>({ virtual, rows, idOf, card, label }: CardListProps<Row>) {
  return (
    <ul
      className={styles.cards}
      aria-label={label}
      style={{ paddingTop: virtual.before, paddingBottom: virtual.after }}
    >
      {virtual.items.map((item) => {
        const row = rows[item.index];
        return (
          row && (
            <li key={idOf(row)} ref={virtual.measure} data-index={item.index}>
              {card(row)}
            </li>
          )
        );
      })}
    </ul>
  );
}
