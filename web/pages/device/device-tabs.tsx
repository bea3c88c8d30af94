/** The tabs of a device's page. A new one is a file beside this and one entry here. */

import type { ComponentType } from 'react';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { devicesText } from '../../text/devices.ts';
import { trafficText } from '../../text/map.ts';
import { DeviceOverview } from './device-overview.tsx';
import { DeviceServices } from './device-services.tsx';
import { DeviceSources } from './device-sources.tsx';
import { DeviceTraffic } from './device-traffic.tsx';

export interface DeviceTab {
  /** In the address. */
  readonly id: string;
  readonly label: string;
  readonly count?: (device: WholeDevice) => number;
  readonly Content: ComponentType<{ readonly device: WholeDevice }>;
}

export const DEVICE_TABS: readonly [DeviceTab, ...DeviceTab[]] = [
  { id: 'overview', label: devicesText.page.overview, Content: DeviceOverview },
  {
    id: 'services',
    label: devicesText.page.services,
    count: ({ services }) => services.length,
    Content: DeviceServices,
  },
  { id: 'traffic', label: trafficText.tab, Content: DeviceTraffic },
  { id: 'sources', label: devicesText.page.sources, Content: DeviceSources },
];
