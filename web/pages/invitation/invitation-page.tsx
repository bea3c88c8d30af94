/** What an invitation leads to: an account with a password of one's own, or joining with the account that one has. */

import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import type { z } from 'zod';
import type { InvitationOffer } from '../../../src/contract/person.ts';
import { isRefusal } from '../../api/api-error.ts';
import { call } from '../../api/client.ts';
import { acceptInvitation, joinByInvitation, lookAtInvitation } from '../../api/endpoints/invitations.ts';
import { signIn } from '../../api/endpoints/sign-in.ts';
import { useAnswer } from '../../api/queries.ts';
import { CardPage } from '../../components/card-page.tsx';
import { errorSentence } from '../../components/error-sentence.ts';
import { LoadingSkeleton } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { forgetOrganisation } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { sessionText } from '../../text/session.ts';

const text = accessText.invited;
const TOKEN_LENGTH = 64;
const SHORTEST_PASSWORD = 15;

export function InvitationPage() {
  // It stays in the address: who has an account signs in and comes back to it.
  const [token] = useState(() => window.location.hash.slice(1));
  const isToken = token.length === TOKEN_LENGTH;
  const offer = useAnswer(lookAtInvitation, { body: { token } }, { enabled: isToken });
  if (!isToken)
    return (
      <CardPage title={text.title}>
        <Alert color="medium">{text.noToken}</Alert>
        <p>{text.noTokenHelp}</p>
      </CardPage>
    );
  if (offer.isPending)
    return (
      <CardPage title={text.title}>
        <LoadingSkeleton lines={3} />
      </CardPage>
    );
  if (offer.isError)
    return (
      <CardPage title={text.title}>
        <Alert color="critical" role="alert">
          {offer.error.message}
        </Alert>
      </CardPage>
    );
  return <Offer token={token} offer={offer.data} />;
}

interface OfferProps {
  readonly token: string;
  readonly offer: z.output<typeof InvitationOffer>;
}

function Offer({ token, offer }: OfferProps) {
  const { organisation, email, roles, expiresAt, hasAccount } = offer;
  return (
    <CardPage
      title={text.title}
      lead={text.lead(organisation, roles.join(', '))}
      foot={
        <>
          {accessText.invitations.columns.ends} <Instant at={expiresAt} />
        </>
      }
    >
      {hasAccount ? <Join token={token} email={email} /> : <Accept token={token} email={email} />}
    </CardPage>
  );
}

interface HolderProps {
  readonly token: string;
  readonly email: string;
}

function Accept({ token, email }: HolderProps) {
  const { problem, busy, attempt } = useAttempt();
  const enter = useEnter();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const tooShort = password !== '' && password.length < SHORTEST_PASSWORD;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    attempt(async () => {
      await call(acceptInvitation, { body: { token, name: name.trim(), password } });
      await call(signIn, { body: { email, password } });
      await enter();
    });
  };
  return (
    <>
      {problem}
      <form onSubmit={onSubmit}>
        <TextInput label={text.email} value={email} readOnly autoComplete="username" />
        <TextInput
          label={text.name}
          autoComplete="name"
          autoFocus
          required
          withAsterisk={false}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <PasswordInput
          label={text.password}
          description={sessionText.setup.passwordHint}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={password}
          error={tooShort && sessionText.setup.tooShort}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Button type="submit" fullWidth loading={busy} disabled={tooShort}>
          {text.submit}
        </Button>
      </form>
    </>
  );
}

function Join({ token, email }: HolderProps) {
  const { problem, busy, attempt } = useAttempt();
  const navigate = useNavigate();
  const enter = useEnter();
  const join = () =>
    attempt(async () => {
      try {
        await call(joinByInvitation, { body: { token } });
        await enter();
      } catch (error) {
        if (!isRefusal(error, 401)) throw error;
        await navigate({ to: '/sign-in', search: { return: `/invitation#${token}` } as never });
      }
    });
  return (
    <>
      {problem}
      <p>
        <WireText whole>{email}</WireText>
      </p>
      <p>{text.hasAccount}</p>
      <Button fullWidth loading={busy} onClick={join}>
        {text.join}
      </Button>
    </>
  );
}

/** Into the console as the person that one is now: nothing of another one is kept. */
function useEnter() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    forgetOrganisation();
    queries.clear();
    await navigate({ to: '/' });
  };
}

function useAttempt() {
  const [sentence, setSentence] = useState<string>();
  const [busy, setBusy] = useState(false);
  const attempt = (act: () => Promise<void>) => {
    setBusy(true);
    setSentence(undefined);
    act()
      .catch((error: unknown) => setSentence(errorSentence(error)))
      .finally(() => setBusy(false));
  };
  const problem = sentence !== undefined && (
    <Alert color="critical" role="alert">
      {sentence}
    </Alert>
  );
  return { problem, busy, attempt };
}
