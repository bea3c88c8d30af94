/** Roles of a person with where each holds, and changing them with a look at what that does first. */

import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { setRoles } from '../../api/endpoints/access.ts';
import { useAct } from '../../api/queries.ts';
import type { Person } from '../../components/person-words.tsx';
import { type RoleAssignment, RoleFields } from '../../components/role-fields.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { FieldGroup, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { SideDrawer } from '../../design/side-drawer.tsx';
import { EmptyState } from '../../design/states.tsx';
import { Instant } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import { roleName } from '../../text/roles.ts';
import { statesText } from '../../text/states.ts';
import { ChangePreview } from './change-preview.tsx';
import styles from './person.module.css';

const text = accessText.roles;
const WIDTH = 560;

/** The roles of a person as a change of them is asked for. */
export const assignmentsOf = ({ roles }: Person): RoleAssignment[] =>
  roles.map(({ role, scope }) => ({ role, scope }));

interface RolesTabProps {
  readonly person: Person;
  readonly mayEdit: boolean;
}

export function RolesTab({ person, mayEdit }: RolesTabProps) {
  const [address, change] = useAddressState();
  const edit = mayEdit && (
    <Button
      variant="default"
      leftSection={<IconPencil size={15} stroke={1.7} />}
      onClick={() => change({ edit: 'roles' }, { step: true })}
    >
      {text.change}
    </Button>
  );
  return (
    <Card title={accessText.person.roles} aside={edit} flush>
      {person.roles.length === 0 && <EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      <ul className={styles.rows}>
        {person.roles.map(({ role, where, givenAt, suspendedBecause }) => (
          <li key={role} data-over={suspendedBecause !== null || undefined}>
            <span className={styles.words}>
              <strong>{roleName(role)}</strong>
              <span>{where}</span>
              {suspendedBecause !== null && (
                <span className={styles.quiet}>{accessText.can.notCounting(suspendedBecause)}</span>
              )}
            </span>
            <span className={styles.quiet}>
              {text.given} <Instant at={givenAt} />
            </span>
          </li>
        ))}
      </ul>
      {address['edit'] === 'roles' && mayEdit && (
        <RolesForm person={person} onClose={() => change({ edit: undefined })} />
      )}
    </Card>
  );
}

function RolesForm({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const [roles, setChosen] = useState<readonly RoleAssignment[]>(() => assignmentsOf(person));
  const save = useAct(setRoles);
  const isChanged = JSON.stringify(roles) !== JSON.stringify(assignmentsOf(person));
  const submit = () =>
    save.mutate(
      { path: { id: person.id }, body: { roles: [...roles] } },
      {
        onSuccess: () => {
          showMessage({ text: text.saved });
          onClose();
        },
      },
    );
  return (
    <SideDrawer open title={text.title(person.name)} onClose={onClose} width={WIDTH}>
      <Fields onSubmit={submit}>
        <RoleFields value={roles} onChange={setChosen} />
        <FieldGroup label={accessText.preview.title}>
          <ChangePreview person={person.id} request={isChanged ? { roles: [...roles] } : undefined} />
        </FieldGroup>
        <FormFoot error={save.error}>
          <Button variant="default" onClick={onClose}>
            {statesText.cancel}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!isChanged}>
            {text.save}
          </Button>
        </FormFoot>
      </Fields>
    </SideDrawer>
  );
}
