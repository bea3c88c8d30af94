/** `wardlight inspect`: captures in, the inventory out as table, CSV or JSON. */

import type { InventoryDevice } from '../identify/inventory.ts';
import { Output } from './output.ts';
import { FAILED, readSources, type SourceOptions } from './read-sources.ts';
import { csvOfDevices, csvOfFlows } from './render-csv.ts';
import { renderFlows } from './render-flows.ts';
import { writeJson } from './render-json.ts';
import { renderSummary } from './render-summary.ts';
import { renderTable } from './render-table.ts';

export interface InspectOptions extends SourceOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly table?: boolean;
  readonly out?: string;
  readonly evidence?: boolean;
}

/** Runs the command; returns the exit status. */
export async function inspect(sources: readonly string[], options: InspectOptions): Promise<number> {
  const read = await readSources(sources, options);
  if ('status' in read) return read.status;
  const output = Output.open(options.out);
  if (!output) return FAILED;
  const { inventory, config } = read;
  if (options.json) {
    writeJson(inventory, output);
    output.close();
    return 0;
  }
  const devices: InventoryDevice[] = [...inventory.devices];
  const shown = { ...inventory, devices };
  const { flows } = inventory;
  if (options.csv) {
    for (const line of flows ? csvOfFlows(flows) : csvOfDevices(devices)) output.write(line);
  } else {
    const width = options.out === undefined && process.stdout.isTTY ? process.stdout.columns : undefined;
    output.write(
      renderTable(shown, {
        evidence: options.evidence ?? false,
        width,
        colour: config.colour && output.isTerminal,
      }),
    );
    if (flows) output.write(renderFlows(flows));
  }
  output.close();
  if (!options.quiet) process.stderr.write(renderSummary(shown));
  return 0;
}
