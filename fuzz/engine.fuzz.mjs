#!/usr/bin/env node
/**
 * Feeds mutated packets to the whole engine for a while: every decoder and dissector behind it. The contract suite does
 * a short round of this for each dissector; this is the long one.
 *
 *   node fuzz/engine.fuzz.mjs [seconds] [capture or protocol …]
 *
 * Default: 60 seconds over the sample capture and the golden captures of all protocols, after which it is said whether
 * every registered dissector was reached. `dicom` stands for its golden capture. A packet that makes the engine throw is
 * counted by it as `internal-error`; here it ends the run, and the capture that did it is written beside, to become a test.
 */

import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DissectorTable } from '../dist/dissectors/dissector-table.js';
import { DISSECTORS } from '../dist/dissectors/registry.js';
import { PacketEngine } from '../dist/pipeline/packet-engine.js';
import { CaptureDecoder } from '../dist/wire/capture-decoder.js';

const SAMPLE = fileURLToPath(new URL('../sample/small-hospital.pcap', import.meta.url));
const FILE_HEADER_OCTETS = 24;
const RECORD_HEADER_OCTETS = 16;
const PCAP_MAGIC = 0xa1b2c3d4;
/** One edit for so many octets of a capture, at most. */
const OCTETS_PER_EDIT = 50;
const EDIT_LIMIT = 200;

const goldenOf = (protocol) => fileURLToPath(new URL(`../test/golden/${protocol}.pcap`, import.meta.url));
const isProtocol = (name) => DISSECTORS.some(({ id }) => id === name);

const [secondsText, ...chosen] = process.argv.slice(2);
const until = Date.now() + Number(secondsText ?? 60) * 1_000;
const everything = [SAMPLE, ...DISSECTORS.map(({ id }) => goldenOf(id))];
const files =
  chosen.length > 0 ? chosen.map((name) => (isProtocol(name) ? goldenOf(name) : name)) : everything;
const originals = files
  .map((file) => fs.readFileSync(file))
  .map((octets) => ({ octets, packets: packetsOf(octets) }));
const dissectors = new DissectorTable(DISSECTORS);

/** Where the packets of a little-endian pcap stand; of any other capture, all behind the first octets. */
function packetsOf(octets) {
  const packets = [];
  if (octets.readUInt32LE(0) !== PCAP_MAGIC) return [{ start: FILE_HEADER_OCTETS, end: octets.length }];
  for (let at = FILE_HEADER_OCTETS; at + RECORD_HEADER_OCTETS < octets.length; ) {
    const start = at + RECORD_HEADER_OCTETS;
    at = start + octets.readUInt32LE(at + 8);
    packets.push({ start, end: Math.min(at, octets.length) });
  }
  return packets;
}

const below = (limit) => Math.floor(Math.random() * limit);

/** A copy of a capture with some octets of its packets overwritten; one round in eight spares no header either. */
function mutated({ octets, packets }) {
  const copy = Buffer.from(octets);
  const anywhere = below(8) === 0;
  const edits = 1 + below(Math.min(EDIT_LIMIT, Math.ceil(copy.length / OCTETS_PER_EDIT)));
  for (let edit = 0; edit < edits; edit++) {
    const packet = packets[below(packets.length)];
    const { start, end } = anywhere || !packet ? { start: FILE_HEADER_OCTETS, end: copy.length } : packet;
    if (end > start) copy[start + below(end - start)] = below(256);
  }
  return copy;
}

/** Runs one capture through a new engine; answers its counts and the engine. */
function run(octets, seed) {
  const engine = new PacketEngine({
    dissectors,
    seed,
    firstFlowSlots: 1 << 10,
    maxFlowSlots: 1 << 14,
    separateVlans: false,
  });
  const sink = engine.openCapture(0);
  const decoder = new CaptureDecoder(sink);
  decoder.push(octets);
  decoder.end();
  engine.finish();
  return { engine, tally: sink.tally };
}

/** Ids of the dissectors that have said something in these captures as they are. */
function reached() {
  const seen = new Set();
  for (const { octets } of originals) {
    const { engine } = run(octets, 0);
    const bindings = [...engine.hosts.eachBinding()].map(({ id }) => id);
    for (const subject of [...bindings, ...engine.observations.namedSubjects()])
      for (const { protocol } of engine.observations.of(subject)) seen.add(protocol);
  }
  return seen;
}

let rounds = 0;
let packets = 0;
for (; Date.now() < until; rounds++) {
  const octets = mutated(originals[rounds % originals.length]);
  const { tally } = run(octets, rounds);
  packets += tally.packets;
  if (tally.anomalies.has('internal-error')) {
    const file = `fuzz-failure-${rounds}.pcap`;
    fs.writeFileSync(file, octets);
    console.error(`A packet made the engine throw; the capture is ${file}`);
    process.exit(1);
  }
}
const seen = reached();
const missed = DISSECTORS.map(({ id }) => id).filter((id) => !seen.has(id));
console.log(
  `${rounds} captures, ${packets} packets, no failure; ${DISSECTORS.length - missed.length} dissectors reached`,
);
if (chosen.length === 0 && missed.length > 0) {
  console.error(`Not reached: ${missed.join(', ')}`);
  process.exit(1);
}
