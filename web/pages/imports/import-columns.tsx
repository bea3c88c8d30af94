/** Columns of the list of imports. */

import type { z } from 'zod';
import type { Import } from '../../../src/contract/import.ts';
import { Chip } from '../../design/chip.tsx';
import type { Column } from '../../design/table/column.ts';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Count, WireText } from '../../design/values.tsx';
import { importsText as text } from '../../text/imports.ts';
import styles from './imports-page.module.css';

export type ImportRow = z.output<typeof Import>;

const SET = { received: 'low', reading: 'low', read: 'good', failed: 'critical' } as const;

/** In words, with why when it could not be read, or not to its end. */
export function ImportState({ item: { state, problem } }: { readonly item: ImportRow }) {
  return (
    <span className={styles.state}>
      <Chip set={state === 'read' && problem !== null ? 'medium' : SET[state]}>{text.states[state]}</Chip>
      {problem !== null && <WireText whole>{problem}</WireText>}
    </span>
  );
}

export const formatName = ({ format }: ImportRow) =>
  format === null ? <Unknown bare word={text.notRead} /> : (text.formats[format] ?? format);

const countOf = (count: number | null) =>
  count === null ? <Unknown bare word={text.notRead} /> : <Count of={count} />;

const skippedOf = ({ read, skipped }: ImportRow) =>
  read === null ? null : Object.values(skipped).reduce((sum, each) => sum + each, 0);

export const IMPORT_LIST_COLUMNS: readonly Column<ImportRow>[] = [
  {
    ...{ id: 'file', title: text.columns.file, width: 160, grows: true },
    cell: ({ file }) => (
      <strong>
        <WireText>{file}</WireText>
      </strong>
    ),
  },
  { id: 'state', title: text.columns.state, width: 150, cell: (item) => <ImportState item={item} /> },
  { id: 'format', title: text.columns.format, width: 130, cell: formatName },
  ...(
    [
      ['read', text.columns.read, ({ read }: ImportRow) => read],
      ['skipped', text.columns.skipped, skippedOf],
      ['devices', text.columns.devices, ({ devices }: ImportRow) => devices],
      ['conflicts', text.columns.conflicts, ({ conflicts }: ImportRow) => conflicts],
      ['unmatched', text.columns.unmatched, ({ unmatched }: ImportRow) => unmatched],
    ] as const
  ).map(
    ([id, title, of]): Column<ImportRow> => ({
      ...{ id, title, width: 104, align: 'end' },
      cell: (item) => countOf(of(item)),
    }),
  ),
  {
    ...{ id: 'received', title: text.columns.received, width: 76, align: 'end' },
    cell: ({ receivedAt }) => <Age at={receivedAt} />,
  },
];
