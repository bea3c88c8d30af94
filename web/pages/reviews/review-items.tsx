/** Roles and rules of one review, each with its decision or the buttons that make one. */

import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { z } from 'zod';
import type { RecertificationItem } from '../../../src/contract/recertification.ts';
import { decideReviewItem, listReviewItems } from '../../api/endpoints/reviews.ts';
import { useAct, usePages } from '../../api/queries.ts';
import { Chip } from '../../design/chip.tsx';
import { showMessage } from '../../design/messages.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { Instant, WireText } from '../../design/values.tsx';
import { organisationText } from '../../text/organisation.ts';
import { tableText } from '../../text/table.ts';
import styles from './reviews-page.module.css';

const text = organisationText.reviews;
const PAGE_ROWS = 50;
export const SHOWN = ['undecided', 'mine', 'all'] as const;
export type Shown = (typeof SHOWN)[number];
type Item = z.output<typeof RecertificationItem>;

interface ReviewItemsProps {
  readonly review: string;
  readonly shown: Shown;
  readonly mayDecide: boolean;
}

export function ReviewItems({ review, shown, mayDecide }: ReviewItemsProps) {
  const found = usePages(listReviewItems, {
    path: { id: review },
    query: { mine: shown === 'mine', undecided: shown !== 'all', limit: PAGE_ROWS },
  });
  if (!found.isSuccess) return <Unanswered asked={found} what={text.title} lines={5} />;
  const items = found.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <EmptyState title={text.nothing}>{text.nothingHelp}</EmptyState>;
  return (
    <>
      <ul className={styles.items}>
        {items.map((item) => (
          <li key={item.id}>
            <span className={styles.words}>
              <Link to="/administration/people/$id" params={{ id: item.person.id }}>
                <WireText>{item.person.name}</WireText>
              </Link>
              <WireText whole>{item.what}</WireText>
              <span className={styles.quiet}>
                {item.lapse !== null
                  ? text.lapses[item.lapse]
                  : item.reviewer === null
                    ? text.anybody
                    : text.reviewer(item.reviewer)}
              </span>
            </span>
            <Decision item={item} mayDecide={mayDecide} />
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <p className={styles.more}>
          <Button variant="default" onClick={() => void found.fetchNextPage()}>
            {tableText.more}
          </Button>
        </p>
      )}
    </>
  );
}

function Decision({ item, mayDecide }: { readonly item: Item; readonly mayDecide: boolean }) {
  const decide = useAct(decideReviewItem);
  const { id, decision, decidedBy, decidedAt, lapse, person, what } = item;
  if (decision !== null)
    return (
      <span className={styles.decided}>
        <Chip set={decision === 'keep' ? 'good' : 'plain'}>
          {decision === 'keep' ? text.kept : text.removed}
        </Chip>
        <span className={styles.quiet}>
          {decidedBy !== null && text.by(decidedBy)} {decidedAt !== null && <Instant at={decidedAt} />}
        </span>
      </span>
    );
  // What was withdrawn is gone; a suspended role can still be kept.
  if (!mayDecide || lapse === 'withdrawn') return null;
  const run = (chosen: 'keep' | 'remove') =>
    decide.mutate(
      { path: { id }, body: { decision: chosen } },
      { onError: (error) => showMessage({ text: error.message, isProblem: true }) },
    );
  const name = `${person.name}, ${what}`;
  return (
    <span className={styles.acts}>
      <Button
        variant="default"
        disabled={decide.isPending}
        aria-label={text.removeOf(name)}
        onClick={() => run('remove')}
      >
        {text.remove}
      </Button>
      <Button disabled={decide.isPending} aria-label={text.keepOf(name)} onClick={() => run('keep')}>
        {text.keep}
      </Button>
    </span>
  );
}
