/** Roles that groups of providers and directories give. */

import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { z } from 'zod';
import type { GroupRoles } from '../../../src/contract/sign-on.ts';
import { listRoles } from '../../api/endpoints/access.ts';
import { readGroupRoles, setGroupRoles } from '../../api/endpoints/sign-in-rules.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { Card } from '../../design/card.tsx';
import { Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { Unanswered } from '../../design/states.tsx';
import { organisationText } from '../../text/organisation.ts';
import { roleName } from '../../text/roles.ts';
import styles from './sign-in-rules-page.module.css';

const text = organisationText.signIn;
type Group = z.output<typeof GroupRoles>['groups'][number];

export function GroupRoleList({ mayChange }: { readonly mayChange: boolean }) {
  const found = useAnswer(readGroupRoles, {});
  return (
    <Card title={text.groups}>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.groups} lines={2} />
      ) : (
        <GroupForm key={JSON.stringify(found.data)} groups={found.data.groups} mayChange={mayChange} />
      )}
    </Card>
  );
}

interface GroupFormProps {
  readonly groups: readonly Group[];
  readonly mayChange: boolean;
}

function GroupForm({ groups, mayChange }: GroupFormProps) {
  // Rows have no id of their own: each gets one here, so that a field keeps its place while it is typed in.
  const [rows, setRows] = useState(() => groups.map((group, index) => ({ ...group, key: index })));
  const [last, setLast] = useState(groups.length);
  const roles = useAnswer(listRoles, {}).data?.roles ?? [];
  const save = useAct(setGroupRoles);
  const asked = rows.map(({ group, role }) => ({ group: group.trim(), role }));
  const isIncomplete = asked.some(({ group, role }) => group === '' || role === '');
  const isChanged = JSON.stringify(asked) !== JSON.stringify(groups);
  const change = (key: number, changed: Partial<Group>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...changed } : row)));
  const submit = () =>
    save.mutate({ body: { groups: asked } }, { onSuccess: () => showMessage({ text: text.groupsSaved }) });
  return (
    <Fields onSubmit={submit}>
      {rows.length === 0 && <p className={styles.quiet}>{text.noGroups}</p>}
      {rows.map(({ key, group, role }) => (
        <div key={key} className={styles.group}>
          <TextInput
            aria-label={text.group}
            placeholder={text.group}
            value={group}
            disabled={!mayChange}
            onChange={({ currentTarget }) => change(key, { group: currentTarget.value })}
          />
          <Select
            aria-label={text.role}
            placeholder={text.role}
            searchable
            allowDeselect={false}
            data={roles.map(({ id }) => ({ value: id, label: roleName(id) }))}
            value={role === '' ? null : role}
            disabled={!mayChange}
            onChange={(chosen) => chosen !== null && change(key, { role: chosen })}
          />
          {mayChange && (
            <ActionIcon
              aria-label={text.takeOut(group)}
              title={text.takeOut(group)}
              onClick={() => setRows(rows.filter((row) => row.key !== key))}
            >
              <IconTrash size={16} stroke={1.7} />
            </ActionIcon>
          )}
        </div>
      ))}
      {mayChange && (
        <FormFoot error={save.error}>
          <Button
            variant="default"
            leftSection={<IconPlus size={14} stroke={1.9} />}
            onClick={() => {
              setRows([...rows, { group: '', role: '', key: last }]);
              setLast(last + 1);
            }}
          >
            {text.addGroup}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!isChanged || isIncomplete}>
            {text.saveGroups}
          </Button>
        </FormFoot>
      )}
    </Fields>
  );
}
