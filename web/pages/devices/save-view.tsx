/** Keeps the query under a name. */

import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { addSavedQuery } from '../../api/endpoints/saved-queries.ts';
import { useAct } from '../../api/queries.ts';
import { showMessage } from '../../design/messages.tsx';
import { deviceListText } from '../../text/device-list.ts';
import { statesText } from '../../text/states.ts';
import styles from './view-tabs.module.css';

const text = deviceListText.views;

interface SaveViewProps {
  readonly query: string;
  readonly sort: string;
  readonly onClose: () => void;
  readonly onSaved: (view: { readonly id: string; readonly query: string }) => void;
}

export function SaveView({ query, sort, onClose, onSaved }: SaveViewProps) {
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const add = useAct(addSavedQuery);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const view = await add.mutateAsync({ body: { name, query, sort, shared } }).catch(() => undefined);
    if (!view) return;
    showMessage({ text: text.saved(view.name) });
    onSaved(view);
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.saveTitle}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <TextInput
          label={text.name}
          value={name}
          required
          maxLength={200}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={add.error?.message}
        />
        <p className={styles.query}>{query === '' ? text.all : query}</p>
        <Checkbox
          label={text.share}
          checked={shared}
          onChange={({ currentTarget }) => setShared(currentTarget.checked)}
        />
        <Button type="submit" loading={add.isPending}>
          {text.save}
        </Button>
      </form>
    </Modal>
  );
}
