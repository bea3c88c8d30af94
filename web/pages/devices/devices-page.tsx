/** What do I have, and which one do I mean? */

import { Button } from '@mantine/core';
import { IconDevices2, IconUpload } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useMemo } from 'react';
import { listDevices } from '../../api/endpoints/devices.ts';
import { usePages } from '../../api/queries.ts';
import type { DeviceRow } from '../../components/device-words.ts';
import { NewerPill } from '../../components/newer-pill.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { FacetBar } from '../../design/facet-bar.tsx';
import { PageHeader } from '../../design/page-header.tsx';
import { EmptyState, ErrorState, LoadingSkeleton } from '../../design/states.tsx';
import { ColumnMenu } from '../../design/table/column-menu.tsx';
import { DataTable } from '../../design/table/data-table.tsx';
import { useMay } from '../../session/me.tsx';
import { devicesText } from '../../text/devices.ts';
import { DeviceCard } from './device-card.tsx';
import { DEVICE_COLUMNS, nameOfRow } from './device-columns.tsx';
import styles from './devices-page.module.css';
import { useDeviceFilter } from './use-device-filter.ts';

const DeviceLook = lazy(() => import('./device-look.tsx').then((module) => ({ default: module.DeviceLook })));

const PAGE_ROWS = 100;
const SKELETON_LINES = 14;

export function DevicesPage() {
  const [address, change] = useAddressState();
  const navigate = useNavigate();
  const filter = useDeviceFilter();
  const mayLoad = useMay('inventory:edit');
  const found = usePages(listDevices, { query: { ...filter.query, limit: PAGE_ROWS } });
  const devices = useMemo(() => found.data?.pages.flatMap((page) => page.devices) ?? [], [found.data]);
  const hasMore = found.hasNextPage;
  const open = ({ id }: DeviceRow) => void navigate({ to: '/devices/$id', params: { id } });
  return (
    <div className={styles.page}>
      <PageHeader
        title={devicesText.title}
        facts={found.data && devicesText.facts(devices.length, hasMore)}
        actions={
          <>
            <ColumnMenu list={devicesText.title} columns={DEVICE_COLUMNS} />
            {mayLoad && (
              <Button component={Link} to="/captures" leftSection={<IconUpload size={16} stroke={1.7} />}>
                {devicesText.loadCapture}
              </Button>
            )}
          </>
        }
      />
      <div className={styles.list}>
        <FacetBar search={filter.search} facets={filter.facets} aside={devicesText.seenNote} />
        <DataTable
          label={devicesText.title}
          columns={DEVICE_COLUMNS}
          rows={devices}
          idOf={({ id }) => id}
          nameOf={nameOfRow}
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
            found.isPending ? (
              <LoadingSkeleton lines={SKELETON_LINES} />
            ) : found.isError ? (
              <ErrorState what={devicesText.what} error={found.error} onRetry={() => void found.refetch()} />
            ) : devices.length > 0 ? undefined : filter.isFiltered ? (
              <EmptyState
                title={devicesText.noMatch}
                actions={
                  <Button variant="default" onClick={filter.clear}>
                    {devicesText.clearFilters}
                  </Button>
                }
              >
                {devicesText.noMatchHelp}
              </EmptyState>
            ) : (
              <EmptyState
                icon={<IconDevices2 size={28} stroke={1.5} />}
                title={devicesText.first}
                actions={
                  mayLoad && (
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
