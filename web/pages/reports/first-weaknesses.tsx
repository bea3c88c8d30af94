/** The vulnerabilities that weigh most here. */

import { listVulnerabilities } from '../../api/endpoints/vulnerabilities.ts';
import { useAnswer } from '../../api/queries.ts';
import { RiskScore } from '../../components/risk-score.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { overviewText } from '../../text/overview.ts';
import { reportsText } from '../../text/reports.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import { Section, Table } from './report-sheet.tsx';
import { WeaknessName } from './weakness-name.tsx';

const text = reportsText.executive;
const SHOWN = 10;

export function FirstWeaknesses() {
  const found = useAnswer(listVulnerabilities, { query: { limit: SHOWN } });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.weaknesses} lines={6} />;
  const { hasData, vulnerabilities } = found.data;
  return (
    <Section title={text.weaknesses} note={text.weaknessesNote}>
      {vulnerabilities.length === 0 ? (
        <p>{hasData ? text.noWeaknesses : <Unknown reason={text.noData} />}</p>
      ) : (
        <Table
          heads={[
            text.vulnerability,
            text.group,
            text.affected,
            text.exploited,
            text.remedy,
            `#${text.risk}`,
          ]}
          rows={vulnerabilities.map((one) => ({
            key: one.id,
            cells: [
              <WeaknessName key="name" cve={one.cve} title={one.title} />,
              overviewText.weakness.groups[one.group] ?? one.group,
              devicesOf(one.devices),
              one.knownExploited === null ? (
                <Unknown key="exploited" bare />
              ) : one.knownExploited ? (
                text.yes
              ) : (
                text.no
              ),
              one.remedy === null ? text.noRemedy : (vulnerabilitiesText.remedy[one.remedy] ?? one.remedy),
              <RiskScore key="score" score={one.score} band={one.band} />,
            ],
          }))}
        />
      )}
    </Section>
  );
}

const GROUP_OF = {
  actNow: 'act-now',
  plan: 'plan',
  cannotTell: 'cannot-tell',
  watch: 'watch',
  notExploitable: 'not-exploitable',
} as const;

/** "2 act now, 1 cannot tell": groups that have none are left out. */
function devicesOf(devices: Readonly<Record<keyof typeof GROUP_OF, number>>): string {
  return (Object.keys(GROUP_OF) as (keyof typeof GROUP_OF)[])
    .filter((group) => devices[group] > 0)
    .map((group) => {
      const name = overviewText.weakness.groups[GROUP_OF[group]] ?? group;
      return `${devices[group].toLocaleString('en')} ${name.toLowerCase()}`;
    })
    .join(', ');
}
