/** Packets in each hour as bars; an hour without a delivery is a gap, not a zero. */

import type { z } from 'zod';
import type { SensorDetail } from '../../../src/contract/sensor.ts';
import { useNow } from '../../design/clock.ts';
import { formatInstant, readInstant } from '../../design/format/instant.ts';
import { formatCount } from '../../design/format/number.ts';
import { sensorsText as text } from '../../text/sensors.ts';
import styles from './sensors-page.module.css';

const HOUR_MS = 3_600_000;
const HOURS = 168;
const BAR = 4;
const HEIGHT = 40;
/** An hour with few packets is still seen. */
const LEAST = 1.5;
const MINUTE_MS = 60_000;

type Hours = z.output<typeof SensorDetail>['hours'];

export function PacketHours({ hours }: { readonly hours: Hours }) {
  const now = useNow(MINUTE_MS);
  const greatest = Math.max(1, ...hours.map(({ packets }) => packets));
  const last = Math.floor(now.getTime() / HOUR_MS);
  return (
    <figure className={styles.hours}>
      <svg
        viewBox={`0 0 ${HOURS * BAR} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.recent}
      >
        {hours.map(({ hour, packets, dropped }) => {
          const begun = readInstant(hour);
          if (!begun) return null;
          const place = HOURS - 1 - (last - Math.floor(begun.getTime() / HOUR_MS));
          if (place < 0) return null;
          const height = packets === 0 ? LEAST : Math.max(LEAST, (packets / greatest) * (HEIGHT - 2));
          return (
            <rect
              key={hour}
              x={place * BAR}
              y={HEIGHT - height}
              width={BAR - 1}
              height={height}
              data-dropped={dropped !== null && dropped > 0 ? true : undefined}
            >
              <title>
                {text.recentOne(
                  formatInstant(begun, now),
                  formatCount(packets),
                  dropped === null ? text.droppedUnknown : formatCount(dropped),
                )}
              </title>
            </rect>
          );
        })}
      </svg>
      <figcaption className={styles.quiet}>{text.recent}</figcaption>
    </figure>
  );
}
