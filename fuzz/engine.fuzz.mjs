#!/usr/bin/env node
/**
 * Feeds mutated packets to the whole engine for a while: every decoder and dissector behind it. The contract suite does
 * a short round of this for each dissector; this is the long one.
 *
 *   node fuzz/engine.fuzz.mjs [seconds] [capture …]      default: 60 seconds, the sample capture
 *
 * A packet that makes the engine throw is counted by it as `internal-error`; here it ends the run, and the capture that
 * did it is written beside, to become a test.
 */

import fs from 'node:fs';
import { DissectorTable } from '../dist/dissectors/dissector-table.js';
import { DISSECTORS } from '../dist/dissectors/registry.js';
import { PacketEngine } from '../dist/pipeline/packet-engine.js';
import { CaptureDecoder } from '../dist/wire/capture-decoder.js';

const SAMPLE = new URL('../sample/small-hospital.pcap', import.meta.url);
const [secondsText, ...captures] = process.argv.slice(2);
const until = Date.now() + Number(secondsText ?? 60) * 1_000;
const originals = (captures.length > 0 ? captures : [SAMPLE]).map((file) => fs.readFileSync(file));
const dissectors = new DissectorTable(DISSECTORS);

/** A copy of a capture with some octets behind its header overwritten, most of them in one stretch. */
function mutated(original) {
  const octets = Buffer.from(original);
  const edits = 1 + Math.floor(Math.random() * 200);
  for (let edit = 0; edit < edits; edit++) {
    octets[24 + Math.floor(Math.random() * (octets.length - 24))] = Math.floor(Math.random() * 256);
  }
  return octets;
}

let rounds = 0;
let packets = 0;
for (; Date.now() < until; rounds++) {
  const octets = mutated(originals[rounds % originals.length]);
  const engine = new PacketEngine({
    dissectors,
    seed: rounds,
    firstFlowSlots: 1 << 10,
    maxFlowSlots: 1 << 14,
    separateVlans: false,
  });
  const sink = engine.openCapture(0);
  const decoder = new CaptureDecoder(sink);
  decoder.push(octets);
  decoder.end();
  engine.finish();
  packets += sink.tally.packets;
  if (sink.tally.anomalies.has('internal-error')) {
    const file = `fuzz-failure-${rounds}.pcap`;
    fs.writeFileSync(file, octets);
    console.error(`A packet made the engine throw; the capture is ${file}`);
    process.exit(1);
  }
}
console.log(`${rounds} captures, ${packets} packets, no failure`);
