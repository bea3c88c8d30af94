/** The inventory as CSV (RFC 4180), one line per device or one per flow: for spreadsheets and asset databases. */

import { csvLine } from '../base/csv-cell.ts';
import type { Attribute } from '../dissectors/dissector.ts';
import type { InventoryDevice, InventoryFlow } from '../identify/inventory.ts';

export type Column<Row> = readonly [title: string, of: (row: Row) => string | number];

const DEVICE_COLUMNS: readonly Column<InventoryDevice>[] = [
  ['id', (device) => device.id],
  ['category', (device) => device.category.value],
  ['category confidence', (device) => device.category.confidence],
  ...claim('vendor', 'vendor'),
  ...claim('model', 'model'),
  ...claim('serial number', 'serialNumber'),
  ...claim('software version', 'softwareVersion'),
  ...claim('firmware version', 'firmwareVersion'),
  ...claim('operating system', 'os'),
  ...claim('host name', 'hostname'),
  ...claim('AE title', 'dicomAeTitle'),
  ...claim('UDI', 'udi'),
  ['MAC addresses', (device) => device.macs.join(' ')],
  ['IP addresses', (device) => device.ips.join(' ')],
  ['VLANs', (device) => device.vlans.join(' ')],
  [
    'services',
    (device) =>
      device.services
        .filter((service) => service.role === 'server')
        .map((service) => `${service.transport}/${service.port} ${service.protocol}`)
        .join('; '),
  ],
  ['peers', (device) => device.peers],
  ['packets', (device) => device.packets],
  ['octets', (device) => device.octets],
  ['first seen', (device) => device.firstAt],
  ['last seen', (device) => device.lastAt],
  ['via gateway', (device) => device.viaGateway ?? ''],
  ['seen as', (device) => device.seenAs],
  ['profile', (device) => device.profile ?? ''],
];

const FLOW_COLUMNS: readonly Column<InventoryFlow>[] = [
  ['transport', (flow) => flow.transport],
  ['client', (flow) => flow.client.ip],
  ['client port', (flow) => flow.client.port],
  ['server', (flow) => flow.server.ip],
  ['server port', (flow) => flow.server.port],
  ['protocol', (flow) => flow.protocol ?? ''],
  ['packets', (flow) => flow.packets],
  ['octets', (flow) => flow.octets],
];

/** The likeliest value of an attribute and its confidence from 0 to 100; both empty when it is not known. */
function claim(title: string, attribute: Attribute): readonly Column<InventoryDevice>[] {
  return [
    [title, (device) => device.attributes[attribute]?.[0]?.value ?? ''],
    [`${title} confidence`, (device) => device.attributes[attribute]?.[0]?.confidence ?? ''],
  ];
}

/** Lines with their ends, titles first. */
export const csvOfDevices = (devices: Iterable<InventoryDevice>) => csv(DEVICE_COLUMNS, devices);

/** Lines with their ends, titles first. */
export const csvOfFlows = (flows: Iterable<InventoryFlow>) => csv(FLOW_COLUMNS, flows);

/** Lines of any rows, with their ends, titles first. */
export function* csv<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Generator<string> {
  yield csvLine(columns.map(([title]) => title));
  for (const row of rows) yield csvLine(columns.map(([, of]) => of(row)));
}
