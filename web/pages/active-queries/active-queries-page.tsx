/** Whether devices may be asked anything at all, what people allowed, and what was sent. */

import { Button, SegmentedControl } from '@mantine/core';
import { listQueries } from '../../api/endpoints/active-queries.ts';
import { usePages } from '../../api/queries.ts';
import { QueryList } from '../../components/query-list.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { activeQueriesText } from '../../text/active-queries.ts';
import { tableText } from '../../text/table.ts';
import styles from './active-queries-page.module.css';
import { PolicyCards } from './policy-cards.tsx';

const text = activeQueriesText.list;
const PAGE_ROWS = 50;
const STATES = ['all', 'open'] as const;

export function ActiveQueriesPage() {
  return (
    <>
      <PageHeader title={activeQueriesText.title} explains="active query" />
      <div className={styles.page}>
        <Queries />
        <div className={styles.column}>
          <PolicyCards />
        </div>
      </div>
    </>
  );
}

function Queries() {
  const [address, change] = useAddressState();
  const state = STATES.find((each) => each === address['show']) ?? 'all';
  const found = usePages(listQueries, { query: { state, limit: PAGE_ROWS } });
  const queries = found.data?.pages.flatMap((page) => page.queries) ?? [];
  return (
    <Card title={text.title} flush>
      <div className={styles.bar}>
        <SegmentedControl
          aria-label={text.filter}
          value={state}
          onChange={(next) => change({ show: next === 'all' ? undefined : next })}
          data={STATES.map((value) => ({ value, label: text[value] }))}
        />
      </div>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.title} lines={4} />
      ) : queries.length === 0 ? (
        <EmptyState title={state === 'all' ? text.none : text.noneOpen}>{text.noneHelp}</EmptyState>
      ) : (
        <QueryList queries={queries} showsDevice />
      )}
      {found.hasNextPage && (
        <p className={styles.bar}>
          <Button variant="default" onClick={() => void found.fetchNextPage()}>
            {tableText.more}
          </Button>
        </p>
      )}
    </Card>
  );
}
