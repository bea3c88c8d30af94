/** `wardlight coverage`: what the captures show of each VLAN and subnet, and what to mirror so that they show more. */

import type { CoverageReport } from '../identify/coverage.ts';
import { coverageOf } from '../main/measure-coverage.ts';
import { Output } from './output.ts';
import { FAILED, readSources, type SourceOptions } from './read-sources.ts';
import { renderCoverage } from './render-coverage.ts';

export interface CoverageOptions extends SourceOptions {
  readonly json?: boolean;
  readonly out?: string;
}

/** Runs the command; returns the exit status. */
export async function coverage(sources: readonly string[], options: CoverageOptions): Promise<number> {
  const read = await readSources(sources, options);
  if ('status' in read) return read.status;
  const output = Output.open(options.out);
  if (!output) return FAILED;
  const report: CoverageReport = coverageOf(read.inventory);
  output.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : renderCoverage(report));
  output.close();
  return 0;
}
