/** Reads what the command line names, with a progress bar on a terminal, and says clearly what could not be read. */

import { CaptureUnreadableError, NotACaptureError } from '../capture/capture-errors.ts';
import { type Config, configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import type { Inventory } from '../identify/inventory.ts';
import { openInspection } from '../main/open-inspection.ts';
import type { Inspection } from '../pipeline/inspection.ts';
import { ProgressBar } from './progress-bar.ts';

export interface SourceOptions {
  readonly interface?: string;
  readonly seconds?: number;
  readonly follow?: boolean;
  readonly separateVlans?: boolean;
  readonly quiet?: boolean;
}

export interface SourcesRead {
  /** Exit status: 0 when there is an inventory. */
  readonly status: number;
  readonly inventory: Inventory | undefined;
  readonly config: Config;
}

const MISUSED = 2;

/** Reads all sources into one inventory. Errors go to standard error, in words. */
export async function readSources(sources: readonly string[], options: SourceOptions): Promise<SourcesRead> {
  const config = readConfig();
  if (!config) return { status: MISUSED, inventory: undefined, config: { maxFlowSlots: 0, colour: false } };
  const refuse = (message: string, status: number): SourcesRead => {
    process.stderr.write(`wardlight: ${message}\n`);
    return { status, inventory: undefined, config };
  };
  if (sources.length === 0 && options.interface === undefined) {
    return refuse(
      'nothing to inspect: name a capture file, a folder, - for standard input, or --interface NAME',
      MISUSED,
    );
  }
  const inspection = openInspection(config, { separateVlans: options.separateVlans ?? false });
  try {
    await readAll(inspection, sources, options);
  } catch (error) {
    if (error instanceof NotACaptureError) return refuse(error.message, MISUSED);
    if (error instanceof CaptureUnreadableError) return refuse(error.message, MISUSED);
    throw error;
  }
  return { status: 0, inventory: inspection.finish(), config };
}

function readConfig(): Config | undefined {
  try {
    return configOf(readEnvironment());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`wardlight: ${error.message}\n`);
    return undefined;
  }
}

async function readAll(
  inspection: Inspection,
  sources: readonly string[],
  options: SourceOptions,
): Promise<void> {
  for (const source of sources) {
    const bar = ProgressBar.open(source, options.quiet !== true && process.stderr.isTTY === true);
    try {
      await inspection.readFile(source, { onProgress: (read, total) => bar.show(read, total) });
    } finally {
      bar.close();
    }
  }
}
