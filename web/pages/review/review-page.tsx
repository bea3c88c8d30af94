/** What should a person look at? Devices of which Wardlight is not sure, each with what settles it. */

import { Button } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { listDevices } from '../../api/endpoints/devices.ts';
import { morePages, useAnswer, usePages } from '../../api/queries.ts';
import { type DeviceRow, deviceName } from '../../components/device-words.ts';
import { NewerPill } from '../../components/newer-pill.tsx';
import { SetValueDialog } from '../../components/set-value-dialog.tsx';
import { useAddressState } from '../../design/address-state.ts';
import { PageHeader, PageTabs } from '../../design/page-header.tsx';
import { EmptyState, Unanswered } from '../../design/states.tsx';
import type { Column } from '../../design/table/column.ts';
import { DataTable } from '../../design/table/data-table.tsx';
import { useMay } from '../../session/me.tsx';
import { deviceListText } from '../../text/device-list.ts';
import { devicesText } from '../../text/devices.ts';
import { reviewText } from '../../text/review.ts';
import { QUEUES, type Queue } from './queues.ts';
import { DOUBT_COLUMNS, DoubtfulDevice } from './review-columns.tsx';
import styles from './review-page.module.css';

const text = reviewText;
const PAGE_ROWS = 100;

export function ReviewPage() {
  const [address, change] = useAddressState();
  const navigate = useNavigate();
  const [saying, setSaying] = useState<DeviceRow>();
  const mayEdit = useMay('inventory:edit');
  const queue = QUEUES.find(({ id }) => id === address['queue']) ?? QUEUES[0];
  const counts = useQueueCounts();
  const found = usePages(listDevices, {
    query: { query: queue.query, sort: '-criticality', limit: PAGE_ROWS },
  });
  const devices = useMemo(() => found.data?.pages.flatMap((page) => page.devices) ?? [], [found.data]);
  const total = found.data?.pages[0]?.total;
  const all = useTotal('');
  const columns = useMemo(
    (): readonly Column<DeviceRow>[] => [
      ...DOUBT_COLUMNS,
      {
        id: 'act',
        title: text.columns.act,
        width: 150,
        cell: (device) => <Settle queue={queue} device={device} mayEdit={mayEdit} onSay={setSaying} />,
      },
    ],
    [queue, mayEdit],
  );
  return (
    <div className={styles.page}>
      <PageHeader title={text.title} facts={text.lead}>
        <PageTabs
          label={text.queues.label}
          tabs={QUEUES.map(({ id }) => ({ id, label: text.queues[id], count: counts[id] }))}
          chosen={queue.id}
          onChoose={(id) =>
            change({ queue: id === QUEUES[0].id ? undefined : id, row: undefined }, { step: true })
          }
        />
      </PageHeader>
      <p className={styles.help}>{text.help[queue.id]}</p>
      <div className={styles.list}>
        <DataTable
          label={text.what}
          columns={columns}
          rows={devices}
          idOf={({ id }) => id}
          nameOf={deviceName}
          chosen={address['row']}
          onChoose={(row) => change({ row })}
          onOpen={({ id }) => void navigate({ to: '/devices/$id', params: { id } })}
          total={total?.exact ? total.count : undefined}
          more={morePages(found)}
          card={(device) => (
            <DoubtfulDevice device={device}>
              <Settle queue={queue} device={device} mayEdit={mayEdit} onSay={setSaying} />
            </DoubtfulDevice>
          )}
          footNote={<NewerPill kind="device" otherwise={devicesText.live} isEmpty={devices.length === 0} />}
          instead={
            !found.isSuccess ? (
              <Unanswered asked={found} what={text.what} lines={8} />
            ) : devices.length === 0 ? (
              <EmptyState icon={<IconChecks size={28} stroke={1.5} />} title={text.none}>
                {all !== undefined && text.noneHelp(deviceListText.total(all, true))}
              </EmptyState>
            ) : undefined
          }
        />
      </div>
      {saying && (
        <SetValueDialog
          device={saying.id}
          attribute={queue.settles === 'model' ? 'model' : 'category'}
          present={queue.id === 'kind-doubtful' ? saying.category.value : undefined}
          onClose={() => setSaying(undefined)}
        />
      )}
    </div>
  );
}

interface SettleProps {
  readonly queue: Queue;
  readonly device: DeviceRow;
  readonly mayEdit: boolean;
  readonly onSay: (device: DeviceRow) => void;
}

function Settle({ queue, device, mayEdit, onSay }: SettleProps) {
  const to = { to: '/devices/$id', params: { id: device.id } } as const;
  if (!mayEdit) return <Link {...to}>{devicesText.open}</Link>;
  if (queue.settles === 'place' || queue.settles === 'service')
    return <Link {...to}>{queue.settles === 'place' ? text.sayPlace : text.settleService}</Link>;
  if (queue.settles === 'same')
    return (
      <Link {...to} search={{ tab: 'same' }}>
        {text.same}
      </Link>
    );
  return (
    <Button size="sm" variant="default" onClick={() => onSay(device)}>
      {queue.settles === 'model' ? text.sayModel : text.sayKind}
    </Button>
  );
}

function useQueueCounts(): Readonly<Record<Queue['id'], number | undefined>> {
  return {
    'kind-unknown': useTotal(QUEUES[0].query),
    'kind-doubtful': useTotal(QUEUES[1].query),
    'critical-model': useTotal(QUEUES[2].query),
    'critical-place': useTotal(QUEUES[3].query),
    'named-only': useTotal(QUEUES[4].query),
    staged: useTotal(QUEUES[5].query),
  };
}

/** How many devices fit; undefined until they are counted, and when they are too many to count. */
function useTotal(query: string): number | undefined {
  const total = useAnswer(listDevices, { query: { query: query || undefined, limit: 1 } }).data?.total;
  return total?.exact ? total.count : undefined;
}
