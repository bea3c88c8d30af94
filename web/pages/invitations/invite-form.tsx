/** An address and its roles; then the link, shown once. */

import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { makeInvitation } from '../../api/endpoints/invitations.ts';
import { useAct } from '../../api/queries.ts';
import { type RoleAssignment, RoleFields } from '../../components/role-fields.tsx';
import { SecretDrawer } from '../../components/secret-drawer.tsx';
import { FieldGroup, FieldRow, Fields, FormFoot } from '../../design/fields.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { accessText } from '../../text/access.ts';
import { statesText } from '../../text/states.ts';

const text = accessText.invitations;
const WIDTH = 560;

/** The fragment is never sent to a server: no proxy writes the token into its log. */
export const invitationLink = (token: string): string => `${window.location.origin}/invitation#${token}`;

export function InviteForm({ onClose }: { readonly onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<readonly RoleAssignment[]>([]);
  const [isExternal, setExternal] = useState(false);
  const [company, setCompany] = useState('');
  const [day, setDay] = useState('');
  const make = useAct(makeInvitation);
  const isIncomplete = email.trim() === '' || (isExternal && (company.trim() === '' || day === ''));
  const submit = () =>
    make.mutate({
      body: {
        email: email.trim(),
        roles: [...roles],
        external: isExternal
          ? { company: company.trim(), reviewAt: new Date(`${day}T00:00:00`).toISOString() }
          : null,
      },
    });
  if (make.data)
    return (
      <SecretDrawer
        title={text.madeTitle}
        help={text.madeHelp(email.trim())}
        secret={invitationLink(make.data.token)}
        words={text}
        width={WIDTH}
        onClose={onClose}
      />
    );
  return (
    <SideDrawer open title={text.make} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={submit}>
        <TextInput
          type="email"
          label={text.email}
          data-autofocus
          required
          withAsterisk={false}
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <FieldGroup label={text.roles}>
          <RoleFields value={roles} onChange={setRoles} />
        </FieldGroup>
        <Checkbox
          label={text.external}
          checked={isExternal}
          onChange={({ currentTarget }) => setExternal(currentTarget.checked)}
        />
        {isExternal && (
          <FieldRow>
            <TextInput
              label={accessText.person.company}
              value={company}
              onChange={({ currentTarget }) => setCompany(currentTarget.value)}
            />
            <TextInput
              type="date"
              label={accessText.person.reviewAt}
              value={day}
              onChange={({ currentTarget }) => setDay(currentTarget.value)}
            />
          </FieldRow>
        )}
        <FormFoot error={make.error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={isIncomplete}>
            {text.submit}
          </Button>
        </FormFoot>
      </Fields>
    </SideDrawer>
  );
}
