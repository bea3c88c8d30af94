/** The command line: one file per command. */

import { CommanderError } from 'commander';
import { optimiseLater } from './optimise-later.ts';
import { program } from './program.ts';

/** Exit statuses, as the README lists them. */
const FAILED = 1;
const MISUSED = 2;

optimiseLater();

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : MISUSED;
  else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`wardlight: unexpected error, please report it:\n${stack}\n`);
    process.exitCode = FAILED;
  }
}
