/** The head of a column: sorts by a click, changes its width at its edge. */

import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { tableText } from '../../text/table.ts';
import type { Sort } from '../address-state.ts';
import { Meaning, Term } from '../term.tsx';
import type { Column } from './column.ts';
import styles from './data-table.module.css';

interface HeadCellProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
  readonly onResize: (event: unknown) => void;
}

export function HeadCell<Row>({ column, sort, onSort, onResize }: HeadCellProps<Row>) {
  const sorted = sort?.column === column.id ? sort : undefined;
  const Arrow = sorted?.descending ? IconArrowDown : IconArrowUp;
  const { explains, title } = column;
  const sorts = column.sortable && onSort && (
    <button
      type="button"
      className={styles.sort}
      data-explained={explains && true}
      title={explains ? undefined : tableText.sortBy(title)}
      onClick={() => onSort({ column: column.id, descending: sorted ? !sorted.descending : false })}
    >
      {title}
      {sorted && <Arrow size={13} stroke={1.7} aria-hidden="true" />}
    </button>
  );
  return (
    <th
      scope="col"
      data-align={column.align}
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
    >
      {!explains ? (
        sorts || title
      ) : sorts ? (
        <Meaning of={explains}>{sorts}</Meaning>
      ) : (
        <Term of={explains}>{title}</Term>
      )}
      <span
        className={styles.resize}
        title={tableText.resize(column.title)}
        onMouseDown={onResize}
        onTouchStart={onResize}
        aria-hidden="true"
      />
    </th>
  );
}
