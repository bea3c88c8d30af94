/** The largest flows as a list for a terminal: who talked to whom, over which protocol. */

import type { InventoryFlow, InventoryFlowEnd } from '../identify/inventory.ts';

/** A person reads a screen or two; all flows stand in the JSON and CSV outputs. */
export const FLOWS_SHOWN = 50;

export function renderFlows(flows: Iterable<InventoryFlow>): string {
  const { largest, count } = selectLargest(flows);
  const rows = largest.map((flow) => [
    flow.transport,
    `${endText(flow.client)} > ${endText(flow.server)}`,
    flow.protocol ?? '-',
    flow.packets.toLocaleString('en'),
    flow.octets.toLocaleString('en'),
  ]);
  const head = ['', 'Client > server', 'Protocol', 'Packets', 'Octets'];
  const widths = head.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), title.length),
  );
  const firstNumber = 3;
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column < firstNumber ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const lines = [`Flows: ${count.toLocaleString('en')}`];
  if (rows.length > 0) lines.push(line(head), ...rows.map(line));
  if (count > largest.length)
    lines.push(`and ${(count - largest.length).toLocaleString('en')} smaller ones: --json lists all.`);
  return `\n${lines.join('\n')}\n`;
}

/** The flows with most octets, largest first, and how many there are in all. */
function selectLargest(flows: Iterable<InventoryFlow>): { largest: InventoryFlow[]; count: number } {
  const largest: InventoryFlow[] = [];
  let count = 0;
  for (const flow of flows) {
    count++;
    const place = largest.findIndex((other) => other.octets < flow.octets);
    if (place >= 0) largest.splice(place, 0, flow);
    else if (largest.length < FLOWS_SHOWN) largest.push(flow);
    if (largest.length > FLOWS_SHOWN) largest.pop();
  }
  return { largest, count };
}

function endText({ ip, port }: InventoryFlowEnd): string {
  if (port === 0) return ip;
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}
