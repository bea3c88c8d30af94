/** The exact command that brings a sensor in, shown once, and whether it has come. */

import { Button, Modal } from '@mantine/core';
import { IconCircleCheck, IconHourglass } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { Enrolment } from '../../../src/contract/sensor.ts';
import { findSensor } from '../../api/endpoints/sensors.ts';
import { useAnswer } from '../../api/queries.ts';
import { SecretText } from '../../components/secret-text.tsx';
import { Notice } from '../../design/card.tsx';
import { useNow } from '../../design/clock.ts';
import { formatAge } from '../../design/format/age.ts';
import { Instant } from '../../design/values.tsx';
import { sensorsText } from '../../text/sensors.ts';
import { statesText } from '../../text/states.ts';
import type { Sensor } from './sensor-words.tsx';
import styles from './sensors-page.module.css';

const text = sensorsText.command;
const SECOND_MS = 1_000;
const WATCH_MS = 2_000;
const WIDTH = 620;

export interface OfferedEnrolment {
  readonly name: string;
  readonly enrolment: z.output<typeof Enrolment>;
}

interface EnrolmentDialogProps {
  readonly offered: OfferedEnrolment;
  /** As the list shows it. */
  readonly sensor: Sensor | undefined;
  readonly onClose: () => void;
}

export function EnrolmentDialog({ offered, sensor, onClose }: EnrolmentDialogProps) {
  const { name, enrolment } = offered;
  const [begun] = useState(() => new Date());
  const now = useNow(SECOND_MS);
  const watched = useAnswer(
    findSensor,
    { path: { id: enrolment.id } },
    { every: (answer) => (answer?.state === 'live' ? false : WATCH_MS) },
  );
  const found = watched.data ?? sensor;
  const enrolledAt = found?.enrolledAt ?? null;
  // A sensor that is enrolled anew has an older enrolment until the command is run.
  const isEnrolled = enrolledAt !== null && new Date(enrolledAt) >= begun;
  const isLive = isEnrolled && found?.state === 'live';
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.title(name)}
      size={WIDTH}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
      closeOnClickOutside={false}
    >
      <div className={styles.command}>
        <p>{text.lead}</p>
        <SecretText value={enrolment.command} copy={text.copy} copied={text.copied} />
        <p className={styles.quiet}>
          {text.once} {sensorsText.tokenEnds} <Instant at={enrolment.expiresAt} />.
        </p>
        <div role="status">
          <Notice
            set={isEnrolled ? 'good' : 'low'}
            icon={
              isLive ? (
                <IconCircleCheck size={18} stroke={1.7} aria-hidden="true" />
              ) : (
                <IconHourglass size={18} stroke={1.7} aria-hidden="true" />
              )
            }
          >
            {isLive ? text.live : isEnrolled ? text.enrolled : text.waited(formatAge(begun, now))}
          </Notice>
        </div>
        <div className={styles.end}>
          <Button onClick={onClose}>{text.done}</Button>
        </div>
      </div>
    </Modal>
  );
}
