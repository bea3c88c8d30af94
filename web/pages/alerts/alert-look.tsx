/** One alert whole: what it is about, how it stands, and what one may do. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AlertActs } from '../../components/alert-acts.tsx';
import { type AlertRow, AlertState } from '../../components/alert-words.tsx';
import { TaskDialog } from '../../components/task-dialog.tsx';
import { FactLine, Facts } from '../../design/card.tsx';
import { SeverityChip } from '../../design/severity.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { Count, Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { alertsText as text } from '../../text/alerts.ts';

interface AlertLookProps {
  readonly alert: AlertRow;
  readonly onClose: () => void;
}

export function AlertLook({ alert, onClose }: AlertLookProps) {
  const mayDecide = useMay('alert:edit');
  const mayTask = useMay('inventory:view');
  const [isMaking, setMaking] = useState(false);
  const { kind, severity, state, count, firstAt, lastAt, cve, sensor, decidedBy, decidedAt, reason } = alert;
  const [device] = alert.devices;
  return (
    <SideDrawer open title={text.kinds[kind]} onClose={onClose}>
      <p>
        <WireText whole>{alert.text}</WireText>
      </p>
      <Facts>
        <FactLine term={text.columns.severity}>
          <SeverityChip of={severity} />
        </FactLine>
        <FactLine term={text.columns.state}>
          <AlertState of={state} />
        </FactLine>
        <FactLine term={text.columns.first}>
          <Instant at={firstAt} />
        </FactLine>
        <FactLine term={text.columns.last}>
          <Instant at={lastAt} />
        </FactLine>
        <FactLine term={text.columns.count}>
          <Count of={count} />
        </FactLine>
        {alert.deviceCount > 0 && (
          <FactLine term={text.columns.devices}>
            <DeviceLinks alert={alert} />
          </FactLine>
        )}
        {cve !== null && (
          <FactLine term={text.cve}>
            <Link to="/vulnerabilities/$cve" params={{ cve }}>
              {cve}
            </Link>
          </FactLine>
        )}
        {sensor !== null && (
          <FactLine term={text.sensor}>
            <Link to="/sensors">{text.sensorLink}</Link>
          </FactLine>
        )}
        {kind === 'break-glass' && (
          <FactLine term={text.subject}>
            <Link to="/break-glass">{text.emergency}</Link>
          </FactLine>
        )}
        <FactLine term={text.by}>
          {decidedAt === null ? (
            text.undecided
          ) : (
            <>
              {decidedBy === null ? text.itself : <WireText>{decidedBy}</WireText>},{' '}
              <Instant at={decidedAt} />
            </>
          )}
        </FactLine>
        {reason !== null && (
          <FactLine term={text.reason}>
            <WireText whole>{reason}</WireText>
          </FactLine>
        )}
      </Facts>
      <div className={listStyles.chips}>
        {mayDecide && <AlertActs alerts={[alert]} />}
        {mayTask && (
          <Button size="sm" variant="default" onClick={() => setMaking(true)}>
            {text.task}
          </Button>
        )}
      </div>
      {isMaking && (
        <TaskDialog
          about={{
            alert: alert.id,
            ...(cve !== null && { cve }),
            ...(alert.deviceCount === 1 && device !== undefined && { device }),
          }}
          onClose={() => setMaking(false)}
        />
      )}
    </SideDrawer>
  );
}

const LINKED = 5;

function DeviceLinks({ alert: { devices, deviceCount } }: { readonly alert: AlertRow }) {
  const shown = devices.slice(0, LINKED);
  return (
    <span className={listStyles.chips}>
      {shown.map((id, at) => (
        <Link key={id} to="/devices/$id" params={{ id }}>
          {`${text.oneDevice} ${at + 1}`}
        </Link>
      ))}
      {deviceCount > shown.length && text.moreDevices(deviceCount - shown.length)}
    </span>
  );
}
