/** Lines with a number before and a number after. */

import type { ReactNode } from 'react';
import plain from '../../design/table/plain-table.module.css';
import styles from './risk-page.module.css';

interface ComparedTableProps {
  readonly heads: readonly [what: string, before: string, after: string];
  /** Rows of three cells, of which the last two are numbers. */
  readonly children: ReactNode;
}

export function ComparedTable({ heads: [what, before, after], children }: ComparedTableProps) {
  return (
    <table className={`${plain.table} ${styles.table}`}>
      <thead>
        <tr>
          <th scope="col">{what}</th>
          <th scope="col" data-align="end">
            {before}
          </th>
          <th scope="col" data-align="end">
            {after}
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
