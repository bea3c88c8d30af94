/** Reads what the command line names, with a progress bar on a terminal, and says clearly what could not be read. */

import fs from 'node:fs';
import { type Config, configOf } from '../config/config.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { knowledgeFolderOf } from '../config/user-folders.ts';
import type { Inventory } from '../identify/inventory.ts';
import type { PersonDecision } from '../identify/person-decisions.ts';
import { loadKnowledgeWith } from '../main/load-knowledge.ts';
import { openInspection } from '../main/open-inspection.ts';
import { InputFileError, readDecisions, readPreviousInventory } from '../main/read-input-files.ts';
import { type Inspection, InspectionError } from '../pipeline/inspection.ts';
import { ProgressBar } from './progress-bar.ts';

export interface SourceOptions {
  readonly interface?: string;
  readonly seconds?: number;
  readonly follow?: boolean;
  readonly separateVlans?: boolean;
  readonly flows?: boolean;
  readonly quiet?: boolean;
  /** Folder of imported fingerprints; that of the environment when absent. */
  readonly knowledge?: string;
  /** File with what people decided. */
  readonly decisions?: string;
  /** File with an earlier inventory that this one continues. */
  readonly previous?: string;
}

export interface SourcesRead {
  readonly inventory: Inventory;
  readonly config: Config;
}

/** A run that ends here; the message went to standard error. */
export interface Refusal {
  /** Exit status. */
  readonly status: number;
}

export const FAILED = 1;
export const MISUSED = 2;
const MILLIS_PER_SECOND = 1_000;

/** Says why a command cannot go on, and with which status it ends. */
export function refuse(message: string, status: number): Refusal {
  process.stderr.write(`wardlight: ${message}\n`);
  return { status };
}

/** Reads all sources into one inventory. */
export async function readSources(
  sources: readonly string[],
  options: SourceOptions,
): Promise<SourcesRead | Refusal> {
  const live = options.interface;
  if (sources.length === 0 && live === undefined) {
    return refuse(
      'nothing to inspect: name a capture, a folder, - for standard input, or --interface NAME',
      MISUSED,
    );
  }
  if (options.follow && (sources.length !== 1 || sources[0] === '-')) {
    return refuse('--follow takes exactly one folder', MISUSED);
  }
  try {
    // Read before the captures: a mistake in them must not show after an hour of reading.
    const decisions = options.decisions === undefined ? undefined : readDecisions(options.decisions);
    const previous = options.previous === undefined ? undefined : readPreviousInventory(options.previous);
    const environment = readEnvironment();
    const config = configOf(environment);
    const knowledgeFolder = options.knowledge ?? knowledgeFolderOf(environment);
    if (options.knowledge !== undefined && !fs.existsSync(options.knowledge))
      return refuse(`there is no folder ${options.knowledge}`, MISUSED);
    const knowledge = await loadKnowledgeWith(knowledgeFolder, (message) =>
      process.stderr.write(`wardlight: ${message}\n`),
    );
    const inspection = openInspection(config, {
      separateVlans: options.separateVlans ?? false,
      flows: options.flows ?? false,
      knowledge,
    });
    const [folder] = sources;
    if (options.follow && folder !== undefined) {
      await untilStopped(options, (signal) =>
        inspection.follow(folder, { signal, onPassedOver: tellPassedOver }),
      );
    } else await readEach(inspection, sources, options);
    if (live !== undefined) await untilStopped(options, (signal) => inspection.captureLive(live, signal));
    const inventory = inspection.finish({ decisions, previous });
    for (const { decision, reason } of inventory.unusedDecisions) tellUnused(decision, reason);
    return { inventory, config };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof InputFileError)
      return refuse(error.message, MISUSED);
    if (error instanceof InspectionError)
      return refuse(error.message, error.code === 'not-a-capture' ? MISUSED : FAILED);
    throw error;
  }
}

function tellUnused(decision: PersonDecision, reason: string): void {
  const about =
    decision.kind === 'set' ? `${decision.attribute} of ${decision.device}` : decision.devices.join(' and ');
  process.stderr.write(`wardlight: decision not followed (${decision.kind} ${about}): ${reason}\n`);
}

function tellPassedOver(reason: string): void {
  process.stderr.write(`wardlight: passed over: ${reason}\n`);
}

async function readEach(
  inspection: Inspection,
  sources: readonly string[],
  options: SourceOptions,
): Promise<void> {
  for (const source of sources) {
    const bar = ProgressBar.open(source, options.quiet !== true && process.stderr.isTTY === true);
    try {
      await inspection.read(source, {
        onProgress: (read, total) => bar.show(read, total),
        onPassedOver: options.quiet ? undefined : tellPassedOver,
      });
    } finally {
      bar.close();
    }
  }
}

/** Runs until Ctrl-C, a request to terminate, or the end of `--seconds`; what was seen until then counts. */
async function untilStopped(
  options: SourceOptions,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  const timer =
    options.seconds === undefined ? undefined : setTimeout(abort, options.seconds * MILLIS_PER_SECOND);
  if (!options.quiet)
    process.stderr.write(
      options.seconds === undefined
        ? 'Watching. Ctrl-C ends and shows.\n'
        : `Watching for ${options.seconds} s.\n`,
    );
  try {
    await run(stop.signal);
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', abort).off('SIGTERM', abort);
  }
}
