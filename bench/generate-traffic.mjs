#!/usr/bin/env node
/**
 * Makes captures to measure with, from this repository alone: seeded, the same arguments give the same octets.
 *
 *   node bench/generate-traffic.mjs mixed FILE [octets] [seed]   the sample hospital over and over, each time with other
 *                                                                addresses, and DICOM-sized bulk between (default 1e9)
 *   node bench/generate-traffic.mjs tiny FILE [packets] [seed]   60-octet frames of a million flows in random order
 *                                                                (default 8e6): the worst case for every table
 */

import fs from 'node:fs';

const SAMPLE = new URL('../sample/small-hospital.pcap', import.meta.url);
const [mode, file, amount, seedText] = process.argv.slice(2);
if (!file || !['mixed', 'tiny'].includes(mode ?? '')) {
  console.error('usage: generate-traffic.mjs mixed|tiny FILE [octets|packets] [seed]');
  process.exit(2);
}

let state = Number(seedText ?? 1) >>> 0;
/** Mulberry32: small, seeded, good enough to scatter addresses. */
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let value = Math.imul(state ^ (state >>> 15), 1 | state);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return (value ^ (value >>> 14)) >>> 0;
}

const output = fs.openSync(file, 'w');
const block = Buffer.alloc(1 << 20);
let used = 0;
let written = 0;
function room(octets) {
  if (used + octets > block.length) flush();
  const at = used;
  used += octets;
  return at;
}
function flush() {
  fs.writeSync(output, block, 0, used);
  written += used;
  used = 0;
}

const header = room(24);
block.writeUInt32LE(0xa1b2c3d4, header);
block.writeUInt16LE(2, header + 4);
block.writeUInt16LE(4, header + 6);
block.writeUInt32LE(262_144, header + 16);
block.writeUInt32LE(1, header + 20);

let micros = 0;
const PACKETS_PER_SECOND = 20_000;
/** Room for one frame; returns where its octets begin. */
function record(octets) {
  micros += (2e6 / PACKETS_PER_SECOND) * (random() / 2 ** 32);
  const at = room(16 + octets);
  block.writeUInt32LE(1_750_000_000 + Math.floor(micros / 1e6), at);
  block.writeUInt32LE(Math.floor(micros % 1e6), at + 4);
  block.writeUInt32LE(octets, at + 8);
  block.writeUInt32LE(octets, at + 12);
  return at + 16;
}

/** Frames of the sample capture. */
function sampleFrames() {
  const octets = fs.readFileSync(SAMPLE);
  const frames = [];
  for (let at = 24; at + 16 <= octets.length; ) {
    const length = octets.readUInt32LE(at + 8);
    frames.push(octets.subarray(at + 16, at + 16 + length));
    at += 16 + length;
  }
  return frames;
}

/** Adds `shift` to the last 24 bits of each MAC and to the second and third octet of each 10/8 address at its place. */
function relocate(at, length, shift) {
  for (const mac of [at, at + 6]) {
    if ((block[mac] & 1) === 0) {
      const low = (block.readUIntBE(mac + 3, 3) + shift) & 0xffffff;
      block.writeUIntBE(low, mac + 3, 3);
    }
  }
  let type = at + 12;
  while (block.readUInt16BE(type) === 0x8100) type += 4;
  const kind = block.readUInt16BE(type);
  const addresses = kind === 0x0800 ? [type + 14, type + 18] : kind === 0x0806 ? [type + 16, type + 26] : [];
  for (const address of addresses) {
    if (address + 4 <= at + length && block[address] === 10) {
      block.writeUInt16BE((block.readUInt16BE(address + 1) + shift) & 0xffff, address + 1);
    }
  }
}

function mixed(octets) {
  const frames = sampleFrames();
  const bulk = Buffer.alloc(1_514);
  for (let index = 54; index < bulk.length; index++) bulk[index] = random();
  for (let copy = 1; written + used < octets; copy++) {
    for (const frame of frames) {
      const at = record(frame.length);
      frame.copy(block, at);
      relocate(at, frame.length, copy);
    }
    // One transfer without a recognisable protocol per copy: most octets of a hospital are images.
    bulk.writeUInt16BE(0x0800, 12);
    bulk.set(
      [
        0x45,
        0,
        0x05,
        0xdc,
        0,
        0,
        0x40,
        0,
        64,
        6,
        0,
        0,
        10,
        copy >>> 8,
        copy & 0xff,
        11,
        10,
        copy >>> 8,
        copy & 0xff,
        20,
      ],
      14,
    );
    bulk.writeUInt16BE(40_000, 34);
    bulk.writeUInt16BE(11_113, 36);
    bulk[46] = 0x50;
    for (let segment = 0; segment < 60; segment++) {
      const at = record(bulk.length);
      bulk.writeUInt32BE(segment * 1_460, 38);
      bulk.copy(block, at);
      relocate(at, 12, copy);
    }
  }
}

function tiny(packets) {
  const flows = Math.max(1, Math.floor(packets / 8));
  for (let packet = 0; packet < packets; packet++) {
    const flow = packet < flows ? packet : random() % flows;
    const reverse = packet >= flows && (random() & 1) === 1;
    const [client, server] = [Math.imul(flow, 0x9e37) % 50_000, Math.imul(flow, 0x85eb) % 50_000].map(
      Math.abs,
    );
    const [source, destination] = reverse ? [server, client] : [client, server];
    const at = record(60);
    block.fill(0, at, at + 60);
    block[at] = block[at + 6] = 2;
    block.writeUInt32BE(destination, at + 2);
    block.writeUInt32BE(source, at + 8);
    block.set([0x08, 0x00, 0x45, 0, 0, 46, 0, 0, 0, 0, 64, (flow & 1) === 0 ? 6 : 17], at + 12);
    block.writeUInt32BE(0x0a000000 + source, at + 26);
    block.writeUInt32BE(0x0a000000 + destination, at + 30);
    const ports = [1_024 + (flow % 60_000), 1 + (Math.abs(Math.imul(flow, 0xc2b2)) % 40_000)];
    block.writeUInt16BE(ports[reverse ? 1 : 0] ?? 0, at + 34);
    block.writeUInt16BE(ports[reverse ? 0 : 1] ?? 0, at + 36);
    if ((flow & 1) === 0) {
      block[at + 46] = 0x50;
      block[at + 47] = packet < flows ? 0x02 : 0x10;
    } else block.writeUInt16BE(26, at + 38);
  }
}

if (mode === 'mixed') mixed(Number(amount ?? 1e9));
else tiny(Number(amount ?? 8e6));
flush();
fs.closeSync(output);
console.log(`${file}: ${written} octets`);
