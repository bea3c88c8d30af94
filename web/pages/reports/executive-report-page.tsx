/** How the house stands, on paper: for people who decide, with what it rests on and what nobody knows. */

import type { z } from 'zod';
import type { FleetRisk } from '../../../src/contract/risk.ts';
import { findFleetRisk } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import { formatScore } from '../../design/format/number.ts';
import { SEVERITIES, SeverityGlyph } from '../../design/severity.tsx';
import { Unanswered } from '../../design/states.tsx';
import { UnknownGlyph } from '../../design/unknown.tsx';
import { pagesText } from '../../text/pages.ts';
import { reportsText } from '../../text/reports.ts';
import { valuesText } from '../../text/values.ts';
import { AcceptedRisks } from './accepted-risks.tsx';
import { FirstWeaknesses } from './first-weaknesses.tsx';
import { Gaps, ReportSheet, Section, Table } from './report-sheet.tsx';
import styles from './reports.module.css';
import { RestsOn } from './rests-on.tsx';
import { UnknownsOfHouse } from './unknowns-of-house.tsx';

const text = reportsText.executive;
const BANDS = SEVERITIES.filter((one) => one !== 'unknown');

type Fleet = z.output<typeof FleetRisk>;
type Today = NonNullable<Fleet['today']>;

export function ExecutiveReportPage() {
  const found = useAnswer(findFleetRisk, {});
  const crumbs = [{ label: pagesText.overview, to: '/' }];
  return (
    <ReportSheet
      title={text.title}
      crumbs={crumbs}
      {...(found.data && { scope: found.data.isWhole ? reportsText.scopeAll : reportsText.scopeSome })}
    >
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.title} lines={10} />
      ) : (
        <>
          <Gaps caveats={found.data.caveats} />
          <InShort fleet={found.data} />
          {found.data.today && <Bands today={found.data.today} />}
          <FirstWeaknesses />
          <AcceptedRisks />
          <UnknownsOfHouse fleet={found.data} />
          <RestsOn />
        </>
      )}
    </ReportSheet>
  );
}

const scoredOf = ({ perBand }: Today): number => BANDS.reduce((sum, band) => sum + (perBand[band] ?? 0), 0);

function InShort({ fleet }: { readonly fleet: Fleet }) {
  const { hasData, today, vulnerabilities } = fleet;
  const cannotTell = vulnerabilities['cannot-tell'] ?? 0;
  return (
    <Section title={text.short}>
      <ul className={styles.short}>
        {!hasData && <li>{text.noData}</li>}
        {today && scoredOf(today) > 0 ? (
          <>
            <li>{text.atRisk((today.perBand.critical ?? 0) + (today.perBand.high ?? 0), scoredOf(today))}</li>
            {today.score !== null && today.band !== null && (
              <li>
                {text.score(formatScore(today.score), valuesText.severity[today.band])} {movedWords(fleet)}
              </li>
            )}
          </>
        ) : (
          <li>{text.noScore}</li>
        )}
        {today && <li>{today.unknown > 0 ? text.withoutScore(today.unknown) : text.everyScored}</li>}
        {hasData && <li>{text.actNow(vulnerabilities['act-now'] ?? 0)}</li>}
        {cannotTell > 0 && <li>{text.cannotTell(cannotTell)}</li>}
      </ul>
    </Section>
  );
}

/** Over the days that are known. */
function movedWords({ trend }: Fleet): string {
  const scores = trend.flatMap(({ score }) => score ?? []);
  const [first, last] = [scores[0], scores.at(-1)];
  if (scores.length < 2 || first === undefined || last === undefined) return text.noTrend;
  const points = Math.round((last - first) * 10) / 10;
  if (points === 0) return text.same;
  const size = formatScore(Math.abs(points));
  return text.moved(points > 0 ? text.up(size) : text.down(size), trend.length);
}

function Bands({ today }: { readonly today: Today }) {
  const scored = scoredOf(today);
  const share = (count: number) => `${Math.round((count / scored) * 100)} %`;
  const ofBand = (band: (typeof BANDS)[number]) => {
    const count = today.perBand[band] ?? 0;
    return {
      key: band,
      cells: [
        <span key="band">
          <SeverityGlyph of={band} /> {valuesText.severity[band]}
        </span>,
        count.toLocaleString('en'),
        scored === 0 ? text.notShared : share(count),
      ],
    };
  };
  const unknown = {
    key: 'unknown',
    cells: [
      <span key="band">
        <UnknownGlyph /> {text.unknownRow}
      </span>,
      today.unknown.toLocaleString('en'),
      text.notShared,
    ],
  };
  return (
    <Section title={text.bands}>
      <Table
        heads={[text.band, `#${text.devices}`, `#${text.share}`]}
        rows={[...BANDS.map(ofBand), unknown]}
      />
    </Section>
  );
}
