/** What is missing before a device that nobody has put into service yet may care for patients. */

import { Button, Textarea } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useState } from 'react';
import type { AnswerOf } from '../../api/endpoint.ts';
import { findServiceGate, putIntoService } from '../../api/endpoints/service-gate.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { deviceName } from '../../components/device-words.ts';
import { Card } from '../../design/card.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Unanswered } from '../../design/states.tsx';
import { useMay } from '../../session/me.tsx';
import { serviceText as text } from '../../text/service.ts';
import styles from './service-gate.module.css';

type Gate = AnswerOf<typeof findServiceGate>;

export function ServiceGateCard({ device }: { readonly device: WholeDevice }) {
  const gate = useAnswer(findServiceGate, { path: { id: device.id } });
  const [asking, setAsking] = useState(false);
  const mayEdit = useMay('inventory:edit');
  return (
    <Card
      title={text.title}
      note={gate.data && text.met(gate.data.checks.filter(({ met }) => met).length, gate.data.checks.length)}
      aside={
        mayEdit &&
        gate.data && (
          <Button size="sm" variant={gate.data.isOpen ? 'filled' : 'default'} onClick={() => setAsking(true)}>
            {gate.data.isOpen ? text.put : text.putByException}
          </Button>
        )
      }
    >
      {!gate.isSuccess ? (
        <Unanswered asked={gate} what={text.title} lines={4} />
      ) : (
        <ul className={styles.checks}>
          {gate.data.checks.map(({ id, met, because }) => (
            <li key={id} data-met={met || undefined}>
              {met ? <IconCircleCheck size={16} aria-hidden /> : <IconCircleDashed size={16} aria-hidden />}
              <span>
                <span className="hidden-but-read">{met ? text.isMet : text.isMissing}: </span>
                {because}
              </span>
            </li>
          ))}
        </ul>
      )}
      {asking && gate.data && (
        <IntoServiceDialog device={device} gate={gate.data} onClose={() => setAsking(false)} />
      )}
    </Card>
  );
}

interface DialogProps {
  readonly device: WholeDevice;
  readonly gate: Gate;
  readonly onClose: () => void;
}

function IntoServiceDialog({ device, gate, onClose }: DialogProps) {
  const [exception, setException] = useState('');
  const act = useAct(putIntoService);
  const said = exception.trim();
  const missing = gate.checks.filter(({ met }) => !met);
  const put = async () => {
    await act.mutateAsync({
      path: { id: device.id },
      body: { version: gate.version, ...(said !== '' && { exception: said }) },
    });
    showMessage({ text: text.done });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text.ask(deviceName(device))}
      action={text.put}
      incomplete={!gate.isOpen && said === ''}
      onConfirm={put}
    >
      <p>{gate.isOpen ? text.openHelp : text.shutHelp(missing.length)}</p>
      {!gate.isOpen && (
        <Textarea
          label={text.exception}
          description={text.exceptionHelp}
          data-autofocus
          autosize
          minRows={2}
          value={exception}
          onChange={(event) => setException(event.currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
}
