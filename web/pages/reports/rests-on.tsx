/** What a report rests on: how old the newest packet is, which sensors live, how old each feed is. */

import { listCaptures } from '../../api/endpoints/captures.ts';
import { readFeeds } from '../../api/endpoints/feeds.ts';
import { listSensors } from '../../api/endpoints/sensors.ts';
import { useAnswer } from '../../api/queries.ts';
import { FactLine, Facts } from '../../design/card.tsx';
import { LoadingSkeleton, Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Day, Instant } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { reportsText } from '../../text/reports.ts';
import { Section, Table } from './report-sheet.tsx';
import styles from './reports.module.css';

const text = reportsText.rests;

export function RestsOn() {
  const captures = useAnswer(listCaptures, {});
  const sensors = useAnswer(listSensors, {});
  const enrolled = sensors.data?.sensors.filter(({ state }) => state !== 'revoked') ?? [];
  const newest = [
    ...(captures.data?.captures ?? []).map(({ lastAt }) => lastAt),
    ...enrolled.map(({ lastPacketAt }) => lastPacketAt),
  ]
    .flatMap((at) => at ?? [])
    .sort()
    .at(-1);
  if (captures.isPending || sensors.isPending) return <LoadingSkeleton lines={4} />;
  return (
    <Section title={text.title}>
      <Facts>
        <FactLine term={text.packets}>
          {newest ? <Instant at={newest} /> : <Unknown word={text.noPackets} />}
        </FactLine>
        <FactLine term={text.sensors}>
          {sensors.isError ? (
            <Unknown />
          ) : enrolled.length === 0 ? (
            text.noSensors
          ) : (
            text.live(enrolled.filter(({ state }) => state === 'live').length, enrolled.length)
          )}
        </FactLine>
      </Facts>
      <FeedAges />
    </Section>
  );
}

function FeedAges() {
  const maySee = useMay('risk:view');
  const found = useAnswer(readFeeds, {}, { enabled: maySee });
  if (!maySee) return <p className={styles.quiet}>{text.notYours}</p>;
  if (!found.isSuccess) return <Unanswered asked={found} what={text.feed} lines={4} />;
  return (
    <Table
      heads={[text.feed, text.state, text.newest, `#${text.age}`]}
      rows={found.data.feeds.map(({ feed, title, condition, newestAt, ageDays }) => ({
        key: feed,
        cells: [
          title,
          text.condition[condition] ?? condition,
          newestAt === null ? <Unknown key="at" bare /> : <Day key="at" at={newestAt} />,
          ageDays === null ? <Unknown key="age" bare /> : text.days(ageDays),
        ],
      }))}
    />
  );
}
