/** `wardlight import`: records that other tools wrote in, the inventory out as table, CSV or JSON. */

import fs from 'node:fs';
import { configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { knowledgeFolderOf } from '../config/user-folders.ts';
import { loadKnowledgeWith } from '../main/load-knowledge.ts';
import { RecordsError, readRecords } from '../main/read-records.ts';
import { inventoryOfRecords } from '../main/record-inventory.ts';
import { Output } from './output.ts';
import { FAILED, MISUSED } from './read-sources.ts';
import { csvOfDevices } from './render-csv.ts';
import { writeJson } from './render-json.ts';
import { renderRecordSummary } from './render-records.ts';
import { renderTable } from './render-table.ts';

export interface ImportOptions {
  readonly format?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly table?: boolean;
  readonly out?: string;
  readonly evidence?: boolean;
  readonly knowledge?: string;
  readonly quiet?: boolean;
}

const MICROS_PER_MILLI = 1_000;
/** Name with which the format is told by the content. */
const AUTOMATIC = 'auto';

/** Runs the command; returns the exit status. */
export async function importRecords(paths: readonly string[], options: ImportOptions): Promise<number> {
  try {
    const environment = readEnvironment();
    const config = configOf(environment);
    const folder = options.knowledge ?? knowledgeFolderOf(environment);
    const knowledge = await loadKnowledgeWith(folder, (message) =>
      process.stderr.write(`wardlight: ${message}\n`),
    );
    const format = options.format === AUTOMATIC ? undefined : options.format;
    const files = paths.map((path) => ({
      ...{ path, name: path, readAt: writtenAt(path), format },
      options: { ...(options.map && { columns: options.map }) },
    }));
    const read = await readRecords(files, knowledge);
    const output = Output.open(options.out);
    if (!output) return FAILED;
    const inventory = inventoryOfRecords(read);
    if (options.json) writeJson(inventory, output);
    else if (options.csv) for (const line of csvOfDevices(read.devices)) output.write(line);
    else {
      const width = options.out === undefined && process.stdout.isTTY ? process.stdout.columns : undefined;
      const colour = config.colour && output.isTerminal;
      const evidence = options.evidence ?? false;
      output.write(renderTable({ ...inventory, devices: read.devices }, { evidence, width, colour }));
    }
    output.close();
    if (!options.quiet) process.stderr.write(renderRecordSummary(read));
    return 0;
  } catch (error) {
    if (error instanceof RecordsError) {
      process.stderr.write(`wardlight: ${error.message}\n`);
      return error.code === 'not-records' ? MISUSED : FAILED;
    }
    if (error instanceof ConfigError) {
      process.stderr.write(`wardlight: ${error.message}\n`);
      return MISUSED;
    }
    throw error;
  }
}

/** When the file was written last: the instant of what states no time of its own. */
function writtenAt(path: string): number {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  return Math.round((found?.mtimeMs ?? 0) * MICROS_PER_MILLI);
}
