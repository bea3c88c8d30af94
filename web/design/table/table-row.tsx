/** One row of a list. It is drawn anew only when something of it changes: a list that scrolls draws what comes into sight. */

import { memo, type ReactNode } from 'react';
import { tableText } from '../../text/table.ts';
import type { Column } from './column.ts';
import styles from './data-table.module.css';
import { SelectBox } from './select-box.tsx';

interface TableRowProps<Row> {
  readonly row: Row;
  readonly id: string;
  /** Its place in the list, from 0; the list finds the row of a click by it. */
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly isActive: boolean;
  /** Undefined where rows cannot be selected. */
  readonly isSelected: boolean | undefined;
  readonly nameOf: (row: Row) => string;
  readonly onSelect: (id: string) => void;
  readonly measure: (element: Element | null) => void;
}

function DrawnRow<Row>(props: TableRowProps<Row>): ReactNode {
  const { row, id, index, columns, isActive, isSelected, nameOf, onSelect, measure } = props;
  return (
    <tr
      ref={measure}
      data-index={index}
      data-active={isActive || undefined}
      data-selected={isSelected || undefined}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
    >
      {isSelected !== undefined && (
        <td className={styles.check}>
          <SelectBox
            label={tableText.select(nameOf(row))}
            isChecked={isSelected}
            onChange={() => onSelect(id)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} data-align={column.align}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

export const TableRow = memo(DrawnRow) as typeof DrawnRow;
