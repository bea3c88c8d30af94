/**
 * How fresh what one sees is, on every page: the newest packet at the left, vulnerability feeds at the right. What the
 * server does not report is unknown, never fresh.
 */

import { Popover } from '@mantine/core';
import { IconClockExclamation, IconHelp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useFeedState } from '../api/change-feed.ts';
import { listCaptures } from '../api/endpoints/captures.ts';
import { readFeeds } from '../api/endpoints/feeds.ts';
import { useAnswer } from '../api/queries.ts';
import { FactLine, Facts } from '../design/card.tsx';
import { Dot } from '../design/chip.tsx';
import { useNow } from '../design/clock.ts';
import { formatAge } from '../design/format/age.ts';
import { readInstant } from '../design/format/instant.ts';
import { Unknown } from '../design/unknown.tsx';
import { Age, Instant } from '../design/values.tsx';
import { useMay } from '../session/me.tsx';
import { feedsText } from '../text/feeds.ts';
import { shellText } from '../text/shell.ts';
import styles from './freshness-pill.module.css';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Feeds grow old by days. */
const LOOK_AT_FEEDS_MS = 10 * MINUTE_MS;

export function FreshnessPill() {
  const text = shellText.freshness;
  const maySee = useMay('inventory:view');
  const captures = useAnswer(listCaptures, {}, { enabled: maySee });
  const feeds = useFeedWords();
  const { isLive, liveAt } = useFeedState();
  const now = useNow(MINUTE_MS);
  const newest = newestOf(captures.data?.captures.map(({ lastAt }) => lastAt) ?? []);
  const instant = newest === undefined ? undefined : readInstant(newest);
  const isFresh = instant !== undefined && now.getTime() - instant.getTime() < HOUR_MS;
  const packets = instant ? text.newestPacket(formatAge(instant, now)) : text.noPackets;
  return (
    <Popover position="bottom-end" width={340} withRoles={false}>
      <Popover.Target>
        <button type="button" data-tour="freshness" className={styles.pill} title={text.label}>
          <span className="hidden-but-read">{text.label}: </span>
          <span className={styles.half} data-set={isLive && isFresh ? undefined : 'medium'}>
            <Dot set={!isLive ? 'minimal' : isFresh ? 'good' : 'medium'} />
            <span className={styles.word}>{isLive ? packets : text.notLive}</span>
          </span>
          <span className={`${styles.half} ${styles.feeds}`} data-set={feeds.set}>
            {feeds.set === 'medium' ? (
              <IconClockExclamation size={14} stroke={1.7} aria-hidden="true" />
            ) : feeds.set === 'unknown' ? (
              <IconHelp size={14} stroke={1.7} aria-hidden="true" />
            ) : (
              <Dot set="good" />
            )}
            <span className={styles.word}>{feeds.word}</span>
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
            {feeds.set === 'unknown' ? <Unknown word={feeds.word} reason={feeds.reason} /> : feeds.word}
            {feeds.note && `, ${feeds.note}`} {feeds.maySee && <Link to="/feeds">{feedsText.pill.open}</Link>}
          </FactLine>
        </Facts>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FeedWords {
  readonly set: 'medium' | 'unknown' | undefined;
  readonly word: string;
  readonly reason: string;
  readonly note?: string;
  readonly maySee: boolean;
}

/** The state of the feeds in a few words; what was not loaded is never called fresh. */
function useFeedWords(): FeedWords {
  const maySee = useMay('risk:view');
  const { data } = useAnswer(readFeeds, {}, { enabled: maySee, every: () => LOOK_AT_FEEDS_MS });
  const { feedsUnknown, feedsReason } = shellText.freshness;
  if (!data) return { set: 'unknown', word: feedsUnknown, reason: feedsReason, maySee };
  if (!data.hasData)
    return { set: 'unknown', word: feedsText.pill.none, reason: feedsText.noDataHelp, maySee };
  const count = (wanted: readonly string[]) =>
    data.feeds.filter(({ condition }) => wanted.includes(condition)).length;
  const stale = count(['stale', 'undated', 'empty']);
  const absent = count(['absent']);
  return {
    set: stale > 0 ? 'medium' : absent > 0 ? 'unknown' : undefined,
    word:
      stale > 0
        ? feedsText.pill.stale(stale)
        : absent > 0
          ? feedsText.pill.some(data.feeds.length - absent, data.feeds.length)
          : feedsText.pill.fresh,
    reason: feedsText.pill.absentReason,
    ...(absent > 0 && { note: feedsText.pill.absent(absent) }),
    maySee,
  };
}

function newestOf(times: readonly (string | null)[]): string | undefined {
  return times
    .flatMap((time) => time ?? [])
    .sort()
    .at(-1);
}
