/** Setting up the second factor: password, authenticator by QR code, recovery codes that are shown once. */

import { Alert, Button, PasswordInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { isRefusal } from '../api/api-error.ts';
import { call } from '../api/client.ts';
import { enableSecondFactor, verifyCode } from '../api/endpoints/sign-in.ts';
import { errorWords } from '../design/error-words.ts';
import { LoadingSkeleton } from '../design/states.tsx';
import { Identifier } from '../design/values.tsx';
import { sessionText } from '../text/session.ts';
import { CodeField } from './code-field.tsx';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import styles from './second-factor-enrolment.module.css';

const text = sessionText.enrol;

interface EnrolmentProps {
  /** When the person has just typed it. */
  readonly password?: string;
  readonly onFinished: () => void;
}

interface Begun {
  readonly totpURI: string;
  readonly backupCodes: readonly string[];
}

export function SecondFactorEnrolment({ password: known, onFinished }: EnrolmentProps) {
  const [password, setPassword] = useState('');
  const [begun, setBegun] = useState<Begun>();
  const [code, setCode] = useState('');
  const [confirmed, setConfirmed] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const asked = useRef(false);

  const attempt = async (act: () => Promise<void>, whenRefused: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      const refused = isRefusal(error, 401) || isRefusal(error, 400);
      setProblem(refused ? whenRefused : errorWords(error));
    } finally {
      setBusy(false);
    }
  };
  const begin = (typed: string) =>
    attempt(
      async () => setBegun(await call(enableSecondFactor, { body: { password: typed } })),
      text.wrongPassword,
    );
  const confirm = (typed: string) =>
    attempt(async () => {
      await call(verifyCode, { body: { code: typed } });
      setConfirmed(true);
    }, sessionText.secondFactor.wrong).finally(() => setCode(''));

  // Once: each call makes another secret.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the password that was known at first
  useEffect(() => {
    if (known === undefined || asked.current) return;
    asked.current = true;
    void begin(known);
  }, []);

  const complaint = problem && (
    <Alert color="critical" role="alert">
      {problem}
    </Alert>
  );
  if (confirmed && begun) return <RecoveryCodes codes={begun.backupCodes} onKept={onFinished} />;
  if (begun)
    return (
      <div className={styles.step}>
        <p>{text.scan}</p>
        <QrCode text={begun.totpURI} label={text.picture} />
        <p className={styles.secret}>
          {text.byHand} <Identifier value={secretOf(begun.totpURI)} what={text.secret} />
        </p>
        {complaint}
        <CodeField
          label={sessionText.secondFactor.code}
          hint={sessionText.secondFactor.codeHint}
          value={code}
          onChange={setCode}
          onComplete={(typed) => void confirm(typed)}
        />
        <Button fullWidth loading={busy} disabled={code === ''} onClick={() => void confirm(code)}>
          {text.confirm}
        </Button>
      </div>
    );
  if (known !== undefined) return complaint || <LoadingSkeleton />;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void begin(password);
  };
  return (
    <form onSubmit={onSubmit} className={styles.step}>
      {complaint}
      <PasswordInput
        label={text.passwordFirst}
        autoComplete="current-password"
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <Button type="submit" fullWidth loading={busy} disabled={password === ''}>
        {text.begin}
      </Button>
    </form>
  );
}

const secretOf = (uri: string): string => new URL(uri).searchParams.get('secret') ?? '';
