/** Devices as lines of a file: CSV for spreadsheets and asset registers, NDJSON for programs. */

import { csvLine } from '../../base/csv-cell.ts';
import type { DeviceSummary } from '../../contract/device.ts';

type Column = readonly [title: string, of: (device: DeviceSummary) => string | number | null];

const attribute = (title: string, name: string): readonly Column[] => [
  [title, ({ attributes }) => attributes[name]?.value ?? null],
  [`${title} confidence`, ({ attributes }) => attributes[name]?.confidence ?? null],
];

const COLUMNS: readonly Column[] = [
  ['id', ({ id }) => id],
  ['category', ({ category }) => category.value],
  ['category confidence', ({ category }) => category.confidence],
  ...attribute('vendor', 'vendor'),
  ...attribute('model', 'model'),
  ...attribute('serial number', 'serialNumber'),
  ...attribute('software version', 'softwareVersion'),
  ...attribute('firmware version', 'firmwareVersion'),
  ...attribute('hardware version', 'hardwareVersion'),
  ...attribute('operating system', 'os'),
  ...attribute('operating system version', 'osVersion'),
  ...attribute('host name', 'hostname'),
  ...attribute('AE title', 'dicomAeTitle'),
  ...attribute('HL7 application', 'appName'),
  ...attribute('UDI', 'udi'),
  ...attribute('function', 'function'),
  ...attribute('application', 'application'),
  ['MAC addresses', ({ macs }) => macs.join(' ')],
  ['IP addresses', ({ ips }) => ips.join(' ')],
  ['VLANs', ({ vlans }) => vlans.join(' ')],
  ['site', ({ place }) => place.site],
  ['unit', ({ place }) => place.unit],
  ['room', ({ place }) => place.room],
  ['zone', ({ place }) => place.zone],
  ['owner', ({ place }) => place.owner],
  ['asset tag', ({ place }) => place.assetTag],
  ['criticality', ({ place }) => place.criticality?.value ?? null],
  ['criticality inferred', ({ place }) => (place.criticality ? String(place.criticality.inferred) : null)],
  ['patient data', ({ place }) => place.sensitivity],
  ['use', ({ place }) => place.use],
  ['service contract', ({ place }) => place.contract],
  ['support ends', ({ place }) => place.supportEnds],
  ['first seen', ({ firstAt }) => firstAt],
  ['last seen', ({ lastAt }) => lastAt],
  ['seen as', ({ seenAs }) => seenAs],
  ['packets', ({ packets }) => packets],
  ['octets', ({ octets }) => octets],
  ['peers', ({ peers }) => peers],
  ['profile', ({ profile }) => profile],
];

export interface ExportFormat {
  readonly mediaType: string;
  readonly head: string;
  readonly line: (device: DeviceSummary) => string;
}

/** What is not known is an empty cell. */
export const EXPORT_FORMATS: Readonly<Record<'csv' | 'ndjson', ExportFormat>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8',
    head: csvLine(COLUMNS.map(([title]) => title)),
    line: (device) => csvLine(COLUMNS.map(([, of]) => of(device) ?? '')),
  },
  ndjson: {
    mediaType: 'application/x-ndjson',
    head: '',
    line: (device) => `${JSON.stringify(device)}\n`,
  },
};
