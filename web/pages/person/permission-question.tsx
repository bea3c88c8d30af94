/** "Can this person … on …?" with the answer, its cause and its end. */

import { Select } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { checkPermission, listRoles } from '../../api/endpoints/access.ts';
import { useAnswer } from '../../api/queries.ts';
import { DevicePicker } from '../../components/device-picker.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Notice } from '../../design/card.tsx';
import { Unanswered } from '../../design/states.tsx';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { choicesOf } from './grant-choice.ts';
import styles from './person.module.css';

const text = accessText.can;
const FIRST_RIGHT = 'inventory:view';

export function PermissionQuestion({ person }: { readonly person: string }) {
  const [address, change] = useAddressState();
  const maySeeDevices = useMay('inventory:view');
  const roles = useAnswer(listRoles, {}).data;
  const permission = address['right'] ?? FIRST_RIGHT;
  const device = address['device'];
  const answer = useAnswer(checkPermission, { path: { id: person }, query: { permission, device } });
  const rights = roles ? choicesOf(roles).slice(1) : [];
  return (
    <>
      <div className={styles.question}>
        <span>{text.ask}</span>
        <Select
          aria-label={text.right}
          data={rights}
          searchable
          allowDeselect={false}
          value={permission}
          onChange={(right) => change({ right: right ?? undefined }, { step: true })}
        />
        {maySeeDevices && (
          <>
            <span>{text.on}</span>
            <DevicePicker
              label={text.device}
              none={text.anyDevice}
              nothingFound={text.noDevice}
              value={device}
              onChange={(id) => change({ device: id }, { step: true })}
            />
          </>
        )}
        <span>?</span>
      </div>
      <div className={styles.answer} aria-live="polite">
        {!answer.isSuccess ? (
          <Unanswered asked={answer} what={text.ask} lines={1} height={38} />
        ) : (
          <Notice
            set={answer.data.allowed ? 'good' : 'low'}
            icon={
              answer.data.allowed ? (
                <IconCircleCheck size={20} stroke={1.7} aria-hidden="true" />
              ) : (
                <IconCircleX size={20} stroke={1.7} aria-hidden="true" />
              )
            }
          >
            <p>{answer.data.sentence}</p>
          </Notice>
        )}
      </div>
    </>
  );
}
