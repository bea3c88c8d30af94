/** Does everybody still need what they may do? Each role and rule of a quarter, to keep or to remove. */

import { Button, SegmentedControl, Select } from '@mantine/core';
import { IconCheck, IconListCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { beginReview, listReviews } from '../../api/endpoints/reviews.ts';
import { useAct, useAnswer } from '../../api/queries.ts';
import { AdministrationSections } from '../../components/administration-sections.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { Chip } from '../../design/chip.tsx';
import { useNow } from '../../design/clock.ts';
import { ConfirmDialog } from '../../design/confirm.tsx';
import { showMessage } from '../../design/messages.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { Instant } from '../../design/values.tsx';
import { useMay } from '../../session/me.tsx';
import { accessText } from '../../text/access.ts';
import { organisationText } from '../../text/organisation.ts';
import { ReviewItems, SHOWN, type Shown } from './review-items.tsx';
import styles from './reviews-page.module.css';

const text = organisationText.reviews;
const MINUTE_MS = 60_000;

export function ReviewsPage() {
  const [address, change] = useAddressState();
  const mayDecide = useMay('administration:approve');
  const found = useAnswer(listReviews, {});
  const begin = useAct(beginReview);
  const [asked, setAsked] = useState(false);
  const now = useNow(MINUTE_MS);
  const reviews = found.data?.recertifications ?? [];
  const chosen = reviews.find(({ id }) => id === address['review']) ?? reviews[0];
  const shown: Shown = SHOWN.find((each) => each === address['show']) ?? 'undecided';
  const beginButton = mayDecide && <Button onClick={() => setAsked(true)}>{text.begin}</Button>;
  return (
    <>
      <PageHeader
        title={text.title}
        crumbs={[{ label: accessText.administration, to: '/administration' }]}
        actions={reviews.length > 0 && beginButton}
      >
        <AdministrationSections />
      </PageHeader>
      <div className={styles.page}>
        <p className={styles.lead}>{text.lead}</p>
        {found.isPending ? (
          <LoadingSkeleton lines={6} />
        ) : found.isError ? (
          <ErrorState what={text.title} error={found.error} onRetry={() => void found.refetch()} />
        ) : !chosen ? (
          <Card>
            <EmptyState
              icon={<IconListCheck size={28} stroke={1.5} />}
              title={text.none}
              actions={beginButton}
            >
              {text.noneHelp}
            </EmptyState>
          </Card>
        ) : (
          <Card flush>
            <div className={styles.bar}>
              <Select
                aria-label={text.choose}
                allowDeselect={false}
                data={reviews.map(({ id, quarter }) => ({ value: id, label: quarter }))}
                value={chosen.id}
                onChange={(id) => change({ review: id ?? undefined }, { step: true })}
              />
              <SegmentedControl
                aria-label={text.filter}
                value={shown}
                onChange={(next) => change({ show: next === 'undecided' ? undefined : next })}
                data={SHOWN.map((value) => ({ value, label: text.filters[value] }))}
              />
              <span>{text.progress(chosen.items - chosen.undecided, chosen.items)}</span>
              {chosen.undecided === 0 ? (
                <Chip set="good" icon={<IconCheck size={13} stroke={2} aria-hidden="true" />}>
                  {text.nothing}
                </Chip>
              ) : new Date(chosen.dueAt) < now ? (
                <Chip set="critical">
                  {text.overdue} <Instant at={chosen.dueAt} />
                </Chip>
              ) : (
                <Chip set="medium">
                  {text.due} <Instant at={chosen.dueAt} />
                </Chip>
              )}
            </div>
            <ReviewItems
              key={`${chosen.id} ${shown}`}
              review={chosen.id}
              shown={shown}
              mayDecide={mayDecide}
            />
          </Card>
        )}
      </div>
      <ConfirmDialog
        open={asked}
        onClose={() => setAsked(false)}
        title={text.beginTitle}
        action={text.begin}
        onConfirm={async () => {
          await begin.mutateAsync({});
          showMessage({ text: text.begun });
        }}
      >
        {text.beginHelp}
      </ConfirmDialog>
    </>
  );
}
