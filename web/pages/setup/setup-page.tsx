/** The first account, by the link that the server printed: then signing in and the second factor in one go. */

import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { call } from '../../api/client.ts';
import { setUp } from '../../api/endpoints/people.ts';
import { signIn } from '../../api/endpoints/sign-in.ts';
import { CardPage } from '../../components/card-page.tsx';
import { errorSentence } from '../../components/error-sentence.ts';
import { SecondFactorEnrolment } from '../../components/second-factor-enrolment.tsx';
import { sessionText } from '../../text/session.ts';

const text = sessionText.setup;
const SHORTEST_PASSWORD = 15;
const TOKEN_LENGTH = 43;

export function SetupPage() {
  const navigate = useNavigate();
  // Read once, then taken out of the address: it must not stay in the history.
  const [token] = useState(takeToken);
  const [account, setAccount] = useState({ organisation: '', name: '', email: '', password: '' });
  const [made, setMade] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const tooShort = account.password !== '' && account.password.length < SHORTEST_PASSWORD;

  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await call(setUp, { body: { token, ...account } });
      await call(signIn, { body: { email: account.email, password: account.password } });
      setMade(true);
    } catch (error) {
      setProblem(errorSentence(error));
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void submit();
  };
  if (made)
    return (
      <CardPage title={sessionText.enrol.title} lead={sessionText.enrol.why}>
        <SecondFactorEnrolment
          password={account.password}
          onFinished={() => void navigate({ to: '/start' })}
        />
      </CardPage>
    );
  if (token.length !== TOKEN_LENGTH)
    return (
      <CardPage title={text.title}>
        <Alert color="medium">{text.noToken}</Alert>
        <p>{text.noTokenHelp}</p>
      </CardPage>
    );
  const field = (name: keyof typeof account) => ({
    label: text[name],
    name,
    required: true,
    withAsterisk: false,
    value: account[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget;
      setAccount((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <CardPage title={text.title} lead={text.lead}>
      {problem && (
        <Alert color="critical" role="alert">
          {problem}
        </Alert>
      )}
      <form onSubmit={onSubmit}>
        <TextInput {...field('organisation')} autoComplete="organization" autoFocus />
        <TextInput {...field('name')} autoComplete="name" />
        <TextInput {...field('email')} type="email" autoComplete="username" />
        <PasswordInput
          {...field('password')}
          description={text.passwordHint}
          autoComplete="new-password"
          error={tooShort && text.tooShort}
        />
        <Button type="submit" fullWidth loading={busy} disabled={tooShort}>
          {text.submit}
        </Button>
      </form>
    </CardPage>
  );
}

function takeToken(): string {
  const token = window.location.hash.slice(1);
  if (token !== '') window.history.replaceState(window.history.state, '', window.location.pathname);
  return token;
}
