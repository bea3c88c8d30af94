/**
 * The bundled capture is what its generator makes. `UPDATE_SAMPLE=1 npx vitest run test/sample.test.ts` (that is
 * `npm run sample`) writes it anew.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_HOSTS, PLANTED } from '../sample/hosts.ts';
import { smallHospital } from '../sample/small-hospital.ts';
import { macOctets } from './support/octet-builder.ts';

const FILE = new URL('../sample/small-hospital.pcap', import.meta.url);
const OCTETS_LIMIT = 150_000;

const { UPDATE_SAMPLE } = process.env;

const made = smallHospital();
if (UPDATE_SAMPLE) writeFileSync(FILE, made);

function records(file: Buffer): { micros: number; octets: Buffer }[] {
  const found: { micros: number; octets: Buffer }[] = [];
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) {
    const micros = file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4);
    found.push({ micros, octets: file.subarray(at + 16, at + 16 + file.readUInt32LE(at + 8)) });
  }
  return found;
}

describe('sample/small-hospital.pcap', () => {
  const frames = records(made);

  it('is what the generator makes; if not, run `npm run sample` and commit the file', () => {
    expect(made.equals(readFileSync(FILE))).toBe(true);
    expect(smallHospital().equals(made)).toBe(true);
  });

  it('is small and in the order of time', () => {
    expect(made.length).toBeLessThan(OCTETS_LIMIT);
    expect(frames.length).toBeGreaterThan(150);
    const times = frames.map((frame) => frame.micros);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it.each(ALL_HOSTS)('lets $name $ip send frames of its own', (host) => {
    const mac = macOctets(host.mac);
    expect(frames.some((frame) => frame.octets.subarray(6, 12).equals(mac))).toBe(true);
  });

  it('holds every planted name, so that a search for them in the output proves something', () => {
    for (const planted of Object.values(PLANTED)) expect(made.includes(planted, 0, 'latin1')).toBe(true);
  });
});
