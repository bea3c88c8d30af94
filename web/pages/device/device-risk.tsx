/** What is wrong with it, how bad is that here, why, and what would change it? */

import { Link } from '@tanstack/react-router';
import { findDeviceRisk } from '../../api/endpoints/risk.ts';
import { useAnswer } from '../../api/queries.ts';
import { causeWords } from '../../components/cause-words.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { FeedGaps } from '../../components/feed-gaps.tsx';
import { Card } from '../../design/card.tsx';
import { formatScore } from '../../design/format/number.ts';
import { ScoreRule, SeverityChip, SeverityGlyph } from '../../design/severity.tsx';
import { Unanswered } from '../../design/states.tsx';
import { UnknownNotice } from '../../design/unknown.tsx';
import { Instant, Mono } from '../../design/values.tsx';
import { riskText } from '../../text/risk.ts';
import { AttackPaths } from './attack-paths.tsx';
import { DeviceFindings } from './device-findings.tsx';
import styles from './device-risk.module.css';
import { type KnownRisk, scoreOf } from './known-risk.ts';
import { RiskMoves } from './risk-moves.tsx';
import { ScorePicture } from './score-picture.tsx';
import { WhatIf } from './what-if.tsx';

const text = riskText.device;
const MOMENTS = 10;
const RULE_WIDTH = 280;

export function DeviceRisk({ device }: { readonly device: WholeDevice }) {
  const found = useAnswer(findDeviceRisk, { path: { id: device.id } });
  if (!found.isSuccess) return <Unanswered asked={found} what={riskText.what} lines={10} />;
  const risk = found.data;
  const score = scoreOf(risk);
  return (
    <div className={styles.page}>
      {risk.standing !== 'no-data' && <FeedGaps caveats={risk.caveats} />}
      {risk.standing !== 'scored' && (
        <UnknownNotice title={`${riskText.standing[risk.standing]}.`}>
          {riskText.standingHelp[risk.standing]}
        </UnknownNotice>
      )}
      <div className={styles.columns}>
        <div className={styles.column}>
          <DeviceFindings device={device} standing={risk.standing} />
          {score && risk.worst && <ScorePicture risk={risk} />}
          <AttackPaths device={device} />
        </div>
        {score && (
          <div className={styles.column}>
            <Card title={text.howSure} aside={<SeverityChip of={score.severity} />}>
              <p className={styles.total}>
                <strong>{formatScore(score.value)}</strong>{' '}
                {text.interval(formatScore(score.p10), formatScore(score.p90))}
              </p>
              <div className={styles.rule}>
                <ScoreRule score={score} width={RULE_WIDTH} />
              </div>
              <p className={styles.note}>{text.intervalHelp}</p>
              {risk.worst?.settleFirst != null && (
                <p className={styles.narrow}>
                  <strong>{text.narrow}</strong>{' '}
                  {text.narrowBy[risk.worst.settleFirst] ?? risk.worst.settleFirst}
                </p>
              )}
            </Card>
            <RiskMoves risk={risk} />
            <WhatIf device={device} />
            <History risk={risk} />
          </div>
        )}
      </div>
    </div>
  );
}

function History({ risk: { history, model, computedAt, inputs } }: { readonly risk: KnownRisk }) {
  return (
    <Card title={text.history}>
      {history.length === 0 ? (
        <p>{text.noHistory}</p>
      ) : (
        <ol className={styles.lines}>
          {history.slice(0, MOMENTS).map(({ at, score, band, standing, causes }) => (
            <li key={at}>
              <span className={styles.moment}>
                {score === null || band === null ? (
                  riskText.standing[standing]
                ) : (
                  <span className="numbers">
                    <SeverityGlyph of={band} named /> {formatScore(score)}
                  </span>
                )}
                <Instant at={at} />
              </span>
              <span className={styles.note}>{causeWords(causes)}</span>
            </li>
          ))}
        </ol>
      )}
      <p className={styles.note}>
        {model !== null && riskText.formula.formulaVersion(model)}, {text.computed}{' '}
        <Instant at={computedAt} />
        {inputs !== null && (
          <>
            , {text.inputs} <Mono>{inputs.slice(0, 16)}</Mono>
          </>
        )}
        . <Link to="/risk">{text.toFormula}</Link>
      </p>
    </Card>
  );
}
