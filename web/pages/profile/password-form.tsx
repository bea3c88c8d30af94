/** A new password; every other session ends. */

import { Button, PasswordInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { changePassword } from '../../api/endpoints/sign-in.ts';
import { useAct } from '../../api/queries.ts';
import { showMessage } from '../../design/messages.tsx';
import { sessionText } from '../../text/session.ts';
import styles from './profile-page.module.css';

const text = sessionText.profile;
const SHORTEST_PASSWORD = 15;

export function PasswordForm() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useAct(changePassword);
  const tooShort = next !== '' && next.length < SHORTEST_PASSWORD;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate(
      { body: { current, new: next } },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          showMessage({ text: text.changed });
        },
      },
    );
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <PasswordInput
        label={text.current}
        autoComplete="current-password"
        value={current}
        error={change.isError && change.error.message}
        onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
      />
      <PasswordInput
        label={text.next}
        description={sessionText.setup.passwordHint}
        autoComplete="new-password"
        value={next}
        error={tooShort && sessionText.setup.tooShort}
        onChange={({ currentTarget }) => setNext(currentTarget.value)}
      />
      <Button type="submit" loading={change.isPending} disabled={current === '' || next === '' || tooShort}>
        {text.changePassword}
      </Button>
    </form>
  );
}
