#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// A capture shows every kind of traffic for a short while, so much of what the optimiser of V8 does is thrown away again: a
// fifth of all CPU time. Optimising later and inlining less saves a third of that (docs/performance.md). V8 11 is Node 20;
// what others do with these flags was not measured.
if (process.versions.v8.startsWith('11.'))
  setFlagsFromString('--interrupt-budget=200000 --max-inlined-bytecode-size-cumulative=400');
await import('../dist/cli/main.js');
