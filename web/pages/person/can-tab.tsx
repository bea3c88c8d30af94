/** What a person can do: a question with its answer, all rights, how they come about, and what a change would do. */

import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { Scope } from '../../../src/contract/access.ts';
import { listGrants, listRoles, setRoles } from '../../api/endpoints/access.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import type { Person } from '../../components/person-words.tsx';
import { ScopeField } from '../../components/scope-field.tsx';
import { Card } from '../../design/card.tsx';
import { Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Instant } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import { roleName } from '../../text/roles.ts';
import { ChangePreview } from './change-preview.tsx';
import { PermissionQuestion } from './permission-question.tsx';
import { PermissionTable } from './permission-table.tsx';
import styles from './person.module.css';
import { assignmentsOf } from './roles-tab.tsx';

const text = accessText.can;
const GRANTS = 100;

interface CanTabProps {
  readonly person: Person;
  readonly mayEdit: boolean;
}

export function CanTab({ person, mayEdit }: CanTabProps) {
  return (
    <div className={styles.columns}>
      <Card flush>
        <PermissionQuestion person={person.id} />
        <PermissionTable person={person.id} />
      </Card>
      <div className={styles.column}>
        <Card title={text.adds}>
          <AddingUp person={person} />
        </Card>
        <Card title={text.preview} note={text.previewHelp}>
          <RolePreview person={person} mayEdit={mayEdit} />
        </Card>
      </div>
    </div>
  );
}

/** Roles, then the rules that hold now or will. */
function AddingUp({ person }: { readonly person: Person }) {
  const found = useAnswer(listGrants, { query: { person: person.id, limit: GRANTS } });
  if (found.isPending) return <LoadingSkeleton lines={3} />;
  if (found.isError) return <ErrorState what={accessText.person.rules} error={found.error} />;
  const grants = found.data.grants.filter(({ state }) => state === 'active' || state === 'coming');
  if (grants.length === 0 && person.roles.length === 0) return <p className={styles.quiet}>{text.noneYet}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <ul className={styles.list} tabIndex={0} aria-label={text.adds}>
      {person.roles.map(({ role, where, givenAt, suspendedBecause }) => (
        <li key={role}>
          <span className={`${styles.line} ${styles.quiet}`}>
            {text.role}
            <span>
              {text.since} <Instant at={givenAt} />
            </span>
          </span>
          <strong>{roleName(role)}</strong>
          <span className={styles.quiet}>
            {suspendedBecause === null ? where : text.notCounting(suspendedBecause)}
          </span>
        </li>
      ))}
      {grants.map(({ id, effect, sentence, from, until, state, grantedBy, createdAt }) => (
        <li key={id}>
          <span className={`${styles.line} ${styles.quiet}`}>
            {text.rule(effect)}
            <span>
              {state === 'coming' && from !== null ? (
                <>
                  {text.begins} <Instant at={from} />
                </>
              ) : until === null ? (
                text.noEnd
              ) : (
                <>
                  {text.ends} <Instant at={until} />
                </>
              )}
            </span>
          </span>
          <strong>{sentence}</strong>
          <span className={styles.quiet}>
            {grantedBy === null ? text.gone : text.by(grantedBy)}, <Instant at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What one more role would give, and giving it. */
function RolePreview({ person, mayEdit }: CanTabProps) {
  const roles = useAnswer(listRoles, {}).data?.roles ?? [];
  const [role, setRole] = useState<string>();
  const [scope, setScope] = useState<Scope>({});
  const give = useAct(setRoles);
  const has = new Set(person.roles.map((each) => each.role));
  const assignments = role === undefined ? undefined : [...assignmentsOf(person), { role, scope }];
  const clear = () => {
    setRole(undefined);
    setScope({});
    give.reset();
  };
  const submit = () => {
    if (!assignments) return;
    give.mutate(
      { path: { id: person.id }, body: { roles: assignments } },
      {
        onSuccess: () => {
          showMessage({ text: accessText.roles.saved });
          clear();
        },
      },
    );
  };
  return (
    <Fields onSubmit={submit}>
      <Select
        label={text.addRole}
        placeholder={accessText.roles.choose}
        searchable
        clearable
        data={roles.filter(({ id }) => !has.has(id)).map(({ id }) => ({ value: id, label: roleName(id) }))}
        value={role ?? null}
        onChange={(chosen) => setRole(chosen ?? undefined)}
      />
      {assignments && (
        <>
          <ScopeField value={scope} onChange={setScope} />
          <ChangePreview person={person.id} request={{ roles: assignments }} />
          <FormFoot error={give.error}>
            <Button variant="default" onClick={clear}>
              {text.clear}
            </Button>
            {mayEdit && (
              <Button type="submit" loading={give.isPending}>
                {text.giveRole}
              </Button>
            )}
          </FormFoot>
        </>
      )}
    </Fields>
  );
}
