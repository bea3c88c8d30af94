/** Alerts that name the device, and tasks about it. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { listAlerts } from '../../api/endpoints/alerts.ts';
import { listTasks } from '../../api/endpoints/tasks.ts';
import { useAnswer } from '../../api/queries.ts';
import { AlertActs } from '../../components/alert-acts.tsx';
import { AlertState } from '../../components/alert-words.tsx';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { TaskDialog } from '../../components/task-dialog.tsx';
import { TaskList } from '../../components/task-list.tsx';
import { Card } from '../../design/card.tsx';
import rows from '../../design/row-list.module.css';
import { SeverityChip } from '../../design/severity.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Age, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { alertsText as text } from '../../text/alerts.ts';
import { tasksText } from '../../text/tasks.ts';
import styles from './forms.module.css';

const LISTED = 100;

export function DeviceAlerts({ device }: { readonly device: WholeDevice }) {
  return (
    <div className={styles.columns}>
      <AlertsOf device={device} />
      <TasksOf device={device} />
    </div>
  );
}

function AlertsOf({ device }: { readonly device: WholeDevice }) {
  const mayDecide = useMay('alert:edit');
  const found = useAnswer(listAlerts, { query: { device: device.id, limit: LISTED } });
  const alerts = found.data?.alerts ?? [];
  return (
    <Card title={text.title} explains="alert" flush aside={<Link to="/alerts">{text.title}</Link>}>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.what} />
      ) : alerts.length === 0 ? (
        <EmptyState title={text.noneOfDevice}>{text.noneHelp}</EmptyState>
      ) : (
        <ul className={rows.rows}>
          {alerts.map((alert) => (
            <li key={alert.id}>
              <div className={rows.words}>
                <p>
                  <SeverityChip of={alert.severity} /> <AlertState of={alert.state} />{' '}
                  <WireText whole>{alert.text}</WireText>
                </p>
                <p className={styles.quiet}>
                  {text.kinds[alert.kind]}, <Age at={alert.lastAt} ago />
                  {alert.reason !== null && (
                    <>
                      , <WireText whole>{alert.reason}</WireText>
                    </>
                  )}
                </p>
              </div>
              {mayDecide && (
                <span className={rows.acts}>
                  <AlertActs alerts={[alert]} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function TasksOf({ device }: { readonly device: WholeDevice }) {
  const [isMaking, setMaking] = useState(false);
  const found = useAnswer(listTasks, { query: { device: device.id, limit: LISTED } });
  return (
    <Card
      title={tasksText.title}
      flush
      aside={
        <Button size="sm" variant="default" onClick={() => setMaking(true)}>
          {tasksText.add}
        </Button>
      }
    >
      {!found.isSuccess ? (
        <Unanswered asked={found} what={tasksText.what} />
      ) : (
        <TaskList tasks={found.data.tasks} />
      )}
      {isMaking && <TaskDialog about={{ device: device.id }} onClose={() => setMaking(false)} />}
    </Card>
  );
}
