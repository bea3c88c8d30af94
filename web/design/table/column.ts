/** Columns of a list, as its page states them. */

import type { ReactNode } from 'react';
import type { TermName } from '../../text/terms.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Pixels at first; a person may change it. */
  readonly width: number;
  /** Takes what space is left. */
  readonly grows?: boolean;
  /** Numbers stand right. */
  readonly align?: 'end';
  readonly sortable?: boolean;
  /** A term of the field that the column is about: its meaning shows at its head. */
  readonly explains?: TermName;
  /** In the chooser, not in the table, until somebody wants it. */
  readonly hiddenAtFirst?: boolean;
}

/** Pixels of a row in each density. */
export const ROW_HEIGHT = { compact: 32, comfortable: 40, touch: 52 } as const;

/** A list becomes cards below this width of the window (pixels). */
export const CARDS_BELOW = 640;
