/** Am I in the right place, and safely in? */

import { Alert, Button, Divider, PasswordInput, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { isRefusal } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { signIn } from '../../api/endpoints/sign-in.ts';
import { CardPage } from '../../components/card-page.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { errorWords } from '../../design/error-words.ts';
import { forgetOrganisation } from '../../session/me.tsx';
import { safeReturn } from '../../session/return-address.ts';
import { canUsePasskeys, signInByPasskey, wasCancelled } from '../../session/web-authn.ts';
import { sessionText } from '../../text/session.ts';

const text = sessionText.signIn;

export function SignInPage() {
  const [address] = useAddressState();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const enter = async () => {
    forgetOrganisation();
    queries.clear();
    await navigate({ to: safeReturn(address['return']) });
  };
  const attempt = async (act: () => Promise<void>, explain: (error: unknown) => string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
    } catch (error) {
      if (!wasCancelled(error)) setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  };
  const byPassword = (event: SubmitEvent) => {
    event.preventDefault();
    void attempt(
      async () => {
        const { twoFactorRedirect } = await call(signIn, { body: { email, password } });
        if (twoFactorRedirect)
          await navigate({ to: '/second-factor', search: { return: address['return'] } });
        else await enter();
      },
      (error) => (isRefusal(error, 401) ? text.refused : sentenceOf(error)),
    );
  };
  const byPasskey = () =>
    void attempt(
      async () => {
        await signInByPasskey();
        await enter();
      },
      (error) => (isRefusal(error, 401) ? text.passkeyRefused : sentenceOf(error)),
    );

  return (
    <CardPage title={text.title} foot={text.quiet}>
      {problem && (
        <Alert color="critical" role="alert">
          {problem}
        </Alert>
      )}
      {canUsePasskeys() && (
        <>
          <Button
            fullWidth
            data-size="lg"
            leftSection={<IconFingerprint size={18} stroke={1.7} />}
            onClick={byPasskey}
            disabled={busy}
          >
            {text.passkey}
          </Button>
          <Divider label={text.or} />
        </>
      )}
      <form onSubmit={byPassword}>
        <TextInput
          label={text.email}
          type="email"
          name="email"
          autoComplete="username webauthn"
          required
          withAsterisk={false}
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <PasswordInput
          label={text.password}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Button type="submit" fullWidth loading={busy} variant={canUsePasskeys() ? 'default' : 'filled'}>
          {text.submit}
        </Button>
      </form>
    </CardPage>
  );
}

function sentenceOf(error: unknown): string {
  if (isRefusal(error, 429)) return text.locked;
  return errorWords(error);
}
