/** Columns of the list of captures. */

import type { z } from 'zod';
import type { Capture } from '../../../src/contract/capture.ts';
import { Chip } from '../../design/chip.tsx';
import { formatAge } from '../../design/format/age.ts';
import { readInstant } from '../../design/format/instant.ts';
import type { Column } from '../../design/table/column.ts';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Count, Instant, Mono, Octets, WireText } from '../../design/values.tsx';
import { capturesText } from '../../text/captures.ts';
import styles from './captures-page.module.css';

export type CaptureRow = z.output<typeof Capture>;

const text = capturesText.columns;
const SET = { received: 'low', reading: 'low', read: 'good', failed: 'critical' } as const;

export const CAPTURE_COLUMNS: readonly Column<CaptureRow>[] = [
  {
    id: 'file',
    title: text.file,
    width: 200,
    grows: true,
    cell: ({ file }) => (
      <strong className={styles.file}>
        <WireText>{file}</WireText>
      </strong>
    ),
  },
  { id: 'state', title: text.state, width: 190, cell: (capture) => <CaptureState capture={capture} /> },
  {
    id: 'packets',
    title: text.packets,
    width: 90,
    align: 'end',
    cell: ({ packets }) =>
      packets === null ? <Unknown bare word={capturesText.notRead} /> : <Count of={packets} />,
  },
  { id: 'octets', title: text.octets, width: 90, align: 'end', cell: ({ octets }) => <Octets of={octets} /> },
  { id: 'period', title: text.period, width: 170, cell: (capture) => <Period capture={capture} /> },
  {
    id: 'found',
    title: text.found,
    width: 90,
    align: 'end',
    cell: ({ packets, anomalies }) => {
      if (packets === null) return <Unknown bare />;
      const count = Object.values(anomalies).reduce((sum, each) => sum + each, 0);
      return (
        <span
          title={Object.entries(anomalies)
            .map(([code, times]) => `${code}: ${times}`)
            .join('\n')}
        >
          <Count of={count} />
        </span>
      );
    },
  },
  {
    id: 'received',
    title: text.received,
    width: 80,
    align: 'end',
    cell: ({ receivedAt }) => <Age at={receivedAt} />,
  },
  {
    id: 'source',
    title: text.source,
    width: 120,
    cell: ({ source }) => capturesText.sources[source],
  },
  {
    id: 'sha256',
    title: text.sha256,
    width: 480,
    hiddenAtFirst: true,
    cell: ({ sha256 }) => <Mono>{sha256}</Mono>,
  },
];

/** In words, with why when it failed or broke off. */
export function CaptureState({ capture }: { readonly capture: CaptureRow }) {
  const { state, problem, damagedAt } = capture;
  const why = problem ?? (damagedAt && capturesText.damaged(damagedAt.packet, damagedAt.reason));
  return (
    <span className={styles.state}>
      <Chip set={damagedAt ? 'medium' : SET[state]}>{capturesText.states[state]}</Chip>
      {why && <WireText whole>{why}</WireText>}
    </span>
  );
}

export function Period({ capture: { packets, firstAt, lastAt } }: { readonly capture: CaptureRow }) {
  if (packets === null) return <Unknown bare word={capturesText.notRead} />;
  if (firstAt === null) return capturesText.noPackets;
  const first = readInstant(firstAt);
  const last = lastAt === null ? undefined : readInstant(lastAt);
  const length = first && last && formatAge(first, last);
  return (
    <>
      <Instant at={firstAt} />
      {length !== undefined && ` ${capturesText.long(length)}`}
    </>
  );
}
