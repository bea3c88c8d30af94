/** Keys of a list: j and k move, x selects, Enter opens, o looks. */

import { useState } from 'react';
import { tableText } from '../../text/table.ts';
import { type KeyBinding, useKeys } from '../keys.ts';

interface Options<Row> {
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly chosen?: string | undefined;
  readonly onChoose?: (id: string) => void;
  readonly onOpen?: (row: Row) => void;
  readonly onLook?: (row: Row) => void;
  readonly rowCount: number;
  readonly bulk?: unknown;
  readonly select: (index: number) => void;
  readonly scrollTo: (index: number) => void;
}

interface ActiveRow {
  readonly index: number | undefined;
  readonly set: (index: number) => void;
}

/** The row that the keys are at; the one that the address names at first. */
export function useRowKeys<Row>(options: Options<Row>): ActiveRow {
  const { rows, idOf, chosen, onChoose, onOpen, onLook, select, scrollTo, bulk } = options;
  const [moved, setMoved] = useState<number>();
  const named = chosen === undefined ? -1 : rows.findIndex((row) => idOf(row) === chosen);
  const index = named >= 0 ? named : moved !== undefined && moved < rows.length ? moved : undefined;
  const row = index === undefined ? undefined : rows[index];
  const move = (by: number) => {
    const next = index === undefined ? 0 : Math.min(rows.length - 1, Math.max(0, index + by));
    const target = rows[next];
    if (!target) return;
    setMoved(next);
    onChoose?.(idOf(target));
    scrollTo(next);
  };
  const bindings: KeyBinding[] = [
    { keys: 'j', does: tableText.does.next, run: () => move(1) },
    { keys: 'k', does: tableText.does.previous, run: () => move(-1) },
  ];
  if (bulk)
    bindings.push({
      keys: 'x',
      does: tableText.does.select,
      run: () => {
        if (index !== undefined) select(index);
      },
    });
  if (onOpen)
    bindings.push({
      keys: 'Enter',
      does: tableText.does.open,
      run: () => {
        if (row) onOpen(row);
      },
    });
  if (onLook)
    bindings.push({
      keys: 'o',
      does: tableText.does.look,
      run: () => {
        if (row) onLook(row);
      },
    });
  useKeys(bindings);
  return { index, set: setMoved };
}
