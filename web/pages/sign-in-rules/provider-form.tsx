/** What must be known of a provider (OpenID Connect). */

import { Button, Checkbox, PasswordInput, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addProvider } from '../../api/endpoints/sign-in-rules.ts';
import { useAct } from '../../api/queries.ts';
import { FieldRow, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { Identifier } from '../../design/values.tsx';
import { organisationText } from '../../text/organisation.ts';
import { statesText } from '../../text/states.ts';

const text = organisationText.signIn;
const WIDTH = 560;
const EMPTY = {
  ...{ name: '', issuer: '', clientId: '', clientSecret: '', groupClaim: 'groups' },
  ...{ domains: [] as string[], factorValues: ['mfa'], createsPeople: false },
};
type Words = 'name' | 'issuer' | 'clientId' | 'clientSecret' | 'groupClaim';

interface ProviderFormProps {
  readonly callback: string;
  readonly onClose: () => void;
}

export function ProviderForm({ callback, onClose }: ProviderFormProps) {
  const [facts, setFacts] = useState(EMPTY);
  const add = useAct(addProvider);
  const { name, issuer, clientId, clientSecret, groupClaim, domains, factorValues, createsPeople } = facts;
  const isIncomplete =
    [name, issuer, clientId, clientSecret, groupClaim].some((each) => each.trim() === '') ||
    domains.length === 0;
  const field = (member: Words) => ({
    label: text[member],
    required: true,
    withAsterisk: false,
    value: facts[member],
    onChange: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) =>
      setFacts((before) => ({ ...before, [member]: value })),
  });
  const submit = () =>
    add.mutate(
      { body: { ...facts, name: name.trim(), issuer: issuer.trim(), clientId: clientId.trim() } },
      {
        onSuccess: () => {
          showMessage({ text: text.added });
          onClose();
        },
      },
    );
  return (
    <SideDrawer open title={text.add} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={submit}>
        <p>
          {text.callback}: <Identifier value={callback} what={text.callback} />
        </p>
        <TextInput {...field('name')} data-autofocus />
        <TextInput {...field('issuer')} type="url" description={text.issuerHelp} />
        <FieldRow>
          <TextInput {...field('clientId')} autoComplete="off" />
          <PasswordInput {...field('clientSecret')} autoComplete="off" />
        </FieldRow>
        <TagsInput
          label={text.domains}
          description={text.domainsHelp}
          splitChars={[',', ' ']}
          value={domains}
          onChange={(chosen) => setFacts((before) => ({ ...before, domains: chosen }))}
        />
        <FieldRow>
          <TextInput {...field('groupClaim')} />
          <TagsInput
            label={text.factorValues}
            splitChars={[',', ' ']}
            value={factorValues}
            onChange={(chosen) => setFacts((before) => ({ ...before, factorValues: chosen }))}
          />
        </FieldRow>
        <Checkbox
          label={text.createsPeople}
          checked={createsPeople}
          onChange={({ currentTarget: { checked } }) =>
            setFacts((before) => ({ ...before, createsPeople: checked }))
          }
        />
        <FormFoot error={add.error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={isIncomplete}>
            {text.add}
          </Button>
        </FormFoot>
      </Fields>
    </SideDrawer>
  );
}
