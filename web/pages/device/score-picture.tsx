/**
 * The worst finding as a falling bar: from 100 down by what each of the six answers takes off, then the other causes. The
 * score is 100 times the root of the product, so that each step is the root of one factor.
 */

import { Link } from '@tanstack/react-router';
import { Card } from '../../design/card.tsx';
import { formatScore } from '../../design/format/number.ts';
import { SeverityChip, SeverityGlyph } from '../../design/severity.tsx';
import { riskText } from '../../text/risk.ts';
import styles from './device-risk.module.css';
import type { KnownRisk } from './known-risk.ts';

const text = riskText.device;
/** As the formula multiplies them: risk-model and docs/risk.md. */
const ORDER = ['applicability', 'preconditions', 'reach', 'threat', 'controls', 'impact'] as const;
const OTHERS = 5;

export function ScorePicture({ risk }: { readonly risk: KnownRisk }) {
  const { worst, drivers, score, band } = risk;
  if (!worst || score === null || band === null) return null;
  const values = new Map(worst.factors.map(({ factor, value }) => [factor, value]));
  let before = 100;
  const steps = ORDER.flatMap((factor) => {
    const value = values.get(factor);
    if (value === undefined) return [];
    const after = before * Math.sqrt(value);
    const step = { factor, value, before, after };
    before = after;
    return [step];
  });
  const [first, ...others] = drivers;
  return (
    <Card title={text.score} explains="score" flush>
      <p className={styles.lead}>{text.scoreLead}</p>
      <div className={styles.scroll}>
        <table className={styles.picture}>
          <thead>
            <tr>
              <th scope="col">{text.question}</th>
              <th scope="col" data-align="end">
                {text.value}
              </th>
              <th scope="col">{text.soFar}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ factor, value, before: from, after }) => (
              <tr key={factor}>
                <th scope="row">
                  <span className={styles.letter} aria-hidden="true">
                    {text.letters[factor]}
                  </span>
                  {text.factorWords[factor]}
                </th>
                <td data-align="end">{value.toFixed(2)}</td>
                <td>
                  <FallingBar from={from} to={after} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">
                {text.thisFinding}
                {first && (
                  <>
                    {': '}
                    <Link to="/vulnerabilities/$cve" params={{ cve: first.cve }}>
                      {first.cve}
                    </Link>
                  </>
                )}
              </th>
              <td data-align="end">
                <SeverityGlyph of={worst.band} named /> {formatScore(worst.score)}
              </td>
              <td>{worst.because}</td>
            </tr>
            {others.slice(0, OTHERS).map(({ cve, score: other, because }) => (
              <tr key={cve}>
                <th scope="row">
                  <Link to="/vulnerabilities/$cve" params={{ cve }}>
                    {text.others(cve)}
                  </Link>
                </th>
                <td data-align="end">{formatScore(other)}</td>
                <td>{because}</td>
              </tr>
            ))}
            <tr className={styles.sum}>
              <th scope="row">{text.total}</th>
              <td data-align="end">
                <strong>{formatScore(score)}</strong>
              </td>
              <td>
                <SeverityChip of={band} /> {others.length > 0 && text.sum}
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <details className={styles.details}>
        <summary>{text.inFull}</summary>
        {worst.sections.map(({ title, sentences }) => (
          <div key={title}>
            <h3>{title}</h3>
            <p>{sentences.join(' ')}</p>
          </div>
        ))}
      </details>
    </Card>
  );
}

function FallingBar({ from, to }: { readonly from: number; readonly to: number }) {
  const off = from - to;
  const words = off < 0.05 ? text.unchanged : text.takesOff(formatScore(off));
  return (
    <span className={styles.fall}>
      <svg className="mark" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="2" width={to} height="10" fill="var(--surface-2)" />
        <rect x={to} y="2" width={Math.max(0, off)} height="10" fill="var(--accent)" />
        <path d={`M${to} 0v14`} stroke="var(--text)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
      </svg>
      <span className="numbers">{formatScore(to)}</span>
      <span className={styles.off}>{words}</span>
    </span>
  );
}
