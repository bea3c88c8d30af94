#!/usr/bin/env node
/**
 * What a sensor's look at everything costs, during which packets wait in the kernel.
 *
 *   npm run build && node bench/generate-traffic.mjs mixed FILE 5e7 && node bench/sensor-look.mjs FILE
 */

import { readCaptureFile } from '../dist/capture/read-capture.js';
import { DissectorTable } from '../dist/dissectors/dissector-table.js';
import { composeBatches } from '../dist/main/compose-batches.js';
import { loadKnowledge } from '../dist/main/load-knowledge.js';
import { PacketEngine } from '../dist/pipeline/packet-engine.js';
import { Sensing } from '../dist/pipeline/sensing.js';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: sensor-look.mjs CAPTURE');
  process.exit(2);
}
const knowledge = loadKnowledge();
const engine = new PacketEngine({
  dissectors: new DissectorTable(knowledge.dissectors),
  ...{ seed: 1, firstFlowSlots: 1 << 16, maxFlowSlots: 1 << 21, separateVlans: false },
});
const sensing = new Sensing(engine, { knowledge, seed: () => 1 });
const sink = sensing.open();
const { packets } = await readCaptureFile(file, sink);
let now = 0;
function look(name) {
  const begun = performance.now();
  const report = sensing.look(now);
  const took = performance.now() - begun;
  console.log(`${name}: ${took.toFixed(0)} ms, ${report.devices.length} of ${report.known} devices reported`);
  return report;
}
console.log(`${packets} packets`);
const first = look('first look');
const health = { packets: first.traffic.packets };
let begun = performance.now();
const batches = await composeBatches(first.devices, health, new Date(0));
const octets = batches.reduce((sum, { body }) => sum + body.length, 0);
console.log(
  `${batches.length} batches of ${first.devices.length} devices: ${octets} octets, ${(performance.now() - begun).toFixed(0)} ms`,
);
while (look('further look').devices.length > 0);
now += 1e9;
look('look with nothing new');
begun = performance.now();
engine.successor(Number.NEGATIVE_INFINITY, 2);
console.log(`successor that forgets nothing: ${(performance.now() - begun).toFixed(0)} ms`);
console.log(`resident ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);
