/** What was accepted and by whom until when, beside what nobody knows. */

import { listDecisions } from '../../api/endpoints/vulnerabilities.ts';
import { useAnswer } from '../../api/queries.ts';
import { DecisionList } from '../../components/decision-list.tsx';
import { Card } from '../../design/card.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { riskText } from '../../text/risk.ts';
import type { KnownFleet } from './known-fleet.ts';
import styles from './risk-page.module.css';
import { UnknownList } from './unknown-list.tsx';

const text = riskText.fleet;

export function DecisionRegister({ fleet }: { readonly fleet: KnownFleet }) {
  const found = useAnswer(listDecisions, { query: {} });
  return (
    <div className={styles.columns}>
      <Card title={text.register} note={text.registerNote}>
        {!found.isSuccess ? (
          <Unanswered asked={found} what={text.register} lines={4} />
        ) : found.data.decisions.length === 0 ? (
          <EmptyState title={text.noRegister} />
        ) : (
          <DecisionList decisions={found.data.decisions} named />
        )}
      </Card>
      <UnknownList fleet={fleet} />
    </div>
  );
}
