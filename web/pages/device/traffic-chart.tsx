/** Octets in each hour or day: sent above the line, received below. Where nothing was seen no bar stands: that is not zero. */

import type { z } from 'zod';
import type { Traffic } from '../../../src/contract/conversation.ts';
import { formatDayAndClock } from '../../design/format/instant.ts';
import { formatOctets } from '../../design/format/number.ts';
import { trafficText as text } from '../../text/map.ts';
import styles from './device-traffic.module.css';

interface TrafficChartProps {
  readonly traffic: z.output<typeof Traffic>;
}

const WIDTH = 900;
const HALF = 52;
const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;
const LEAST_BAR = 1.5;

export function TrafficChart({ traffic: { from, to, bin, points } }: TrafficChartProps) {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const bars = Math.max(1, Math.round((end - begin) / STEP_MS[bin]));
  const step = WIDTH / bars;
  const most = Math.max(
    1,
    ...points.flatMap(({ octetsSent, octetsReceived }) => [octetsSent, octetsReceived]),
  );
  const height = (octets: number) => (octets === 0 ? 0 : Math.max(LEAST_BAR, (octets / most) * (HALF - 4)));
  const now = new Date();
  const words = (at: string) => formatDayAndClock(new Date(at), now);
  return (
    <figure className={styles.figure}>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${WIDTH} ${2 * HALF}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.chart(words(from), words(to), formatOctets(most))}
      >
        {points.map(({ at, octetsSent, octetsReceived, peers }) => {
          const x = ((Date.parse(at) - begin) / STEP_MS[bin]) * step;
          const width = Math.max(1, step * 0.76);
          return (
            <g key={at}>
              <title>
                {text.point(words(at), formatOctets(octetsSent), formatOctets(octetsReceived), peers)}
              </title>
              <rect
                className={styles.sent}
                x={x}
                y={HALF - height(octetsSent)}
                width={width}
                height={height(octetsSent)}
              />
              <rect
                className={styles.received}
                x={x}
                y={HALF}
                width={width}
                height={height(octetsReceived)}
              />
            </g>
          );
        })}
        <path className={styles.axis} d={`M0 ${HALF}H${WIDTH}`} />
      </svg>
      <figcaption className={styles.caption}>
        <span>{words(from)}</span>
        <span className={styles.keys}>
          <span>
            <span className={styles.key} data-of="sent" aria-hidden="true" /> {text.sent}
          </span>
          <span>
            <span className={styles.key} data-of="received" aria-hidden="true" /> {text.received}
          </span>
          <span>{text.most(formatOctets(most))}</span>
        </span>
        <span>{words(to)}</span>
      </figcaption>
      <p className={styles.quiet}>{text.gap}</p>
    </figure>
  );
}
