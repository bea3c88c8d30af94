/** The inventory as a table for a terminal; with evidence, a block per device below it. */

import Table from 'cli-table3';
import type { Attribute } from '../dissectors/dissector.ts';
import type { InventoryCapture, InventoryDevice } from '../identify/inventory.ts';
import { renderDevice } from './render-device.ts';

export interface TableOptions {
  readonly evidence: boolean;
  /** Columns of the terminal; undefined when the output is no terminal. */
  readonly width: number | undefined;
  readonly colour: boolean;
}

/** Share of the width that each column gets, in percent. */
const COLUMNS = [
  ['Category', 17],
  ['Maker', 14],
  ['Model', 18],
  ['Serial', 13],
  ['Software', 13],
  ['Name', 13],
  ['Address', 12],
] as const;
const WIDTH_MIN = 80;
const WIDTH_DEFAULT = 150;
const WIDTH_MAX = 200;
/** A rule between all rows would make the table twice as long. */
const NO_RULES_BETWEEN_ROWS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
/** Borders and padding around the columns. */
const FRAME_WIDTH = COLUMNS.length + 1;

export function renderTable(
  inventory: { captures: readonly InventoryCapture[]; devices: readonly InventoryDevice[] },
  options: TableOptions,
): string {
  const width = Math.min(Math.max(options.width ?? WIDTH_DEFAULT, WIDTH_MIN), WIDTH_MAX) - FRAME_WIDTH;
  const table = new Table({
    head: COLUMNS.map(([title]) => title),
    colWidths: COLUMNS.map(([, share]) => Math.floor((width * share) / 100)),
    wordWrap: true,
    wrapOnWordBoundary: false,
    chars: NO_RULES_BETWEEN_ROWS,
    style: options.colour ? { head: ['bold'], border: ['gray'] } : { head: [], border: [] },
  });
  for (const device of [...inventory.devices].sort(byCategory)) table.push(rowOf(device));
  const blocks = options.evidence
    ? inventory.devices.map((device) => `\n${renderDevice(device, inventory.captures)}`).join('')
    : '';
  return `${table.toString()}\n${blocks}`;
}

/** Known categories first, by name; within one, in the order of first sight. */
function byCategory(a: InventoryDevice, b: InventoryDevice): number {
  const [first, second] = [a.category.value, b.category.value];
  if (first === second) return 0;
  if (first === 'unknown' || second === 'unknown') return first === 'unknown' ? 1 : -1;
  return first < second ? -1 : 1;
}

function rowOf(device: InventoryDevice): string[] {
  const best = (attribute: Attribute) => device.attributes[attribute]?.[0]?.value ?? '';
  const software = best('softwareVersion') || best('firmwareVersion') || best('os');
  const { value, confidence } = device.category;
  const address =
    device.ips[0] ?? device.macs[0] ?? (device.viaGateway === null ? '' : `behind ${device.viaGateway}`);
  const more = device.ips.length > 1 ? ` +${device.ips.length - 1}` : '';
  const name = device.attributes.hostname?.[0]?.value ?? best('dicomAeTitle');
  return [
    value === 'unknown' ? 'unknown' : `${value} ${confidence}`,
    best('vendor'),
    best('model'),
    best('serialNumber'),
    software,
    name,
    address + more,
  ];
}
