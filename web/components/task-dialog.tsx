/** A task is made: what is to be done, whose it is, by when. */

import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { listRoles } from '../api/endpoints/access.ts';
import { makeTask } from '../api/endpoints/tasks.ts';
import { useAct, useAnswer } from '../api/queries.ts';
import { FieldRow, Fields, FormFoot } from '../design/fields.tsx';
import { showMessage } from '../design/messages.tsx';
import { roleName } from '../text/roles.ts';
import { statesText } from '../text/states.ts';
import { tasksText as text } from '../text/tasks.ts';

const TITLE_LIMIT = 200;
const NOTE_LIMIT = 2_000;
const ME = 'me';
const SHORTEST_TITLE = 3;

interface TaskDialogProps {
  /** What it is about. */
  readonly about?: { readonly device?: string; readonly alert?: string; readonly cve?: string };
  readonly onClose: () => void;
}

export function TaskDialog({ about = {}, onClose }: TaskDialogProps) {
  const [title, setTitle] = useState('');
  const [whose, setWhose] = useState(ME);
  const [due, setDue] = useState('');
  const [note, setNote] = useState('');
  const roles = useAnswer(listRoles, {}).data?.roles ?? [];
  const make = useAct(makeTask);
  const save = () =>
    make.mutate(
      {
        body: {
          ...{ ...about, title: title.trim() },
          ...(whose !== ME && { role: whose }),
          ...(due !== '' && { due }),
          ...(note.trim() !== '' && { note: note.trim() }),
        },
      },
      {
        onSuccess: () => {
          showMessage({ text: text.made });
          onClose();
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={text.add} closeButtonProps={{ 'aria-label': statesText.cancel }}>
      <Fields onSubmit={save}>
        <TextInput
          label={text.name}
          placeholder={text.nameHint}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={TITLE_LIMIT}
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <FieldRow>
          <Select
            label={text.whose}
            allowDeselect={false}
            data={[
              { value: ME, label: text.me },
              ...roles.map(({ id }) => ({ value: id, label: text.holders(roleName(id)) })),
            ]}
            value={whose}
            onChange={(value) => setWhose(value ?? ME)}
          />
          <TextInput
            type="date"
            label={text.due}
            value={due}
            onChange={({ currentTarget }) => setDue(currentTarget.value)}
          />
        </FieldRow>
        <Textarea
          label={text.note}
          rows={2}
          maxLength={NOTE_LIMIT}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <FormFoot error={make.error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={title.trim().length < SHORTEST_TITLE}>
            {text.save}
          </Button>
        </FormFoot>
      </Fields>
    </Modal>
  );
}
