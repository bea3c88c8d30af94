/** What do I have, and which one do I mean? */

import { Button } from '@mantine/core';
import { IconDevices2, IconUpload } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { listDevices } from '../../api/endpoints/devices.ts';
import { usePages } from '../../api/queries.ts';
import type { DeviceRow } from '../../components/device-words.ts';
import { NewerPill } from '../../components/newer-pill.tsx';
import { readSort, useAddressState, writeSort } from '../../design/address-state.ts';
import { FacetBar } from '../../design/facet-bar.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import { useMay } from '../../session/me.tsx';
import { deviceListText } from '../../text/device-list.ts';
import { devicesText } from '../../text/devices.ts';
import { DeviceCard } from './device-card.tsx';
import { DEVICE_COLUMNS, nameOfRow } from './device-columns.tsx';
import { DEFAULT_SORT, devicesAsked } from './devices-asked.ts';
import styles from './devices-page.module.css';
import { ExportMenu } from './export-menu.tsx';
import { FacetStrip } from './facet-strip.tsx';
import { NothingFits } from './nothing-fits.tsx';
import { QueryField } from './query-field.tsx';
import { useDeviceFilter } from './use-device-filter.ts';
import { ViewTabs } from './view-tabs.tsx';

const BulkActions = lazy(() =>
  import('./bulk-actions.tsx').then((module) => ({ default: module.BulkActions })),
);
const DeviceLook = lazy(() => import('./device-look.tsx').then((module) => ({ default: module.DeviceLook })));

const SKELETON_LINES = 14;

export function DevicesPage() {
  const [address, change] = useAddressState();
  const navigate = useNavigate();
  const filter = useDeviceFilter();
  const mayEdit = useMay('inventory:edit');
  const { query, sort } = filter;
  const found = usePages(listDevices, devicesAsked(address));
  const isShown = found.isSuccess && !found.isPlaceholderData;
  const devices = useMemo(() => found.data?.pages.flatMap((page) => page.devices) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total ?? undefined;
  const counted = total && deviceListText.total(total.count, total.exact);
  const matching = total?.exact && total.count > devices.length ? { query, count: total.count } : undefined;
  const hasMore = found.hasNextPage;
  const open = ({ id }: DeviceRow) => void navigate({ to: '/devices/$id', params: { id } });
  return (
    <div className={styles.page}>
      <PageHeader
        title={devicesText.title}
        facts={counted}
        actions={
          <>
            <ExportMenu query={query} sort={sort} count={counted} />
            <ColumnMenu list={devicesText.title} columns={DEVICE_COLUMNS} />
            {mayEdit && (
              <Button component={Link} to="/captures" leftSection={<IconUpload size={16} stroke={1.7} />}>
                {devicesText.loadCapture}
              </Button>
            )}
          </>
        }
      >
        <ViewTabs query={query} sort={sort} counts={found.isSuccess} />
      </PageHeader>
      <FacetStrip query={query} counts={isShown} onAsk={(asked) => filter.ask(asked, { step: true })} />
      <div className={styles.list} data-old={found.isPlaceholderData || undefined}>
        <FacetBar facets={filter.facets} aside={deviceListText.sort(titleOfSort(sort))}>
          <QueryField query={filter.typed} onChange={filter.ask} />
        </FacetBar>
        <DataTable
          label={devicesText.title}
          columns={DEVICE_COLUMNS}
          rows={devices}
          idOf={({ id }) => id}
          nameOf={nameOfRow}
          sort={readSort(sort)}
          onSort={(by) => {
            const text = writeSort(by);
            change({ sort: text === DEFAULT_SORT ? undefined : text, row: undefined });
          }}
          total={total?.exact ? total.count : undefined}
          {...(mayEdit && {
            bulk: (rows: readonly DeviceRow[], clear: () => void) => (
              <Suspense>
                <BulkActions
                  rows={rows}
                  sort={sort}
                  matching={rows.length === devices.length ? matching : undefined}
                  onDone={clear}
                  onOutdated={() => void found.refetch()}
                />
              </Suspense>
            ),
          })}
          chosen={address['row']}
          onChoose={(row) => change({ row })}
          onOpen={open}
          onLook={({ id }) => change({ row: id, look: id }, { step: true })}
          more={
            hasMore
              ? { loading: found.isFetchingNextPage, load: () => void found.fetchNextPage() }
              : undefined
          }
          card={(device) => <DeviceCard device={device} />}
          footNote={<NewerPill kind="device" otherwise={devicesText.live} isEmpty={devices.length === 0} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={devicesText.what} lines={SKELETON_LINES} />
            ) : devices.length > 0 ? undefined : query !== '' ? (
              <NothingFits conditions={filter.conditions} onAsk={filter.ask} />
            ) : (
              <EmptyState
                icon={<IconDevices2 size={28} stroke={1.5} />}
                title={devicesText.first}
                actions={
                  mayEdit && (
                    <Button component={Link} to="/captures">
                      {devicesText.loadCapture}
                    </Button>
                  )
                }
              >
                {devicesText.firstHelp}
              </EmptyState>
            )
          }
        />
      </div>
      {address['look'] !== undefined && (
        <Suspense>
          <DeviceLook id={address['look']} onClose={() => change({ look: undefined })} />
        </Suspense>
      )}
    </div>
  );
}

/** "seen" is the column "Seen"; fields without a column are named as people write them. */
function titleOfSort(sort: string): string {
  const by = readSort(sort)?.column ?? sort;
  return DEVICE_COLUMNS.find(({ id }) => id === by)?.title ?? by;
}
