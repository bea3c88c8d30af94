/**
 * How fresh what one sees is, on every page: the newest packet at the left, vulnerability feeds at the right. What the
 * server does not report is unknown, never fresh.
 */

import { Popover } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useFeedState } from '../api/change-feed.ts';
import { listCaptures } from '../api/endpoints/captures.ts';
import { useAnswer } from '../api/queries.ts';
import { FactLine, Facts } from '../design/card.tsx';
import { Dot } from '../design/chip.tsx';
import { useNow } from '../design/clock.ts';
import { formatAge } from '../design/format/age.ts';
import { readInstant } from '../design/format/instant.ts';
import { Unknown } from '../design/unknown.tsx';
import { Age, Instant } from '../design/values.tsx';
import { useMay } from '../session/me.tsx';
import { shellText } from '../text/shell.ts';
import styles from './freshness-pill.module.css';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export function FreshnessPill() {
  const text = shellText.freshness;
  const maySee = useMay('inventory:view');
  const captures = useAnswer(listCaptures, {}, { enabled: maySee });
  const { isLive, liveAt } = useFeedState();
  const now = useNow(MINUTE_MS);
  const newest = newestOf(captures.data?.captures.map(({ lastAt }) => lastAt) ?? []);
  const instant = newest === undefined ? undefined : readInstant(newest);
  const isFresh = instant !== undefined && now.getTime() - instant.getTime() < HOUR_MS;
  const packets = instant ? text.newestPacket(formatAge(instant, now)) : text.noPackets;
  return (
    <Popover position="bottom-end" width={340} withRoles={false}>
      <Popover.Target>
        <button type="button" className={styles.pill} title={text.label}>
          <span className="hidden-but-read">{text.label}: </span>
          <span className={styles.half} data-set={isLive && isFresh ? undefined : 'medium'}>
            <Dot set={!isLive ? 'minimal' : isFresh ? 'good' : 'medium'} />
            <span className={styles.word}>{isLive ? packets : text.notLive}</span>
          </span>
          <span className={`${styles.half} ${styles.feeds}`} data-set="unknown">
            <IconHelp size={14} stroke={1.7} aria-hidden="true" />
            <span className={styles.word}>{text.feedsUnknown}</span>
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown role="region" aria-label={text.label}>
        <Facts>
          <FactLine term={text.connection}>
            {isLive ? text.connected : text.notLive}
            {!isLive && liveAt !== undefined && (
              <>
                {', '}
                <Instant at={new Date(liveAt).toISOString()} />
              </>
            )}
          </FactLine>
          <FactLine term={text.packets}>
            {newest ? <Age at={newest} ago /> : <Unknown word={text.noPackets} />}{' '}
            <Link to="/captures">{text.loadCapture}</Link>
          </FactLine>
          <FactLine term={text.feeds}>
            <Unknown word={text.feedsUnknown} /> {text.feedsReason}
          </FactLine>
        </Facts>
      </Popover.Dropdown>
    </Popover>
  );
}

function newestOf(times: readonly (string | null)[]): string | undefined {
  return times
    .flatMap((time) => time ?? [])
    .sort()
    .at(-1);
}
