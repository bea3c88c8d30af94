/** A score without its range: the worst of several devices, of which each has its own. */

import { formatScore } from '../design/format/number.ts';
import { SeverityGlyph } from '../design/severity.tsx';
import { Unknown } from '../design/unknown.tsx';
import { valuesText } from '../text/values.ts';
import type { RiskBand } from './verdict-words.ts';

interface RiskScoreProps {
  readonly score: number | null;
  readonly band: RiskBand | null;
  readonly reason?: string;
}

export function RiskScore({ score, band, reason }: RiskScoreProps) {
  if (score === null || band === null)
    return <Unknown bare word={valuesText.scoreUnknown} {...(reason && { reason })} />;
  return (
    <span className="numbers" title={reason}>
      <SeverityGlyph of={band} named /> <strong>{formatScore(score)}</strong>
    </span>
  );
}
