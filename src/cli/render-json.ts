/** The inventory as one JSON document, one line per device, written as the devices are made. */

import type { Inventory } from '../identify/inventory.ts';
import type { Output } from './output.ts';

export function writeJson(inventory: Inventory, output: Output): void {
  output.write(
    `{"schema":${JSON.stringify(inventory.schema)},\n"captures":${JSON.stringify(inventory.captures)},\n"devices":[`,
  );
  let separator = '\n';
  for (const device of inventory.devices) {
    output.write(separator + JSON.stringify(device));
    separator = ',\n';
  }
  output.write(
    `\n],\n"profiles":[${inventory.profiles().map((profile) => `\n${JSON.stringify(profile)}`)}\n]`,
  );
  if (inventory.notSeen) output.write(`,\n"notSeen":${JSON.stringify(inventory.notSeen)}`);
  if (inventory.unusedDecisions.length > 0)
    output.write(`,\n"unusedDecisions":${JSON.stringify(inventory.unusedDecisions)}`);
  output.write('}\n');
}
