/** Asks for the second factor once more, and lets what waited go on. */

import { Alert, Button, Modal } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { call } from '../api/client.ts';
import { stepUp } from '../api/endpoints/sign-in.ts';
import { errorWords } from '../design/error-words.ts';
import type { AskedFactor } from '../session/confirm-factor.ts';
import { canUsePasskeys, provenPasskey, wasCancelled } from '../session/web-authn.ts';
import { sessionText } from '../text/session.ts';
import { statesText } from '../text/states.ts';
import { CodeField } from './code-field.tsx';
import styles from './second-factor-enrolment.module.css';

const text = sessionText.stepUp;
const CODE = /^\d{6}$/;

type Proof = Parameters<typeof call<typeof stepUp>>[1]['body'];

export function StepUpDialog({ asked }: { readonly asked: AskedFactor }) {
  const { refusal, answer } = asked;
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const passkeyOnly = refusal.code === 'passkey-required';
  const prove = async (proof: () => Promise<Proof>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await call(stepUp, { body: await proof() });
      answer(true);
    } catch (error) {
      if (!wasCancelled(error)) setProblem(errorWords(error));
      setCode('');
    } finally {
      setBusy(false);
    }
  };
  const byCode = (typed: string) => void prove(async () => ({ code: typed }));
  const byPasskey = () =>
    void prove(
      async () => ({ passkey: (await provenPasskey()) as { id: string; response: object } }) as Proof,
    );
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    byCode(code);
  };
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title={text.title}
      size={400}
      closeButtonProps={{ 'aria-label': statesText.cancel }}
    >
      <div className={styles.step}>
        <p>{passkeyOnly ? text.passkeyWhy : text.why}</p>
        {problem && (
          <Alert color="critical" role="alert">
            {problem}
          </Alert>
        )}
        {canUsePasskeys() && (
          <Button
            fullWidth
            variant={passkeyOnly ? 'filled' : 'default'}
            leftSection={<IconFingerprint size={16} stroke={1.7} />}
            disabled={busy}
            onClick={byPasskey}
          >
            {sessionText.signIn.passkey}
          </Button>
        )}
        {!passkeyOnly && (
          <form className={styles.step} onSubmit={onSubmit}>
            <CodeField
              label={sessionText.secondFactor.code}
              hint={sessionText.secondFactor.codeHint}
              value={code}
              onChange={setCode}
              onComplete={byCode}
            />
            <Button type="submit" fullWidth loading={busy} disabled={!CODE.test(code)}>
              {text.confirm}
            </Button>
          </form>
        )}
      </div>
    </Modal>
  );
}
