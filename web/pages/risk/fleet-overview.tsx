/** Bands, trend, and vulnerabilities by what to do. */

import { Link } from '@tanstack/react-router';
import { FeedGaps } from '../../components/feed-gaps.tsx';
import { GroupChip } from '../../components/group-chip.tsx';
import { GROUPS } from '../../components/verdict-words.ts';
import { Card } from '../../design/card.tsx';
import { formatScore } from '../../design/format/number.ts';
import { SeverityChip, SeverityGlyph } from '../../design/severity.tsx';
import { Unknown, UnknownGlyph, UnknownNotice } from '../../design/unknown.tsx';
import { riskText } from '../../text/risk.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import { ChokePoints } from './choke-points.tsx';
import { FleetTrend } from './fleet-trend.tsx';
import type { KnownFleet } from './known-fleet.ts';
import styles from './risk-page.module.css';
import { UnknownList } from './unknown-list.tsx';

const text = riskText.fleet;
const BANDS = ['critical', 'high', 'medium', 'low', 'minimal'] as const;

export function FleetOverview({ fleet }: { readonly fleet: KnownFleet }) {
  const { hasData, caveats, trend, vulnerabilities } = fleet;
  return (
    <>
      {hasData ? (
        <FeedGaps caveats={caveats} />
      ) : (
        <UnknownNotice title={vulnerabilitiesText.noData}>
          {vulnerabilitiesText.noDataHelp} <Link to="/feeds">{vulnerabilitiesText.toFeeds}</Link>
        </UnknownNotice>
      )}
      <div className={styles.cards}>
        <Bands fleet={fleet} />
        <ChokePoints />
        <Card title={text.trend} note={text.trendNote(trend.length)}>
          <FleetTrend days={trend} />
        </Card>
        <Card title={text.vulnerabilities} explains="verdict">
          {hasData ? (
            <ul className={styles.groups}>
              {GROUPS.map((group) => (
                <li key={group}>
                  <GroupChip of={group} />
                  <Link to="/vulnerabilities" search={{ group }}>
                    {(vulnerabilities[group] ?? 0).toLocaleString('en')}
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <Unknown word={vulnerabilitiesText.noData} />
          )}
        </Card>
        <UnknownList fleet={fleet} />
      </div>
    </>
  );
}

function Bands({ fleet: { today, unknowns } }: { readonly fleet: KnownFleet }) {
  const unknown = unknowns.reduce((sum, { devices }) => sum + devices, 0);
  if (!today)
    return (
      <Card title={text.bands}>
        <UnknownNotice title={`${text.notYet}.`}>{text.notYetHelp}</UnknownNotice>
      </Card>
    );
  const { score, band, perBand } = today;
  const scored = BANDS.reduce((sum, each) => sum + (perBand[each] ?? 0), 0);
  const all = Math.max(1, scored + unknown);
  return (
    <Card title={text.bands} explains="band" note={text.scored(scored)}>
      <p className={styles.total}>
        {score === null || band === null ? (
          <Unknown word={riskText.device.scoreUnknown} />
        ) : (
          <>
            <strong className="numbers">{formatScore(score)}</strong> <SeverityChip of={band} />
          </>
        )}{' '}
        <span className={styles.note}>
          {text.site}. {text.siteHelp}
        </span>
      </p>
      <ul className={styles.bands}>
        {BANDS.map((each) => {
          const count = perBand[each] ?? 0;
          return (
            <li key={each}>
              <span>
                <SeverityGlyph of={each} /> {text.inBand(count, each)}
              </span>
              <Share of={count / all} band={each} />
            </li>
          );
        })}
        <li data-unknown>
          <span>
            <UnknownGlyph /> {text.unknown(unknown)}
          </span>
          <Share of={unknown / all} band="unknown" />
        </li>
      </ul>
    </Card>
  );
}

function Share({ of: share, band }: { readonly of: number; readonly band: string }) {
  return (
    <span className={`${styles.share} mark`} aria-hidden="true">
      <span data-band={band} style={{ width: `${share * 100}%` }} />
    </span>
  );
}
