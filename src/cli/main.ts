/** The command line: one file per command. */

import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { program } from './program.ts';

/** Exit statuses, as the README lists them. */
const FAILED = 1;
const MISUSED = 2;

// A capture shows every kind of traffic for a short while, so much of what the optimiser of V8 makes is thrown away again: a
// fifth of all CPU time. Optimising later and inlining less saves a third of that (docs/performance.md). V8 11 is Node 20;
// what others do with these flags was not measured.
if (process.versions.v8.startsWith('11.'))
  setFlagsFromString('--interrupt-budget=200000 --max-inlined-bytecode-size-cumulative=400');

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
