/** Rules for this person alone, each in words, and withdrawing one. */

import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { Grant as GrantSchema } from '../../../src/contract/grant.ts';
import { listGrants, withdrawGrant } from '../../api/endpoints/access.ts';
import { useAct, usePages } from '../../api/queries.ts';
import type { Person } from '../../components/person-words.tsx';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { accessText } from '../../text/access.ts';
import { tableText } from '../../text/table.ts';
import styles from './person.module.css';

const text = accessText.rules;
const PAGE_ROWS = 50;
const SETS = { coming: 'low', active: 'good', expired: 'plain', withdrawn: 'plain' } as const;

type Grant = z.output<typeof GrantSchema>;

interface RulesTabProps {
  readonly person: Person;
  readonly mayEdit: boolean;
}

export function RulesTab({ person, mayEdit }: RulesTabProps) {
  const found = usePages(listGrants, { query: { person: person.id, limit: PAGE_ROWS } });
  const [chosen, setChosen] = useState<Grant>();
  const [reason, setReason] = useState('');
  const withdraw = useAct(withdrawGrant);
  if (!found.isSuccess) return <Unanswered asked={found} what={accessText.person.rules} lines={4} />;
  const grants = found.data.pages.flatMap((page) => page.grants);
  return (
    <Card title={accessText.person.rules} flush>
      {grants.length === 0 && <EmptyState title={text.none}>{text.noneHelp}</EmptyState>}
      <ul className={styles.rows}>
        {grants.map((grant) => (
          <li key={grant.id} data-over={holds(grant) ? undefined : true}>
            <span className={styles.words}>
              <span>
                <strong>{grant.sentence}</strong>{' '}
                <Chip set={SETS[grant.state]}>{text.states[grant.state]}</Chip>
              </span>
              <span>
                <WireText whole>{text.because(grant.reason)}</WireText>
              </span>
              <span className={styles.quiet}>
                {text.made} <Instant at={grant.createdAt} />{' '}
                {grant.grantedBy === null ? accessText.can.gone : text.by(grant.grantedBy)}
              </span>
              {grant.withdrawn && (
                <span className={styles.quiet}>
                  <WireText whole>{text.withdrawnBecause(grant.withdrawn.because)}</WireText>,{' '}
                  <Instant at={grant.withdrawn.at} />
                </span>
              )}
            </span>
            {mayEdit && holds(grant) && (
              <Button
                variant="default"
                aria-label={text.withdrawOf(grant.sentence)}
                onClick={() => setChosen(grant)}
              >
                {text.withdraw}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <p className={styles.foot}>
          <Button variant="default" onClick={() => void found.fetchNextPage()}>
            {tableText.more}
          </Button>
        </p>
      )}
      <ConfirmDialog
        open={chosen !== undefined}
        onClose={() => setChosen(undefined)}
        title={text.withdrawTitle}
        action={text.withdraw}
        destructive
        incomplete={reason.trim() === ''}
        onConfirm={async () => {
          await withdraw.mutateAsync({ path: { id: chosen?.id ?? '' }, body: { reason: reason.trim() } });
          setReason('');
          showMessage({ text: text.withdrawn });
        }}
      >
        <p>{chosen?.sentence}</p>
        <Textarea
          label={accessText.person.reason}
          description={accessText.person.reasonHelp}
          data-autofocus
          autosize={false}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </ConfirmDialog>
    </Card>
  );
}

const holds = ({ state }: Grant): boolean => state === 'active' || state === 'coming';
