/** The tabs of a device's page. A new one is a file beside this and one entry here. */

import type { ComponentType } from 'react';
import type { WholeDevice } from '../../components/device-identity.tsx';
import { activeQueriesText } from '../../text/active-queries.ts';
import { alertsText } from '../../text/alerts.ts';
import { controlsText } from '../../text/controls.ts';
import { devicePageText } from '../../text/device-page.ts';
import { devicesText } from '../../text/devices.ts';
import { documentsText } from '../../text/documents.ts';
import { trafficText } from '../../text/map.ts';
import { riskText } from '../../text/risk.ts';
import { DeviceAlerts } from './device-alerts.tsx';
import { DeviceControls } from './device-controls.tsx';
import { DeviceDocuments } from './device-documents.tsx';
import { DeviceNotes } from './device-notes.tsx';
import { DeviceOverview } from './device-overview.tsx';
import { DeviceQueries } from './device-queries.tsx';
import { DeviceRisk } from './device-risk.tsx';
import { DeviceSame } from './device-same.tsx';
import { DeviceServices } from './device-services.tsx';
import { DeviceSources } from './device-sources.tsx';
import { DeviceTimeline } from './device-timeline.tsx';
import { DeviceTraffic } from './device-traffic.tsx';

export interface DeviceTab {
  /** In the address. */
  readonly id: string;
  readonly label: string;
  /** The right without which it is absent. */
  readonly permission?: string;
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
  {
    id: 'timeline',
    label: devicePageText.tabs.timeline,
    count: ({ history }) => history.length,
    Content: DeviceTimeline,
  },
  {
    id: 'same',
    label: devicePageText.tabs.identity,
    count: ({ identity }) => identity.filter(({ withdrawnAt }) => withdrawnAt === null).length,
    Content: DeviceSame,
  },
  {
    id: 'notes',
    label: devicePageText.tabs.notes,
    count: ({ notes }) => notes.length,
    Content: DeviceNotes,
  },
  { id: 'traffic', label: trafficText.tab, Content: DeviceTraffic },
  { id: 'risk', label: riskText.device.tab, Content: DeviceRisk },
  { id: 'queries', label: activeQueriesText.device.tab, Content: DeviceQueries },
  { id: 'controls', label: controlsText.tab, permission: 'risk:view', Content: DeviceControls },
  { id: 'alerts', label: alertsText.tab, permission: 'alert:view', Content: DeviceAlerts },
  { id: 'documents', label: documentsText.tab, Content: DeviceDocuments },
  { id: 'sources', label: devicesText.page.sources, Content: DeviceSources },
];
