/** A key with some of the own rights; shown once. */

import { Button, MultiSelect, SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { makeKey } from '../../api/endpoints/keys.ts';
import { useAct } from '../../api/queries.ts';
import { SecretDrawer } from '../../components/secret-drawer.tsx';
import { FieldGroup, Fields, FormFoot } from '../../design/fields.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { useMe } from '../../session/me.tsx';
import { permissionName } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';
import { statesText } from '../../text/states.ts';

const text = organisationText.keys;
const DAY_MS = 86_400_000;
const WIDTH = 520;
type Days = keyof typeof text.days;

export function KeyForm({ onClose }: { readonly onClose: () => void }) {
  const { permissions } = useMe();
  const mayAdminister = permissions.includes('administration:edit');
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'api' | 'directory'>('api');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [addresses, setAddresses] = useState<readonly string[]>([]);
  const [days, setDays] = useState<Days>('90');
  const make = useAct(makeKey);
  const submit = () =>
    make.mutate({
      body: {
        ...{ name: name.trim(), kind, scopes: kind === 'api' ? [...scopes] : [], addresses: [...addresses] },
        expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      },
    });
  if (make.data)
    return (
      <SecretDrawer
        title={text.madeTitle}
        help={text.madeHelp}
        secret={make.data.key}
        words={text}
        width={WIDTH}
        onClose={onClose}
      />
    );
  return (
    <SideDrawer open title={text.make} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={submit}>
        <TextInput
          label={text.name}
          placeholder={text.nameHint}
          data-autofocus
          required
          withAsterisk={false}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {mayAdminister && (
          <FieldGroup label={text.kind}>
            <SegmentedControl
              aria-label={text.kind}
              value={kind}
              onChange={setKind}
              data={(['api', 'directory'] as const).map((value) => ({ value, label: text.kinds[value] }))}
            />
          </FieldGroup>
        )}
        {kind === 'api' ? (
          <MultiSelect
            label={text.scopes}
            description={text.scopesHelp}
            searchable
            hidePickedOptions
            data={permissions.map((value) => ({ value, label: permissionName(value) }))}
            value={[...scopes]}
            onChange={setScopes}
          />
        ) : (
          <p>{text.directoryHelp}</p>
        )}
        <TagsInput
          label={text.addresses}
          description={text.addressesHelp}
          splitChars={[',', ' ']}
          value={[...addresses]}
          onChange={setAddresses}
        />
        <FieldGroup label={text.ends}>
          <SegmentedControl
            aria-label={text.ends}
            value={days}
            onChange={(next) => setDays(next as Days)}
            data={Object.entries(text.days).map(([value, label]) => ({ value, label }))}
          />
        </FieldGroup>
        <FormFoot error={make.error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button
            type="submit"
            loading={make.isPending}
            disabled={name.trim() === '' || (kind === 'api' && scopes.length === 0)}
          >
            {text.make}
          </Button>
        </FormFoot>
      </Fields>
    </SideDrawer>
  );
}
