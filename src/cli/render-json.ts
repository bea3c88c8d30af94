/** The inventory as one JSON document, one line per device and flow, written as they are made. */

import type { Inventory } from '../identify/inventory.ts';
import type { Output } from './output.ts';

export function writeJson(inventory: Inventory, output: Output): void {
  output.write(
    `{"schema":${JSON.stringify(inventory.schema)},\n"captures":${JSON.stringify(inventory.captures)},\n"devices":[`,
  );
  writeLines(inventory.devices, output);
  if (inventory.flows) {
    output.write('\n],\n"flows":[');
    writeLines(inventory.flows, output);
    output.write(`\n],\n"flowsDropped":${inventory.flowsDropped ?? 0}}\n`);
  } else output.write('\n]}\n');
}

function writeLines(items: Iterable<unknown>, output: Output): void {
  let separator = '\n';
  for (const item of items) {
    output.write(separator + JSON.stringify(item));
    separator = ',\n';
  }
}
