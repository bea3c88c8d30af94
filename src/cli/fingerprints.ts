/** `wardlight fingerprints`: rules of others, and a hospital's own, into the knowledge folder and out of it. */

import { ConfigError, readEnvironment } from '../config/env.ts';
import { knowledgeFolderOf } from '../config/user-folders.ts';
import { FingerprintLibrary } from '../main/fingerprint-library.ts';
import { Output } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';
import { renderExamples, renderImport, renderShelf } from './render-fingerprints.ts';

export interface FolderOptions {
  readonly knowledge?: string;
}

export interface ImportOptions extends FolderOptions {
  readonly source?: string;
  readonly refused?: boolean;
}

export interface ListOptions extends FolderOptions {
  readonly json?: boolean;
}

export interface ExportOptions extends FolderOptions {
  readonly source?: string;
  readonly field?: string;
  readonly out?: string;
}

/** Imports rule files; returns the exit status. */
export function importFingerprints(files: readonly string[], options: ImportOptions): number {
  return withLibrary(options, (library) => {
    const outcomes = library.take(files, options.source);
    process.stdout.write(renderImport(outcomes, library.path, options.refused ?? false));
    return outcomes.some(({ taken }) => taken > 0) ? 0 : FAILED;
  });
}

/** Lists what was imported; returns the exit status. */
export function listFingerprints(options: ListOptions): number {
  return withLibrary(options, (library) => {
    const entries = library.list();
    process.stdout.write(options.json ? `${JSON.stringify(entries)}\n` : renderShelf(entries, library.path));
    return 0;
  });
}

/** Runs the examples of all imported fingerprints; returns the exit status. */
export function testFingerprints(options: FolderOptions): number {
  return withLibrary(options, (library) => {
    const runs = library.test();
    process.stdout.write(renderExamples(runs, library.path));
    return runs.some(({ failures }) => failures.length > 0) ? FAILED : 0;
  });
}

/** Writes imported fingerprints as JSON that `import` reads; returns the exit status. */
export function exportFingerprints(options: ExportOptions): number {
  return withLibrary(options, (library) => {
    const files = library.files({ origin: options.source, factId: options.field });
    if (files.length === 0) return refuse(`there is nothing to export in ${library.path}`, FAILED).status;
    const output = Output.open(options.out);
    if (!output) return FAILED;
    output.write('{"files":[\n');
    for (const [index, file] of files.entries())
      output.write(`${index > 0 ? ',\n' : ''}${JSON.stringify(file)}`);
    output.write('\n]}\n');
    output.close();
    return 0;
  });
}

function withLibrary(options: FolderOptions, run: (library: FingerprintLibrary) => number): number {
  try {
    const folder = options.knowledge ?? knowledgeFolderOf(readEnvironment());
    return run(new FingerprintLibrary(folder, (message) => process.stderr.write(`wardlight: ${message}\n`)));
  } catch (error) {
    if (error instanceof ConfigError) return refuse(error.message, MISUSED).status;
    if (error instanceof Error && error.name === 'KnowledgeFolderError')
      return refuse(error.message, FAILED).status;
    throw error;
  }
}
