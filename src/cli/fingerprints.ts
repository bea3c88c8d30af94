/** `wardlight fingerprints`: rules of others, and a hospital's own, into the knowledge folder and out of it. */

import { canonicalIp } from '../base/ip-address.ts';
import { parseMac } from '../base/mac-address.ts';
import { ConfigError, readEnvironment } from '../config/env.ts';
import { knowledgeFolderOf } from '../config/user-folders.ts';
import { FingerprintLibrary } from '../main/fingerprint-library.ts';
import { ShareError, shareDevice } from '../main/share-device.ts';
import { Output } from './output.ts';
import { FAILED, MISUSED, refuse } from './read-sources.ts';
import {
  renderExamples,
  renderImport,
  renderProofs,
  renderShared,
  renderShelf,
} from './render-fingerprints.ts';

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
  /** MAC or IP address of a device of the capture that is to be shared. */
  readonly device?: string;
  readonly vendor?: string;
  readonly model?: string;
  readonly category?: string;
}

/** Imports rule files; returns the exit status. */
export async function importFingerprints(files: readonly string[], options: ImportOptions): Promise<number> {
  return await withLibrary(options, (library) => {
    const outcomes = library.take(files, options.source);
    process.stdout.write(renderImport(outcomes, library.path, options.refused ?? false));
    return outcomes.some(({ taken }) => taken > 0) ? 0 : FAILED;
  });
}

/** Lists what was imported; returns the exit status. */
export async function listFingerprints(options: ListOptions): Promise<number> {
  return await withLibrary(options, (library) => {
    const entries = library.list();
    process.stdout.write(options.json ? `${JSON.stringify(entries)}\n` : renderShelf(entries, library.path));
    return 0;
  });
}

/** Runs the examples of all imported fingerprints, or the test captures of packs; returns the exit status. */
export async function testFingerprints(packs: readonly string[], options: FolderOptions): Promise<number> {
  return await withLibrary(options, async (library) => {
    if (packs.length > 0) {
      const proofs = await library.provePacks(packs);
      process.stdout.write(renderProofs(proofs));
      return proofs.length === 0 || proofs.some(({ problem }) => problem !== undefined) ? FAILED : 0;
    }
    const runs = library.test();
    process.stdout.write(renderExamples(runs, library.path));
    return runs.some(({ failures }) => failures.length > 0) ? FAILED : 0;
  });
}

/** Writes what a device of a capture says as rules with redacted test captures; returns the exit status. */
export async function exportDevice(
  address: string,
  capture: string | undefined,
  options: ExportOptions,
): Promise<number> {
  const device = parseMac(address) ?? canonicalIp(address);
  if (device === undefined) return refuse(`"${address}" is neither a MAC nor an IP address`, MISUSED).status;
  if (capture === undefined || options.out === undefined)
    return refuse('--device takes a capture file and a folder to write into (--out)', MISUSED).status;
  const { vendor, model, category, out, field: factId } = options;
  const attributes = {
    ...(vendor === undefined ? {} : { vendor }),
    ...(model === undefined ? {} : { model }),
    ...(category === undefined ? {} : { category }),
  };
  try {
    const shared = await shareDevice({ address: device, capture, out, attributes, factId });
    process.stdout.write(renderShared(shared));
    return shared.facts.length > 0 ? 0 : FAILED;
  } catch (error) {
    if (error instanceof ShareError) return refuse(error.message, FAILED).status;
    throw error;
  }
}

/** Writes imported fingerprints as JSON that `import` reads; returns the exit status. */
export async function exportFingerprints(options: ExportOptions): Promise<number> {
  return await withLibrary(options, (library) => {
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

async function withLibrary(
  options: FolderOptions,
  run: (library: FingerprintLibrary) => number | Promise<number>,
): Promise<number> {
  try {
    const folder = options.knowledge ?? knowledgeFolderOf(readEnvironment());
    return await run(
      new FingerprintLibrary(folder, (message) => process.stderr.write(`wardlight: ${message}\n`)),
    );
  } catch (error) {
    if (error instanceof ConfigError) return refuse(error.message, MISUSED).status;
    if (error instanceof Error && error.name === 'KnowledgeFolderError')
      return refuse(error.message, FAILED).status;
    throw error;
  }
}
