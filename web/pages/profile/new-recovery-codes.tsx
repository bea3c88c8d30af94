/** Ten new recovery codes in place of the old ones, for the password. */

import { Button, Modal } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { renewRecoveryCodes } from '../../api/endpoints/sign-in.ts';
import { useAct } from '../../api/queries.ts';
import { RecoveryCodes } from '../../components/recovery-codes.tsx';
import { sessionText } from '../../text/session.ts';
import { statesText } from '../../text/states.ts';
import styles from './profile-page.module.css';

const text = sessionText.profile;

export function NewRecoveryCodes() {
  const [open, setOpen] = useState(false);
  const renew = useAct(renewRecoveryCodes);
  const close = () => {
    setOpen(false);
    renew.reset();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    renew.mutate({});
  };
  return (
    <>
      <Button variant="default" mt="sm" onClick={() => setOpen(true)}>
        {text.newCodes}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title={text.newCodes}
        closeButtonProps={{ 'aria-label': statesText.cancel }}
      >
        {renew.data ? (
          <RecoveryCodes codes={renew.data.codes} onKept={close} />
        ) : (
          <form className={styles.form} onSubmit={submit}>
            <p>{text.newCodesHelp}</p>
            {renew.isError && <p role="alert">{renew.error.message}</p>}
            <Button type="submit" loading={renew.isPending}>
              {text.newCodes}
            </Button>
          </form>
        )}
      </Modal>
    </>
  );
}
