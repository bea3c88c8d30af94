/** The inventory as one JSON document, one line per device and flow, written as they are made. */

import type { Inventory } from '../identify/inventory.ts';
import type { Output } from './output.ts';

export function writeJson(inventory: Inventory, output: Output): void {
  output.write(
    `{"schema":${JSON.stringify(inventory.schema)},\n"captures":${JSON.stringify(inventory.captures)},\n"devices":[`,
  );
  writeLines(inventory.devices, output);
  output.write('\n],\n"profiles":[');
  writeLines(inventory.profiles(), output);
  output.write('\n]');
  if (inventory.notSeen) output.write(`,\n"notSeen":${JSON.stringify(inventory.notSeen)}`);
  if (inventory.unusedDecisions.length > 0)
    output.write(`,\n"unusedDecisions":${JSON.stringify(inventory.unusedDecisions)}`);
  if (inventory.flows) {
    output.write(',\n"flows":[');
    writeLines(inventory.flows, output);
    output.write(`\n],\n"flowsDropped":${inventory.flowsDropped ?? 0}`);
  }
  output.write('}\n');
}

function writeLines(items: Iterable<unknown>, output: Output): void {
  let separator = '\n';
  for (const item of items) {
    output.write(separator + JSON.stringify(item));
    separator = ',\n';
  }
}
