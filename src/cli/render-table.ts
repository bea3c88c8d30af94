/** The inventory as a table for a terminal; with evidence, a block per device below it. */

import Table from 'cli-table3';
import type { Attribute } from '../dissectors/dissector.ts';
import type { InventoryCapture, InventoryDevice } from '../identify/inventory.ts';
import { renderDevice } from './render-device.ts';
import { NO_RULES_BETWEEN_ROWS } from './table-style.ts';

export interface TableOptions {
  readonly evidence: boolean;
  /** Columns of the terminal; undefined when the output is no terminal, and then lines are as long as they need. */
  readonly width: number | undefined;
  readonly colour: boolean;
}

/** `Sure` is the confidence of the category. */
const COLUMNS = ['Category', 'Sure', 'Maker', 'Model', 'Serial', 'Software', 'Name', 'Address'] as const;
/** A value below this confidence is marked with GUESS_MARK: the table has no room for the confidence of each. */
const GUESS_BELOW = 50;
const GUESS_MARK = ' ?';
/** Mark of a device that others sent to or told of, and that was not seen sending. */
const NOT_HEARD = ' (not heard)';
/** A column is not made narrower, nor without a terminal wider. */
const COLUMN_MIN = 8;
const COLUMN_MAX = 40;
/** Space on both sides of a cell, and the line between two. */
const PADDING = 2;
const BORDER = 1;
/** A rule between all rows would make the table twice as long. */
export function renderTable(
  inventory: { captures: readonly InventoryCapture[]; devices: readonly InventoryDevice[] },
  options: TableOptions,
): string {
  const rows = [...inventory.devices].sort(byCategory).map(rowOf);
  const widths = columnWidths(rows, options.width);
  const table = new Table({
    head: [...COLUMNS],
    chars: NO_RULES_BETWEEN_ROWS,
    colWidths: widths,
    wordWrap: true,
    // The library would shorten a word that is longer than its column: a serial number that is shortened would be wrong.
    wrapOnWordBoundary: false,
    style: options.colour ? { head: ['bold'], border: ['gray'] } : { head: [], border: [] },
  });
  table.push(...rows.map((row) => row.map((cell, column) => atWords(cell, (widths[column] ?? 0) - PADDING))));
  const blocks = options.evidence
    ? inventory.devices.map((device) => `\n${renderDevice(device, inventory.captures)}`).join('')
    : '';
  const legend = rows.some((row) => row.some((cell) => cell.endsWith(GUESS_MARK)))
    ? `${GUESS_MARK.trim()} after a value: confidence below ${GUESS_BELOW}.\n`
    : '';
  return `${table.toString()}\n${legend}${blocks}`;
}

/** As wide as the longest cell; when that is too much for the terminal, the widest columns give way first. */
function columnWidths(rows: readonly (readonly string[])[], available: number | undefined): number[] {
  const widths = COLUMNS.map((title, column) => {
    const longest = rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), title.length);
    return Math.min(longest, COLUMN_MAX) + PADDING;
  });
  const total = () => widths.reduce((sum, width) => sum + width + BORDER, BORDER);
  while (available !== undefined && total() > available) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= COLUMN_MIN) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** Breaks lines at spaces; a word that is longer than the column is left to be cut where that ends. */
function atWords(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line].join('\n');
}

/** Known categories first, by name; within one, in the order of first sight. */
function byCategory(a: InventoryDevice, b: InventoryDevice): number {
  const [first, second] = [a.category.value, b.category.value];
  if (first === second) return 0;
  if (first === 'unknown' || second === 'unknown') return first === 'unknown' ? 1 : -1;
  return first < second ? -1 : 1;
}

function rowOf(device: InventoryDevice): string[] {
  const best = (attribute: Attribute) => {
    const claim = device.attributes[attribute]?.[0];
    if (!claim) return '';
    return claim.confidence < GUESS_BELOW ? `${claim.value}${GUESS_MARK}` : claim.value;
  };
  const { value, confidence } = device.category;
  const known = device.ips[0] ?? device.macs[0];
  const address = known ?? (device.viaGateway === null ? '' : `behind ${device.viaGateway}`);
  return [
    value,
    value === 'unknown' ? '' : `${confidence} %`,
    best('vendor'),
    best('model'),
    best('serialNumber'),
    best('softwareVersion') || best('firmwareVersion') || best('os'),
    best('hostname') || best('dicomAeTitle'),
    `${address}${device.ips.length > 1 ? ` +${device.ips.length - 1}` : ''}${device.seenAs === 'peer' ? NOT_HEARD : ''}`,
  ];
}
