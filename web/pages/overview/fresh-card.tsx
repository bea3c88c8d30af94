/** How fresh everything on this page is. */

import { Link } from '@tanstack/react-router';
import { Card, FactLine, Facts } from '../../design/card.tsx';
import { Dot } from '../../design/chip.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age } from '../../design/values.tsx';
import { overviewText } from '../../text/overview.ts';
import styles from './overview-page.module.css';
import { newestPacket, type OverviewData } from './use-overview.ts';

const text = overviewText.fresh;

export function FreshCard({ data: { sensors, feeds, captures } }: { readonly data: OverviewData }) {
  const enrolled = sensors?.filter(({ state }) => state !== 'revoked') ?? [];
  const live = enrolled.filter(({ state }) => state === 'live').length;
  const current = feeds?.feeds.filter(({ condition }) => condition === 'current').length ?? 0;
  const newest = newestPacket({ captures, sensors: enrolled });
  return (
    <Card title={text.title}>
      <Facts>
        <FactLine term={text.packets}>
          {newest ? <Age at={newest} ago /> : <Unknown word={text.noPackets} />}
        </FactLine>
        <FactLine term={text.sensorsTerm}>
          {enrolled.length === 0 ? (
            <Unknown word={text.noSensors} />
          ) : (
            <Link to="/sensors" className={styles.state}>
              <Dot set={live === enrolled.length ? 'good' : 'critical'} />{' '}
              {text.sensors(live, enrolled.length)}
            </Link>
          )}
        </FactLine>
        <FactLine term={text.feedsTerm}>
          {!feeds ? (
            <Unknown word={text.feedsUnknown} />
          ) : !feeds.hasData ? (
            <Unknown word={text.noFeeds} />
          ) : (
            <Link to="/feeds" className={styles.state}>
              <Dot set={current === feeds.feeds.length ? 'good' : 'medium'} />{' '}
              {text.feeds(current, feeds.feeds.length)}
            </Link>
          )}
        </FactLine>
      </Facts>
    </Card>
  );
}
