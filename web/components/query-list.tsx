/** What people allowed and what was sent: one entry for each, with what may still be done about it. */

import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { ActiveQuery as ActiveQuerySchema } from '../../src/contract/active-query.ts';
import { approveQuery, withdrawQuery } from '../api/endpoints/active-queries.ts';
import { useAct } from '../api/queries.ts';
import { useAddressState } from '../design/address-state.ts';
import { Chip } from '../design/chip.tsx';
import { ConfirmDialog } from '../design/confirm.tsx';
import { showMessage } from '../design/messages.tsx';
import { Instant, WireText } from '../design/values.tsx';
import { useMay } from '../session/me.tsx';
import { activeQueriesText } from '../text/active-queries.ts';
import { DeviceName } from './device-name.tsx';
import styles from './query-list.module.css';
import { QueryLook } from './query-look.tsx';

const text = activeQueriesText.list;
type ActiveQuery = z.output<typeof ActiveQuerySchema>;
type Verdict = 'agree' | 'decline';

const SET_OF = {
  waiting: 'medium',
  allowed: 'low',
  running: 'low',
  done: 'plain',
  declined: 'plain',
  withdrawn: 'plain',
  lapsed: 'plain',
  stopped: 'high',
} as const;

interface QueryListProps {
  readonly queries: readonly ActiveQuery[];
  /** Left out on the page of the device itself. */
  readonly showsDevice?: boolean;
}

export function QueryList({ queries, showsDevice = false }: QueryListProps) {
  const [address, change] = useAddressState();
  const looked = queries.find(({ id }) => id === address['query']);
  return (
    <>
      <ul className={styles.items}>
        {queries.map((query) => (
          <li key={query.id}>
            <QueryWords query={query} showsDevice={showsDevice} />
            <QueryActs query={query} onLook={() => change({ query: query.id })} />
          </li>
        ))}
      </ul>
      {looked && <QueryLook query={looked} onClose={() => change({ query: undefined })} />}
    </>
  );
}

function QueryWords({ query, showsDevice }: { readonly query: ActiveQuery; readonly showsDevice: boolean }) {
  const { device, probe, state, reason, from, until, askedBy, approvals, note, missing, run } = query;
  return (
    <span className={styles.words}>
      <span className={styles.head}>
        {showsDevice && (
          <DeviceName
            id={device.id}
            name={device.name ?? device.ip ?? text.nameless}
            category={device.category}
          />
        )}
        <strong>{activeQueriesText.probes[probe]}</strong>
        <Chip set={SET_OF[state]}>{activeQueriesText.states[state]}</Chip>
      </span>
      {run && (
        <span>
          {run.outcome === null ? activeQueriesText.running : activeQueriesText.outcomes[run.outcome]}
        </span>
      )}
      {run?.remark && <WireText whole>{run.remark}</WireText>}
      {missing !== null && <span>{missing}</span>}
      {note !== null && <WireText whole>{note}</WireText>}
      <WireText whole>{reason}</WireText>
      <span className={styles.quiet}>
        {text.asked} <WireText>{askedBy.name}</WireText>, {text.from} <Instant at={from} /> {text.to}{' '}
        <Instant at={until} />
      </span>
      {approvals.length > 0 && (
        <span className={styles.quiet}>
          {text.agreed}: <WireText>{approvals.map(({ name }) => name).join(', ')}</WireText>
        </span>
      )}
    </span>
  );
}

function QueryActs({ query, onLook }: { readonly query: ActiveQuery; readonly onLook: () => void }) {
  const [maySend, mayApprove] = [useMay('active-query:execute'), useMay('active-query:approve')];
  const [asked, setAsked] = useState<Verdict>();
  const withdraw = useAct(withdrawQuery);
  const { isOwn } = query;
  const mayDecide = (maySend || mayApprove) && !isOwn && query.state === 'waiting';
  const mayWithdraw =
    (isOwn || maySend || mayApprove) && (query.state === 'waiting' || query.state === 'allowed');
  const probe = activeQueriesText.probes[query.probe];
  const onWithdraw = () =>
    withdraw.mutate(
      { path: { id: query.id } },
      {
        onSuccess: () => showMessage({ text: text.withdrawn }),
        onError: (error) => showMessage({ text: error.message, isProblem: true }),
      },
    );
  return (
    <span className={styles.actions}>
      {query.run && (
        <Button variant="default" aria-label={text.lookOf(probe)} onClick={onLook}>
          {text.look}
        </Button>
      )}
      {mayDecide && (
        <>
          <Button onClick={() => setAsked('agree')}>{text.agree}</Button>
          <Button variant="default" onClick={() => setAsked('decline')}>
            {text.decline}
          </Button>
        </>
      )}
      {mayWithdraw && (
        <Button variant="default" loading={withdraw.isPending} onClick={onWithdraw}>
          {text.withdraw}
        </Button>
      )}
      {asked && <VerdictDialog query={query} verdict={asked} onClose={() => setAsked(undefined)} />}
    </span>
  );
}

interface VerdictDialogProps {
  readonly query: ActiveQuery;
  readonly verdict: Verdict;
  readonly onClose: () => void;
}

function VerdictDialog({ query, verdict, onClose }: VerdictDialogProps) {
  const [note, setNote] = useState('');
  const approve = useAct(approveQuery);
  const probe = activeQueriesText.probes[query.probe];
  const words = note.trim();
  const decide = async () => {
    const body = { verdict, ...(words !== '' && { note: words }) };
    await approve.mutateAsync({ path: { id: query.id }, body });
    showMessage({ text: verdict === 'agree' ? text.agreedNow : text.declined });
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={verdict === 'agree' ? text.agreeTitle(probe) : text.declineTitle(probe)}
      action={verdict === 'agree' ? text.agree : text.decline}
      incomplete={verdict === 'decline' && words === ''}
      onConfirm={decide}
    >
      <p>
        <WireText whole>{query.reason}</WireText>
      </p>
      <Textarea
        label={text.note}
        autosize={false}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
