/** Can I trust what I see? Every sensor with its state first. */

import { Button } from '@mantine/core';
import { IconBroadcast, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listSensors } from '../../api/endpoints/sensors.ts';
import { useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { useMay } from '../../session/me.tsx';
import { sensorsText as text } from '../../text/sensors.ts';
import { AddSensor } from './add-sensor.tsx';
import { EnrolmentDialog, type OfferedEnrolment } from './enrolment-dialog.tsx';
import { SensorCard } from './sensor-card.tsx';
import { SensorLook } from './sensor-look.tsx';
import styles from './sensors-page.module.css';

/** Rates and ages are of the last delivery: they are asked for without a change in the feed as well. */
const EVERY_MS = 15_000;

export function SensorsPage() {
  const [address, change] = useAddressState();
  const mayEdit = useMay('administration:edit');
  const found = useAnswer(listSensors, {}, { every: () => EVERY_MS });
  const [offered, setOffered] = useState<OfferedEnrolment>();
  const sensors = found.data?.sensors ?? [];
  const looked = sensors.find(({ id }) => id === address['look']);
  const add = () => change({ add: '1' }, { step: true });
  return (
    <>
      <PageHeader
        title={text.title}
        explains="sensor"
        facts={
          found.data && text.facts(sensors.filter(({ state }) => state === 'live').length, sensors.length)
        }
        actions={
          mayEdit && (
            <Button leftSection={<IconPlus size={15} stroke={1.9} />} onClick={add}>
              {text.add}
            </Button>
          )
        }
      />
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.what} lines={6} height={28} />
      ) : sensors.length === 0 ? (
        <EmptyState
          icon={<IconBroadcast size={28} stroke={1.5} />}
          title={text.first}
          actions={mayEdit && <Button onClick={add}>{text.add}</Button>}
        >
          {text.firstHelp}
        </EmptyState>
      ) : (
        <div className={styles.cards}>
          {sensors.map((sensor) => (
            <SensorCard key={sensor.id} sensor={sensor} mayEdit={mayEdit} onOffered={setOffered} />
          ))}
        </div>
      )}
      {address['add'] !== undefined && mayEdit && (
        <AddSensor onClose={() => change({ add: undefined })} onOffered={setOffered} />
      )}
      {offered && (
        <EnrolmentDialog
          offered={offered}
          sensor={sensors.find(({ id }) => id === offered.enrolment.id)}
          onClose={() => setOffered(undefined)}
        />
      )}
      {looked && <SensorLook sensor={looked} onClose={() => change({ look: undefined })} />}
    </>
  );
}
