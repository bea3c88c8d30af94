#!/usr/bin/env node
/**
 * CPU seconds of `wardlight inspect` beside other passive tools on the same capture, in turn (ours, peer, ours, peer, …):
 * machines are noisy, so only ratios of neighbouring runs are compared.
 *
 *   node bench/compare-peers.mjs CAPTURE [pairs] [peer …]
 *
 * Peers: p0f, nfpcapd (package nfdump), ndpiReader (libndpi-bin), softflowd, tcpdump; those not installed are left out.
 * Needs GNU time (package time). Whole processes are measured, the inventory is written. Prints a Markdown table.
 */

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../bin/wardlight.js', import.meta.url));
const [capture, pairsText, ...wanted] = process.argv.slice(2);
if (!capture) {
  console.error('usage: compare-peers.mjs CAPTURE [pairs] [peer ...]');
  process.exit(2);
}
const pairs = Number(pairsText ?? 3);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'wardlight-bench-'));
const inScratch = (name) => path.join(scratch, name);

const OURS = [
  process.execPath,
  LAUNCHER,
  'inspect',
  capture,
  '--json',
  '--quiet',
  '--out',
  inScratch('inventory.json'),
];
const PEERS = {
  p0f: () => ['p0f', '-r', capture, '-o', inScratch('p0f.log')],
  nfpcapd: () => ['nfpcapd', '-r', capture, '-l', scratch, '-B', '2000000'],
  ndpiReader: () => ['ndpiReader', '-q', '-i', capture],
  softflowd: () => ['softflowd', '-r', capture, '-n', '127.0.0.1:29995', '-v', '9', '-d', '-m', '2000000'],
  tcpdump: () => ['tcpdump', '-n', '-r', capture, '-w', '/dev/null'],
};

/** Runs a command under GNU time; CPU seconds (user and system) and peak memory in megabytes. */
function run(command) {
  fs.rmSync(inScratch('p0f.log'), { force: true });
  const report = inScratch('time.txt');
  const result = spawnSync('/usr/bin/time', ['-o', report, '-f', '%U %S %M %e', ...command], {
    stdio: 'ignore',
  });
  if (result.error) throw result.error;
  const [user, system, kilobytes, wall] = (fs.readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return {
    cpu: (user ?? 0) + (system ?? 0),
    memory: (kilobytes ?? 0) / 1_024,
    wall: wall ?? 0,
    status: result.status,
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const installed = (name) => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;

run(OURS); // fills the page cache
const size = fs.statSync(capture).size;
console.log(
  `${path.basename(capture)}, ${(size / 1e6).toFixed(0)} MB, Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model.trim()}\n`,
);
console.log('| peer | ours CPU s | ours peak MB | peer CPU s | peer peak MB | peer/ours CPU (range) |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [name, commandOf] of Object.entries(PEERS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (!installed(name)) {
    console.log(`| ${name} | not installed | | | | |`);
    continue;
  }
  const ours = [];
  const theirs = [];
  for (let pair = 0; pair < pairs; pair++) {
    ours.push(run(OURS));
    theirs.push(run(commandOf()));
  }
  const ratios = theirs.map((peer, index) => peer.cpu / (ours[index]?.cpu ?? Number.NaN));
  const of = (runs, key) => median(runs.map((one) => one[key]));
  const failed = theirs.some(({ status }) => status !== 0) ? ' (peer failed)' : '';
  console.log(
    `| ${name}${failed} | ${of(ours, 'cpu').toFixed(2)} | ${of(ours, 'memory').toFixed(0)} | ${of(theirs, 'cpu').toFixed(2)} | ${of(theirs, 'memory').toFixed(0)} | ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}) |`,
  );
}
fs.rmSync(scratch, { recursive: true, force: true });
