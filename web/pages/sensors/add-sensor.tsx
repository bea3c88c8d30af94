/** A name for the new sensor; the command follows. */

import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { listSites } from '../../api/endpoints/places.ts';
import { addSensor } from '../../api/endpoints/sensors.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Fields, FormFoot } from '../../design/fields.tsx';
import { sensorsText } from '../../text/sensors.ts';
import { statesText } from '../../text/states.ts';
import type { OfferedEnrolment } from './enrolment-dialog.tsx';

const text = sensorsText.form;

interface AddSensorProps {
  readonly onClose: () => void;
  readonly onOffered: (offered: OfferedEnrolment) => void;
}

export function AddSensor({ onClose, onOffered }: AddSensorProps) {
  const [name, setName] = useState('');
  const [site, setSite] = useState<string | null>(null);
  const sites = useAnswer(listSites, {}).data?.sites ?? [];
  const add = useAct(addSensor);
  const submit = () =>
    add.mutate(
      { body: { name: name.trim(), ...(site !== null && { site }) } },
      {
        onSuccess: (enrolment) => {
          onClose();
          onOffered({ name: name.trim(), enrolment });
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={text.title} closeButtonProps={{ 'aria-label': statesText.cancel }}>
      <Fields onSubmit={submit}>
        <TextInput
          label={text.name}
          description={text.nameHelp}
          data-autofocus
          required
          withAsterisk={false}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Select
          label={text.site}
          description={text.siteHelp}
          clearable
          data={sites.map((each) => each.name)}
          value={site}
          onChange={setSite}
        />
        <FormFoot error={add.error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
            {text.submit}
          </Button>
        </FormFoot>
      </Fields>
    </Modal>
  );
}
