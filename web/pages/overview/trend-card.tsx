/** Risk over days, with today's number; unknown stays beside it and never counts as low. */

import { Link } from '@tanstack/react-router';
import { Card } from '../../design/card.tsx';
import { formatCount, formatScore } from '../../design/format/number.ts';
import { SeverityChip } from '../../design/severity.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { overviewText } from '../../text/overview.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import styles from './overview-page.module.css';
import type { OverviewData } from './use-overview.ts';

const text = overviewText.trend;
const [WIDTH, HEIGHT, ROOM] = [300, 96, 6];

type Day = NonNullable<OverviewData['risk']>['trend'][number];

interface TrendCardProps {
  readonly data: OverviewData;
  /** The score of the fleet, or how many devices are at high or critical risk. */
  readonly of: 'score' | 'high';
}

const highOf = ({ perBand }: Day): number => (perBand.critical ?? 0) + (perBand.high ?? 0);

export function TrendCard({ data: { risk, maySee }, of }: TrendCardProps) {
  const today = risk?.today ?? undefined;
  const measure = (day: Day) => (of === 'score' ? day.score : day.score === null ? null : highOf(day));
  const value = today && measure(today);
  const scored = today
    ? Object.values(today.perBand).reduce((sum: number, count) => sum + (count ?? 0), 0)
    : 0;
  return (
    <Card title={of === 'score' ? text.risk : text.high} aside={<Link to="/risk">{text.open}</Link>}>
      {!maySee.risk ? (
        <p className={styles.quiet}>{text.notYours}</p>
      ) : value === undefined || value === null || !today ? (
        <Unknown word={text.unknownWord} reason={text.unknownReason} />
      ) : (
        <>
          <p className={styles.number}>
            <strong>{of === 'score' ? formatScore(value) : formatCount(value)}</strong>
            {of === 'high' && <span className={styles.quiet}>{text.of(scored)}</span>}
            {of === 'score' && today.band && <SeverityChip of={today.band} />}
          </p>
          <TrendLine days={risk?.trend ?? []} measure={measure} most={of === 'score' ? 100 : undefined} />
        </>
      )}
      {today && today.unknown > 0 && (
        <Unknown word={text.unknown(today.unknown)} reason={text.unknownReason} />
      )}
      {risk && risk.caveats.length > 0 && (
        <p className={styles.quiet}>
          <Link to="/feeds">{vulnerabilitiesText.stale(risk.caveats.length)}</Link>
        </p>
      )}
    </Card>
  );
}

interface TrendLineProps {
  readonly days: readonly Day[];
  readonly measure: (day: Day) => number | null;
  readonly most: number | undefined;
}

/** Steps from day to day; a day without a score leaves a gap. */
function TrendLine({ days, measure, most }: TrendLineProps) {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last || days.length < 2) return <p className={styles.quiet}>{text.short}</p>;
  const top = most ?? Math.max(1, ...days.map((day) => measure(day) ?? 0));
  const step = WIDTH / days.length;
  const y = (value: number) => HEIGHT - ROOM - (value / top) * (HEIGHT - 2 * ROOM);
  const path = days
    .map((day, index) => {
      const value = measure(day);
      if (value === null) return '';
      const before = days[index - 1];
      const begins = !before || measure(before) === null;
      return `${begins ? 'M' : 'L'}${index * step} ${y(value)}H${(index + 1) * step}`;
    })
    .join('');
  return (
    <figure className={styles.figure}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.chart(days.length, first.day, last.day)}
      >
        <path className={styles.axis} d={`M0 ${HEIGHT - ROOM}H${WIDTH}`} />
        <path className={styles.line} d={path} vectorEffect="non-scaling-stroke" />
      </svg>
      <figcaption className={styles.quiet}>
        <span>{first.day}</span> <span>{last.day}</span>
      </figcaption>
    </figure>
  );
}
