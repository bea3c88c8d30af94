/** Whether the device may be asked, by which question, and what it was asked. */

import { Button } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { DeviceQueries as DeviceQueriesSchema } from '../../../src/contract/active-query.ts';
import { findDeviceQueries } from '../../api/endpoints/active-queries.ts';
import { useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { QueryList } from '../../components/query-list.tsx';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { EmptyState, NoPermission, Unanswered } from '../../design/states.tsx';
import { useMay } from '../../session/me.tsx';
import { activeQueriesText } from '../../text/active-queries.ts';
import { AllowQuery, type AskableProbe } from './allow-query.tsx';
import styles from './device-queries.module.css';

const text = activeQueriesText.device;
const VIEW = 'active-query:view';
type DeviceQueryState = z.output<typeof DeviceQueriesSchema>;

export function DeviceQueries({ device }: { readonly device: WholeDevice }) {
  const maySee = useMay(VIEW);
  const found = useAnswer(findDeviceQueries, { path: { id: device.id } }, { enabled: maySee });
  if (!maySee) return <NoPermission right={VIEW} />;
  if (!found.isSuccess) return <Unanswered asked={found} what={text.tab} lines={6} />;
  const { queries } = found.data;
  return (
    <div className={styles.page}>
      <Probes device={device} state={found.data} />
      <Card title={text.history} flush>
        {queries.length === 0 ? (
          <EmptyState title={text.none}>{text.noneHelp}</EmptyState>
        ) : (
          <QueryList queries={queries} />
        )}
      </Card>
    </div>
  );
}

interface ProbesProps {
  readonly device: WholeDevice;
  readonly state: DeviceQueryState;
}

function Probes({ device, state: { probes, mayAsk, maySend, needsAnother } }: ProbesProps) {
  const [chosen, setChosen] = useState<AskableProbe>();
  // What is said of every question is said once.
  const [first] = probes;
  const common = (first?.shut ?? []).filter(({ why }) =>
    probes.every(({ shut }) => shut.some((gate) => gate.why === why)),
  );
  return (
    <Card title={text.can} explains="probe">
      {common.map(({ gate, why }) => (
        <p key={gate}>{why}</p>
      ))}
      {!mayAsk && <p className={styles.quiet}>{text.mayNot}</p>}
      <ul className={styles.probes}>
        {probes.map((probe) => {
          const isNever = probe.shut.some(({ lasting }) => lasting);
          return (
            <li key={probe.id}>
              <span className={styles.words}>
                <span className={styles.head}>
                  <strong>{activeQueriesText.probes[probe.id]}</strong>
                  <Chip set={probe.shut.length === 0 ? 'good' : isNever ? 'plain' : 'medium'}>
                    {probe.shut.length === 0 ? text.yes : isNever ? text.no : text.notNow}
                  </Chip>
                </span>
                <span className={styles.quiet}>
                  {text.sends(probe.messages, probe.transport, probe.port)}
                </span>
                {probe.shut
                  .filter(({ why }) => common.every((gate) => gate.why !== why))
                  .map(({ gate, why }) => (
                    <span key={gate}>{why}</span>
                  ))}
              </span>
              {mayAsk && !isNever && (
                <Button
                  variant="default"
                  aria-label={text.allowOf(activeQueriesText.probes[probe.id])}
                  onClick={() => setChosen(probe)}
                >
                  {needsAnother || !maySend ? text.ask : text.allow}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {chosen && (
        <AllowQuery
          device={device.id}
          probe={chosen}
          needsAnother={needsAnother}
          onClose={() => setChosen(undefined)}
        />
      )}
    </Card>
  );
}
