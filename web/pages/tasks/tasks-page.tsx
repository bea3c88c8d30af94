/** What has to be done, by whom, by when? */

import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RequestOf } from '../../api/endpoint.ts';
import { listTasks } from '../../api/endpoints/tasks.ts';
import { usePages } from '../../api/queries.ts';
import { TaskDialog } from '../../components/task-dialog.tsx';
import { TaskList } from '../../components/task-list.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { Card } from '../../design/card.tsx';
import { PageHeader, PageTabs } from '../../design/page-header.tsx';
import { Unanswered } from '../../design/states.tsx';
import { tasksText as text } from '../../text/tasks.ts';

const PAGE_ROWS = 100;
const VIEWS = ['mine', 'all', 'ended'] as const;
type View = (typeof VIEWS)[number];

const QUERIES: Readonly<Record<View, NonNullable<RequestOf<typeof listTasks>['query']>>> = {
  mine: { mine: true, state: 'open' },
  all: { state: 'open' },
  ended: { state: ['done', 'dropped'] },
};

export function TasksPage() {
  const [address, change] = useAddressState();
  const [isMaking, setMaking] = useState(false);
  const view = VIEWS.find((each) => each === address['view']) ?? 'mine';
  const found = usePages(listTasks, { query: { ...QUERIES[view], limit: PAGE_ROWS } });
  const tasks = found.data?.pages.flatMap((page) => page.tasks) ?? [];
  return (
    <>
      <PageHeader
        title={text.title}
        explains="task"
        facts={text.facts}
        actions={<Button onClick={() => setMaking(true)}>{text.add}</Button>}
      >
        <PageTabs
          label={text.tabs}
          tabs={VIEWS.map((id) => ({ id, label: text[id] }))}
          chosen={view}
          onChoose={(id) => change({ view: id === 'mine' ? undefined : id }, { step: true })}
        />
      </PageHeader>
      {!found.isSuccess ? (
        <Unanswered asked={found} what={text.what} lines={8} />
      ) : (
        <Card flush>
          <TaskList tasks={tasks} />
        </Card>
      )}
      {found.hasNextPage && (
        <Button
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {text.more}
        </Button>
      )}
      {isMaking && <TaskDialog onClose={() => setMaking(false)} />}
    </>
  );
}
