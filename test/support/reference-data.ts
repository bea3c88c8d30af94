/**
 * Reference data beside the repository, which is never part of it: published vectors, tables and feed snapshots. The folder
 * is that of WARDLIGHT_REFERENCE, else `shared` next to the repository. Tests must pass, and say so, without it.
 */

import fs from 'node:fs';
import path from 'node:path';

const FOLDER =
  process.env['WARDLIGHT_REFERENCE'] ?? path.join(import.meta.dirname, '..', '..', '..', 'shared');

/** Full path of a reference file or folder; undefined, said on standard error, when it is not there. */
export function referencePath(relative: string): string | undefined {
  const full = path.join(FOLDER, relative);
  if (fs.existsSync(full)) return full;
  process.stderr.write(`SKIPPED: no ${full}; set WARDLIGHT_REFERENCE.\n`);
  return undefined;
}
