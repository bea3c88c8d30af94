/** The card behind a fact: the claim, a sentence that weighs it, sources strongest first, and what disagrees. */

import { type ReactNode, useState } from 'react';
import { evidenceText } from '../../text/evidence.ts';
import { type Confidence, ConfidenceBars, DecidedMark } from '../confidence.tsx';
import { wireText } from '../format/wire-text.ts';
import { Instant } from '../values.tsx';
import styles from './evidence-card.module.css';

/** One thing that was seen, and where. */
export interface EvidenceItem {
  /** "DICOM", "Pump status message". */
  readonly protocol: string;
  /** Where in it: a header, an attribute. */
  readonly field: string;
  /** As it stood on the wire. */
  readonly value: string;
  /** ISO 8601. */
  readonly at: string | null;
  /** Number of the packet in its source. */
  readonly packet: number | null;
  /** Name of the capture or sensor, as a link where one may open it. */
  readonly source?: ReactNode;
}

export interface Disagreement {
  readonly value: string;
  readonly protocols: readonly string[];
}

export interface Claim {
  /** "Software". */
  readonly what: string;
  /** As text. */
  readonly value: string;
  readonly confidence: Confidence;
  /** The sentence that weighs it; made from the sources when absent. */
  readonly weighing?: string;
  readonly evidence: readonly EvidenceItem[];
  /** A person said so, whatever traffic says. */
  readonly isDecided?: boolean;
  /** Never hidden. */
  readonly disagreements?: readonly Disagreement[];
}

/** Sources shown before "more". */
const SOURCES_SHOWN = 3;

interface EvidenceCardProps {
  readonly claim: Claim;
  /** Buttons below: "This is wrong". */
  readonly actions?: ReactNode;
}

export function EvidenceCard({ claim, actions }: EvidenceCardProps) {
  const [all, setAll] = useState(false);
  const { what, value, confidence, evidence, disagreements = [], isDecided = false } = claim;
  const shown = all ? evidence : evidence.slice(0, SOURCES_SHOWN);
  return (
    <div className={styles.card}>
      <div className={styles.head}>
        <p className={styles.question}>
          {evidenceText.question} {isDecided ? <DecidedMark word /> : <ConfidenceBars of={confidence} word />}
        </p>
        <p className={styles.claim}>
          {evidenceText.claim(what)} <bdi className="mono">{wireText(value)}</bdi>
        </p>
        <p>{claim.weighing ?? weigh(claim)}</p>
      </div>
      <ul>
        {shown.map((item) => (
          <li key={`${item.protocol} ${item.field} ${item.packet} ${item.value}`} className={styles.item}>
            <p className={styles.origin}>
              <span>
                <strong>{item.protocol}</strong> {wireText(item.field)}
              </span>
              {item.at && <Instant at={item.at} />}
            </p>
            <pre className={styles.wire}>{wireText(item.value)}</pre>
            <p className={styles.where}>
              <span>
                {item.source}
                {item.source && item.packet !== null ? ', ' : ''}
                {item.packet !== null && evidenceText.packet(item.packet)}
              </span>
            </p>
          </li>
        ))}
      </ul>
      {evidence.length > shown.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {evidenceText.more(evidence.length - shown.length)}
        </button>
      )}
      {disagreements.length > 0 && (
        <div className={styles.item}>
          <h3>{evidenceText.disagreements}</h3>
          {disagreements.map((other) => (
            <p key={other.value}>
              <bdi className="mono">{wireText(other.value)}</bdi> {other.protocols.join(', ')}
            </p>
          ))}
        </div>
      )}
      <div className={styles.foot}>
        <span>{evidenceText.removed}</span>
        {actions}
      </div>
    </div>
  );
}

/** Independent are protocols, not packets of one. */
function weigh({ evidence, confidence, disagreements = [], isDecided = false }: Claim): string {
  if (isDecided) return evidenceText.byPerson;
  const sources = new Set(evidence.map(({ protocol }) => protocol)).size;
  if (sources === 0) return confidence === 'unknown' ? evidenceText.none : evidenceText.noSources;
  const weight =
    confidence === 'inferred'
      ? evidenceText.inferred
      : sources === 1
        ? evidenceText.oneSource
        : evidenceText.sourcesAgree(sources);
  return disagreements.length === 0 ? `${weight} ${evidenceText.noneDisagrees}` : weight;
}
