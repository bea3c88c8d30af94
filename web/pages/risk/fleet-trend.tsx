/** The score of the fleet by day. Days without a score are gaps, not zeros. */

import { formatScore } from '../../design/format/number.ts';
import { Day } from '../../design/values.tsx';
import { riskText } from '../../text/risk.ts';
import type { KnownFleet } from './known-fleet.ts';
import styles from './risk-page.module.css';

const text = riskText.fleet;
const BOX = { width: 400, height: 130, left: 28, bottom: 6, top: 6 };
const TICKS = [0, 20, 40, 60, 100];

export function FleetTrend({ days }: { readonly days: KnownFleet['trend'] }) {
  const points = days.flatMap(({ day, score }) =>
    score === null ? [] : [{ day, at: Date.parse(day), score }],
  );
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return <p className={styles.note}>{text.trendShort}</p>;
  const x = (at: number) =>
    BOX.left + ((at - first.at) / Math.max(1, last.at - first.at)) * (BOX.width - BOX.left - BOX.bottom);
  const y = (score: number) => BOX.height - BOX.bottom - (score / 100) * (BOX.height - BOX.top - BOX.bottom);
  return (
    <>
      <svg
        className={`mark ${styles.trend}`}
        viewBox={`0 0 ${BOX.width} ${BOX.height}`}
        role="img"
        aria-label={text.trendWords(formatScore(first.score), formatScore(last.score))}
      >
        {TICKS.map((tick) => (
          <g key={tick}>
            <path d={`M${BOX.left} ${y(tick)}H${BOX.width}`} stroke="var(--line)" />
            <text x={BOX.left - 5} y={y(tick) + 4} textAnchor="end" className={styles.tick}>
              {tick}
            </text>
          </g>
        ))}
        <polyline
          points={points.map(({ at, score }) => `${x(at)},${y(score)}`).join(' ')}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2"
        />
        {points.map(({ day, at, score }) => (
          <circle key={day} cx={x(at)} cy={y(score)} r="2.5" fill="var(--accent)">
            <title>{text.day(day, formatScore(score))}</title>
          </circle>
        ))}
      </svg>
      <p className={styles.axis}>
        <Day at={first.day} /> <Day at={last.day} />
      </p>
    </>
  );
}
