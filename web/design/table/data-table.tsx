/**
 * The one list of the console: sticky head, sort, chosen columns, density, selection with a bulk bar, keys, rows as they
 * are needed (TanStack Table and Virtual). The server sorts, filters and pages; the page gives what came.
 */

import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type MouseEvent, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { tableText } from '../../text/table.ts';
import type { Sort } from '../address-state.ts';
import { usePreferences } from '../preferences.ts';
import { BulkBar } from './bulk-bar.tsx';
import { CardList } from './card-list.tsx';
import { type Column, ROW_HEIGHT } from './column.ts';
import styles from './data-table.module.css';
import { HeadCell } from './head-cell.tsx';
import { SelectBox } from './select-box.tsx';
import { TableFoot } from './table-foot.tsx';
import { TableRow } from './table-row.tsx';
import { useAsCards, useDensity } from './use-density.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

export interface DataTableProps<Row> {
  /** What it lists: "Devices". Read aloud, and the key under which hidden columns are kept. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  /** Name of a row, for its checkbox. */
  readonly nameOf: (row: Row) => string;
  /** Enter on a row, and double click. */
  readonly onOpen?: (row: Row) => void;
  /** `o` on a row: a quick look that keeps the list. */
  readonly onLook?: (row: Row) => void;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  /** The row that the address names. */
  readonly chosen?: string | undefined;
  readonly onChoose?: (id: string) => void;
  /** Actions for selected rows; without it rows cannot be selected. */
  readonly bulk?: (rows: readonly Row[], clear: () => void) => ReactNode;
  /** The next page, when there is one. */
  readonly more?: { readonly loading: boolean; readonly load: () => void } | undefined;
  /** How many match in all, when the server said so. */
  readonly total?: number | undefined;
  /** Instead of rows: an empty, loading or error state. */
  readonly instead?: ReactNode;
  /** How a row looks on a phone; without it the table scrolls sideways. */
  readonly card?: (row: Row) => ReactNode;
  /** At the right of the foot: "Updated live". */
  readonly footNote?: ReactNode;
}

const FEATURES = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  rowSelectionFeature,
});
const CHECKBOX_WIDTH = 36;

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, rows, idOf, nameOf, bulk, more, instead, card, chosen, onChoose } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const asCards = useAsCards() && card !== undefined;
  const density = useDensity();
  const hidden = usePreferences().hiddenColumns[label];
  const shown = useMemo(() => visibleOf(columns, hidden), [columns, hidden]);
  const definitions = useMemo(
    () =>
      shown.map(
        (column): ColumnDef<typeof FEATURES, Row> => ({ id: column.id, size: column.width, minSize: 48 }),
      ),
    [shown],
  );
  const [selection, setSelection] = useState<RowSelectionState>({});
  const table = useTable({
    features: FEATURES,
    columns: definitions,
    data: rows,
    getRowId: idOf,
    state: { rowSelection: selection },
    onRowSelectionChange: setSelection,
    columnResizeMode: 'onChange',
  });
  const tableRows = table.getRowModel().rows;
  const selectedRows = tableRows.filter((row) => selection[row.id]).map((row) => row.original);
  const virtual = useVirtualRows({
    scroller,
    count: tableRows.length,
    height: ROW_HEIGHT[density],
    asCards,
    more,
  });
  const active = useRowKeys({
    ...props,
    rowCount: tableRows.length,
    scrollTo: virtual.scrollTo,
    select: (index) => {
      if (bulk) tableRows[index]?.toggleSelected();
    },
  });
  const byId = new Map(shown.map((column) => [column.id, column]));
  const select = useCallback(
    (id: string) =>
      setSelection(({ [id]: was, ...others }) => (was ? others : { ...others, [id]: true as const })),
    [],
  );
  const rowAt = ({ target }: MouseEvent) =>
    tableRows[Number((target as Element).closest('tr')?.dataset['index'] ?? Number.NaN)];
  const clear = () => setSelection({});
  const width = shown.reduce(
    (sum, column) => sum + (table.getColumn(column.id)?.getSize() ?? column.width),
    0,
  );

  const body = asCards ? (
    <CardList virtual={virtual} rows={rows} idOf={idOf} card={card} label={label} />
  ) : (
    <table
      className={styles.table}
      data-density={density}
      style={{ minWidth: width + (bulk ? CHECKBOX_WIDTH : 0) }}
      aria-label={label}
      aria-rowcount={props.total ?? (more ? -1 : rows.length + 1)}
    >
      <colgroup>
        {bulk && <col style={{ width: CHECKBOX_WIDTH }} />}
        {shown.map((column) => (
          <col key={column.id} style={column.grows ? {} : { width: table.getColumn(column.id)?.getSize() }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {bulk && (
            <th className={styles.check} scope="col">
              <SelectBox
                label={tableText.selectAll}
                isChecked={table.getIsAllRowsSelected()}
                isPartly={table.getIsSomeRowsSelected()}
                onChange={() => table.toggleAllRowsSelected()}
              />
            </th>
          )}
          {table.getLeafHeaders().map((header) => {
            const column = byId.get(header.column.id);
            return (
              column && (
                <HeadCell
                  key={column.id}
                  column={column}
                  sort={props.sort}
                  onSort={props.onSort}
                  onResize={header.getResizeHandler()}
                />
              )
            );
          })}
        </tr>
      </thead>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the list do the same (useRowKeys) */}
      <tbody
        onClick={(event) => {
          const row = rowAt(event);
          if (!row) return;
          active.set(row.index);
          onChoose?.(row.id);
        }}
        onDoubleClick={(event) => {
          const row = rowAt(event);
          if (row) props.onOpen?.(row.original);
        }}
      >
        {virtual.before > 0 && <Gap height={virtual.before} />}
        {virtual.items.map((item) => {
          const row = tableRows[item.index];
          if (!row) return null;
          const id = row.id;
          return (
            <TableRow
              key={id}
              row={row.original}
              {...{ id, nameOf, index: item.index, columns: shown, onSelect: select }}
              isActive={item.index === active.index || id === chosen}
              isSelected={bulk ? (selection[id] ?? false) : undefined}
              measure={virtual.measure}
            />
          );
        })}
        {virtual.after > 0 && <Gap height={virtual.after} />}
      </tbody>
    </table>
  );

  return (
    <div className={styles.frame} data-cards={asCards || undefined}>
      <section
        ref={scroller}
        className={styles.scroller}
        data-more={more !== undefined || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        aria-label={label}
      >
        {instead && rows.length === 0 ? null : body}
        {instead}
      </section>
      {bulk && selectedRows.length > 0 && (
        <BulkBar count={selectedRows.length} onClear={clear}>
          {bulk(selectedRows, clear)}
        </BulkBar>
      )}
      <TableFoot shown={rows.length} total={props.total} more={more}>
        {props.footNote}
      </TableFoot>
    </div>
  );
}

/** Height of rows that are not drawn. */
function Gap({ height }: { readonly height: number }) {
  return (
    <tr>
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

function visibleOf<Row>(
  columns: readonly Column<Row>[],
  hidden: readonly string[] | undefined,
): readonly Column<Row>[] {
  return columns.filter(({ id, hiddenAtFirst }) => (hidden ? !hidden.includes(id) : !hiddenAtFirst));
}
