/** The sheet of a report: title, organisation, date, whose devices it speaks of; printed by the browser, as a PDF too. */

import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Notice } from '../../design/card.tsx';
import { formatClock, formatDay, timeZoneName } from '../../design/format/instant.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { WireText } from '../../design/values.tsx';
import { useMe } from '../../session/me.tsx';
import { reportsText } from '../../text/reports.ts';
import styles from './reports.module.css';

interface ReportSheetProps {
  readonly title: string;
  readonly crumbs: readonly { readonly label: string; readonly to: string }[];
  /** Whose devices are counted; undefined for a report of one. */
  readonly scope?: string;
  readonly children: ReactNode;
}

export function ReportSheet({ title, crumbs, scope, children }: ReportSheetProps) {
  const { name, organisation, organisations } = useMe();
  const house = organisations.find(({ id }) => id === organisation)?.name ?? reportsText.unknown;
  const now = new Date();
  return (
    <>
      <PageHeader
        title={title}
        shownTitle={<WireText whole>{title}</WireText>}
        crumbs={crumbs}
        actions={
          <Button
            className="not-printed"
            leftSection={<IconPrinter size={16} stroke={1.7} />}
            title={reportsText.printHelp}
            onClick={() => window.print()}
          >
            {reportsText.print}
          </Button>
        }
      />
      <article className={styles.sheet}>
        <header className={styles.head}>
          <strong>
            <WireText whole>{house}</WireText>
          </strong>
          <p>
            <WireText whole>
              {reportsText.made(`${formatDay(now)}, ${formatClock(now)} (${timeZoneName()})`, name)}
            </WireText>
          </p>
          {scope && <p>{scope}</p>}
          <p>{reportsText.unknownRule}</p>
        </header>
        {children}
      </article>
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, note, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <h2>
        {title} {note && <span className={styles.note}>{note}</span>}
      </h2>
      {children}
    </section>
  );
}

interface TableProps {
  /** Column heads; those of numbers begin with `#`. */
  readonly heads: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}

export function Table({ heads, rows }: TableProps) {
  const isNumber = (column: number) => heads[column]?.startsWith('#') === true || undefined;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {heads.map((head, column) => (
            <th key={head} scope="col" data-number={isNumber(column)}>
              {head.replace('#', '')}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, column) => (
              <td
                key={heads[column]}
                data-number={isNumber(column)}
                data-head={heads[column]?.replace('#', '')}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What age and gaps of the feeds keep anybody from concluding, in full: paper has nothing to open. */
export function Gaps({ caveats }: { readonly caveats: readonly string[] }) {
  if (caveats.length === 0) return null;
  return (
    <div className={styles.gaps}>
      <Notice set="medium">
        <strong>{reportsText.gaps}</strong>
        <ul className={styles.short}>
          {caveats.map((caveat) => (
            <li key={caveat}>{caveat}</li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
