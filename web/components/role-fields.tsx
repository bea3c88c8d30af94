/** Roles, each with where it holds. */

import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { z } from 'zod';
import type { RoleAssignment as RoleAssignmentSchema } from '../../src/contract/access.ts';
import { listRoles } from '../api/endpoints/access.ts';
import { useAnswer } from '../api/queries.ts';
import { accessText } from '../text/access.ts';
import { roleName } from '../text/roles.ts';
import styles from './role-fields.module.css';
import { ScopeField } from './scope-field.tsx';

export type RoleAssignment = z.input<typeof RoleAssignmentSchema>;

const text = accessText.roles;

interface RoleFieldsProps {
  readonly value: readonly RoleAssignment[];
  readonly onChange: (roles: readonly RoleAssignment[]) => void;
}

export function RoleFields({ value, onChange }: RoleFieldsProps) {
  const roles = useAnswer(listRoles, {}).data?.roles ?? [];
  const taken = new Set(value.map(({ role }) => role));
  const free = roles.filter(({ id }) => !taken.has(id));
  const replace = (index: number, next: RoleAssignment) =>
    onChange(value.map((each, at) => (at === index ? next : each)));
  return (
    <div className={styles.roles}>
      {value.map((assignment, index) => (
        <div key={assignment.role} className={styles.role}>
          <div className={styles.head}>
            <Select
              label={text.role}
              className={styles.grows ?? ''}
              allowDeselect={false}
              searchable
              data={roles
                .filter(({ id }) => id === assignment.role || !taken.has(id))
                .map(({ id }) => ({ value: id, label: roleName(id) }))}
              value={assignment.role}
              onChange={(role) => role !== null && replace(index, { ...assignment, role })}
            />
            <ActionIcon
              aria-label={text.takeOut(roleName(assignment.role))}
              title={text.takeOut(roleName(assignment.role))}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} stroke={1.7} />
            </ActionIcon>
          </div>
          <ScopeField
            value={assignment.scope ?? {}}
            onChange={(scope) => replace(index, { ...assignment, scope })}
          />
        </div>
      ))}
      {value.length === 0 ? (
        <Select
          label={text.role}
          placeholder={text.choose}
          searchable
          data={free.map(({ id }) => ({ value: id, label: roleName(id) }))}
          value={null}
          onChange={(role) => role !== null && onChange([{ role, scope: {} }])}
        />
      ) : (
        free[0] && (
          <div>
            <Button
              variant="default"
              leftSection={<IconPlus size={14} stroke={1.9} />}
              onClick={() => free[0] && onChange([...value, { role: free[0].id, scope: {} }])}
            >
              {text.add}
            </Button>
          </div>
        )
      )}
    </div>
  );
}
