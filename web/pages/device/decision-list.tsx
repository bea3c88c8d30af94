/** What was decided about a device, by whom and why; each can be taken back, and what was taken back stays to be read. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { withdrawDecision } from '../../api/endpoints/identity.ts';
import { useAct } from '../../api/queries.ts';
import { DecisionDialog } from '../../components/decision-dialog.tsx';
import type { WholeDevice } from '../../components/device-identity.tsx';
import rows from '../../design/row-list.module.css';
import { EmptyState } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicePageText } from '../../text/device-page.ts';
import { devicesText } from '../../text/devices.ts';
import styles from './forms.module.css';

const text = devicePageText.identity;

type Decision = WholeDevice['identity'][number];

interface DecisionListProps {
  readonly device: WholeDevice;
  readonly mayEdit: boolean;
}

export function DecisionList({ device, mayEdit }: DecisionListProps) {
  const [taking, setTaking] = useState<Decision>();
  const withdraw = useAct(withdrawDecision);
  if (device.identity.length === 0) return <EmptyState title={text.none} />;
  return (
    <>
      <ul className={rows.rows}>
        {device.identity.map((decision) => (
          <li key={decision.id}>
            <div className={rows.words}>
              <p className={decision.withdrawnAt === null ? undefined : styles.taken}>
                <strong>{text.kinds[decision.kind]}</strong> <About decision={decision} device={device} />
              </p>
              <p>
                <WireText whole>{decision.reason}</WireText>
              </p>
              <p className={styles.quiet}>
                {decision.madeBy === null ? text.by[decision.by] : <WireText>{decision.madeBy}</WireText>}{' '}
                <Instant at={decision.madeAt} />
                {decision.until !== null && (
                  <>
                    {' '}
                    {text.until} <Instant at={decision.until} />
                  </>
                )}
                {decision.withdrawnAt !== null && (
                  <>
                    {'; '}
                    {text.withdrawn} <Instant at={decision.withdrawnAt} />
                    {decision.withdrawnReason !== null && (
                      <>
                        {': '}
                        <WireText whole>{decision.withdrawnReason}</WireText>
                      </>
                    )}
                  </>
                )}
              </p>
            </div>
            {mayEdit && decision.withdrawnAt === null && (
              <Button variant="default" onClick={() => setTaking(decision)}>
                {devicePageText.takeBack}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {taking && (
        <DecisionDialog
          title={devicePageText.decision.takeBackTitle}
          help={taking.reason}
          action={devicePageText.takeBack}
          done={devicePageText.decision.takenBack}
          forGood
          onClose={() => setTaking(undefined)}
          onDecide={({ reason }) => withdraw.mutateAsync({ path: { id: taking.id }, body: { reason } })}
        />
      )}
    </>
  );
}

/** The other device, or the attribute with its value. */
function About({ decision, device }: { readonly decision: Decision; readonly device: WholeDevice }) {
  const { attribute, value } = decision;
  if (attribute !== null && value !== null)
    return (
      <>
        {attribute === 'category' ? devicesText.category : (devicesText.attributes[attribute] ?? attribute)}{' '}
        <WireText>{attribute === 'category' ? categoryName(value) : value}</WireText>
      </>
    );
  const other = decision.device === device.id ? decision.other : decision.device;
  if (other === null || other === device.id) return null;
  return (
    <Link to="/devices/$id" params={{ id: other }}>
      {text.otherDevice}
    </Link>
  );
}
