/** Which rights, why, for how long. */

import { Button, MultiSelect, SegmentedControl, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { listRoles } from '../../api/endpoints/access.ts';
import { beginBreakGlass, findRunningBreakGlass } from '../../api/endpoints/break-glass.ts';
import { readMe } from '../../api/endpoints/people.ts';
import { keyOf, useAct, useAnswer } from '../../api/queries.ts';
import { FieldGroup, Fields, FormFoot } from '../../design/fields.tsx';
import { showMessage } from '../../design/messages.tsx';
import { useMe } from '../../session/me.tsx';
import { permissionName } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';

const text = organisationText.breakGlass;
const SHORTEST_REASON = 15;
/** The server gives none of these in an emergency. */
const NEVER_GIVEN = /^(?:audit|administration):/;
type Minutes = keyof typeof text.lengths;

export function AskForm() {
  const queries = useQueryClient();
  const { permissions: own } = useMe();
  const roles = useAnswer(listRoles, {}).data?.roles ?? [];
  const running = useAnswer(findRunningBreakGlass, {}).data?.running;
  const [permissions, setPermissions] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<Minutes>('60');
  const begin = useAct(beginBreakGlass);
  const missing = [...new Set(roles.flatMap((role) => role.permissions))].filter(
    (permission) => !own.includes(permission) && !NEVER_GIVEN.test(permission),
  );
  const submit = () =>
    begin.mutate(
      { body: { permissions: [...permissions], reason: reason.trim(), minutes: Number(minutes) } },
      {
        onSuccess: async () => {
          setPermissions([]);
          setReason('');
          showMessage({ text: text.begun });
          // The pages that one may see are others now.
          await queries.invalidateQueries({ queryKey: keyOf(readMe, {}) });
        },
      },
    );
  return (
    <Fields onSubmit={submit}>
      <p>{text.lead}</p>
      <MultiSelect
        label={text.what}
        searchable
        hidePickedOptions
        data={missing.sort().map((value) => ({ value, label: permissionName(value) }))}
        value={[...permissions]}
        onChange={setPermissions}
        disabled={running !== null}
      />
      <Textarea
        label={text.reason}
        description={text.reasonHelp}
        autosize={false}
        rows={3}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
        disabled={running !== null}
      />
      <FieldGroup label={text.minutes}>
        <SegmentedControl
          aria-label={text.minutes}
          value={minutes}
          onChange={(next) => setMinutes(next as Minutes)}
          data={Object.entries(text.lengths).map(([value, label]) => ({ value, label }))}
          disabled={running !== null}
        />
      </FieldGroup>
      <FormFoot error={begin.error}>
        <Button
          type="submit"
          color="critical"
          loading={begin.isPending}
          disabled={running !== null || permissions.length === 0 || reason.trim().length < SHORTEST_REASON}
        >
          {text.submit}
        </Button>
      </FormFoot>
    </Fields>
  );
}
