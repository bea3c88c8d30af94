/** Decisions of people with reason, owner and end; those that hold can be taken back. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import type { Decision } from '../../src/contract/decision.ts';
import { endDecision } from '../api/endpoints/vulnerabilities.ts';
import { useAct } from '../api/queries.ts';
import { Chip } from '../design/chip.tsx';
import { ConfirmDialog } from '../design/confirm.tsx';
import { Instant, WireText } from '../design/values.tsx';
import { useMay } from '../session/me.tsx';
import { vulnerabilitiesText } from '../text/vulnerabilities.ts';
import styles from './decision-list.module.css';

const text = vulnerabilitiesText.decision;

interface DecisionListProps {
  readonly decisions: readonly z.output<typeof Decision>[];
  /** In a list over several vulnerabilities. */
  readonly named?: boolean;
}

export function DecisionList({ decisions, named = false }: DecisionListProps) {
  const mayEdit = useMay('risk:edit');
  const mayApprove = useMay('risk:approve');
  const [ending, setEnding] = useState<string>();
  const end = useAct(endDecision);
  return (
    <>
      <ul className={styles.decisions}>
        {decisions.map((decision) => (
          <li key={decision.id} data-holds={decision.holds || undefined}>
            <div className={styles.head}>
              <Chip set={decision.holds ? 'low' : 'plain'}>{text.kinds[decision.kind]}</Chip>
              {named && (
                <Link to="/vulnerabilities/$cve" params={{ cve: decision.cve }}>
                  {decision.cve}
                </Link>
              )}
              <Scope of={decision} />
              <span className={styles.end}>
                <End of={decision} />
              </span>
            </div>
            <p className={styles.reason}>
              <WireText whole>{decision.reason}</WireText>
            </p>
            <p className={styles.who}>
              <WireText>{text.by(decision.decidedBy)}</WireText>, <Instant at={decision.decidedAt} />
              {decision.owner !== null && (
                <>
                  , <WireText>{text.ownedBy(decision.owner)}</WireText>
                </>
              )}
              {decision.justification !== null && `, ${text.justifications[decision.justification]}`}
              {decision.holds && (mayEdit || mayApprove) && (
                <Button variant="subtle" size="sm" onClick={() => setEnding(decision.id)}>
                  {text.takeBack}
                </Button>
              )}
            </p>
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={ending !== undefined}
        onClose={() => setEnding(undefined)}
        title={text.takeBackQuestion}
        action={text.takeBack}
        destructive
        onConfirm={() => end.mutateAsync({ path: { id: ending ?? '' } })}
      >
        {text.takeBackHelp}
      </ConfirmDialog>
    </>
  );
}

function Scope({ of: { device, product } }: { readonly of: z.output<typeof Decision> }) {
  if (device !== null)
    return (
      <Link to="/devices/$id" params={{ id: device }}>
        {text.onDevice}
      </Link>
    );
  return <span>{product === null ? text.onAll : text.onProduct}</span>;
}

function End({ of: { endedBy, endedAt, expiresAt, holds } }: { readonly of: z.output<typeof Decision> }) {
  if (endedBy !== null)
    return (
      <>
        <WireText>{text.endedBy(endedBy)}</WireText>, <Instant at={endedAt} />
      </>
    );
  if (!holds) return text.expired;
  if (expiresAt === null) return text.neverEnds;
  return (
    <>
      {text.ends} <Instant at={expiresAt} />
    </>
  );
}
