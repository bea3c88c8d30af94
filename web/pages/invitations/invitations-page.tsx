/** Who was asked to come, as what, and who still may. */

import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { z } from 'zod';
import type { Invitation as InvitationSchema } from '../../../src/contract/person.ts';
import { listInvitations, withdrawInvitation } from '../../api/endpoints/invitations.ts';
import { morePages, useAct, usePages } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Chip } from '../../design/chip.tsx';
import { FacetBar } from '../../design/facet-bar.tsx';
import { showMessage } from '../../design/messages.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import type { Column } from '../../design/table/column.ts';
import { DataTable } from '../../design/table/data-table.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { roleName } from '../../text/roles.ts';
import { InviteForm } from './invite-form.tsx';

const text = accessText.invitations;
const PAGE_ROWS = 100;
const SETS = { open: 'low', accepted: 'good', withdrawn: 'plain', expired: 'plain' } as const;
const STATES = ['open', 'accepted', 'withdrawn', 'expired'] as const;

type Invitation = z.output<typeof InvitationSchema>;
type State = Invitation['state'];

export function InvitationsPage() {
  const [address, change] = useAddressState();
  const mayEdit = useMay('administration:edit');
  const state = STATES.find((each) => each === address['state']);
  const found = usePages(listInvitations, { query: { state, limit: PAGE_ROWS } });
  const invitations = useMemo(
    () => found.data?.pages.flatMap((page) => page.invitations) ?? [],
    [found.data],
  );
  const columns = useColumns(mayEdit);
  const make = () => change({ make: '1' }, { step: true });
  return (
    <div className={listStyles.page}>
      <PageHeader
        title={text.title}
        crumbs={[{ label: accessText.administration, to: '/administration' }]}
        actions={
          mayEdit && (
            <Button leftSection={<IconUserPlus size={16} stroke={1.7} />} onClick={make}>
              {text.make}
            </Button>
          )
        }
      >
        <AdministrationSections />
      </PageHeader>
      <div className={listStyles.list}>
        <FacetBar
          facets={[
            {
              ...{ id: 'state', label: text.state, single: true, chosen: state ? [state] : [] },
              values: STATES.map((value) => ({ value, label: text.states[value] })),
              onChange: (chosen) => change({ state: chosen[0] }, { step: true }),
            },
          ]}
        />
        <DataTable
          label={text.title}
          columns={columns}
          rows={invitations}
          idOf={({ id }) => id}
          nameOf={({ email }) => email}
          more={morePages(found)}
          card={(invitation) => <InvitationCard invitation={invitation} mayEdit={mayEdit} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} lines={8} />
            ) : invitations.length > 0 ? undefined : state === undefined ? (
              <EmptyState title={text.none} actions={mayEdit && <Button onClick={make}>{text.make}</Button>}>
                {text.noneHelp}
              </EmptyState>
            ) : (
              <EmptyState
                title={text.noMatch}
                actions={
                  <Button variant="default" onClick={() => change({ state: undefined })}>
                    {text.showAll}
                  </Button>
                }
              />
            )
          }
        />
      </div>
      {address['make'] !== undefined && mayEdit && <InviteForm onClose={() => change({ make: undefined })} />}
    </div>
  );
}

const rolesOf = ({ roles }: Invitation): string =>
  roles.length === 0 ? accessText.people.noRole : roles.map(({ role }) => roleName(role)).join(', ');

function StateChip({ state }: { readonly state: State }) {
  return <Chip set={SETS[state]}>{text.states[state]}</Chip>;
}

function WithdrawButton({ invitation: { id, email } }: { readonly invitation: Invitation }) {
  const withdraw = useAct(withdrawInvitation);
  const [done, setDone] = useState(false);
  return (
    <Button
      variant="default"
      size="compact-xs"
      aria-label={text.withdrawOf(email)}
      loading={withdraw.isPending}
      disabled={done}
      onClick={() =>
        withdraw.mutate(
          { path: { id } },
          {
            onSuccess: () => {
              setDone(true);
              showMessage({ text: text.withdrawn });
            },
            onError: (error) => showMessage({ text: error.message, isProblem: true }),
          },
        )
      }
    >
      {text.withdraw}
    </Button>
  );
}

function InvitationCard({
  invitation,
  mayEdit,
}: {
  readonly invitation: Invitation;
  readonly mayEdit: boolean;
}) {
  return (
    <div className={listStyles.card}>
      <span className={listStyles.name}>
        <WireText>{invitation.email}</WireText>
      </span>
      <span>{rolesOf(invitation)}</span>
      <span className={listStyles.chips}>
        <StateChip state={invitation.state} />
        <span className={listStyles.quiet}>
          {text.columns.ends} <Instant at={invitation.expiresAt} />
        </span>
      </span>
      {mayEdit && invitation.state === 'open' && <WithdrawButton invitation={invitation} />}
    </div>
  );
}

function useColumns(mayEdit: boolean): readonly Column<Invitation>[] {
  return useMemo(
    () => [
      {
        ...{ id: 'email', title: text.columns.email, width: 240, grows: true },
        cell: ({ email }) => (
          <span className={listStyles.name}>
            <WireText>{email}</WireText>
          </span>
        ),
      },
      { id: 'roles', title: text.columns.roles, width: 260, grows: true, cell: rolesOf },
      {
        id: 'state',
        title: text.columns.state,
        width: 110,
        cell: ({ state }) => <StateChip state={state} />,
      },
      {
        ...{ id: 'by', title: text.columns.by, width: 170 },
        cell: ({ invitedBy }) => (invitedBy === null ? text.onMachine : <WireText>{invitedBy}</WireText>),
      },
      {
        id: 'made',
        title: text.columns.made,
        width: 120,
        cell: ({ createdAt }) => <Instant at={createdAt} />,
      },
      {
        id: 'ends',
        title: text.columns.ends,
        width: 120,
        cell: ({ expiresAt }) => <Instant at={expiresAt} />,
      },
      ...(mayEdit
        ? [
            {
              ...{ id: 'act', title: text.columns.act, width: 110 },
              cell: (invitation: Invitation) =>
                invitation.state === 'open' ? (
                  <WithdrawButton invitation={invitation} />
                ) : (
                  <span className={listStyles.quiet}>{text.states[invitation.state]}</span>
                ),
            },
          ]
        : []),
    ],
    [mayEdit],
  );
}
