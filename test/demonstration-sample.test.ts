/** The captures of the demonstration hospital are what their generator makes; `npm run sample` writes them anew. */

import fs from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DAYS, demonstrationCaptures } from '../sample/demonstration/captures.ts';
import { DEMONSTRATION_REGISTER, demonstrationFeeds } from '../sample/demonstration/feeds.ts';
import { DEVICES } from '../sample/demonstration/fleet.ts';
import { macOctets } from './support/octet-builder.ts';

const FOLDER = new URL('../sample/demonstration/', import.meta.url);
/** All three together: they are part of the package. */
const OCTETS_LIMIT = 1_000_000;
const BEST = 9;

const made = demonstrationCaptures();
const fileOf = (day: string) => new URL(`${day}.pcap.gz`, FOLDER);
const documents = { ...demonstrationFeeds(), 'register.csv': DEMONSTRATION_REGISTER };
const documentOf = (name: string) => new URL(name.endsWith('register.csv') ? name : `feeds/${name}`, FOLDER);
if (process.env['UPDATE_SAMPLE']) {
  fs.mkdirSync(new URL('feeds/', FOLDER), { recursive: true });
  for (const [name, text] of Object.entries(documents)) fs.writeFileSync(documentOf(name), text);
  for (const [index, day] of DAYS.entries())
    fs.writeFileSync(fileOf(day), gzipSync(made[index] ?? '', { level: BEST }));
}

describe('the captures of the demonstration hospital', () => {
  it.each(DAYS.map((day, index) => ({ day, index })))(
    'of $day are what the generator makes',
    ({ day, index }) => {
      expect(made[index]?.equals(gunzipSync(fs.readFileSync(fileOf(day))))).toBe(true);
    },
  );

  it.each(Object.entries(documents))('come with %s as it is made', (name, text) => {
    expect(fs.readFileSync(documentOf(name), 'utf8')).toBe(text);
  });

  it('come with feeds of which no number can be that of a real vulnerability', () => {
    const ids =
      Object.values(documents)
        .join('')
        .match(/CVE-\d+-\d+/g) ?? [];
    expect(ids.length).toBeGreaterThan(20);
    expect(ids.filter((id) => !id.startsWith('CVE-1900-'))).toEqual([]);
    expect(fs.readdirSync(new URL('feeds/', FOLDER)).sort()).toEqual(
      Object.keys(demonstrationFeeds()).sort(),
    );
  });

  it('are small enough for the package, and of about 150 devices', () => {
    const octets = DAYS.reduce((sum, day) => sum + fs.statSync(fileOf(day)).size, 0);
    expect(octets).toBeLessThan(OCTETS_LIMIT);
    expect(DEVICES.length).toBeGreaterThan(140);
    const all = Buffer.concat(made);
    for (const { name, mac } of DEVICES) expect(all.includes(macOctets(mac)), name).toBe(true);
    expect(new Set(DEVICES.map(({ mac }) => mac)).size).toBe(DEVICES.length);
    expect(new Set(DEVICES.map(({ ip }) => ip)).size).toBe(DEVICES.length);
  });
});
