/** The manifest of the reference captures: what each file is and what is known to stand in it. */

import fs from 'node:fs';
import { reference } from './reference-folder.ts';

export interface ManifestEntry {
  /** Path below `captures`. */
  readonly file: string;
  /** Facts that somebody has checked; their shape depends on the source. */
  readonly expected?: unknown;
}

export function readManifest(): readonly ManifestEntry[] {
  const text = fs.readFileSync(reference('captures', 'manifest.json'), 'utf8');
  return (JSON.parse(text) as { files: readonly ManifestEntry[] }).files;
}
