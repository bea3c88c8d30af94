/** What people noted of it; signed, latest first. */

import { Button, Textarea } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { addNote } from '../../api/endpoints/devices.ts';
import { useAct } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { Card } from '../../design/card.tsx';
import rows from '../../design/row-list.module.css';
import { EmptyState } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { devicePageText } from '../../text/device-page.ts';
import styles from './forms.module.css';

const text = devicePageText.notes;
const NOTE_LIMIT = 10_000;

export function DeviceNotes({ device }: { readonly device: WholeDevice }) {
  const mayEdit = useMay('inventory:edit');
  return (
    <Card title={text.title} flush>
      <ul className={rows.rows}>
        {mayEdit && (
          <li>
            <NewNote device={device} />
          </li>
        )}
        {device.notes.map((note) => (
          <li key={note.id}>
            <div className={rows.words}>
              <p>
                <strong>
                  <WireText>{note.author}</WireText>
                </strong>{' '}
                <span className={styles.quiet}>
                  <Instant at={note.at} />
                </span>
              </p>
              {note.text.split('\n').map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, which never changes
                <p key={index}>
                  <WireText whole>{line}</WireText>
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {device.notes.length === 0 && <EmptyState title={text.none} />}
    </Card>
  );
}

function NewNote({ device }: { readonly device: WholeDevice }) {
  const [typed, setTyped] = useState('');
  const act = useAct(addNote);
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    act.mutate({ path: { id: device.id }, body: { text: typed } }, { onSuccess: () => setTyped('') });
  };
  return (
    <form className={`${styles.form} ${rows.words}`} onSubmit={add}>
      <Textarea
        label={text.label}
        description={text.help}
        placeholder={text.hint}
        rows={2}
        required
        maxLength={NOTE_LIMIT}
        value={typed}
        error={act.error?.message}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div>
        <Button type="submit" loading={act.isPending}>
          {text.add}
        </Button>
      </div>
    </form>
  );
}
