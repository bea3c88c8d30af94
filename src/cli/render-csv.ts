/** The inventory as CSV (RFC 4180), one line per device: for spreadsheets and asset databases. */

import type { Attribute } from '../dissectors/dissector.ts';
import type { Inventory, InventoryDevice } from '../identify/inventory.ts';

const COLUMNS: readonly (readonly [title: string, of: (device: InventoryDevice) => string | number])[] = [
  ['id', (device) => device.id],
  ['category', (device) => device.category.value],
  ['category confidence', (device) => device.category.confidence],
  ['vendor', best('vendor')],
  ['model', best('model')],
  ['serial number', best('serialNumber')],
  ['software version', best('softwareVersion')],
  ['firmware version', best('firmwareVersion')],
  ['operating system', best('os')],
  ['host name', best('hostname')],
  ['AE title', best('dicomAeTitle')],
  ['UDI', best('udi')],
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
];

function best(attribute: Attribute): (device: InventoryDevice) => string {
  return (device) => device.attributes[attribute]?.[0]?.value ?? '';
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
