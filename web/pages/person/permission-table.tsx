/** Every right with its answer, the reason, where it holds and until when. What is "no" is hidden at first, and counted. */

import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { z } from 'zod';
import type { ExplainedPermission } from '../../../src/contract/access.ts';
import { readPermissions } from '../../api/endpoints/access.ts';
import { useAnswer } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import plain from '../../design/table/plain-table.module.css';
import { Instant } from '../../design/values.tsx';
import { accessText, permissionName } from '../../text/access.ts';
import styles from './person.module.css';

const text = accessText.can;
const SHOW_ALL = 'all';

export function PermissionTable({ person }: { readonly person: string }) {
  const [address, change] = useAddressState();
  const found = useAnswer(readPermissions, { path: { id: person } });
  if (!found.isSuccess) return <Unanswered asked={found} what={accessText.person.can} lines={8} />;
  const { permissions } = found.data;
  const isAll = address['rights'] === SHOW_ALL;
  const shown = isAll ? permissions : permissions.filter(({ allowed }) => allowed);
  const no = permissions.filter(({ allowed }) => !allowed).length;
  return (
    <>
      {shown.length === 0 ? (
        <EmptyState title={text.nothing}>{text.nothingHelp}</EmptyState>
      ) : (
        <table className={`${plain.table} ${styles.table}`}>
          <thead>
            <tr>
              {(['right', 'answer', 'because', 'where', 'until'] as const).map((column) => (
                <th key={column} scope="col">
                  {text.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((permission) => (
              <Row key={permission.permission} permission={permission} />
            ))}
          </tbody>
        </table>
      )}
      <p className={styles.foot}>
        {isAll ? text.allShown(permissions.length) : text.hidden(no, permissions.length)}
        <Button
          variant="subtle"
          onClick={() => change({ rights: isAll ? undefined : SHOW_ALL })}
          aria-expanded={isAll}
        >
          {isAll ? text.showYes : text.showAll}
        </Button>
      </p>
    </>
  );
}

function Row({ permission: row }: { readonly permission: z.output<typeof ExplainedPermission> }) {
  const { permission, allowed, sentence, where, until, rules } = row;
  const causes = rules.filter(({ counts }) => counts).map((rule) => rule.sentence);
  return (
    <tr>
      <td title={permission}>{permissionName(permission)}</td>
      <td>
        {allowed ? (
          <span className={styles.yes}>
            <IconCheck size={14} stroke={2.2} aria-hidden="true" />
            {text.yes}
          </span>
        ) : (
          <span className={styles.no}>
            <IconX size={14} stroke={2} aria-hidden="true" />
            {text.no}
          </span>
        )}
      </td>
      <td>{causes.length > 0 ? causes.join('. ') : sentence.replace(/^No\. /, '')}</td>
      <td>{where ?? (allowed ? accessText.scope.everywhere : text.nowhere)}</td>
      <td>{until ? <Instant at={until} /> : <span className={styles.quiet}>{text.noEnd}</span>}</td>
    </tr>
  );
}
