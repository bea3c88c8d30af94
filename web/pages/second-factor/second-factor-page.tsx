/** The second step of signing in: the code of the authenticator, or a recovery code. */

import { Alert, Anchor, Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { isRefusal } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { verifyCode, verifyRecoveryCode } from '../../api/endpoints/sign-in.ts';
import { CardPage } from '../../components/card-page.tsx';
import { CodeField } from '../../components/code-field.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { errorWords } from '../../design/error-words.ts';
import { forgetOrganisation } from '../../session/me.tsx';
import { safeReturn } from '../../session/return-address.ts';
import { sessionText } from '../../text/session.ts';

const text = sessionText.secondFactor;

export function SecondFactorPage() {
  const [address] = useAddressState();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [byRecovery, setByRecovery] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (typed: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await call(byRecovery ? verifyRecoveryCode : verifyCode, { body: { code: typed.trim() } });
      forgetOrganisation();
      queries.clear();
      await navigate({ to: safeReturn(address['return']) });
    } catch (error) {
      setCode('');
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void submit(code);
  };
  return (
    <CardPage title={text.title} foot={<Link to="/sign-in">{text.startOver}</Link>}>
      {problem && (
        <Alert color="critical" role="alert">
          {problem}
        </Alert>
      )}
      <form onSubmit={onSubmit}>
        {byRecovery ? (
          <TextInput
            label={text.recovery}
            description={text.recoveryHint}
            autoComplete="one-time-code"
            value={code}
            onChange={({ currentTarget }) => setCode(currentTarget.value)}
          />
        ) : (
          <CodeField
            label={text.code}
            hint={text.codeHint}
            value={code}
            onChange={setCode}
            onComplete={(typed) => void submit(typed)}
          />
        )}
        <Button type="submit" fullWidth loading={busy} disabled={code === ''}>
          {text.submit}
        </Button>
      </form>
      <Anchor component="button" type="button" size="sm" onClick={() => setByRecovery(!byRecovery)}>
        {byRecovery ? text.back : text.lost}
      </Anchor>
    </CardPage>
  );
}

function sentenceOf(error: unknown): string {
  if (isRefusal(error, 401, 'CODE_USED')) return text.used;
  if (isRefusal(error, 401, 'INVALID_TWO_FACTOR_COOKIE')) return text.expired;
  if (isRefusal(error, 401)) return text.wrong;
  return errorWords(error);
}
