/**
 * Where the reference captures are: the folder of WARDLIGHT_REFERENCE, else `shared` beside the repository. They belong to
 * others and are never part of the repository; what is measured on them is.
 */

import fs from 'node:fs';
import path from 'node:path';

export const REFERENCE =
  process.env['WARDLIGHT_REFERENCE'] ?? path.join(import.meta.dirname, '..', '..', '..', 'shared');

/** A path below the reference folder. */
export const reference = (...parts: readonly string[]) => path.join(REFERENCE, ...parts);

/** Whether the reference folder is complete enough to measure on. */
export const isReferenceThere = () =>
  [
    'captures/protocol-id/nDPI',
    'captures/manifest.json',
    'lab/out/truth.json',
    'tools/score-inventory.mjs',
  ].every((part) => fs.existsSync(reference(part)));

/** Names of the files in a folder whose name ends so, sorted. */
export function filesIn(folder: string, ending: RegExp): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => ending.test(name))
    .sort();
}
