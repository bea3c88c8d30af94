/** What is this, is it safe, what do I do? As far as the API tells today: identity, addresses, services, sources. */

import { Button } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { findDevice } from '../../api/endpoints/devices.ts';
import { useAnswer } from '../../api/queries.ts';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { deviceName } from '../../components/device-words.ts';
import { useAddressState } from '../../design/address-state.ts';
import { CategoryIcon } from '../../design/category-icon.tsx';
import { PageHeader, PageTabs } from '../../design/page-header.tsx';
import { Unanswered } from '../../design/states.tsx';
import { Unknown } from '../../design/unknown.tsx';
import { WireText } from '../../design/values.tsx';
import { useMe } from '../../session/me.tsx';
import { categoryName } from '../../text/categories.ts';
import { devicePageText } from '../../text/device-page.ts';
import { devicesText } from '../../text/devices.ts';
import { DeviceChips } from './device-chips.tsx';
import { DEVICE_TABS } from './device-tabs.tsx';

const text = devicesText.page;

export function DevicePage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const found = useAnswer(findDevice, { path: { id } });
  if (found.data) return <KnownDevice device={found.data} />;
  return (
    <>
      <PageHeader title={devicesText.one} crumbs={[{ label: devicesText.title, to: '/devices' }]} />
      <Unanswered asked={found} what={devicesText.one} lines={10} />
    </>
  );
}

function KnownDevice({ device }: { readonly device: WholeDevice }) {
  const [address, change] = useAddressState();
  const name = deviceName(device);
  const { category } = device;
  const { permissions } = useMe();
  const tabs = DEVICE_TABS.filter(
    ({ permission }) => permission === undefined || permissions.includes(permission),
  );
  const tab = tabs.find(({ id }) => id === address['tab']) ?? DEVICE_TABS[0];
  return (
    <>
      <PageHeader
        title={name}
        shownTitle={<WireText whole>{name}</WireText>}
        icon={<CategoryIcon of={category.value} size={22} />}
        crumbs={[{ label: devicesText.title, to: '/devices' }]}
        actions={
          <Button
            component={Link}
            to={`/devices/${device.id}/report`}
            variant="default"
            leftSection={<IconFileText size={16} stroke={1.7} />}
          >
            {devicePageText.report}
          </Button>
        }
        facts={
          <>
            <ProductWords device={device} />
            <DeviceChips device={device} />
          </>
        }
      >
        <PageTabs
          label={text.tabs}
          tabs={tabs.map(({ id, label, count }) => ({ id, label, count: count?.(device) }))}
          chosen={tab.id}
          onChoose={(chosen) =>
            change({ tab: chosen === DEVICE_TABS[0].id ? undefined : chosen }, { step: true })
          }
        />
      </PageHeader>
      <tab.Content device={device} />
    </>
  );
}

/** "B. Braun SpaceCom, infusion pump". */
function ProductWords({ device }: { readonly device: WholeDevice }) {
  const vendor = device.attributes['vendor']?.[0]?.value;
  const model = device.attributes['model']?.[0]?.value;
  const category = categoryName(device.category.value).toLowerCase();
  return (
    <span>
      {vendor && <WireText>{`${vendor} `}</WireText>}
      {model ? (
        <WireText>{model}</WireText>
      ) : (
        <Unknown word={devicesText.modelUnknown} reason={devicesText.modelReason} />
      )}
      {device.category.value === 'unknown' ? '' : `, ${category}`}
    </span>
  );
}
