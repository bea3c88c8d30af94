/** The inventory as CSV (RFC 4180), one line per device: for spreadsheets and asset databases. */

import type { Attribute } from '../dissectors/dissector.ts';
import type { Inventory, InventoryDevice } from '../identify/inventory.ts';

type Column = readonly [title: string, of: (device: InventoryDevice) => string | number];

const COLUMNS: readonly Column[] = [
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

/** The likeliest value of an attribute and its confidence from 0 to 100; both empty when it is not known. */
function claim(title: string, attribute: Attribute): readonly Column[] {
  return [
    [title, (device) => device.attributes[attribute]?.[0]?.value ?? ''],
    [`${title} confidence`, (device) => device.attributes[attribute]?.[0]?.confidence ?? ''],
  ];
}

/** A cell that no spreadsheet takes for a formula: what came from the network must not run on somebody's desk. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function renderCsv(inventory: Inventory): string {
  const lines = [COLUMNS.map(([title]) => cell(title))];
  for (const device of inventory.devices) lines.push(COLUMNS.map(([, of]) => cell(of(device))));
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
