/** How sure a fact is, as three bars with a word: a measure of sources, not a percentage of truth. */

import { IconUserCheck } from '@tabler/icons-react';
import { valuesText } from '../text/values.ts';
import styles from './confidence.module.css';

export type Confidence = 'confirmed' | 'observed' | 'inferred' | 'unknown';

const BARS: Readonly<Record<Confidence, number>> = { confirmed: 3, observed: 2, inferred: 1, unknown: 0 };

export function ConfidenceBars({
  of: confidence,
  word = false,
}: {
  readonly of: Confidence;
  readonly word?: boolean;
}) {
  const filled = BARS[confidence];
  const label = valuesText.confidence[confidence];
  const name = word ? {} : { role: 'img', 'aria-label': label };
  return (
    <span {...name} className={styles.confidence} title={label}>
      <svg className="mark" width="17" height="12" viewBox="0 0 17 12" aria-hidden="true">
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            className={filled === 0 ? styles.dashed : bar < filled ? styles.filled : styles.empty}
            x={bar * 6 + 0.5}
            y={filled === 0 ? 0.5 : 8 - bar * 3.5}
            width="4"
            height={filled === 0 ? 11 : 4 + bar * 3.5}
            rx="0.8"
          />
        ))}
      </svg>
      {word && <span>{label}</span>}
    </span>
  );
}

/** Instead of bars: a person said so. It outranks what traffic says. */
export function DecidedMark({ word = false }: { readonly word?: boolean }) {
  const name = word ? {} : { role: 'img', 'aria-label': valuesText.decided };
  return (
    <span {...name} className={styles.confidence} title={valuesText.decided}>
      <IconUserCheck size={16} stroke={1.7} aria-hidden="true" />
      {word && <span>{valuesText.decided}</span>}
    </span>
  );
}
