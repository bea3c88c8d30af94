/** Secrets of the data folder: made at their first use, for the eyes of their owner alone, the same ever after. */

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';

/** Random text of so many octets, in characters that need no quoting anywhere. */
export const randomText = (octets: number): string => randomBytes(octets).toString('base64url');

/**
 * The secret in a file, which `make` fills at the first use. The file comes into being whole: neither a kill nor a second
 * start at the same moment leaves half of one, or two.
 */
export function keptSecret(file: string, make: () => string): string {
  if (!fs.existsSync(file)) keep(file, make());
  return fs.readFileSync(file, 'utf8');
}

function keep(file: string, secret: string): void {
  const draft = `${file}.draft-${process.pid}`;
  fs.rmSync(draft, { force: true });
  const descriptor = fs.openSync(draft, 'wx', 0o600);
  fs.writeSync(descriptor, secret);
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if (!fs.existsSync(file)) throw error;
  } finally {
    fs.rmSync(draft);
  }
}
