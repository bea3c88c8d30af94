/** Suspending a person, letting them in again, removing them. */

import { Button, Menu, Textarea } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { reactivatePerson, removePerson, suspendPerson } from '../../api/endpoints/access.ts';
import { useAct } from '../../api/queries.ts';
import type { Person } from '../../components/person-words.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import { accessText } from '../../text/access.ts';

const text = accessText.person;

export function PersonActs({ person }: { readonly person: Person }) {
  const { id, name, suspended } = person;
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'suspend' | 'remove'>();
  const [reason, setReason] = useState('');
  const suspend = useAct(suspendPerson);
  const reactivate = useAct(reactivatePerson);
  const remove = useAct(removePerson);
  const letIn = () =>
    reactivate.mutate(
      { path: { id } },
      {
        onSuccess: () => showMessage({ text: text.reactivated(name) }),
        onError: (error) => showMessage({ text: error.message, isProblem: true }),
      },
    );
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.7} />}>
            {text.more}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {suspended ? (
            <Menu.Item onClick={letIn}>{text.reactivate}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => setAsked('suspend')}>{text.suspend}</Menu.Item>
          )}
          <Menu.Item onClick={() => setAsked('remove')}>{text.remove}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        open={asked === 'suspend'}
        onClose={() => setAsked(undefined)}
        title={text.suspendTitle(name)}
        action={text.suspend}
        destructive
        incomplete={reason.trim() === ''}
        onConfirm={async () => {
          await suspend.mutateAsync({ path: { id }, body: { reason: reason.trim() } });
          setReason('');
          showMessage({ text: text.suspended(name) });
        }}
      >
        <p>{text.suspendHelp}</p>
        <Textarea
          label={text.reason}
          description={text.reasonHelp}
          data-autofocus
          autosize={false}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === 'remove'}
        onClose={() => setAsked(undefined)}
        title={text.removeTitle(name)}
        action={text.remove}
        destructive
        onConfirm={async () => {
          await remove.mutateAsync({ path: { id } });
          showMessage({ text: text.removed(name) });
          await navigate({ to: '/administration' });
        }}
      >
        {text.removeHelp}
      </ConfirmDialog>
    </>
  );
}
