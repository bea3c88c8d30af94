/** Who broke the glass, why, and what was judged of it. */

import { Button, SegmentedControl, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import type { BreakGlass as BreakGlassSchema } from '../../../src/contract/break-glass.ts';
import { listBreakGlass, reviewBreakGlass } from '../../api/endpoints/break-glass.ts';
import { useAct, usePages } from '../../api/queries.ts';
import { useAddressState } from '../../design/address-state.ts';
import { Chip } from '../../design/chip.tsx';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { FieldGroup } from '../../design/fields.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { permissionName } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';
import { tableText } from '../../text/table.ts';
import styles from './break-glass-page.module.css';

const text = organisationText.breakGlass;
const PAGE_ROWS = 50;
const STATES = ['all', 'waiting', 'overdue'] as const;
type BreakGlass = z.output<typeof BreakGlassSchema>;
type Verdict = NonNullable<BreakGlass['review']>['verdict'];

export function BreakGlassItems() {
  const [address, change] = useAddressState();
  const mayJudge = useMay('administration:approve');
  const state = STATES.find((each) => each === address['show']) ?? 'all';
  const found = usePages(listBreakGlass, { query: { state, limit: PAGE_ROWS } });
  const [judged, setJudged] = useState<BreakGlass>();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className={styles.bar}>
        <SegmentedControl
          aria-label={text.filter}
          value={state}
          onChange={(next) => change({ show: next === 'all' ? undefined : next })}
          data={STATES.map((value) => ({ value, label: text.states[value] }))}
        />
      </div>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.list} lines={4} />
      ) : items.length === 0 ? (
        <EmptyState title={state === 'all' ? text.none : text.noMatch}>{text.noneHelp}</EmptyState>
      ) : (
        <ul className={styles.items}>
          {items.map((item) => (
            <li key={item.id}>
              <span className={styles.words}>
                <strong>
                  <WireText>{item.name}</WireText>
                </strong>
                <span>{item.permissions.map(permissionName).join(', ')}</span>
                <WireText whole>{item.reason}</WireText>
                <span className={styles.quiet}>
                  {text.from} <Instant at={item.begunAt} /> {text.to} <Instant at={item.until} />
                </span>
              </span>
              <Judgement item={item} mayJudge={mayJudge} onJudge={() => setJudged(item)} />
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <p className={styles.bar}>
          <Button variant="default" onClick={() => void found.fetchNextPage()}>
            {tableText.more}
          </Button>
        </p>
      )}
      {judged && <JudgeDialog item={judged} onClose={() => setJudged(undefined)} />}
    </>
  );
}

interface JudgementProps {
  readonly item: BreakGlass;
  readonly mayJudge: boolean;
  readonly onJudge: () => void;
}

function Judgement({ item, mayJudge, onJudge }: JudgementProps) {
  const { review, overdue, reviewDueAt, name } = item;
  if (review)
    return (
      <span className={styles.judged}>
        <Chip set={review.verdict === 'justified' ? 'good' : 'high'}>{text.verdicts[review.verdict]}</Chip>
        <span className={styles.quiet}>
          <WireText>{text.judgedBy(review.name)}</WireText>, <Instant at={review.at} />
        </span>
        <WireText>{review.note}</WireText>
      </span>
    );
  return (
    <span className={styles.judged}>
      {overdue ? (
        <Chip set="critical">{text.overdue}</Chip>
      ) : (
        <span className={styles.quiet}>
          {text.due} <Instant at={reviewDueAt} />
        </span>
      )}
      {mayJudge && (
        <Button variant="default" aria-label={text.judgeOf(name)} onClick={onJudge}>
          {text.judge}
        </Button>
      )}
    </span>
  );
}

function JudgeDialog({ item, onClose }: { readonly item: BreakGlass; readonly onClose: () => void }) {
  const [verdict, setVerdict] = useState<Verdict>('justified');
  const [note, setNote] = useState('');
  const review = useAct(reviewBreakGlass);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={text.judgeTitle(item.name)}
      action={text.save}
      incomplete={note.trim() === ''}
      onConfirm={() => review.mutateAsync({ path: { id: item.id }, body: { verdict, note: note.trim() } })}
    >
      <p>
        <WireText whole>{item.reason}</WireText>
      </p>
      <p>{text.judgeHelp}</p>
      <FieldGroup label={text.verdict}>
        <SegmentedControl
          aria-label={text.verdict}
          value={verdict}
          onChange={setVerdict}
          data={(['justified', 'not-justified'] as const).map((value) => ({
            value,
            label: text.verdicts[value],
          }))}
        />
      </FieldGroup>
      <Textarea
        label={text.note}
        autosize={false}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
