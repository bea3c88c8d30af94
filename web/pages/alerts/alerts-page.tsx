/** What happened that somebody should look at? */

import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { download } from '../../api/download.ts';
import { listAlerts } from '../../api/endpoints/alerts.ts';
import { morePages, usePages } from '../../api/queries.ts';
import { AlertActs } from '../../components/alert-acts.tsx';
import type { AlertRow } from '../../components/alert-words.tsx';
import { NewerPill } from '../../components/newer-pill.tsx';
import { readSort, useAddressState, writeSort } from '../../design/address-state.ts';
import { FacetBar } from '../../design/facet-bar.tsx';
import { showProblem } from '../../design/messages.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import listStyles from '../../design/table/list-page.module.css';
import { useMay } from '../../session/me.tsx';
import { alertsText as text } from '../../text/alerts.ts';
import { ALERT_COLUMNS, AlertCard } from './alert-columns.tsx';
import { AlertLook } from './alert-look.tsx';
import { DEFAULT_SORT, useAlertFilter } from './use-alert-filter.ts';

const PAGE_ROWS = 100;

export function AlertsPage() {
  const [address, change] = useAddressState();
  const mayDecide = useMay('alert:edit');
  const filter = useAlertFilter();
  const found = usePages(listAlerts, { query: { ...filter.query, limit: PAGE_ROWS } });
  const alerts = useMemo(() => found.data?.pages.flatMap((page) => page.alerts) ?? [], [found.data]);
  const looked = alerts.find(({ id }) => id === address['look']);
  const sort = readSort(filter.query.sort);
  const open = ({ id }: { readonly id: string }) => change({ row: id, look: id }, { step: true });
  const save = () =>
    download('alerts.csv', '/api/alerts/export', { ...filter.query, format: 'csv' }).catch((error: unknown) =>
      showProblem(error),
    );
  return (
    <div className={listStyles.page}>
      <PageHeader
        title={text.title}
        explains="alert"
        facts={text.lead}
        actions={
          <>
            <ColumnMenu list={text.title} columns={ALERT_COLUMNS} />
            <Button variant="default" onClick={() => void save()}>
              {text.exportAs}
            </Button>
          </>
        }
      />
      <div className={listStyles.list}>
        <FacetBar search={filter.search} facets={filter.facets} aside={text.sorted(titleOf(sort?.column))} />
        <DataTable
          label={text.title}
          columns={ALERT_COLUMNS}
          rows={alerts}
          idOf={({ id }) => id}
          nameOf={(alert) => alert.text}
          sort={sort}
          onSort={(by) => {
            const next = writeSort(by);
            change({ sort: next === DEFAULT_SORT ? undefined : next, row: undefined });
          }}
          chosen={address['row']}
          onChoose={(row) => change({ row })}
          onOpen={open}
          onLook={open}
          {...(mayDecide && {
            bulk: (rows: readonly AlertRow[], clear: () => void) => (
              <AlertActs alerts={rows} onDone={clear} />
            ),
          })}
          more={morePages(found)}
          card={(alert) => <AlertCard alert={alert} />}
          footNote={<NewerPill kind="alert" otherwise="" isEmpty={alerts.length === 0} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} lines={14} />
            ) : alerts.length === 0 ? (
              <EmptyState
                icon={<IconCircleCheck size={28} stroke={1.5} />}
                title={text.none}
                actions={
                  <Button variant="default" onClick={filter.clear}>
                    {text.clear}
                  </Button>
                }
              >
                {text.noneHelp}
              </EmptyState>
            ) : undefined
          }
        />
      </div>
      {looked && <AlertLook alert={looked} onClose={() => change({ look: undefined })} />}
    </div>
  );
}

const titleOf = (column = 'last'): string =>
  ALERT_COLUMNS.find(({ id }) => id === column)?.title ?? text.columns.last;
