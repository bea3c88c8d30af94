import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 optimise later and inline less. A capture shows every kind of traffic for a short while, so much of what the
 * optimiser makes is thrown away again: a fifth of all CPU time, of which this saves a third; of matching a fleet, which is
 * over before optimising pays, it saves half (docs/performance.md). V8 11 is Node 20; what others do with these flags was not
 * measured.
 */
export function optimiseLater(): void {
  if (process.versions.v8.startsWith('11.'))
    setFlagsFromString('--interrupt-budget=200000 --max-inlined-bytecode-size-cumulative=400');
}
