/** One sensor: its state and what that means first, then what it says of itself. */

import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { enrolSensor, findSensor, revokeSensor } from '../../api/endpoints/sensors.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Notice } from '../../design/card.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage, showProblem } from '../../design/messages.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { Age, Instant, WireText } from '../../design/values.tsx';
import { sensorsText as text } from '../../text/sensors.ts';
import type { OfferedEnrolment } from './enrolment-dialog.tsx';
import { PacketHours } from './packet-hours.tsx';
import { SensorFacts } from './sensor-facts.tsx';
import { type Sensor, SensorState } from './sensor-words.tsx';
import styles from './sensors-page.module.css';

interface SensorCardProps {
  readonly sensor: Sensor;
  readonly mayEdit: boolean;
  readonly onOffered: (offered: OfferedEnrolment) => void;
}

export function SensorCard({ sensor, mayEdit, onOffered }: SensorCardProps) {
  const { id, name, site, state } = sensor;
  const [, change] = useAddressState();
  const hasDelivered = sensor.received > 0;
  const detail = useAnswer(findSensor, { path: { id } }, { enabled: hasDelivered });
  return (
    <section className={styles.card} aria-label={name}>
      <header className={styles.head}>
        <h2>
          <WireText>{name}</WireText>
        </h2>
        <SensorState sensor={sensor} />
        <span className={styles.place}>
          {site === null ? <Unknown bare word={text.noSite} /> : <WireText>{site}</WireText>}
        </span>
        {mayEdit && <SensorActs sensor={sensor} onOffered={onOffered} />}
      </header>
      <StateLine sensor={sensor} />
      {(hasDelivered || state === 'live') && (
        <>
          {detail.data && detail.data.hours.length > 0 && <PacketHours hours={detail.data.hours} />}
          <SensorFacts sensor={sensor} />
          <div>
            <Button
              variant="default"
              aria-label={text.detailsOf(name)}
              onClick={() => change({ look: id }, { step: true })}
            >
              {text.details}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

/** What is wrong, since when, what nobody sees meanwhile, and what to do. */
function StateLine({ sensor }: { readonly sensor: Sensor }) {
  const { state, silentSince, dark, tokenExpiresAt, health, lastError } = sensor;
  return (
    <>
      {state === 'never-connected' && (
        <p className={styles.quiet}>
          {tokenExpiresAt === null ? (
            text.tokenOver
          ) : (
            <>
              {text.lead['never-connected']} {text.tokenEnds} <Instant at={tokenExpiresAt} />.
            </>
          )}
        </p>
      )}
      {state === 'revoked' && <p className={styles.quiet}>{text.lead.revoked}</p>}
      {(state === 'silent' || state === 'interface-silent') && (
        <Notice set={state === 'silent' ? 'critical' : 'medium'}>
          <p>
            <strong>
              {text.states[state]}
              {silentSince !== null && (
                <>
                  {` ${text.since} `}
                  <Instant at={silentSince} /> (<Age at={silentSince} />)
                </>
              )}
              .
            </strong>{' '}
            {dark && (dark.devices > 0 || dark.vlans.length > 0)
              ? `${text.dark(dark.vlans, dark.devices)}. `
              : dark && `${text.darkNothing} `}
            {text.lead[state]}
          </p>
        </Notice>
      )}
      {health && health.problem !== null && (
        <Notice set="medium">
          {text.problem}: <WireText whole>{health.problem}</WireText>
        </Notice>
      )}
      {lastError && (
        <Notice set="medium">
          {text.lastError}, <Instant at={lastError.at} />: <WireText whole>{lastError.message}</WireText>
        </Notice>
      )}
    </>
  );
}

function SensorActs({ sensor, onOffered }: Omit<SensorCardProps, 'mayEdit'>) {
  const { id, name, state } = sensor;
  const [asked, setAsked] = useState<'revoke' | 'enrol'>();
  const enrol = useAct(enrolSensor);
  const revoke = useAct(revokeSensor);
  const offer = async () => {
    const enrolment = await enrol.mutateAsync({ path: { id } });
    onOffered({ name, enrolment });
  };
  const offerAtOnce = () => offer().catch((error: unknown) => showProblem(error));
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" size="compact-sm" aria-label={text.more(name)}>
            <IconDots size={16} stroke={1.8} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {state === 'never-connected' || state === 'revoked' ? (
            <Menu.Item onClick={() => void offerAtOnce()}>
              {state === 'revoked' ? text.enrol : text.enrolFirst}
            </Menu.Item>
          ) : (
            <Menu.Item onClick={() => setAsked('enrol')}>{text.enrol}</Menu.Item>
          )}
          {state !== 'revoked' && <Menu.Item onClick={() => setAsked('revoke')}>{text.revoke}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        open={asked === 'enrol'}
        onClose={() => setAsked(undefined)}
        title={text.enrolTitle(name)}
        action={text.enrol}
        onConfirm={offer}
      >
        {text.enrolHelp}
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === 'revoke'}
        onClose={() => setAsked(undefined)}
        title={text.revokeTitle(name)}
        action={text.revoke}
        destructive
        onConfirm={async () => {
          await revoke.mutateAsync({ path: { id } });
          showMessage({ text: text.revoked(name) });
        }}
      >
        {text.revokeHelp}
      </ConfirmDialog>
    </>
  );
}
