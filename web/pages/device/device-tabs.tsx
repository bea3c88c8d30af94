/** The tabs of a device's page. A new one is a file beside this and one entry here. */

import type { ComponentType } from 'react';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { devicesText } from '../../text/devices.ts';
import { riskText } from '../../text/risk.ts';
import { DeviceOverview } from './device-overview.tsx';
import { DeviceRisk } from './device-risk.tsx';
import { DeviceServices } from './device-services.tsx';
import { DeviceSources } from './device-sources.tsx';

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
  { id: 'risk', label: riskText.device.tab, Content: DeviceRisk },
  { id: 'sources', label: devicesText.page.sources, Content: DeviceSources },
];
