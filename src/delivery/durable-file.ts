/** Files that are whole or not there, whatever moment the machine dies. */

import fs from 'node:fs';
import path from 'node:path';

/** Ending of a file that is being written. */
export const UNFINISHED = '.new';

/** Writes a file, forces it to disk and only then gives it its name. Throws what the operating system says. */
export function writeDurably(file: string, octets: Uint8Array): void {
  const unfinished = file + UNFINISHED;
  try {
    const descriptor = fs.openSync(unfinished, 'w', 0o600);
    try {
      let at = 0;
      while (at < octets.length) at += fs.writeSync(descriptor, octets, at);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(unfinished, file);
  } catch (error) {
    fs.rmSync(unfinished, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}

/** Forces the names in a folder to disk. */
export function syncFolder(folder: string): void {
  // Windows keeps names by itself and does not open folders.
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
