/**
 * Not known is a value with its own shape: violet, dashed, with a question mark, and the reason or what would tell. Never
 * blank, never a dash, never zero.
 */

import { IconHelp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { valuesText } from '../text/values.ts';
import styles from './unknown.module.css';

interface UnknownProps {
  /** "Unknown" unless something says more: "Model unknown", "Not recorded". */
  readonly word?: string;
  /** Why it is not known, or what would tell; on hover, and read aloud. */
  readonly reason?: string;
  /** Words alone, for the cells of a dense list. */
  readonly bare?: boolean;
}

export function Unknown({ word = valuesText.unknown, reason, bare = false }: UnknownProps) {
  return (
    <span className={bare ? styles.bare : styles.chip} title={reason}>
      {bare ? null : <UnknownGlyph />}
      {word}
      {reason && <span className="hidden-but-read">: {reason}</span>}
    </span>
  );
}

export function UnknownGlyph({ size = 13 }: { readonly size?: number }) {
  return (
    <svg className={`mark ${styles.glyph}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle
        cx="8"
        cy="8"
        r="6.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeDasharray="2.2 1.6"
      />
      <text x="8" y="11.4" textAnchor="middle" fontSize="9.5" fontWeight="700" fill="currentColor">
        ?
      </text>
    </svg>
  );
}

/** What could not be looked at, as a region of its own beside what could. */
export function UnknownNotice({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles.notice}>
      <IconHelp size={16} aria-hidden="true" />
      <p>
        <strong>{title}</strong> {children}
      </p>
    </div>
  );
}
