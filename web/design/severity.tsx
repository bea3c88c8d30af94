/** Severity: shape and word, colour third. In dense columns the glyph stands with a number and the word is its name. */

import { valuesText } from '../text/values.ts';
import { Chip } from './chip.tsx';
import { formatScore } from './format/number.ts';
import styles from './severity.module.css';
import { Unknown, UnknownGlyph } from './unknown.tsx';

/** Risk bands (domain specification D.1), and what has none. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'minimal', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The glyph; named unless words stand beside it. */
export function SeverityGlyph({
  of: severity,
  named = false,
}: {
  readonly of: Severity;
  readonly named?: boolean;
}) {
  const name = named ? { role: 'img', 'aria-label': valuesText.severity[severity] } : { 'aria-hidden': true };
  return (
    <span {...name} className={styles.glyph}>
      {severity === 'unknown' ? (
        <UnknownGlyph />
      ) : (
        <svg
          className="mark"
          data-severity={severity}
          width="13"
          height="13"
          viewBox="0 0 16 16"
          aria-hidden="true"
        >
          {SHAPES[severity]}
        </svg>
      )}
    </span>
  );
}

const SHAPES = {
  critical: (
    <>
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path d="M8 4v5M8 11v1.4" stroke="var(--on-critical)" strokeWidth="1.9" />
    </>
  ),
  high: <path d="M8 1.6 15.2 14H.8z" fill="currentColor" />,
  medium: <path d="M8 1l7 7-7 7-7-7z" fill="currentColor" />,
  low: <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="2.2" />,
  minimal: <path d="M3 8h10" stroke="currentColor" strokeWidth="2.2" />,
} as const;

export function SeverityChip({ of: severity }: { readonly of: Severity }) {
  if (severity === 'unknown') return <Unknown />;
  return (
    <Chip set={severity} icon={<SeverityGlyph of={severity} />}>
      {valuesText.severity[severity]}
    </Chip>
  );
}

export interface Score {
  /** 0 to 100. */
  readonly value: number;
  /** The interval in which eight of ten results lie. */
  readonly p10: number;
  readonly p90: number;
  readonly severity: Exclude<Severity, 'unknown'>;
}

interface ScoreProps {
  /** Undefined when nothing can be said: it is shown as unknown, never as low. */
  readonly score: Score | undefined;
  readonly reason?: string;
}

/** One decimal, glyph, and a rule from 0 to 100 with the likely range: a score is never shown without it. */
export function ScoreWithInterval({ score, reason }: ScoreProps) {
  if (!score) return <Unknown word={valuesText.unknown} {...(reason && { reason })} />;
  const { value, p10, p90, severity } = score;
  const words = valuesText.score(
    formatScore(value),
    valuesText.severity[severity],
    String(Math.round(p10)),
    String(Math.round(p90)),
  );
  return (
    <span className={styles.score} title={words}>
      <span className="hidden-but-read">{words}</span>
      <SeverityGlyph of={severity} />
      <strong className="numbers" aria-hidden="true">
        {formatScore(value)}
      </strong>
      <ScoreRule score={score} width={38} />
    </span>
  );
}

/** The rule alone, wider on pages that explain a score. */
export function ScoreRule({ score, width }: { readonly score: Score; readonly width: number }) {
  const at = (value: number) => (Math.min(100, Math.max(0, value)) / 100) * width;
  return (
    <svg
      className={`mark ${styles.rule}`}
      data-severity={score.severity}
      width={width}
      height="12"
      viewBox={`0 0 ${width} 12`}
      aria-hidden="true"
    >
      <path d={`M0 6h${width}`} stroke="var(--line-2)" strokeWidth="1.5" />
      <rect
        x={at(score.p10)}
        y="3.5"
        width={Math.max(1, at(score.p90) - at(score.p10))}
        height="5"
        rx="2"
        fill="currentColor"
        opacity="0.45"
      />
      <path d={`M${at(score.value)} 0v12`} stroke="currentColor" strokeWidth="2" />
    </svg>
  );
}
