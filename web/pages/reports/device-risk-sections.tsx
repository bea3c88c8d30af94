/** The score of a device with what makes it so, its findings and the controls before it. */

import { findDeviceRisk, listDeviceFindings } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import { verdictOf } from '../../components/verdict-words.ts';
import { FactLine, Facts } from '../../design/card.tsx';
import { formatScore } from '../../design/format/number.ts';
import { SeverityGlyph } from '../../design/severity.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { reportsText } from '../../text/reports.ts';
import { riskText } from '../../text/risk.ts';
import { valuesText } from '../../text/values.ts';
import { vulnerabilitiesText } from '../../text/vulnerabilities.ts';
import { Gaps, Section, Table } from './report-sheet.tsx';
import styles from './reports.module.css';
import { WeaknessName } from './weakness-name.tsx';

const text = reportsText.device;
const FINDINGS = 30;

export function DeviceRiskSections({ id }: { readonly id: string }) {
  const found = useAnswer(findDeviceRisk, { path: { id } });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.risk} lines={6} />;
  const { standing, score, likely, band, model, computedAt, caveats, drivers, moves, controls } = found.data;
  return (
    <>
      <Section title={text.risk}>
        <Gaps caveats={caveats} />
        <Facts>
          <FactLine term={text.risk}>
            {score === null || band === null ? (
              <>
                <Unknown word={riskText.standing[standing]} /> {riskText.standingHelp[standing]}
              </>
            ) : (
              <>
                <SeverityGlyph of={band} /> <strong className="numbers">{formatScore(score)}</strong>,{' '}
                {valuesText.severity[band].toLowerCase()}
                {likely && `, ${text.likely(formatScore(likely.from), formatScore(likely.to))}`}
              </>
            )}
          </FactLine>
          {computedAt !== null && (
            <FactLine term={text.computed}>
              <Instant at={computedAt} />
              {model !== null && `, ${text.formula(model)}`}
            </FactLine>
          )}
        </Facts>
        {drivers.length > 0 && (
          <>
            <h3>{text.drivers}</h3>
            <ul className={styles.short}>
              {drivers.map(({ cve, score: its, because }) => (
                <li key={cve}>
                  {cve}, <span className="numbers">{formatScore(its)}</span>:{' '}
                  <WireText whole>{because}</WireText>
                </li>
              ))}
            </ul>
          </>
        )}
        {score !== null && (
          <>
            <h3>{text.moves}</h3>
            {moves.length === 0 ? (
              <p>{text.noMoves}</p>
            ) : (
              <ul className={styles.short}>
                {moves.map(({ move, score: after }) => (
                  <li key={move}>
                    <WireText whole>{text.lowers(move, formatScore(after))}</WireText>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Section>
      <Findings id={id} />
      <Section title={text.controls}>
        {controls.length === 0 ? (
          <p>{text.noControls}</p>
        ) : (
          <ul className={styles.short}>
            {controls.map(({ id: its, countermeasure, validation }) => (
              <li key={its}>{text.control(countermeasure, validation)}</li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function Findings({ id }: { readonly id: string }) {
  const found = useAnswer(listDeviceFindings, { path: { id }, query: { limit: FINDINGS } });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.findings} lines={6} />;
  const { findings, standing } = found.data;
  return (
    <Section
      title={text.findings}
      note={findings.length === FINDINGS ? text.findingsShown(FINDINGS) : undefined}
    >
      {findings.length === 0 ? (
        standing === 'nothing-found' || standing === 'scored' ? (
          <p>{text.noFindings}</p>
        ) : (
          <Unknown word={riskText.standing[standing]} reason={riskText.standingHelp[standing]} />
        )
      ) : (
        <Table
          heads={[text.finding, text.verdict, text.fix, text.decided, `#${text.risk}`]}
          rows={findings.map((one) => ({
            key: `${one.cve} ${one.part}`,
            cells: [
              <WeaknessName key="finding" cve={one.cve} title={one.title} />,
              valuesText.verdict[verdictOf(one.exploitability)],
              one.remedy === null
                ? reportsText.executive.noRemedy
                : (vulnerabilitiesText.remedy[one.remedy] ?? one.remedy),
              one.decision === null
                ? text.undecided
                : (vulnerabilitiesText.decision.kinds[one.decision.kind] ?? one.decision.kind),
              one.score === null ? <Unknown key="risk" bare /> : formatScore(one.score),
            ],
          }))}
        />
      )}
    </Section>
  );
}
