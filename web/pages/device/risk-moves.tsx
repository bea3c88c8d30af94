/** What would change the score most, each with the score that it leads to. */

import { Card } from '../../design/card.tsx';
import { formatScore } from '../../design/format/number.ts';
import { riskText } from '../../text/risk.ts';
import styles from './device-risk.module.css';
import type { KnownRisk } from './known-risk.ts';

const text = riskText.device;

export function RiskMoves({ risk: { moves, score } }: { readonly risk: KnownRisk }) {
  return (
    <Card title={text.change} {...(moves.length > 0 && { note: text.changeNote })}>
      {moves.length === 0 || score === null ? (
        <p>{text.noChange}</p>
      ) : (
        <ul className={styles.moves}>
          {moves.map(({ move, score: after }) => (
            <li key={move}>
              <span className={styles.moment}>
                {move} <strong className="numbers">{formatScore(after)}</strong>
              </span>
              <svg
                className="mark"
                viewBox="0 0 100 5"
                preserveAspectRatio="none"
                role="img"
                aria-label={text.lowers(move, formatScore(score), formatScore(after))}
              >
                <rect width="100" height="5" fill="var(--surface-2)" />
                <rect width={score} height="5" fill="var(--good-mark)" opacity="0.6" />
                <rect width={after} height="5" fill="var(--high-mark)" />
              </svg>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
